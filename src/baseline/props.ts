import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { EnvironmentType } from './environment-type';
import type { AccountOptions, ConfigOptions, DatabaseOptions, NetworkOptions, NotificationOptions, RoleOptions, StorageOptions, TrailOptions, WebTierOptions } from './options';

/** Properties of a `SecureBaseline`. Only `environmentSuffix`, `owner` and `costCenter` are required. */
export interface SecureBaselineProps {
  /**
   * The suffix of the name prefix of all named resources: 1 to 20 lowercase letters, digits and single hyphens, starting and ending with a letter or
   * digit. It must be unique in the account and region. Do not change it later: a change replaces all named
   * resources, including the database, and the new database is empty. Create another stack for another suffix.
   */
  readonly environmentSuffix: string;

  /**
   * The owner of the resources: the value of the tag `Owner`, 1 to 256 characters.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
   */
  readonly owner: string;

  /**
   * The cost center of the resources: the value of the tag `CostCenter`, 1 to 256 characters.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
   */
  readonly costCenter: string;

  /**
   * The environment type, which selects the defaults of all other settings.
   * @default EnvironmentType.NON_PRODUCTION
   */
  readonly environmentType?: EnvironmentType;

  /**
   * Whether buckets, KMS keys, log groups and a final snapshot of the database are retained when the stack is deleted. Use this option instead of
   * `RemovalPolicies` or `applyRemovalPolicy`: only buckets that the baseline creates with `false` are emptied before their deletion.
   * @default - true in production; false in non-production
   */
  readonly retainData?: boolean;

  /**
   * Whether an update fails that would delete data, or the KMS key of the data, although you did not specify this:
   *
   * - an update that changes `storage.encryptionKey`, if the previous key is deleted with the stack. To replace the key, first deploy with
   *   `retainData: true`, so that the previous key is retained.
   * - an update from which `retainData` is false by default, such as a change from production to non-production, or the loss of
   *   `environmentType`. To delete the data with the stack, specify `retainData: false`.
   * - an update with a shorter default of `storage.logFileExpiration`, `database.backupRetention`, or the retention of a log group. To shorten it,
   *   specify the period.
   *
   * A function compares the properties of the stack before and after the update. Nothing has been deleted when it rejects the update.
   * @default true
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes-update.html
   */
  readonly rejectDataLoss?: boolean;

  /**
   * Whether the stack, the database and the load balancer are protected against deletion. For a baseline in a nested stack, its top-level stack is
   * protected. CDK Pipelines does not enable the termination protection of stacks: use `aws cloudformation update-termination-protection`. To delete a
   * protected stack, and before an update that removes or replaces the database or the load balancer, first deploy it with `false`: CloudFormation
   * cannot delete a protected resource, and leaves it in the account without the stack.
   * @default - true in production; false in non-production
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html
   */
  readonly deletionProtection?: boolean;

  /**
   * The certificate of the load balancer, in the region of the stack. Required for a web tier in production. Without a certificate the load balancer
   * is internal. Adding a certificate later replaces the load balancer, which changes its DNS name.
   * @default - an internal load balancer without TLS for clients
   */
  readonly certificate?: ICertificate;

  /**
   * Options for IAM roles.
   * @default - roles in the path `/` without permissions boundary
   */
  readonly roles?: RoleOptions;

  /**
   * Options for the network.
   * @default - a new VPC
   */
  readonly network?: NetworkOptions;

  /**
   * Options for the KMS key and the buckets.
   * @default - a new key and new buckets
   */
  readonly storage?: StorageOptions;

  /**
   * Options for CloudTrail.
   * @default - a new trail
   */
  readonly trail?: TrailOptions;

  /**
   * Options for AWS Config.
   * @default - a new recorder
   */
  readonly config?: ConfigOptions;

  /**
   * Options for settings of the account, such as S3 Block Public Access and EBS encryption by default.
   * @default - the settings are applied unless they would break something that exists; in non-production they are only reported
   */
  readonly account?: AccountOptions;

  /**
   * Options for notifications, security alarms and the dashboard.
   * @default - security alarms, and a topic without subscriptions
   */
  readonly notifications?: NotificationOptions;

  /**
   * Options for the database.
   * @default - a new database
   */
  readonly database?: DatabaseOptions;

  /**
   * Options for the web tier.
   * @default - a web tier with a health check page
   */
  readonly webTier?: WebTierOptions;
}
