/** What the handler needs to know about one bucket. */
export interface EmptyOnDeleteProperties {
  readonly BucketName: string;
  readonly BucketArn: string;
  /** Value of the bucket's tag as long as this resource may empty the bucket. */
  readonly Guard: string;
}

/** Tag that allows a bucket to be emptied. Its value identifies the stack, and the emptier in it, that may do so. */
export const GUARD_TAG = 'secure-baseline:empty-on-delete';

/** The sid of the statement that keeps writers out while the bucket is emptied. */
export const WRITE_DENY_SID = 'SecureBaselineEmptyOnDelete';
