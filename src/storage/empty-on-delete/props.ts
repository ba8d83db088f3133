import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Properties of an `EmptyOnDelete`. */
export interface EmptyOnDeleteProps {
  /** Bucket to empty. It must be created in the stack of this construct with `RemovalPolicy.DESTROY`, and have no other `EmptyOnDelete`. */
  readonly bucket: s3.IBucket;
}
