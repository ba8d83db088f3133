import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Duration, Stack } from 'aws-cdk-lib/core';
import type { BaselineContext, BaselineParts, Pillar } from './pillar';
import { ConfigStarterMode } from '../../audit';
import { checkTarget } from '../../common/logging/delivery-target';
import { CLOUD_TRAIL, CONFIG, LOAD_BALANCER, SERVER_ACCESS_LOGS } from '../../common/logging/log-writers';
import { checkKey, checkNoAlias } from '../../common/policies/key-policy';
import { LIFECYCLE_AGE, PENDING_WINDOW } from '../../common/validation/formats';
import type { Problems } from '../../common/validation/problems';
import { EncryptionKey, HardenedBucket, LoggingBucket } from '../../storage';
import type { StorageOptions } from '../options';
import type { BaselineOptions } from '../presets';

const ARCHIVE_AFTER = Duration.days(90);

/** Creates the KMS key and the buckets that the other pillars use. */
export const STORAGE: Pillar = {
  validate(problems, context) {
    const { storage } = context.options;
    problems
      .checkTime('storage.keyPendingWindow', storage.keyPendingWindow, 'days', PENDING_WINDOW)
      .checkTime('storage.logFileExpiration', storage.logFileExpiration, 'days', LIFECYCLE_AGE);
    checkKey(problems, 'storage.encryptionKey', storage.encryptionKey);
    checkNoAlias(problems, 'storage.encryptionKey', storage.encryptionKey);
    checkDifferentBuckets(problems, storage);
    checkLogBuckets(problems, context);
  },

  create(context, parts) {
    const { scope, options, dataRemovalPolicy } = context;
    const { encryptionKey = createKey(context), accessLogsBucket: existing } = options.storage;
    const accessLogsBucket = existing || !hasAccessLogs(options) ? undefined : new LoggingBucket(scope, 'AccessLogsBucket', {
      // No encryptionKey, because S3 server access logging and load balancers cannot deliver to a bucket that is encrypted with a KMS key.
      removalPolicy: dataRemovalPolicy, ...logFileLifecycle(options),
    });
    const accessLogsTarget = existing ?? accessLogsBucket;
    const dataBucket = hasNewDataBucket(options) ? new HardenedBucket(scope, 'DataBucket', {
      removalPolicy: dataRemovalPolicy,
      encryptionKey,
      serverAccessLogs: { bucket: accessLogsTarget!, prefix: 'data-bucket' },
    }) : undefined;
    return { ...parts, encryptionKey, accessLogsBucket, accessLogsTarget, dataBucket, dataTarget: options.storage.dataBucket ?? dataBucket };
  },

  outputs: ({ encryptionKey, accessLogsTarget, dataTarget }) => [
    { name: 'EncryptionKeyArn', description: 'The ARN of the KMS key', value: encryptionKey?.keyArn },
    { name: 'AccessLogsBucketName', description: 'The name of the bucket for access logs', value: accessLogsTarget?.bucketName },
    { name: 'DataBucketName', description: 'The name of the bucket for application data', value: dataTarget?.bucketName },
  ],
};

/** Creates a log bucket that is encrypted with the KMS key and has server access logs. */
export function createLogBucket(context: BaselineContext, parts: BaselineParts, id: string, prefix: string): LoggingBucket {
  const { scope, options, dataRemovalPolicy } = context;
  return new LoggingBucket(scope, id, {
    removalPolicy: dataRemovalPolicy,
    ...logFileLifecycle(options),
    encryptionKey: parts.encryptionKey,
    serverAccessLogs: { bucket: parts.accessLogsTarget!, prefix },
  });
}

/** Whether the baseline creates an AWS Config recorder. */
export function hasRecorder({ config }: BaselineOptions): boolean {
  return config.enabled !== false && (config.mode ?? ConfigStarterMode.CREATE) === ConfigStarterMode.CREATE;
}

function createKey({ scope, options, namePrefix, dataRemovalPolicy }: BaselineContext): EncryptionKey {
  return new EncryptionKey(scope, 'Key', { alias: namePrefix, removalPolicy: dataRemovalPolicy, pendingWindow: options.storage.keyPendingWindow });
}

/** Whether the baseline creates a resource that has access logs. */
export function hasAccessLogs(options: BaselineOptions): boolean {
  return hasNewBucket(options) || options.webTier.enabled !== false;
}

/** Whether the baseline creates a bucket other than the bucket for access logs. */
function hasNewBucket(options: BaselineOptions): boolean {
  const { storage, trail } = options;
  const hasTrailBucket = trail.enabled !== false && !storage.trailBucket;
  const hasConfigBucket = hasRecorder(options) && !storage.configBucket;
  return hasNewDataBucket(options) || hasTrailBucket || hasConfigBucket;
}

/** Whether the baseline creates a bucket for logs. */
export function hasNewLogBucket(options: BaselineOptions): boolean {
  const { storage, trail } = options;
  return (hasAccessLogs(options) && !storage.accessLogsBucket)
    || (trail.enabled !== false && !storage.trailBucket)
    || (hasRecorder(options) && !storage.configBucket);
}

function hasNewDataBucket({ storage }: BaselineOptions): boolean {
  return storage.enabled !== false && !storage.dataBucket;
}

/** Returns the lifecycle settings of log buckets. */
function logFileLifecycle(options: BaselineOptions): { expiration: Duration; archiveAfter?: Duration } {
  return { expiration: options.storage.logFileExpiration, archiveAfter: isArchived(options) ? ARCHIVE_AFTER : undefined };
}

/**
 * Whether log files are archived. S3 rejects a lifecycle configuration that archives objects on the day of their expiration or later. If the expiration
 * is an unresolved token, log files are not archived.
 */
export function isArchived({ storage: { archiveLogFiles, logFileExpiration } }: BaselineOptions): boolean {
  return archiveLogFiles && !logFileExpiration.isUnresolved() && logFileExpiration.toDays({ integral: false }) > ARCHIVE_AFTER.toDays();
}

/** Records buckets that are used for several purposes. Only CloudTrail and AWS Config may share a bucket. */
function checkDifferentBuckets(problems: Problems, { enabled, accessLogsBucket, dataBucket, trailBucket, configBucket }: StorageOptions): void {
  for (const other of sameAs(accessLogsBucket, { trailBucket, configBucket, dataBucket })) {
    problems.add({ prop: 'storage.accessLogsBucket', value: accessLogsBucket!.node.path, must: `not be the same bucket as {storage.${other}}`, remedy: 'A bucket that delivers access logs to itself generates an infinite number of logs. Use a separate bucket for access logs.' });
  }
  for (const other of sameAs(dataBucket, { trailBucket, configBucket })) {
    problems.add({ prop: 'storage.dataBucket', value: dataBucket!.node.path, must: `not be the same bucket as {storage.${other}}`, remedy: 'The instances can write to the data bucket and could modify the log files. Use a separate bucket for application data.' });
  }
  if (enabled === false && dataBucket) {
    problems.add({ prop: 'storage.dataBucket', value: dataBucket.node.path, must: 'not be specified if {storage.enabled} is false', remedy: 'Remove {storage.dataBucket}, or set {storage.enabled} to true.' });
  }
}

function sameAs(bucket: IBucket | undefined, others: Record<string, IBucket | undefined>): string[] {
  return Object.keys(others).filter((name) => bucket && others[name]?.bucketName === bucket.bucketName);
}

/** Records existing buckets to which a service cannot deliver logs. */
function checkLogBuckets(problems: Problems, { scope, options }: BaselineContext): void {
  const { storage, trail, webTier } = options;
  const deliveries = [
    // The requirements of S3 server access logging include those of load balancers.
    { prop: 'accessLogsBucket', bucket: storage.accessLogsBucket, writer: SERVER_ACCESS_LOGS, applies: hasNewBucket(options) },
    { prop: 'accessLogsBucket', bucket: storage.accessLogsBucket, writer: LOAD_BALANCER, applies: !hasNewBucket(options) && webTier.enabled !== false },
    { prop: 'trailBucket', bucket: storage.trailBucket, writer: CLOUD_TRAIL, applies: trail.enabled !== false },
    { prop: 'configBucket', bucket: storage.configBucket, writer: CONFIG, applies: hasRecorder(options) },
  ];
  for (const { prop, bucket, writer } of deliveries.filter(({ applies }) => applies)) {
    if (bucket) {
      checkTarget(problems, Stack.of(scope), writer, bucket, `storage.${prop}`);
    }
  }
}
