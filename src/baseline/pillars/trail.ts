import { pathsOf, type BaselineContext, type PathsOutside, type Pillar } from './pillar';
import { createLogBucket } from './storage';
import { AuditTrail, type AuditTrailProps, type CommonAuditTrailProps } from '../../audit';
import { checkAuditTrail } from '../../audit/validation';
import type { TrailOptions } from '../options';

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
      problems.include((inner) => checkAuditTrail(inner, optionsOf(context)), pathsOf('trail', TRAIL_PATHS));
    }
  },

  create(context, parts) {
    const { scope, options, namePrefix, dataRemovalPolicy } = context;
    const { storage } = options;
    const { enabled, ...trail } = optionsOf(context);
    if (enabled === false) {
      return { ...parts, trailLogGroup: trail.logGroup };
    }
    const trailBucket = storage.trailBucket ? undefined : createLogBucket(context, parts, 'TrailBucket', 'trail-bucket');
    const bucket = storage.trailBucket ?? trailBucket!;
    const auditTrail = new AuditTrail(scope, 'Trail', {
      ...trail,
      bucket,
      trailName: namePrefix,
      encryptionKey: parts.encryptionKey,
      logGroupName: trail.logGroup ? undefined : `/${namePrefix}/cloudtrail`,
      logGroupRemovalPolicy: trail.logGroup ? undefined : dataRemovalPolicy,
      dataEventBuckets: trail.recordAllDataEvents ? undefined : trail.dataEventBuckets ?? (parts.dataTarget ? [parts.dataTarget] : []),
      logBuckets: [parts.accessLogsTarget, parts.configTarget].filter((other) => other !== undefined),
    });
    return { ...parts, auditTrail, trailBucket, trailLogGroup: auditTrail.logGroup };
  },

  outputs: ({ auditTrail }) => [
    { name: 'TrailBucketName', description: 'The name of the bucket for the log files of the trail', value: auditTrail?.bucket.bucketName },
    { name: 'TrailArn', description: 'The ARN of the CloudTrail trail', value: auditTrail?.trailArn },
  ],
};

/**
 * Returns the options of the trail. If the user lists buckets for data events, they replace the preset of the environment type. The preset of the
 * retention period applies to a new log group.
 */
function optionsOf({ props, options: { trail } }: BaselineContext): TrailOptions {
  return {
    ...trail,
    logRetention: trail.logGroup ? props.trail?.logRetention : trail.logRetention,
    recordAllDataEvents: props.trail?.recordAllDataEvents ?? (trail.dataEventBuckets ? false : trail.recordAllDataEvents),
  };
}
