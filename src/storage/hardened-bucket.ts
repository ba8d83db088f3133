import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { EmptyOnDelete } from './empty-on-delete';
import { warnUnlessEmptied } from './empty-on-delete/emptied-bucket';
import type { HardenedBucketProps, ServerAccessLogsTarget } from './props';
import { NO_SNAPSHOT } from './removal-policy';
import { beforeSynthesis } from '../common/cdk/before-synthesis';
import { companionsOf } from '../common/cdk/companions';
import { keepProps, keepPropsOf } from '../common/cdk/property-injectors';
import { declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';
import { allowDelivery, writersTo } from '../common/logging/log-delivery';
import { SERVER_ACCESS_LOGS } from '../common/logging/log-writers';
import { warnOfDeletedKey } from '../common/policies/deleted-key';
import { checkKey } from '../common/policies/key-policy';
import { LIFECYCLE_AGE } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

/**
 * Creates a private, encrypted and versioned bucket with a lifecycle rule and without ACLs. The bucket policy denies requests that do not use
 * TLS 1.2 or newer.
 *
 * With `RemovalPolicy.DESTROY`, the bucket is emptied before it is deleted, so that the deletion of the stack succeeds. Resources that write
 * to the bucket should depend on it (`writer.node.addDependency(bucket)`): CloudFormation then deletes them before the bucket is emptied.
 *
 * @example
 * import { HardenedBucket, LoggingBucket } from '@org/secure-baseline';
 *
 * const accessLogs = new LoggingBucket(this, 'AccessLogs');
 * new HardenedBucket(this, 'Documents', { serverAccessLogs: { bucket: accessLogs, prefix: 'documents' } });
 */
export class HardenedBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, props: HardenedBucketProps = {}) {
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    super(scope, id, keepPropsOf(scope, s3.Bucket.PROPERTY_INJECTION_ID, {
      encryption: props.encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: props.encryptionKey !== undefined,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: [lifecycle(props)],
    }));
    keepProps(this);
    this.validateProps(props);
    this.applyRemovalPolicy(removalPolicy);
    this.denyInsecureTransport();
    if (removalPolicy === RemovalPolicy.DESTROY) {
      new EmptyOnDelete(this, 'EmptyOnDelete', { bucket: this });
    }
    if (props.serverAccessLogs) {
      this.logRequests(props.serverAccessLogs);
    }
    const resource = this.node.defaultChild as s3.CfnBucket;
    warnUnlessEmptied(this, resource);
    warnOfDeletedKey({ construct: this, resource }, props.encryptionKey);
    // The replicationRules of the L2 construct create a role whose name is the same for every bucket of the account.
    resource.replicationConfiguration = props.replicationConfiguration;
    this.acknowledgeRules(props);
    this.declareOwnControls(props);
  }

  private validateProps(props: HardenedBucketProps): void {
    const problems = new Problems(this).check('removalPolicy', props.removalPolicy, NO_SNAPSHOT);
    checkKey(problems, 'encryptionKey', props.encryptionKey);
    for (const prop of ['expiration', 'noncurrentVersionExpiration', 'archiveAfter'] as const) {
      problems.checkTime(prop, props[prop], 'days', LIFECYCLE_AGE);
    }
    const { archiveAfter, expiration } = props;
    const areKnown = !archiveAfter?.isUnresolved() && !expiration?.isUnresolved();
    if (archiveAfter && expiration && areKnown && daysOf(archiveAfter) >= daysOf(expiration)) {
      problems.add({
        prop: 'archiveAfter',
        value: archiveAfter,
        must: 'be less than {expiration}',
        remedy: `Use a period that is shorter than ${expiration}, or increase {expiration}.`,
      });
    }
    problems.throwIfAny();
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
  private denyInsecureTransport(): void {
    const deny = (sid: string, conditions: Record<string, Record<string, string>>) =>
      this.addToResourcePolicy(
        new iam.PolicyStatement({
          sid,
          effect: iam.Effect.DENY,
          principals: [new iam.AnyPrincipal()],
          actions: ['s3:*'],
          resources: [this.bucketArn, this.arnForObjects('*')],
          conditions,
        }),
      );
    deny('DenyInsecureTransport', { Bool: { 'aws:SecureTransport': 'false' } });
    deny('DenyOldTls', { NumericLessThan: { 's3:TlsVersion': '1.2' } });
  }

  /**
   * The prop of the L2 construct requires a feature flag in the user's app for buckets without ACLs.
   *
   * The statement in the policy of the target bucket is limited to the account, not to a source ARN: the source bucket depends on that
   * policy, so that a reference to the source bucket would be a circular dependency.
   */
  private logRequests({ bucket, prefix }: ServerAccessLogsTarget): void {
    allowDelivery(this, { writer: SERVER_ACCESS_LOGS, bucket, prefix, prefixProp: 'serverAccessLogs.prefix', bucketProp: 'serverAccessLogs.bucket' });
    const resource = this.node.defaultChild as s3.CfnBucket;
    resource.loggingConfiguration = { destinationBucketName: bucket.bucketName, logFilePrefix: `${prefix}/` };
    resource.node.addDependency(companionsOf(bucket));
  }

  private acknowledgeRules({ encryptionKey, serverAccessLogs, replicationConfiguration }: HardenedBucketProps): void {
    if (!replicationConfiguration) {
      acknowledge(this, 'Replication is optional, because it doubles the storage costs: replicationConfiguration enables it', 'NIST.800.53.R5-S3BucketReplicationEnabled');
    }
    // Permissions to deliver access logs can be added until synthesis.
    beforeSynthesis(this.node.defaultChild as s3.CfnBucket, (resource) => {
      const writers = [...writersTo(this)];
      if (!encryptionKey && writers.some(({ deliversToKms }) => !deliversToKms)) {
        acknowledge(resource, 'It receives access logs, which cannot be delivered to a bucket that encrypts with a KMS key', 'NIST.800.53.R5-S3DefaultEncryptionKMS');
      }
      if (!serverAccessLogs && writers.includes(SERVER_ACCESS_LOGS)) {
        acknowledge(resource, 'It receives the access logs of other buckets; to log its own requests to itself would create logs without end',
          'AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled');
      }
    });
  }

  private declareOwnControls({ encryptionKey, serverAccessLogs }: HardenedBucketProps): void {
    declareControls(this, {
      'CIS 2.1.2/2.1.1/2.1.1/3.1.1': 'bucket policy denies HTTP and TLS versions before 1.2',
      'CIS 2.1.5/2.1.4/2.1.4/3.1.4': 'all four Block Public Access settings enabled',
      'CIS -/-/-/2.21': 'bucket policy allows specific principals only',
      'S3.2/S3.3': 'Block Public Access enabled, and no public policy statement',
      'S3.5': 'bucket policy denies HTTP',
      'S3.6': 'bucket policy allows no other account',
      'S3.8': 'all four Block Public Access settings enabled',
      'S3.9': serverAccessLogs && 'server access logging enabled',
      'S3.10/13': 'lifecycle rules for objects, noncurrent versions and incomplete uploads',
      'S3.12': 'ACLs disabled (BucketOwnerEnforced)',
      'S3.14': 'versioning enabled',
      'S3.17': encryptionKey && 'encrypted with the customer managed key, with an S3 Bucket Key',
    });
  }
}

function lifecycle(props: HardenedBucketProps): s3.LifecycleRule {
  return {
    id: 'Lifecycle',
    abortIncompleteMultipartUploadAfter: Duration.days(7),
    noncurrentVersionExpiration: props.noncurrentVersionExpiration ?? Duration.days(90),
    expiration: props.expiration,
    // S3 rejects a rule that both removes expired delete markers and expires objects by age.
    expiredObjectDeleteMarker: props.expiration === undefined ? true : undefined,
    transitions: props.archiveAfter && [
      { storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: props.archiveAfter },
    ],
  };
}

function daysOf(period: Duration): number {
  return period.toDays({ integral: false });
}
