/** What the construct tells its handler about one bucket. */
export interface EmptyOnDeleteProperties {
  readonly BucketName: string;
  readonly BucketArn: string;
}

/** The bucket's tag that allows it to be emptied. Its value is the id of the stack that may. */
export const GUARD_TAG = 'secure-baseline:empty-on-delete';

/** The sid of the statement that keeps writers out while the bucket is emptied. */
export const WRITE_DENY_SID = 'SecureBaselineEmptyOnDelete';
