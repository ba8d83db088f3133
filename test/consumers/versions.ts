import { PACKAGE } from './workspace';

const minimumOf = (name: string) => PACKAGE.peerDependencies[name].replace('^', '');

/** Which aws-cdk-lib, and which constructs, a consumer installs. */
export interface CdkVersion {
  readonly label: string;
  /** Undefined for whatever the registry gives. */
  readonly cdk?: string;
  readonly constructs?: string;
}

/** The newest aws-cdk-lib that npm, PyPI and Maven Central all have, which a full run checks: npm and PyPI are ahead. */
export const COMMON = { label: 'common', cdk: '2.263.0' } satisfies CdkVersion;

export const MINIMUM: CdkVersion = { label: 'minimum', cdk: minimumOf('aws-cdk-lib'), constructs: minimumOf('constructs') };

export const NEWEST: CdkVersion = { label: 'newest' };

/** The major versions of Node.js that the package supports. */
export const NODE_MAJORS = [20, 22, 24];
