import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { EmptyOnDelete } from './empty-on-delete';
import type { HardenedBucketProps, ServerAccessLogsTarget } from './props';
import { isWithoutSnapshot, SNAPSHOT_REMEDY } from './removal-policy';
import { beforeSynthesis } from '../common/cdk/before-synthesis';
import { companionsOf } from '../common/cdk/companions';
import { declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';
import { allowDelivery, writersTo } from '../common/logging/log-delivery';
import { SERVER_ACCESS_LOGS } from '../common/logging/log-writers';
import { isWhole } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

/**
 * A private bucket: encrypted, versioned, reached over TLS 1.2 or newer only, with a life cycle, and without ACLs.
 *
 * With `RemovalPolicy.DESTROY` it is emptied before it is deleted, so that the stack deletes cleanly. Whatever
 * writes to the bucket by itself should depend on the bucket (`writer.node.addDependency(bucket)`): it is then
 * deleted before the bucket is emptied.
 */
export class HardenedBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, props: HardenedBucketProps = {}) {
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    super(scope, id, {
      encryption: props.encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: props.encryptionKey !== undefined,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: [lifecycle(props)],
    });
    this.validateProps(props);
    this.applyRemovalPolicy(removalPolicy);
    this.denyInsecureTransport();
    if (removalPolicy === RemovalPolicy.DESTROY) {
      new EmptyOnDelete(this, 'EmptyOnDelete', { bucket: this });
    }
    if (props.serverAccessLogs) {
      this.logRequests(props.serverAccessLogs);
    }
    // The L2's own rules come with a role whose name is the same for every bucket of the account.
    (this.node.defaultChild as s3.CfnBucket).replicationConfiguration = props.replicationConfiguration;
    this.acknowledgeRules(props);
    this.declareOwnControls(props);
  }

  private validateProps(props: HardenedBucketProps): void {
    const problems = new Problems(this).check('removalPolicy', props.removalPolicy, { isMet: isWithoutSnapshot, must: 'TODO', remedy: SNAPSHOT_REMEDY });
    for (const prop of ['expiration', 'noncurrentVersionExpiration', 'archiveAfter'] as const) {
      problems.checkTime(prop, props[prop], 'days', { isMet: isWhole(1, Infinity), must: 'TODO', remedy: 'S3 life cycles count whole days: give Duration.days(1) or more.' });
    }
    const { archiveAfter, expiration } = props;
    const areKnown = !archiveAfter?.isUnresolved() && !expiration?.isUnresolved();
    if (archiveAfter && expiration && areKnown && daysOf(archiveAfter) >= daysOf(expiration)) {
      problems.add({ prop: 'archiveAfter', value: archiveAfter, must: 'TODO', remedy: `S3 archives nothing that has expired: give less than expiration, ${expiration}.` });
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
   * The L2's own prop demands a feature flag of the consumer's app on buckets without ACLs.
   * The statement is bound to the account and names no source ARN: the source bucket waits for this policy, and naming it back would be a cycle.
   */
  private logRequests({ bucket, prefix }: ServerAccessLogsTarget): void {
    allowDelivery(this, { writer: SERVER_ACCESS_LOGS, bucket, prefix, prefixProp: 'serverAccessLogs.prefix', bucketProp: 'serverAccessLogs.bucket' });
    const resource = this.node.defaultChild as s3.CfnBucket;
    resource.loggingConfiguration = { destinationBucketName: bucket.bucketName, logFilePrefix: `${prefix}/` };
    resource.node.addDependency(companionsOf(bucket));
  }

  private acknowledgeRules({ encryptionKey, serverAccessLogs, replicationConfiguration }: HardenedBucketProps): void {
    if (!replicationConfiguration) {
      acknowledge(this, 'Replication doubles the costs of storage: replicationConfiguration switches it on', 'NIST.800.53.R5-S3BucketReplicationEnabled');
    }
    // It may be let receive access logs later.
    beforeSynthesis(this.node.defaultChild as s3.CfnBucket, (resource) => {
      const writers = [...writersTo(this)];
      if (!encryptionKey && writers.some(({ deliversToKms }) => !deliversToKms)) {
        acknowledge(resource, 'It receives access logs, which can be delivered to no bucket with a KMS key', 'NIST.800.53.R5-S3DefaultEncryptionKMS');
      }
      if (!serverAccessLogs && writers.includes(SERVER_ACCESS_LOGS)) {
        acknowledge(resource, 'It receives the access logs of other buckets, and a bucket that logs to itself feeds itself',
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
    // S3 refuses a rule that removes expired delete markers and expires objects by age.
    expiredObjectDeleteMarker: props.expiration === undefined ? true : undefined,
    transitions: props.archiveAfter && [
      { storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: props.archiveAfter },
    ],
  };
}

function daysOf(period: Duration): number {
  return period.toDays({ integral: false });
}
