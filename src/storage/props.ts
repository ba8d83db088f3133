import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';

/** Properties of an `EncryptionKey`. */
export interface EncryptionKeyProps {
  /**
   * Alias of the key, without the prefix `alias/`.
   * @default no alias
   */
  readonly alias?: string;

  /**
   * Description of the key in the AWS KMS console.
   * @default 'Encrypts the data of the secure baseline'
   */
  readonly description?: string;

  /**
   * Whether the key is retained or deleted with the stack. Data that is encrypted with a deleted key is lost. `RemovalPolicy.SNAPSHOT` is
   * rejected, because KMS has no snapshots.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Waiting period before AWS KMS deletes the key, in whole days from 7 to 30. The deletion can be canceled during this period.
   * @default Duration.days(30)
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly pendingWindow?: Duration;
}

/** Destination of the server access logs of a bucket. */
export interface ServerAccessLogsTarget {
  /** Bucket that receives the logs: in the same region and account, encrypted with S3-managed keys, without Object Lock. */
  readonly bucket: s3.IBucket;

  /** Prefix of the log files in that bucket, without slashes at either end. */
  readonly prefix: string;
}

/** Properties of a `HardenedBucket`. */
export interface HardenedBucketProps {
  /**
   * KMS key that encrypts the objects, with an S3 Bucket Key.
   * @default - S3-managed encryption (SSE-S3)
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Destination of the server access logs of this bucket.
   * @default - requests are not logged
   */
  readonly serverAccessLogs?: ServerAccessLogsTarget;

  /**
   * Whether the bucket is retained or deleted with the stack. With `RemovalPolicy.DESTROY`, its objects are deleted too. A policy that is
   * changed afterwards, for example by `applyRemovalPolicy`, does not delete the objects: a warning reports this. `RemovalPolicy.SNAPSHOT` is
   * rejected, because S3 has no snapshots.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: the bucket is retained unless its creation is rolled back
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Age at which objects expire, in whole days. At least one day.
   * @default - never
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
   */
  readonly expiration?: Duration;

  /**
   * Time after which noncurrent versions are permanently deleted, in whole days. At least one day.
   * @default Duration.days(90)
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionExpiration.html
   */
  readonly noncurrentVersionExpiration?: Duration;

  /**
   * Age at which objects are moved to S3 Glacier Instant Retrieval, which has lower storage and higher retrieval costs. In whole days, at
   * least one day, and less than `expiration`.
   * @default - never
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
   */
  readonly archiveAfter?: Duration;

  /**
   * Destination and role for the replication of the objects. The replicas are charged separately, as are replication requests and data transfer.
   * @default - objects are not replicated
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
   */
  readonly replicationConfiguration?: s3.CfnBucket.ReplicationConfigurationProperty;
}

/** Properties of a `LoggingBucket`. */
export interface LoggingBucketProps extends HardenedBucketProps {}

/** Where the resources are whose logs are delivered to a `LoggingBucket`. */
export interface LogSourceOptions {
  /**
   * The id of the account of the resources: 12 digits.
   * @default - the account of the bucket
   */
  readonly sourceAccount?: string;

  /**
   * The region of the resources, or `*` for all regions. Load balancers must be in the region of the bucket.
   * @default - the region of the bucket; for AWS Config all regions
   */
  readonly sourceRegion?: string;
}

/** Options for the delivery of a CloudTrail trail to a `LoggingBucket`. */
export interface CloudTrailSourceOptions {
  /**
   * The id of the organization, such as `o-a1b2c3d4e5`, if the trail records all accounts of an organization. Specify the ARN of the trail in the
   * management account, even if a delegated administrator created the trail.
   * @default - the trail records only its own account
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html#org-trail-bucket-policy
   */
  readonly organizationId?: string;
}
