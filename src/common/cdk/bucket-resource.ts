import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';

/** The resource of a bucket that is made in the app. Nothing is known of an imported one. */
export function bucketResourceOf({ node }: IBucket): CfnBucket | undefined {
  return node.defaultChild instanceof CfnBucket ? node.defaultChild : undefined;
}
