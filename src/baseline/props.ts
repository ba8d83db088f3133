import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { CommonAuditTrailProps, CommonConfigRecordingProps } from '../audit';
import type { CommonWebTierProps } from '../compute';
import type { CommonMySqlProps } from '../database';
import type { CommonNotificationTopicProps, CommonSecurityAlarmsProps } from '../monitoring';
import type { CommonThreeTierVpcProps } from '../network';
import type { EnvironmentType } from './environment-type';

/** The IAM roles that a `SecureBaseline` creates. */
export interface RoleOptions {
  /**
   * The path of every role, such as `/baseline/`: at most 512 characters, with a slash at both ends.
   * @default '/'
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
   */
  readonly path?: string;

  /**
   * The permissions boundary of every role.
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;
}

/** The network of a `SecureBaseline`. */
export interface NetworkOptions extends CommonThreeTierVpcProps {
  /**
   * Whether the baseline has a network. Database and web tier need one.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * An existing VPC that is used instead of a new one, with public, private and isolated subnets in at least two Availability Zones.
   * @default - a `ThreeTierVpc`
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly vpc?: IVpc;
}

/** The key and the buckets of a `SecureBaseline`. */
export interface StorageOptions {
  /**
   * Whether the baseline has a bucket for the data of the application. The key and the log buckets are created as long as something uses them.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * An existing key that encrypts everything except notifications, in the region of the stack. Adding, changing or removing it replaces the
   * database, which CloudFormation rejects because of its fixed name: choose it before the first deployment. The policy of a key of this app
   * is extended. For an imported key, warnings show the statements that its owner must add.
   * @default - an `EncryptionKey`
   */
  readonly encryptionKey?: IKey;

  /**
   * An existing bucket for the access logs of buckets and load balancer, with S3-managed encryption.
   * @default - a `LoggingBucket`
   */
  readonly accessLogsBucket?: IBucket;

  /**
   * An existing bucket for the trail, such as that of a central log archive.
   * @default - a `LoggingBucket`
   */
  readonly trailBucket?: IBucket;

  /**
   * An existing bucket for AWS Config, such as that of a central log archive.
   * @default - a `LoggingBucket`
   */
  readonly configBucket?: IBucket;

  /**
   * An existing bucket for the data of the application.
   * @default - a `HardenedBucket`
   */
  readonly dataBucket?: IBucket;

  /**
   * How long deleted KMS keys can be restored: 7 to 30 days.
   * @default - 30 days; 7 days in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly keyPendingWindow?: Duration;

  /**
   * When the log files in the new log buckets are deleted, in whole days after their creation.
   * @default - 2,555 days (seven years); 30 days in a non-production `SecureBaseline`
   */
  readonly logFileExpiration?: Duration;

  /**
   * Whether log files move to S3 Glacier Instant Retrieval after 90 days.
   * @default - true; false in a non-production `SecureBaseline`
   */
  readonly archiveLogFiles?: boolean;
}

/** The CloudTrail trail of a `SecureBaseline`. */
export interface TrailOptions extends CommonAuditTrailProps {
  /**
   * Whether the baseline creates a trail. Set it to false where an organization's trail records the account: with the log group of that
   * trail as `logGroup`, the security alarms evaluate it.
   * @default true
   */
  readonly enabled?: boolean;
}

/** AWS Config in a `SecureBaseline`. */
export interface ConfigOptions extends CommonConfigRecordingProps {
  /**
   * Whether the baseline uses AWS Config.
   * @default true
   */
  readonly enabled?: boolean;
}

/**
 * Who receives alarms and events.
 *
 * By default one topic receives everything, and a severe event produces up to three notifications: within seconds by a real-time rule, then
 * by the compliance alarm, which Security Hub and auditors require, and by the low-noise alarm, which is meant for on-call engineers. With
 * `auditEmailAddresses` compliance alarms are sent there, and `emailAddresses` receive the rest.
 */
export interface NotificationOptions extends CommonSecurityAlarmsProps, CommonNotificationTopicProps {
  /**
   * Whether the baseline has topics, security alarms and a dashboard. Without them, alarms on the health of other pillars have no actions.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * An existing topic. If it is imported, its policy and that of its key must allow CloudWatch alarms, EventBridge and RDS events to publish.
   * @default - a `NotificationTopic`
   */
  readonly topic?: ITopic;

  /**
   * The e-mail addresses of auditors. Compliance alarms are sent to them, by a topic of their own, and no longer to the topic for everything
   * else. Each address must confirm a message that AWS sends; Security Hub requires a confirmed subscription.
   * @default - compliance alarms are sent to the topic for everything
   */
  readonly auditEmailAddresses?: string[];

  /**
   * Whether topics are also notified when an alarm on health or delivery returns to OK. CloudWatch sends this once for each alarm when its
   * first data arrives after the deployment.
   * @default true
   */
  readonly notifyHealthOk?: boolean;

  /**
   * Whether security alarms are created.
   * @default true
   */
  readonly securityAlarms?: boolean;

  /**
   * Whether a CloudWatch dashboard shows security events and the health of the baseline. Charged per dashboard.
   * @default - true; false in a non-production `SecureBaseline`
   */
  readonly dashboard?: boolean;
}

/** The database of a `SecureBaseline`. */
export interface DatabaseOptions extends CommonMySqlProps {
  /**
   * Whether the baseline has a database.
   * @default true
   */
  readonly enabled?: boolean;
}

/** The web tier of a `SecureBaseline`. */
export interface WebTierOptions extends CommonWebTierProps {
  /**
   * Whether the baseline has a web tier.
   * @default true
   */
  readonly enabled?: boolean;
}

/** Properties of a `SecureBaseline`. Three are enough: the suffix, the owner and the cost center. */
export interface SecureBaselineProps {
  /**
   * Identifies the environment: 1 to 20 lowercase letters, digits and single hyphens between them. It is a part of every name, and changing
   * it replaces what has a name, the database included.
   */
  readonly environmentSuffix: string;

  /** Who is responsible for the resources: the value of the tag `Owner`. */
  readonly owner: string;

  /** Who pays for the resources: the value of the tag `CostCenter`. */
  readonly costCenter: string;

  /**
   * Selects the default of each setting.
   * @default EnvironmentType.NON_PRODUCTION
   */
  readonly environmentType?: EnvironmentType;

  /**
   * Whether buckets, keys, log groups and the database (as a final snapshot) outlive the stack.
   * @default - true in production; false in non-production
   */
  readonly retainData?: boolean;

  /**
   * Whether AWS refuses to delete the stack, the database and the load balancer. Deletion then takes two steps: deploy with `false`, then
   * delete the stack.
   * @default - true in production; false in non-production
   */
  readonly deletionProtection?: boolean;

  /**
   * The certificate of the load balancer, in the region of the stack. Production requires one; without one the load balancer is internal.
   * Adding one later replaces the load balancer, and with it its DNS name.
   * @default - none
   */
  readonly certificate?: ICertificate;

  /**
   * The IAM roles.
   * @default - roles in the path `/` without permissions boundary
   */
  readonly roles?: RoleOptions;

  /**
   * The network.
   * @default - a new VPC
   */
  readonly network?: NetworkOptions;

  /**
   * Key and buckets.
   * @default - new ones
   */
  readonly storage?: StorageOptions;

  /**
   * CloudTrail.
   * @default - a new trail
   */
  readonly trail?: TrailOptions;

  /**
   * AWS Config.
   * @default - a new recorder
   */
  readonly config?: ConfigOptions;

  /**
   * Alarms, and who receives them.
   * @default - alarms, and a topic without subscriptions
   */
  readonly notifications?: NotificationOptions;

  /**
   * The database.
   * @default - a new database
   */
  readonly database?: DatabaseOptions;

  /**
   * The web tier.
   * @default - a web tier that serves a health page
   */
  readonly webTier?: WebTierOptions;
}
