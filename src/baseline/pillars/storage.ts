import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import type { BaselineContext, BaselineParts, Pillar } from './pillar';
import { checkRegion } from './regions';
import { ConfigStarterMode } from '../../audit';
import { checkTarget } from '../../common/logging/delivery-target';
import { CLOUD_TRAIL, CONFIG, LOAD_BALANCER, SERVER_ACCESS_LOGS } from '../../common/logging/log-writers';
import { checkNoAlias } from '../../common/policies/key-policy';
import { isWhole } from '../../common/validation/formats';
import type { Problems } from '../../common/validation/problems';
import { EncryptionKey, HardenedBucket, LoggingBucket } from '../../storage';
import type { BaselineOptions } from '../presets';
import type { StorageOptions } from '../props';

const ARCHIVE_AFTER = Duration.days(90);

/** The key and the buckets that the other pillars use. */
export const STORAGE: Pillar = {
  validate(problems, context) {
    const { storage } = context.options;
    problems
      .checkTime('storage.keyPendingWindow', storage.keyPendingWindow, 'days', { isMet: isWhole(7, 30), must: 'TODO', remedy: 'Give Duration.days(7) to Duration.days(30).' })
      .checkTime('storage.logFileExpiration', storage.logFileExpiration, 'days', { isMet: isWhole(1, Infinity), must: 'TODO', remedy: 'S3 life cycles count whole days: give Duration.days(1) or more.' });
    checkRegion(problems, context, 'storage.encryptionKey', storage.encryptionKey);
    checkNoAlias(problems, 'storage.encryptionKey', storage.encryptionKey);
    checkDifferentBuckets(problems, storage);
    checkLogBuckets(problems, context);
  },

  create(context, parts) {
    const { scope, options, dataRemovalPolicy } = context;
    const { encryptionKey = createKey(context), accessLogsBucket: existing } = options.storage;
    const accessLogsBucket = existing || !hasAccessLogs(options) ? undefined : new LoggingBucket(scope, 'AccessLogsBucket', {
      // Without a key: neither S3 access logs nor a load balancer can deliver to a bucket with one.
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

  outputs: [
    { name: 'EncryptionKeyArn', description: 'The key that encrypts everything except notifications', value: ({ encryptionKey }) => encryptionKey?.keyArn },
    { name: 'AccessLogsBucketName', description: 'The bucket for access logs', value: ({ accessLogsTarget }) => accessLogsTarget?.bucketName },
    { name: 'DataBucketName', description: 'The bucket for the data of the application', value: ({ dataTarget }) => dataTarget?.bucketName },
  ],
};

/** Creates a log bucket that is encrypted with the key, and whose own access is logged. */
export function createLogBucket(context: BaselineContext, parts: BaselineParts, id: string, prefix: string): LoggingBucket {
  const { scope, options, dataRemovalPolicy } = context;
  return new LoggingBucket(scope, id, {
    removalPolicy: dataRemovalPolicy,
    ...logFileLifecycle(options),
    encryptionKey: parts.encryptionKey,
    serverAccessLogs: { bucket: parts.accessLogsTarget!, prefix },
  });
}

/** Whether the stack has a recorder of its own. */
export function hasRecorder({ config }: BaselineOptions): boolean {
  return config.enabled !== false && (config.mode ?? ConfigStarterMode.CREATE) === ConfigStarterMode.CREATE;
}

function createKey({ scope, options, namePrefix, dataRemovalPolicy }: BaselineContext): EncryptionKey {
  return new EncryptionKey(scope, 'Key', { alias: namePrefix, removalPolicy: dataRemovalPolicy, pendingWindow: options.storage.keyPendingWindow });
}

/** Whether something that the baseline creates has access logs. */
function hasAccessLogs(options: BaselineOptions): boolean {
  return hasNewBucket(options) || options.webTier.enabled !== false;
}

/** Whether the baseline creates a bucket besides that for access logs. */
function hasNewBucket(options: BaselineOptions): boolean {
  const { storage, trail } = options;
  const hasTrailBucket = trail.enabled !== false && !storage.trailBucket;
  const hasConfigBucket = hasRecorder(options) && !storage.configBucket;
  return hasNewDataBucket(options) || hasTrailBucket || hasConfigBucket;
}

function hasNewDataBucket({ storage }: BaselineOptions): boolean {
  return storage.enabled !== false && !storage.dataBucket;
}

/** S3 rejects a life cycle that archives objects on the day on which they expire, or later. Of a token this is not known: nothing is archived. */
function logFileLifecycle({ storage: { archiveLogFiles, logFileExpiration } }: BaselineOptions): { expiration: Duration; archiveAfter?: Duration } {
  const archived = archiveLogFiles && !logFileExpiration.isUnresolved() && logFileExpiration.toDays({ integral: false }) > ARCHIVE_AFTER.toDays();
  return { expiration: logFileExpiration, archiveAfter: archived ? ARCHIVE_AFTER : undefined };
}

/** Only the log files of CloudTrail and AWS Config may share a bucket. */
function checkDifferentBuckets(problems: Problems, { enabled, accessLogsBucket, dataBucket, trailBucket, configBucket }: StorageOptions): void {
  for (const other of sameAs(accessLogsBucket, { trailBucket, configBucket, dataBucket })) {
    problems.add({ prop: 'storage.accessLogsBucket', value: accessLogsBucket!.node.path, must: 'TODO', remedy: `It is the ${other} too: a bucket that logs to itself creates logs without end. Give another bucket.` });
  }
  for (const other of sameAs(dataBucket, { trailBucket, configBucket })) {
    problems.add({ prop: 'storage.dataBucket', value: dataBucket!.node.path, must: 'TODO', remedy: `It is the ${other} too, whose log files the instances could change. Give another bucket.` });
  }
  if (enabled === false && dataBucket) {
    problems.add({ prop: 'storage.dataBucket', value: dataBucket.node.path, must: 'TODO', remedy: 'storage.enabled is false, so nothing would use it: remove one of the two.' });
  }
}

function sameAs(bucket: IBucket | undefined, others: Record<string, IBucket | undefined>): string[] {
  return Object.keys(others).filter((name) => bucket && others[name]?.bucketName === bucket.bucketName);
}

/** The services that deliver to existing buckets have limits of their own. */
function checkLogBuckets(problems: Problems, { scope, options }: BaselineContext): void {
  const { storage, trail, webTier } = options;
  const deliveries = [
    // The limits of S3 server access logging include those of load balancers.
    { prop: 'accessLogsBucket', bucket: storage.accessLogsBucket, writer: SERVER_ACCESS_LOGS, applies: hasNewBucket(options) },
    { prop: 'accessLogsBucket', bucket: storage.accessLogsBucket, writer: LOAD_BALANCER, applies: !hasNewBucket(options) && webTier.enabled !== false },
    { prop: 'trailBucket', bucket: storage.trailBucket, writer: CLOUD_TRAIL, applies: trail.enabled !== false },
    { prop: 'configBucket', bucket: storage.configBucket, writer: CONFIG, applies: hasRecorder(options) },
  ];
  for (const { prop, bucket, writer } of deliveries.filter(({ applies }) => applies)) {
    if (bucket) {
      problems.include((inner) => checkTarget(inner, scope, writer, bucket), () => `storage.${prop}`);
    }
  }
}
