import type * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { AuditTrailProps } from './props';

type EventSelector = cloudtrail.CfnTrail.AdvancedEventSelectorProperty;

/**
 * The event selectors of a trail have at most 500 values in total, of which the event categories and the resource type are three.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 */
export const MAX_BUCKETS = 497;

/**
 * Returns the event selectors for all management events and for S3 data events.
 *
 * Advanced event selectors record only matching events. Without a separate selector for management events, no alarm on the events of the trail
 * works.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export function eventSelectors(props: AuditTrailProps): EventSelector[] {
  const { recordAllDataEvents, dataEventBuckets = [] } = dataEventsOf(props);
  const selectors: EventSelector[] = [
    { name: 'Management events', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
  ];
  if (recordAllDataEvents) {
    selectors.push(dataEvents({ field: 'resources.ARN', notStartsWith: objectArns(logBucketsOf(props)) }));
  } else if (dataEventBuckets.length > 0) {
    selectors.push(dataEvents({ field: 'resources.ARN', startsWith: objectArns(dataEventBuckets) }));
  }
  return selectors;
}

/** Returns which data events are recorded: those of every bucket by default, or those of `dataEventBuckets` if it is specified. */
export function dataEventsOf({ dataEventBuckets, recordAllDataEvents = dataEventBuckets === undefined }: AuditTrailProps) {
  return { recordAllDataEvents, dataEventBuckets };
}

/** Returns all buckets that receive logs. The bucket of the trail is always included: each recorded delivery would produce another delivery. */
export function logBucketsOf({ bucket, logBuckets = [] }: Partial<AuditTrailProps>): s3.IBucket[] {
  return [...(bucket ? [bucket] : []), ...logBuckets.filter((other) => other.bucketName !== bucket?.bucketName)];
}

function dataEvents(arns: cloudtrail.CfnTrail.AdvancedFieldSelectorProperty): EventSelector {
  return {
    name: 'S3 data events',
    fieldSelectors: [
      { field: 'eventCategory', equalTo: ['Data'] },
      { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
      arns,
    ],
  };
}

/** Returns each ARN once. The slash at the end excludes buckets whose names begin with the name of the bucket. */
function objectArns(buckets: s3.IBucket[]): string[] {
  return [...new Set(buckets.map((bucket) => bucket.arnForObjects('')))];
}
