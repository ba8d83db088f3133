import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Requirement } from '../common/validation/problems';

/**
 * CloudFormation rejects the deletion policy `Snapshot` for buckets and keys. The CDK reports it at synthesis only if the feature flag
 * `@aws-cdk/core:validateSnapshotRemovalPolicy` is enabled.
 */
export const NO_SNAPSHOT: Requirement<RemovalPolicy> = {
  isMet: (policy) => policy !== RemovalPolicy.SNAPSHOT,
  must: 'not be RemovalPolicy.SNAPSHOT',
  remedy: 'S3 and AWS KMS have no snapshots. Use RemovalPolicy.RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY.',
};
