import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';

/** Returns the CloudFormation resource of a bucket, or undefined for an imported bucket. */
export function bucketResourceOf({ node }: IBucket): CfnBucket | undefined {
  return CfnBucket.isCfnBucket(node.defaultChild) ? node.defaultChild : undefined;
}
