import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as rds from 'aws-cdk-lib/aws-rds';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { NetworkOptions } from './network-options';
import type { NotificationOptions } from './notification-options';
import type { BaselineSettings, EnvironmentType } from './presets';
import type { CommonConfigRecordingProps } from '../audit/props';

/** The key and the buckets of a `SecureBaseline`. */
export interface StorageOptions {
  /**
   * An existing key that encrypts everything, in the region of the stack. Adding, changing or removing it replaces the database, which
   * CloudFormation refuses for its fixed name: choose it before the first deployment. Its policy is changed if it is made in this app. For an
   * imported key warnings show the statements that its owner must add.
   * @default - an `EncryptionKey`
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * An existing bucket for the access logs of buckets and load balancer, with S3-managed encryption.
   * @default - a `LoggingBucket`
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * An existing bucket for the trail, such as that of a central log archive.
   * @default - a `LoggingBucket`
   */
  readonly trailBucket?: s3.IBucket;

  /**
   * An existing bucket for AWS Config, such as that of a central log archive.
   * @default - a `LoggingBucket`
   */
  readonly configBucket?: s3.IBucket;

  /**
   * An existing bucket for the application's data.
   * @default - a `HardenedBucket`
   */
  readonly dataBucket?: s3.IBucket;
}

/** The CloudTrail trail of a `SecureBaseline`. */
export interface TrailOptions {
  /**
   * Whether the baseline makes a trail. Switch it off where an organization's trail records the account.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The log group of a trail that exists already: the security alarms watch it where the baseline makes no trail.
   * @default - the log group of the baseline's trail
   */
  readonly logGroup?: logs.ILogGroup;
}

/** AWS Config in a `SecureBaseline`. */
export interface ConfigOptions extends CommonConfigRecordingProps {
  /**
   * Whether the baseline uses AWS Config.
   * @default true
   */
  readonly enabled?: boolean;
}

/** The database of a `SecureBaseline`. */
export interface DatabaseOptions {
  /**
   * Whether the baseline has a database.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The version of MySQL, exactly.
   * @default - MySQL 8.4.8
   */
  readonly version?: rds.MysqlEngineVersion;

  /**
   * The snapshot that the database is restored from. Changing it later replaces the database.
   * @default - an empty database
   */
  readonly snapshotIdentifier?: string;

  /**
   * The storage to begin with, in GiB: 20 to 65,536.
   * @default 20
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly allocatedStorage?: number;

  /**
   * The port: 1150 to 65535. The network ACLs of the new VPC pass it, those of a given one must. Changing it later replaces the database.
   * @default 3306
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly port?: number;

  /**
   * Parameters of the database, over those of the baseline.
   * @default - none
   */
  readonly parameters?: { [name: string]: string };
}

/** The web tier of a `SecureBaseline`. */
export interface WebTierOptions {
  /**
   * Whether the baseline has a web tier.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * What the instances run at their first start, after the baseline's own commands: see `WebTierProps.userData`.
   * @default - they serve a health page
   */
  readonly userData?: ec2.UserData;

  /**
   * The path that answers 200 when an instance is healthy.
   * @default - the health page of the baseline's own user data
   */
  readonly healthCheckPath?: string;

  /**
   * Types that are started where `settings.instanceType` is not to be had, in this order: see `WebTierProps.alternativeInstanceTypes`.
   * @default - none
   */
  readonly alternativeInstanceTypes?: ec2.InstanceType[];

  /**
   * Hears of every instance that the group starts or ends: see `WebTierProps.scalingTopic`.
   * @default - nobody
   */
  readonly scalingTopic?: sns.ITopic;

  /**
   * The image of the instances.
   * @default - the newest Amazon Linux 2023 at each deployment
   */
  readonly machineImage?: ec2.IMachineImage;

  /**
   * The web ACL, of scope REGIONAL, that protects the load balancer.
   * @default - none
   */
  readonly webAclArn?: string;
}

/** What a `SecureBaseline` is made for. Three of them are enough: the suffix, the owner and the cost center. */
export interface SecureBaselineProps {
  /**
   * Tells this environment apart: 1 to 20 lower-case letters, digits and single hyphens between them. It stands in every name.
   */
  readonly environmentSuffix: string;

  /** Who answers for the resources: the value of the tag `Owner`. */
  readonly owner: string;

  /** Who pays for the resources: the value of the tag `CostCenter`. */
  readonly costCenter: string;

  /**
   * Which preset applies.
   * @default EnvironmentType.NON_PRODUCTION
   */
  readonly environmentType?: EnvironmentType;

  /**
   * Single values over those of the preset.
   * @default - the preset
   */
  readonly settings?: BaselineSettings;

  /**
   * The load balancer's certificate, in the region of the stack. Production needs one; without one the load balancer is internal.
   * One that comes later replaces the load balancer, and with it its DNS name.
   * @default - none
   */
  readonly certificate?: acm.ICertificate;

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
   * Alarms and who hears of them.
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

  /**
   * The permissions boundary of every role that the baseline makes.
   * @default - none
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * The path of every role that the baseline makes, such as `/baseline/`.
   * @default '/'
   */
  readonly rolePath?: string;
}
