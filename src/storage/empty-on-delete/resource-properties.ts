/** The type of the custom resource. */
export const RESOURCE_TYPE = 'Custom::EmptyOnDelete';

/** Properties of the custom resource of one bucket. */
export interface EmptyOnDeleteProperties {
  readonly BucketName: string;
  /** Value that the bucket's tag must have for this resource to empty the bucket. It is also the physical id of the resource. */
  readonly Guard: string;
}

/** Key of the tag that allows a bucket to be emptied. Its value identifies the stack and the emptier that may do so. */
export const GUARD_TAG = 'secure-baseline:empty-on-delete';

/** Sid of the statement that denies new objects while the bucket is emptied. */
export const WRITE_DENY_SID = 'SecureBaselineEmptyOnDelete';
