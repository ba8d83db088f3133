import type * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { AuditTrailProps } from './props';

type EventSelector = cloudtrail.CfnTrail.AdvancedEventSelectorProperty;

/**
 * All conditions of a trail together take 500 values, of which three are the categories and the type of the events.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 */
export const MAX_BUCKETS = 497;

/**
 * All management events and the data events of S3.
 *
 * Advanced selectors record only what they match: management events need a selector of their own, or no alarm on the trail's events works.
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

/** What is recorded of the reads and writes of objects: every bucket by default, unless some are named. */
export function dataEventsOf({ dataEventBuckets, recordAllDataEvents = dataEventBuckets === undefined }: AuditTrailProps) {
  return { recordAllDataEvents, dataEventBuckets };
}

/** The trail's own bucket is always one of them: each recorded delivery would produce another delivery. */
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

/** Each bucket once. The slash at the end keeps buckets apart whose names begin alike. */
function objectArns(buckets: s3.IBucket[]): string[] {
  return [...new Set(buckets.map((bucket) => bucket.arnForObjects('')))];
}
