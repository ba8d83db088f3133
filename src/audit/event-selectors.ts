import type * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { AuditTrailProps } from './props';

type EventSelector = cloudtrail.CfnTrail.AdvancedEventSelectorProperty;
type FieldSelector = cloudtrail.CfnTrail.AdvancedFieldSelectorProperty;

/**
 * The events of log deliveries. An event of a delivery of the trail would be delivered itself, and produce another event.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 */
const DELIVERIES = ['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'];

/**
 * Returns the event selectors for all management events and for S3 data events.
 *
 * Advanced event selectors record only matching events. Without a separate selector for management events, no alarm on the events of the trail
 * works.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export function eventSelectors(props: Partial<AuditTrailProps>): EventSelector[] {
  const { recordAllDataEvents, dataEventBuckets = [] } = dataEventsOf(props);
  const logBuckets = objectArns(logBucketsOf(props));
  const selectors: EventSelector[] = [
    { name: 'Management events', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
  ];
  if (recordAllDataEvents) {
    selectors.push(dataEvents('S3 data events', { field: 'resources.ARN', notStartsWith: logBuckets }));
  } else if (dataEventBuckets.length > 0) {
    selectors.push(dataEvents('S3 data events', { field: 'resources.ARN', startsWith: objectArns(dataEventBuckets) }));
  }
  if (props.recordLogBucketEvents ?? true) {
    selectors.push(dataEvents('Log buckets', { field: 'resources.ARN', startsWith: logBuckets }, { field: 'eventName', notEquals: DELIVERIES }));
  }
  return selectors;
}

/**
 * Returns the number of values in the event selectors, which CloudTrail limits.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 */
export function countSelectorValues(props: Partial<AuditTrailProps>): number {
  const fieldSelectors = eventSelectors(props).flatMap((selector) => selector.fieldSelectors as FieldSelector[]);
  return fieldSelectors.flatMap(({ field: _, ...values }) => Object.values(values).flat()).length;
}

/** Returns which data events are recorded: those of every bucket by default, or those of `dataEventBuckets` if it is specified. */
export function dataEventsOf({ dataEventBuckets, recordAllDataEvents = dataEventBuckets === undefined }: Partial<AuditTrailProps>) {
  return { recordAllDataEvents, dataEventBuckets };
}

/** Returns all buckets that receive logs. The bucket of the trail is always included. */
export function logBucketsOf({ bucket, logBuckets = [] }: Partial<AuditTrailProps>): s3.IBucket[] {
  return [...(bucket ? [bucket] : []), ...logBuckets.filter((other) => other.bucketName !== bucket?.bucketName)];
}

function dataEvents(name: string, ...fieldSelectors: FieldSelector[]): EventSelector {
  return {
    name,
    fieldSelectors: [
      { field: 'eventCategory', equalTo: ['Data'] },
      { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
      ...fieldSelectors,
    ],
  };
}

/** Returns each ARN once. The slash at the end excludes buckets whose names begin with the name of the bucket. */
function objectArns(buckets: s3.IBucket[]): string[] {
  return [...new Set(buckets.map((bucket) => bucket.arnForObjects('')))];
}
