import type * as config from 'aws-cdk-lib/aws-config';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { CommonLogGroupProps, LogGroupOptions } from '../common/logging/log-group-options';

/** Options that an `AuditTrail` and the trail of a `SecureBaseline` have in common. */
export interface CommonAuditTrailProps extends CommonLogGroupProps {
  /**
   * The key prefix of the log files: at most 200 characters, without slashes at either end and without `AWSLogs`.
   * @default 'cloudtrail'
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
   */
  readonly keyPrefix?: string;

  /**
   * Whether the trail records the data events (object reads and writes) of every bucket of the account, except the buckets that receive logs, to which
   * `recordLogBucketEvents` applies. CloudTrail charges for each data event.
   * @default - true unless `dataEventBuckets` is specified; false in a non-production `SecureBaseline`, which records only the data bucket
   * @see https://aws.amazon.com/cloudtrail/pricing/
   */
  readonly recordAllDataEvents?: boolean;

  /**
   * Buckets whose data events (object reads and writes) are recorded, instead of those of every bucket. They must not receive logs, because
   * `recordLogBucketEvents` applies to these. With an empty list, no data events of other buckets are recorded.
   * @default - depends on `recordAllDataEvents`
   */
  readonly dataEventBuckets?: s3.IBucket[];

  /**
   * Whether the trail records the data events of the buckets that receive logs, such as reads and deletions of log files. Events of deliveries
   * (`PutObject` and multipart uploads) are never recorded, because a trail that records its own deliveries produces further deliveries. CloudTrail
   * charges for each data event, such as for each object that a query of Amazon Athena reads.
   * @default true
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
   */
  readonly recordLogBucketEvents?: boolean;

  /**
   * Whether the trail records the events of all regions.
   * @default true
   */
  readonly multiRegion?: boolean;
}

/** Properties of an `AuditTrail`. */
export interface AuditTrailProps extends CommonAuditTrailProps, LogGroupOptions {
  /**
   * The bucket that receives the log files, such as a `LoggingBucket`. It can be in another account and region. The construct adds the required
   * statements to the bucket policy. For an imported bucket, whose policy cannot be changed, a warning shows the statements that its owner must add.
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trails.html
   */
  readonly bucket: s3.IBucket;

  /**
   * The name of the trail: 3 to 128 letters, digits, periods, underscores and hyphens. It must begin and end with a letter or digit, have no
   * adjacent punctuation characters, and not be an IP address. The name must be known before the trail is created, because the policies of the
   * bucket and the key contain the ARN of the trail (https://github.com/aws/aws-cdk/issues/31400).
   * @default - a name generated from the construct's path
   */
  readonly trailName?: string;

  /**
   * The KMS key in the region of the stack that encrypts the log group. It also encrypts the log files, unless the bucket has a key or is in another
   * region: CloudTrail accepts only a key in the region of the bucket. For an imported bucket, specify its key where you import it, such as
   * `s3.Bucket.fromBucketAttributes(this, 'Archive', { bucketArn, region, encryptionKey })`.
   * @default - the key of the bucket; without one, S3-managed encryption and the default encryption of CloudWatch Logs
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Other buckets that receive logs, so that their deliveries are not recorded: a trail that records its own deliveries produces further deliveries
   * (https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/1192).
   * @default - only the bucket of the trail
   */
  readonly logBuckets?: s3.IBucket[];
}

/** How often AWS Config records changes. */
export enum RecordingFrequency {
  /** Records every change when it occurs. */
  CONTINUOUS = 'CONTINUOUS',

  /** Records the state once a day, only if it changed. Costs less for resources that change often. */
  DAILY = 'DAILY',
}

/** Which recorder AWS Config uses. An account has one recorder per region. */
export enum ConfigStarterMode {
  /** The stack creates the recorder and the delivery channel. */
  CREATE = 'create',

  /**
   * The stack uses the recorder that the account already has, for example from AWS Control Tower. The deployment ensures that it records. If the
   * recorder was stopped before, it is stopped again when the stack is deleted, unless rules of another stack, a service or a user remain in the
   * account: they require that it records.
   */
  ADOPT = 'adopt',
}

/** Which resources AWS Config records, and how often. */
export interface RecordingOptions {
  /**
   * How often changes are recorded. Ignored with mode `ADOPT`.
   * @default RecordingFrequency.CONTINUOUS, in a non-production `SecureBaseline` RecordingFrequency.DAILY
   */
  readonly recordingFrequency?: RecordingFrequency;

  /**
   * Resource types, such as `AWS::IAM::Role`, that are recorded with the other frequency. Only with mode `CREATE`.
   * @default - none
   */
  readonly recordingFrequencyExceptions?: string[];

  /**
   * Resource types, such as `AWS::EC2::NetworkInterface`, that are not recorded. Rules cannot evaluate them. Only with mode `CREATE`.
   * @default - none
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ExclusionByResourceTypes.html
   */
  readonly excludedResourceTypes?: string[];

  /**
   * Whether the global resource types (IAM users, groups, roles and policies) are recorded. Record them in one region only, because each region
   * is charged for the same records. Regions that AWS Config supports only since February 2022 or later cannot record them. Only with mode `CREATE`.
   * @see https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html#select-resources-all
   * @default true
   */
  readonly includeGlobalResourceTypes?: boolean;
}

/** Options that a `ConfigRecording` and the AWS Config recording of a `SecureBaseline` have in common. */
export interface CommonConfigRecordingProps extends RecordingOptions {
  /**
   * Which recorder AWS Config uses.
   * @default ConfigStarterMode.CREATE
   */
  readonly mode?: ConfigStarterMode;

  /**
   * The AWS Config managed rules.
   * @default ConfigRules.baselineRules
   */
  readonly rules?: ManagedConfigRule[];

  /**
   * How long AWS Config retains configuration items: 30 to 2,557 whole days. The setting applies to the account and region. Only with mode
   * `CREATE`.
   * @default - the default of AWS Config: 2,557 days (seven years)
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html
   */
  readonly retentionPeriod?: Duration;

  /**
   * The IAM role that AWS Config assumes to read the resources. Only with mode `CREATE`.
   * @default - the service-linked role AWSServiceRoleForConfig, which the Security Hub control Config.1 requires. It is created if the account does not have it
   * @see https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
   */
  readonly recorderRole?: iam.IRole;

  /**
   * The key prefix of snapshots and histories, without slashes at either end and without `AWSLogs`. Only with mode `CREATE`.
   * @default 'config'
   */
  readonly keyPrefix?: string;

  /**
   * The SNS topic to which AWS Config publishes deliveries and configuration changes, in the region of the stack. It must not be encrypted, because
   * AWS Config does not support encrypted topics: a `NotificationTopic` is always encrypted. A topic in the app gets a topic policy that allows
   * config.amazonaws.com to publish. For an imported topic, a warning shows the statement that its owner must add. Only with mode `CREATE`.
   * @default - no notifications
   * @see https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html
   */
  readonly topic?: sns.ITopic;

  /**
   * How often a configuration snapshot of all recorded resources is delivered. Only with mode `CREATE`.
   * @default config.MaximumExecutionFrequency.TWENTY_FOUR_HOURS
   */
  readonly snapshotFrequency?: config.MaximumExecutionFrequency;
}

/** Properties of a `ConfigRecording`. */
export interface ConfigRecordingProps extends CommonConfigRecordingProps {
  /**
   * The bucket that receives configuration snapshots and histories, such as a `LoggingBucket`. Required with mode `CREATE`. The construct adds the
   * required statements to the bucket policy. For an imported bucket, whose policy cannot be changed, a warning shows the statements that its
   * owner must add. It can be in another account and, except in cn-north-1, in another region. AWS Config cannot deliver to a bucket with a default
   * Object Lock retention.
   * @see https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
   * @default - none
   */
  readonly bucket?: s3.IBucket;

  /**
   * The KMS key in the region of the stack that encrypts the log group of the Lambda function that checks the account and starts the recorder. It
   * also encrypts deliveries, unless the bucket has a key or is in another region: AWS Config accepts only a key in the region of the bucket. For an
   * imported bucket, specify its key where you import it, such as
   * `s3.Bucket.fromBucketAttributes(this, 'Archive', { bucketArn, region, encryptionKey })`.
   * @default - the key of the bucket for deliveries; without one, the default encryption of the bucket
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_DeliveryChannel.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The name of the recorder and the delivery channel, and the prefix of the names of rules, which have at most 128 characters.
   * @default - 'default' for the recorder and the delivery channel; CloudFormation generates the names of rules
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
   */
  readonly namePrefix?: string;
}

/** An AWS Config managed rule. */
export interface ManagedConfigRule {
  /** The identifier of the rule, such as `config.ManagedRuleIdentifiers.EC2_INSTANCES_IN_VPC`. */
  readonly identifier: string;

  /**
   * Description of the rule in the AWS Config console, at most 256 characters.
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
   */
  readonly description: string;

  /**
   * The parameters of the rule.
   * @default - none
   */
  readonly inputParameters?: { [name: string]: string };

  /**
   * How often a periodic rule is evaluated.
   * @default - the frequency that AWS defines for the rule
   */
  readonly maximumExecutionFrequency?: config.MaximumExecutionFrequency;

  /**
   * The regions in which the rule is available. In other regions, it is not created, because AWS Config would reject it. If the region of the
   * stack is an unresolved token, the rule has a CloudFormation condition.
   * @see https://docs.aws.amazon.com/config/latest/developerguide/managing-rules-by-region-availability.html
   * @default - all regions
   */
  readonly regions?: string[];
}

/** Properties of `ConfigRules`. */
export interface ConfigRulesProps {
  /**
   * The AWS Config managed rules. To extend the default rules, specify `[...ConfigRules.baselineRules, { identifier, description }]`.
   * @default ConfigRules.baselineRules
   */
  readonly rules?: ManagedConfigRule[];

  /**
   * The prefix of the rule names. A name consists of the prefix, a hyphen and the identifier, and has at most 128 characters.
   * @default - CloudFormation generates the names of the rules
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
   */
  readonly namePrefix?: string;
}

/** Properties of a `ConfigStarter`. */
export interface ConfigStarterProps {
  /**
   * Which recorder AWS Config uses.
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
   * How long AWS Config retains configuration items: 30 to 2,557 whole days. The setting applies to the account and region. CloudFormation has no
   * resource for it, so that the starter sets it. When the stack is deleted, the default is restored, unless the setting was changed in the meantime. Only with mode
   * `CREATE`.
   * @default - the default of AWS Config: 2,557 days (seven years)
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html
   */
  readonly retentionPeriod?: Duration;

  /**
   * The KMS key in the region of the stack that encrypts the log group of the Lambda function, which all starters of a stack share.
   * @default - the default encryption of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;
}
