import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AspectPriority, Names, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isKnownAsPrivate } from './bucket-privacy';
import { eventSelectors, MAX_BUCKETS } from './event-selectors';
import { beforeSynthesis } from '../common/cdk/before-synthesis';
import { bucketResourceOf } from '../common/cdk/bucket-resource';
import { companionsOf } from '../common/cdk/companions';
import { LEAST_PRIVILEGE, declareControls } from '../common/compliance/controls';
import { acknowledge, acknowledgeInlinePolicy, acknowledgeWildcards } from '../common/compliance/nag-acknowledgements';
import { allowDelivery } from '../common/logging/log-delivery';
import { createLogGroup, isLogGroupName, LOG_GROUP_NAME_REMEDY } from '../common/logging/log-group';
import { CLOUD_TRAIL } from '../common/logging/log-writers';
import { isLogRetention, LOG_RETENTION_REMEDY } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

/** What an `AuditTrail` records, and where it delivers. */
export interface AuditTrailProps {
  /**
   * Receives the log files. A `LoggingBucket`, or any bucket whose policy can be changed in this app; for an imported
   * bucket a warning shows the statements that its owner must add.
   */
  readonly bucket: s3.IBucket;

  /**
   * Where in the bucket, without slashes at either end.
   * @default 'cloudtrail'
   */
  readonly keyPrefix?: string;

  /**
   * The trail's name: 3 to 128 letters, digits, '.', '_' and '-', no mark at either end or beside another, and no IP address. It
   * must be known before the trail, since the bucket's and the key's policies name the trail (https://github.com/aws/aws-cdk/issues/31400).
   * @default - a name made from the construct's path
   */
  readonly trailName?: string;

  /**
   * Encrypts the log files and the log group.
   * @default - the bucket's own key; where it has none, S3-managed encryption and the encryption of CloudWatch Logs' own
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Receives the events within minutes, for alarms.
   * @default - a log group of the trail's own
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The name of the trail's own log group.
   * @default - a name made by CloudFormation
   */
  readonly logGroupName?: string;

  /**
   * How long the trail's own log group keeps events.
   * @default RetentionDays.THIRTEEN_MONTHS: every control asks for a year at least
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What happens to the trail's own log group when the stack is deleted.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly logGroupRemovalPolicy?: RemovalPolicy;

  /**
   * The buckets whose object reads and writes are recorded: none that receives logs. Data events are charged by number.
   * @default - every bucket of the account, without those of `logBuckets`
   * @see https://aws.amazon.com/cloudtrail/pricing/
   */
  readonly dataEventBuckets?: s3.IBucket[];

  /**
   * The buckets that receive logs, besides the trail's own. They are left out of the data events: a trail that records its own deliveries
   * feeds itself (https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/1192).
   * @default - only the trail's own bucket
   */
  readonly logBuckets?: s3.IBucket[];

  /**
   * Whether the trail records the events of all regions.
   * @default true
   */
  readonly multiRegion?: boolean;
}

/**
 * A CloudTrail trail of all management events and of S3 data events, with file validation, delivered to S3 and to
 * CloudWatch Logs.
 *
 * The trail comes after the bucket, its policy and, where it has one, its emptier, and goes before them.
 */
export class AuditTrail extends Construct {
  /** The trail's ARN, written out from its name. */
  public readonly trailArn: string;

  /** The trail's name. */
  public readonly trailName: string;

  /** The bucket that receives the log files. */
  public readonly bucket: s3.IBucket;

  /** The log group that receives the events. */
  public readonly logGroup: logs.ILogGroup;

  /** The role with which CloudTrail writes to the log group. */
  public readonly logsRole: iam.IRole;

  /** The trail itself. */
  public readonly trail: cloudtrail.CfnTrail;

  constructor(scope: Construct, id: string, props: AuditTrailProps) {
    super(scope, id);
    validateProps(this, props);
    this.bucket = props.bucket;
    // Left to the bucket, CloudTrail's request would carry S3's encryption context, which the key's statement does not allow.
    const encryptionKey = props.encryptionKey ?? props.bucket.encryptionKey;
    this.trailName = props.trailName ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    this.trailArn = Stack.of(this).formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: this.trailName });
    this.logGroup = props.logGroup ?? this.createLogGroup(props, encryptionKey);
    this.logsRole = this.createLogsRole();
    this.trail = this.createTrail(props, encryptionKey);
    this.declareOwnControls(props);
  }

  private createLogGroup(props: AuditTrailProps, encryptionKey?: kms.IKey): logs.ILogGroup {
    return createLogGroup(this, 'LogGroup', {
      logGroupName: props.logGroupName,
      retention: props.logRetention ?? logs.RetentionDays.THIRTEEN_MONTHS,
      encryptionKey,
      removalPolicy: props.logGroupRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html */
  private createLogsRole(): iam.IRole {
    const { account, region } = Stack.of(this);
    const stream = Stack.of(this).formatArn({
      service: 'logs',
      resource: `log-group:${this.logGroup.logGroupName}:log-stream:${account}_CloudTrail_${region}*`,
    });
    const role = new iam.Role(this, 'LogsRole', {
      assumedBy: new iam.ServicePrincipal('cloudtrail.amazonaws.com'),
      inlinePolicies: {
        WriteEvents: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({ sid: 'WriteEvents', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [stream] }),
          ],
        }),
      },
    });
    acknowledgeInlinePolicy(role);
    declareControls(role, LEAST_PRIVILEGE);
    acknowledgeWildcards(role, { WriteEvents: 'CloudTrail chooses how the name of its stream ends' });
    return role;
  }

  private createTrail(props: AuditTrailProps, encryptionKey?: kms.IKey): cloudtrail.CfnTrail {
    const prefix = props.keyPrefix ?? 'cloudtrail';
    allowDelivery(this, { writer: CLOUD_TRAIL, bucket: props.bucket, prefix, prefixProp: 'keyPrefix', sourceArn: this.trailArn, encryptionKey });
    const trail = new cloudtrail.CfnTrail(this, 'Resource', {
      trailName: this.trailName,
      isLogging: true,
      isMultiRegionTrail: props.multiRegion ?? true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: props.bucket.bucketName,
      s3KeyPrefix: prefix,
      kmsKeyId: encryptionKey?.keyArn,
      cloudWatchLogsLogGroupArn: this.logGroup.logGroupArn,
      cloudWatchLogsRoleArn: this.logsRole.roleArn,
      advancedEventSelectors: eventSelectors(props.dataEventBuckets, logBucketsOf(props)),
    });
    trail.node.addDependency(companionsOf(props.bucket));
    if (!encryptionKey) {
      acknowledge(trail, 'No key was given; S3 encrypts with its own: encryptionKey switches KMS on', 'NIST.800.53.R5-CloudTrailEncryptionEnabled');
    }
    return trail;
  }

  private declareOwnControls({ multiRegion = true, bucket, dataEventBuckets }: AuditTrailProps): void {
    const events = multiRegion && 'all regions, global services, management events read and written';
    const encrypted = this.trail.kmsKeyId && 'log files encrypted with a KMS key';
    const dataEvents = dataEventBuckets === undefined ? 'of every bucket but those of the logs' : dataEventBuckets.length > 0 && 'of chosen buckets';
    const isLogged = bucketResourceOf(bucket)?.loggingConfiguration;
    declareControls(this.trail, {
      'CIS 3.1/3.1/3.1/4.1': events,
      'CIS 3.2/3.2/3.2/4.2': 'log file validation',
      'CIS 3.4/-/-/-': 'delivers to a log group',
      'CIS 3.6/3.4/3.4/4.4': isLogged && 'delivers to a bucket with server access logs',
      'CIS 3.7/3.5/3.5/4.5': encrypted,
      'CIS 3.10/3.8/3.8/4.8': dataEvents && `writes of objects ${dataEvents}`,
      'CIS 3.11/3.9/3.9/4.9': dataEvents && `reads of objects ${dataEvents}`,
      'CloudTrail.1': events,
      'CloudTrail.2': encrypted,
      'CloudTrail.3': 'it logs',
      'CloudTrail.4': 'log file validation',
      'CloudTrail.5': 'delivers to a log group',
      'CloudTrail.7': isLogged && 'delivers to a bucket with server access logs',
    });
    this.declarePrivacy(bucket);
  }

  /** Looks when all is made, since the policy of the bucket may come later. */
  private declarePrivacy(bucket: s3.IBucket): void {
    beforeSynthesis(this, () => {
      const isPrivate = isKnownAsPrivate(bucket) && 'delivers to a bucket that blocks public access';
      declareControls(this.trail, { 'CIS 3.3/-/-/-': isPrivate, 'CloudTrail.6': isPrivate });
    }, AspectPriority.READONLY);
  }
}

/** That of the trail is always one of them: recorded, each delivery would be another event. */
function logBucketsOf({ bucket, logBuckets = [] }: AuditTrailProps): s3.IBucket[] {
  return [bucket, ...logBuckets.filter((other) => other.bucketName !== bucket.bucketName)];
}

function validateProps(scope: Construct, props: AuditTrailProps): void {
  const problems = new Problems(scope)
    .check('trailName', props.trailName, isTrailName, "Give 3 to 128 letters, digits, '.', '_' and '-', beginning and ending with a letter or digit, without two marks in a row, and no IP address.")
    .check('keyPrefix', props.keyPrefix, (prefix) => prefix.length > 0 && prefix.length <= 200, 'Give 1 to 200 characters.')
    .check('logRetention', props.logRetention, isLogRetention, LOG_RETENTION_REMEDY)
    .check('logGroupName', props.logGroupName, isLogGroupName, LOG_GROUP_NAME_REMEDY);
  if (props.logGroup && props.logGroupName !== undefined) {
    problems.add({ prop: 'logGroupName', value: props.logGroupName, remedy: 'It names the log group that the trail makes: leave it out where you give a logGroup.' });
  }
  for (const [prop, buckets] of Object.entries({ dataEventBuckets: props.dataEventBuckets, logBuckets: logBucketsOf(props) })) {
    problems.check(`${prop}.length`, buckets?.length, (count) => count <= MAX_BUCKETS, `A trail names ${MAX_BUCKETS} buckets at most.`);
  }
  const logBuckets = logBucketsOf(props).map(({ bucketName }) => bucketName);
  for (const { node } of (props.dataEventBuckets ?? []).filter(({ bucketName }) => logBuckets.includes(bucketName))) {
    problems.add({ prop: 'dataEventBuckets', value: node.path, remedy: 'Each delivery to it would be an event that is delivered to it: take the log buckets out.' });
  }
  problems.throwIfAny();
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
function isTrailName(name: string): boolean {
  return name.length >= 3 && name.length <= 128 && /^[a-zA-Z0-9]+([._-][a-zA-Z0-9]+)*$/.test(name) && !/^\d+(\.\d+){3}$/.test(name);
}
