import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isKnownToBePrivate } from './bucket-privacy';
import { dataEventsOf, eventSelectors } from './event-selectors';
import type { AuditTrailProps } from './props';
import { checkOtherTrails } from './trail-limits';
import { checkAuditTrail } from './validation';
import { bucketResourceOf } from '../common/cdk/bucket-resource';
import { companionsOf } from '../common/cdk/companions';
import { keepProps } from '../common/cdk/property-injectors';
import { whenComplete } from '../common/cdk/when-complete';
import { LEAST_PRIVILEGE, declareControls } from '../common/compliance/controls';
import { acknowledge, acknowledgeInlinePolicy, acknowledgeWildcards } from '../common/compliance/nag-acknowledgements';
import { deliveryKey, logGroupKey } from '../common/logging/delivery-key';
import { allowDelivery } from '../common/logging/log-delivery';
import { createLogGroup } from '../common/logging/log-group';
import { CLOUD_TRAIL } from '../common/logging/log-writers';
import { Problems } from '../common/validation/problems';

/**
 * Creates a CloudTrail trail that records all management events and S3 data events, with log file validation, and delivers them to S3 and
 * CloudWatch Logs.
 *
 * The trail depends on the bucket, its policy and its `EmptyOnDelete`, if any.
 *
 * CloudTrail supports five trails per account and region, and a multi-region trail counts in every region. More trails in one app are an error at
 * synthesis, as far as the accounts are known. The deployment of a sixth trail fails with `MaximumNumberOfTrailsExceededException`.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 *
 * @example
 * import { AuditTrail, EncryptionKey, LoggingBucket } from '@org/secure-baseline';
 *
 * const encryptionKey = new EncryptionKey(this, 'Key');
 * const bucket = new LoggingBucket(this, 'TrailBucket', { encryptionKey });
 * new AuditTrail(this, 'Trail', { bucket, encryptionKey, trailName: 'audit' });
 */
export class AuditTrail extends Construct {
  /** The ARN of the trail, composed from its name. */
  public readonly trailArn: string;

  /** The name of the trail. */
  public readonly trailName: string;

  /** The bucket that receives the log files. */
  public readonly bucket: s3.IBucket;

  /** The log group that receives the events. */
  public readonly logGroup: logs.ILogGroup;

  /** The IAM role that CloudTrail assumes to write to the log group. */
  public readonly logsRole: iam.IRole;

  /** The CloudFormation resource of the trail. */
  public readonly trail: cloudtrail.CfnTrail;

  constructor(scope: Construct, id: string, props: AuditTrailProps) {
    super(scope, id);
    keepProps(this);
    const problems = new Problems(this);
    checkAuditTrail(problems, props);
    problems.throwIfAny();
    this.bucket = props.bucket;
    this.trailName = props.trailName ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    this.trailArn = Stack.of(this).formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: this.trailName });
    this.logGroup = props.logGroup ?? this.createLogGroup(props, logGroupKey(this, props.bucket, props.encryptionKey));
    this.logsRole = this.createLogsRole();
    // With the default encryption of the bucket, requests of CloudTrail would have the encryption context of S3, which the key policy
    // does not allow.
    this.trail = this.createTrail(props, deliveryKey(props.bucket, props.encryptionKey));
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
    acknowledgeWildcards(role, { WriteEvents: 'CloudTrail chooses the suffix of the log stream name' });
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
      advancedEventSelectors: eventSelectors(props),
    });
    trail.node.addDependency(companionsOf(props.bucket));
    checkOtherTrails(trail);
    if (!encryptionKey) {
      acknowledge(trail, 'No KMS key in the region of the bucket is specified; S3 encrypts the log files with its own keys', 'NIST.800.53.R5-CloudTrailEncryptionEnabled');
    }
    return trail;
  }

  private declareOwnControls(props: AuditTrailProps): void {
    const { multiRegion = true, bucket } = props;
    const { recordAllDataEvents, dataEventBuckets = [] } = dataEventsOf(props);
    const events = multiRegion && 'records read and write management events of all regions and global services';
    const encrypted = this.trail.kmsKeyId && 'encrypts its log files with a KMS key';
    const dataEvents = recordAllDataEvents ? 'in every bucket except those that receive logs' : dataEventBuckets.length > 0 && 'in the buckets of dataEventBuckets';
    const isLogged = bucketResourceOf(bucket)?.loggingConfiguration;
    declareControls(this.trail, {
      'CIS 3.1/3.1/3.1/4.1': events,
      'CIS 3.2/3.2/3.2/4.2': 'log file validation enabled',
      'CIS 3.4/-/-/-': 'delivers events to a log group',
      'CIS 3.6/3.4/3.4/4.4': isLogged && 'delivers to a bucket with server access logging',
      'CIS 3.7/3.5/3.5/4.5': encrypted,
      'CIS 3.10/3.8/3.8/4.8': dataEvents && `records write data events for objects ${dataEvents}`,
      'CIS 3.11/3.9/3.9/4.9': dataEvents && `records read data events for objects ${dataEvents}`,
      'CloudTrail.1': events,
      'CloudTrail.2': encrypted,
      'CloudTrail.3': 'logging enabled',
      'CloudTrail.4': 'log file validation enabled',
      'CloudTrail.5': 'delivers events to a log group',
      'CloudTrail.7': isLogged && 'delivers to a bucket with server access logging',
    });
    this.declareBucketPrivacy(bucket);
  }

  /** Checks the bucket when all aspects have been applied, because its policy can be created after the trail. */
  private declareBucketPrivacy(bucket: s3.IBucket): void {
    whenComplete(this, () => {
      const isPrivate = isKnownToBePrivate(bucket) && 'delivers to a bucket that blocks public access and has no public policy statement';
      declareControls(this.trail, { 'CIS 3.3/-/-/-': isPrivate, 'CloudTrail.6': isPrivate });
    });
  }
}
