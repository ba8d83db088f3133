/** What the construct tells its handler about one bucket. */
export interface EmptyOnDeleteProperties {
  readonly BucketName: string;
  readonly BucketArn: string;
  /** What the bucket's tag holds as long as this resource may empty it. */
  readonly Guard: string;
}

/** The bucket's tag that allows it to be emptied. Its value names the stack, and the resource in it, that may. */
export const GUARD_TAG = 'secure-baseline:empty-on-delete';

/** The sid of the statement that keeps writers out while the bucket is emptied. */
export const WRITE_DENY_SID = 'SecureBaselineEmptyOnDelete';
