import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { CommonAccountGuardrailsProps } from '../account';
import type { CommonAuditTrailProps, CommonConfigRecordingProps } from '../audit';
import type { CommonWebTierProps } from '../compute';
import type { CommonMySqlProps, MySqlReadReplicaProps } from '../database';
import type { CommonFindingNotificationsProps, CommonNotificationTopicProps, CommonSecurityAlarmsProps } from '../monitoring';
import type { CommonThreeTierVpcProps } from '../network';

/** Options for the IAM roles that a `SecureBaseline` creates. */
export interface RoleOptions {
  /**
   * The path of every role, such as `/baseline/`. It must start and end with a slash, and have at most 512 characters.
   * @default '/'
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
   */
  readonly path?: string;

  /**
   * The permissions boundary of every role.
   * @default - no permissions boundary
   */
  readonly permissionsBoundary?: IManagedPolicy;
}

/** Options for the network of a `SecureBaseline`. */
export interface NetworkOptions extends CommonThreeTierVpcProps {
  /**
   * Whether the baseline has a VPC. The database and the web tier require one.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * An existing VPC to use instead of a new one. It must have public, private and isolated subnets in at least two Availability Zones. RDS refuses to
   * move the database of a deployed stack to another VPC: choose the VPC before the first deployment.
   * @default - a `ThreeTierVpc`
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly vpc?: IVpc;
}

/** Options for the KMS key and the buckets of a `SecureBaseline`. */
export interface StorageOptions {
  /**
   * Whether the baseline has a bucket for application data. The KMS key is always created, and log buckets are created if they are used.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * An existing KMS key in the region of the stack. It encrypts all resources except notification topics, the table of published findings, the bucket for access logs, and logs in
   * existing buckets that have a key or are in another region: specify the key of such a bucket where you import it. The
   * baseline adds statements to the policy of a key in this app. For an imported key, warnings show the statements that its owner must add.
   *
   * Choose the key before the first deployment. Adding, changing or removing it replaces the database, which CloudFormation rejects because the
   * database has a fixed name. Without a database, the update fails if it would delete the previous key: see `rejectDataLoss`.
   * @default - an `EncryptionKey`
   */
  readonly encryptionKey?: IKey;

  /**
   * An existing bucket for the access logs of buckets and of the load balancer. It must use S3-managed encryption (SSE-S3).
   * @default - a `LoggingBucket`
   */
  readonly accessLogsBucket?: IBucket;

  /**
   * An existing bucket for the log files of the trail, such as the bucket of a central log archive. It can be in another account and region.
   * @default - a `LoggingBucket`
   */
  readonly trailBucket?: IBucket;

  /**
   * An existing bucket for the configuration history and snapshots of AWS Config, such as the bucket of a central log archive. It can be in another
   * account and, except in cn-north-1, in another region.
   * @default - a `LoggingBucket`
   */
  readonly configBucket?: IBucket;

  /**
   * An existing bucket for application data.
   * @default - a `HardenedBucket`
   */
  readonly dataBucket?: IBucket;

  /**
   * The waiting period before a deleted KMS key is destroyed, during which its deletion can be canceled: 7 to 30 whole days.
   * @default - 30 days; 7 days in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly keyPendingWindow?: Duration;

  /**
   * The time after which log files in the new log buckets are deleted, in whole days after their creation. At least one day.
   * @default - 2,555 days (seven years); 30 days in a non-production `SecureBaseline`
   */
  readonly logFileExpiration?: Duration;

  /**
   * Whether log files in the new log buckets are moved to the S3 Glacier Instant Retrieval storage class after 90 days.
   * @default - true; false in a non-production `SecureBaseline`
   */
  readonly archiveLogFiles?: boolean;
}

/** Options for the CloudTrail trail of a `SecureBaseline`. */
export interface TrailOptions extends CommonAuditTrailProps {
  /**
   * Whether the baseline creates a trail. Set this to false if an organization trail or the trail of another baseline records the account, and
   * specify the log group of that trail as `logGroup` for the security alarms. CloudTrail supports five trails per account and region, and a trail of
   * all regions counts in each region.
   * @default true
   */
  readonly enabled?: boolean;
}

/** Options for AWS Config in a `SecureBaseline`. */
export interface ConfigOptions extends CommonConfigRecordingProps {
  /**
   * Whether the baseline uses AWS Config.
   * @default true
   */
  readonly enabled?: boolean;
}

/**
 * Options for the account settings of a `SecureBaseline`. In non-production they are only reported, because such a baseline often shares its account with
 * others.
 */
export interface AccountOptions extends CommonAccountGuardrailsProps {
  /**
   * Whether the baseline applies or reports account settings. A second baseline in the same stack must set this to false.
   * @default true
   */
  readonly enabled?: boolean;
}

/** Options for notifications of findings of GuardDuty, Security Hub and other services in a `SecureBaseline`. */
export interface FindingOptions extends CommonFindingNotificationsProps {
  /**
   * Whether findings are published. They are published to `lowNoiseTopic`, or else to the notification topic.
   * @default true
   */
  readonly enabled?: boolean;
}

/**
 * Options for topics, security alarms and the dashboard of a `SecureBaseline`.
 *
 * By default one topic receives all notifications. An event of severity HIGH can then produce three notifications: from a real-time rule within
 * seconds, from the compliance alarm that Security Hub requires, and from the low-noise alarm for on-call engineers. If `auditEmailAddresses` are
 * specified, they receive the notifications of compliance alarms, and `emailAddresses` receive all others.
 */
export interface NotificationOptions extends CommonSecurityAlarmsProps, CommonNotificationTopicProps {
  /**
   * Whether the baseline creates topics, security alarms and a dashboard. If false, the health alarms of the other pillars have no actions.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * An existing topic. If it is imported, its policy and the policy of its key must allow CloudWatch alarms, EventBridge and RDS events to publish.
   * @default - a `NotificationTopic`
   */
  readonly topic?: ITopic;

  /**
   * The e-mail addresses of auditors. They are subscribed to a separate topic, which receives the notifications of compliance alarms instead of the
   * main topic. Each recipient must confirm the subscription; Security Hub requires a confirmed subscription.
   * @default - compliance alarms publish to the main topic
   */
  readonly auditEmailAddresses?: string[];

  /**
   * Whether health alarms and delivery failure alarms also publish when they enter the OK state. After the deployment, each alarm publishes once when
   * it receives its first data.
   * @default true
   */
  readonly notifyHealthOk?: boolean;

  /**
   * Whether security alarms are created. They require a trail, or `trail.logGroup`. Without both, options of security alarms are rejected, unless
   * `realTimeRules` is true: then only the real-time rules are created, for the events that another trail of the account records.
   * @default true
   */
  readonly securityAlarms?: boolean;

  /**
   * Options for notifications of findings of GuardDuty, Security Hub and other services.
   * @default - findings of all sources are published
   */
  readonly findings?: FindingOptions;

  /**
   * Whether to create a CloudWatch dashboard for security events and the health of the baseline. CloudWatch charges for each dashboard.
   * @default - true; false in a non-production `SecureBaseline`
   */
  readonly dashboard?: boolean;
}

/** Options for the database of a `SecureBaseline`. */
export interface DatabaseOptions extends CommonMySqlProps {
  /**
   * Whether the baseline has a database.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The read replicas of the database, by id: letters and digits, beginning with a letter. The id is part of the default `instanceIdentifier` and of
   * the output `DatabaseReplicaIDAddress`. Read replicas require `manageMasterUserPassword: false`. The web tier has network access to them.
   * @default - no read replicas
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html
   */
  readonly readReplicas?: { [id: string]: MySqlReadReplicaProps };
}

/** Options for the web tier of a `SecureBaseline`. */
export interface WebTierOptions extends CommonWebTierProps {
  /**
   * Whether the baseline has a web tier.
   * @default true
   */
  readonly enabled?: boolean;
}
