import { pathsOf, type BaselineContext, type PathsOutside, type Pillar } from './pillar';
import { createLogBucket } from './storage';
import { AuditTrail, type AuditTrailProps, type CommonAuditTrailProps } from '../../audit';
import { checkAuditTrail } from '../../audit/validation';

export const TRAIL_PATHS: PathsOutside<AuditTrailProps, CommonAuditTrailProps> = {
  bucket: 'storage.trailBucket',
  trailName: 'environmentSuffix',
  encryptionKey: 'storage.encryptionKey',
  logGroupName: 'environmentSuffix',
  logGroupRemovalPolicy: 'retainData',
  logBuckets: 'storage',
};

/** Creates the CloudTrail trail. */
export const TRAIL: Pillar = {
  validate(problems, context) {
    if (context.options.trail.enabled !== false) {
      problems.include((inner) => checkAuditTrail(inner, dataEventsOf(context)), pathsOf('trail', TRAIL_PATHS));
    }
  },

  create(context, parts) {
    const { scope, options, namePrefix, dataRemovalPolicy } = context;
    const { storage, trail: { enabled, ...trail } } = options;
    if (enabled === false) {
      return { ...parts, trailLogGroup: trail.logGroup };
    }
    const trailBucket = storage.trailBucket ? undefined : createLogBucket(context, parts, 'TrailBucket', 'trail-bucket');
    const bucket = storage.trailBucket ?? trailBucket!;
    const { recordAllDataEvents, dataEventBuckets } = dataEventsOf(context);
    const auditTrail = new AuditTrail(scope, 'Trail', {
      ...trail,
      bucket,
      trailName: namePrefix,
      encryptionKey: parts.encryptionKey,
      logGroupName: trail.logGroup ? undefined : `/${namePrefix}/cloudtrail`,
      logGroupRemovalPolicy: dataRemovalPolicy,
      recordAllDataEvents,
      dataEventBuckets: recordAllDataEvents ? undefined : dataEventBuckets ?? (parts.dataTarget ? [parts.dataTarget] : []),
      logBuckets: [parts.accessLogsTarget, parts.configTarget].filter((other) => other !== undefined),
    });
    return { ...parts, auditTrail, trailBucket, trailLogGroup: auditTrail.logGroup };
  },

  outputs: ({ auditTrail }) => [
    { name: 'TrailBucketName', description: 'The name of the bucket for the log files of the trail', value: auditTrail?.bucket.bucketName },
    { name: 'TrailArn', description: 'The ARN of the CloudTrail trail', value: auditTrail?.trailArn },
  ],
};

/** Returns the options of the trail. If the user lists buckets for data events, they replace the preset of the environment type. */
function dataEventsOf({ props, options: { trail } }: BaselineContext): CommonAuditTrailProps {
  return { ...trail, recordAllDataEvents: props.trail?.recordAllDataEvents ?? (trail.dataEventBuckets ? false : trail.recordAllDataEvents) };
}
