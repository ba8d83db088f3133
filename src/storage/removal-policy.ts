import { RemovalPolicy } from 'aws-cdk-lib/core';

export const SNAPSHOT_REMEDY = 'There are no snapshots of it: give RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY.';

/** CloudFormation refuses the deletion policy `Snapshot` of buckets and keys, which the CDK itself does behind a feature flag alone. */
export const isWithoutSnapshot = (policy: RemovalPolicy) => policy !== RemovalPolicy.SNAPSHOT;
