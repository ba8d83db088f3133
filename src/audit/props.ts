import type * as config from 'aws-cdk-lib/aws-config';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { CommonLogGroupProps, LogGroupOptions } from '../common/logging/log-group-options';

/** What a trail records and where in the bucket it delivers, for an `AuditTrail` and for the trail of a `SecureBaseline`. */
export interface CommonAuditTrailProps extends CommonLogGroupProps {
  /**
   * The key prefix of the log files: at most 200 characters, without slashes at either end and without `AWSLogs`.
   * @default 'cloudtrail'
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
   */
  readonly keyPrefix?: string;

  /**
   * Whether the trail records the object reads and writes of every bucket of the account, except the buckets that receive logs. Charged per
   * event.
   * @default - true unless `dataEventBuckets` is given; false in a non-production `SecureBaseline`, which records only the data bucket
   * @see https://aws.amazon.com/cloudtrail/pricing/
   */
  readonly recordAllDataEvents?: boolean;

  /**
   * The only buckets whose object reads and writes are recorded, instead of every bucket: none that receives logs. An empty list records no
   * data events.
   * @default - as `recordAllDataEvents` says
   */
  readonly dataEventBuckets?: s3.IBucket[];

  /**
   * Whether the trail records the events of all regions.
   * @default true
   */
  readonly multiRegion?: boolean;
}

/** Props of an `AuditTrail`. */
export interface AuditTrailProps extends CommonAuditTrailProps, LogGroupOptions {
  /**
   * The bucket that receives the log files: a `LoggingBucket`, or any bucket whose policy can be changed in this app. For an imported bucket
   * a warning shows the statements that its owner must add.
   */
  readonly bucket: s3.IBucket;

  /**
   * The trail's name: 3 to 128 letters, digits, periods, underscores and hyphens. It begins and ends with a letter or digit, has no two
   * adjacent punctuation characters, and is not an IP address. The name must be known before the trail is created, because the policies of
   * bucket and key name the trail (https://github.com/aws/aws-cdk/issues/31400).
   * @default - a name generated from the construct's path
   */
  readonly trailName?: string;

  /**
   * The KMS key that encrypts the log files and the log group.
   * @default - the bucket's key; without one, S3-managed encryption and the default encryption of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Other buckets that receive logs. They are excluded from the data events: a trail that records its own deliveries produces further
   * deliveries (https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/1192).
   * @default - only the trail's own bucket is excluded
   */
  readonly logBuckets?: s3.IBucket[];
}

/** How often AWS Config records a change. */
export enum RecordingFrequency {
  /** Every change, when it happens. */
  CONTINUOUS = 'CONTINUOUS',

  /** Once a day, and only if something changed. Cheaper where resources change often. */
  DAILY = 'DAILY',
}

/** Which recorder AWS Config records with. An account has one recorder per region. */
export enum ConfigStarterMode {
  /** The stack creates recorder and delivery channel. */
  CREATE = 'create',

  /**
   * The account already has a recorder, for instance from AWS Control Tower or Security Hub: the deployment ensures that it records.
   * When the stack is deleted, the recorder is restored to the state in which it was found.
   */
  ADOPT = 'adopt',
}

/** Which resources AWS Config records, and how often. */
export interface RecordingOptions {
  /**
   * How often changes are recorded. It applies to the recorder that mode `CREATE` creates.
   * @default RecordingFrequency.CONTINUOUS, in a non-production `SecureBaseline` RecordingFrequency.DAILY
   */
  readonly recordingFrequency?: RecordingFrequency;

  /**
   * Resource types, such as `AWS::IAM::Role`, that are recorded with the other frequency. Only with mode `CREATE`.
   * @default - none
   */
  readonly recordingFrequencyExceptions?: string[];

  /**
   * Resource types, such as `AWS::EC2::NetworkInterface`, that are not recorded: rules cannot evaluate them. Only with mode `CREATE`.
   * @default - none
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ExclusionByResourceTypes.html
   */
  readonly excludedResourceTypes?: string[];

  /**
   * Whether the global resource types (IAM users, groups, roles and policies) are recorded. Record them in one region: each further region is
   * charged again for the same records. A region that AWS Config supports since February 2022 or later cannot record them. Only with mode `CREATE`.
   * @see https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html#select-resources-all
   * @default true
   */
  readonly includeGlobalResourceTypes?: boolean;
}

/** What AWS Config records, delivers and evaluates, for a `ConfigRecording` and for the AWS Config of a `SecureBaseline`. */
export interface CommonConfigRecordingProps extends RecordingOptions {
  /**
   * Which recorder AWS Config records with.
   * @default ConfigStarterMode.CREATE
   */
  readonly mode?: ConfigStarterMode;

  /**
   * The rules.
   * @default ConfigRules.baselineRules
   */
  readonly rules?: ManagedConfigRule[];

  /**
   * How long AWS Config retains what it recorded: 30 to 2,557 days. It is one setting for the account and region. Only with mode `CREATE`.
   * @default - the default of AWS Config: 2,557 days (seven years)
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html
   */
  readonly retentionPeriod?: Duration;

  /**
   * The role with which AWS Config reads the resources. Only with mode `CREATE`.
   * @default - the service-linked role AWSServiceRoleForConfig, which Security Hub's control Config.1 requires. It is created if the account does not have it
   * @see https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
   */
  readonly recorderRole?: iam.IRole;

  /**
   * The key prefix of snapshots and histories, without slashes at either end and without `AWSLogs`. Only with mode `CREATE`.
   * @default 'config'
   */
  readonly keyPrefix?: string;

  /**
   * The SNS topic that is notified of every delivery and every change. It must not be encrypted, because AWS Config does not support encrypted
   * topics, and its policy must allow config.amazonaws.com to publish. Only with mode `CREATE`.
   * @default - no notifications
   * @see https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html
   */
  readonly topic?: sns.ITopic;

  /**
   * How often a snapshot of all recorded resources is delivered. Only with mode `CREATE`.
   * @default config.MaximumExecutionFrequency.TWENTY_FOUR_HOURS
   */
  readonly snapshotFrequency?: config.MaximumExecutionFrequency;
}

/** Props of a `ConfigRecording`. */
export interface ConfigRecordingProps extends CommonConfigRecordingProps {
  /**
   * The bucket that receives snapshots and histories, required with mode `CREATE`: a `LoggingBucket`, or any bucket whose policy can be
   * changed in this app. For an imported bucket a warning shows the statements that its owner must add. AWS Config cannot deliver to a bucket
   * with a default Object Lock retention.
   * @default - none
   */
  readonly bucket?: s3.IBucket;

  /**
   * The KMS key that encrypts deliveries and the log group of the Lambda function that checks the account and starts the recorder.
   * @default - the bucket's key for deliveries; without one, the bucket's default encryption
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The name of recorder and delivery channel, and the prefix of the names of rules, which have at most 128 characters.
   * @default - 'default' for recorder and delivery channel; CloudFormation generates the names of rules
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
   */
  readonly namePrefix?: string;
}

/** A rule that AWS manages. */
export interface ManagedConfigRule {
  /** The rule's identifier, such as `config.ManagedRuleIdentifiers.EC2_INSTANCES_IN_VPC`. */
  readonly identifier: string;

  /**
   * What the rule requires, as the console shows it: at most 256 characters.
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
   */
  readonly description: string;

  /**
   * The rule's parameters.
   * @default - none
   */
  readonly inputParameters?: { [name: string]: string };

  /**
   * How often a periodic rule is evaluated.
   * @default - the frequency that AWS defines for the rule
   */
  readonly maximumExecutionFrequency?: config.MaximumExecutionFrequency;

  /**
   * The only regions that have the rule. In other regions it is not created, because AWS Config would reject it and the stack would be rolled
   * back. When the region is an unresolved token, a condition decides.
   * @see https://docs.aws.amazon.com/config/latest/developerguide/managing-rules-by-region-availability.html
   * @default - every region has it
   */
  readonly regions?: string[];
}

/** Props of `ConfigRules`. */
export interface ConfigRulesProps {
  /**
   * The rules. To extend the default rules: `[...ConfigRules.baselineRules, { identifier, description }]`.
   * @default ConfigRules.baselineRules
   */
  readonly rules?: ManagedConfigRule[];

  /**
   * The prefix of every rule's name, followed by a hyphen: both together have at most 128 characters.
   * @default - CloudFormation generates the names of the rules
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
   */
  readonly namePrefix?: string;
}

/** Props of a `ConfigStarter`. */
export interface ConfigStarterProps {
  /**
   * Which recorder AWS Config records with.
   * @default ConfigStarterMode.CREATE
   */
  readonly mode?: ConfigStarterMode;

  /**
   * The recorder to start, such as a `CfnConfigurationRecorder`. Required with mode `CREATE`.
   * @default - none
   */
  readonly recorder?: config.IConfigurationRecorderRef;

  /**
   * The delivery channel of the recorder, such as a `CfnDeliveryChannel`. Required with mode `CREATE`.
   * @default - none
   */
  readonly deliveryChannel?: config.IDeliveryChannelRef;

  /**
   * How long AWS Config retains what it recorded: 30 to 2,557 days. It is one setting for the account and region, for which CloudFormation has
   * no resource. Deletion restores the default of AWS Config. Only with mode `CREATE`.
   * @default - the default of AWS Config: 2,557 days (seven years)
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html
   */
  readonly retentionPeriod?: Duration;

  /**
   * The KMS key that encrypts the log group of the Lambda function, which all starters of a stack share.
   * @default - the default encryption of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;
}
