import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';

/** The resource of a bucket that the app creates. Undefined for an imported bucket. */
export function bucketResourceOf({ node }: IBucket): CfnBucket | undefined {
  return CfnBucket.isCfnBucket(node.defaultChild) ? node.defaultChild : undefined;
}
