import { PACKAGE } from './workspace';

const minimumOf = (name: string) => PACKAGE.peerDependencies[name].replace('^', '');

/** The versions of aws-cdk-lib and constructs that a consumer installs. */
export interface CdkVersion {
  readonly label: string;
  /** Undefined for the newest version in the registry. */
  readonly cdk?: string;
  readonly constructs?: string;
}

/** A version of aws-cdk-lib that npm, PyPI and Maven Central all have. A full run reports a newer common version. npm and PyPI have new versions first. */
export const COMMON = { label: 'common', cdk: '2.263.0' } satisfies CdkVersion;

export const MINIMUM: CdkVersion = { label: 'minimum', cdk: minimumOf('aws-cdk-lib'), constructs: minimumOf('constructs') };

export const NEWEST: CdkVersion = { label: 'newest' };

/** The oldest supported Node.js version, and the newest version of each later major version. */
export const NODES = [PACKAGE.engines.node.replace('>= ', ''), '22', '24'];
