import { PACKAGE } from './workspace';

const minimumOf = (name: string) => PACKAGE.peerDependencies[name].replace('^', '');

/** Which aws-cdk-lib, and which constructs, a consumer installs. */
export interface CdkVersion {
  readonly label: string;
  /** Undefined for whatever the registry gives. */
  readonly cdk?: string;
  readonly constructs?: string;
}

/** An aws-cdk-lib that npm, PyPI and Maven Central all have. A full run tells when they have a newer one: npm and PyPI are ahead. */
export const COMMON = { label: 'common', cdk: '2.263.0' } satisfies CdkVersion;

export const MINIMUM: CdkVersion = { label: 'minimum', cdk: minimumOf('aws-cdk-lib'), constructs: minimumOf('constructs') };

export const NEWEST: CdkVersion = { label: 'newest' };

/** The oldest Node.js that the package supports, and the newest of each later major version. */
export const NODES = [PACKAGE.engines.node.replace('>= ', ''), '22', '24'];
