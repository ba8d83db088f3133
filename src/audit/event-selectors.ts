import type * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import type * as s3 from 'aws-cdk-lib/aws-s3';

type EventSelector = cloudtrail.CfnTrail.AdvancedEventSelectorProperty;

/**
 * All conditions of a trail together take 500 values, of which three are the categories and the type of the events.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 */
export const MAX_BUCKETS = 497;

/**
 * All management events and the data events of S3.
 *
 * Advanced selectors record only what they match, so that the management events need a selector of their own, or
 * every alarm on the trail is dead.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export function eventSelectors(dataEventBuckets: s3.IBucket[] | undefined, logBuckets: s3.IBucket[]): EventSelector[] {
  const selectors: EventSelector[] = [
    { name: 'Management events', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
  ];
  if (dataEventBuckets === undefined) {
    selectors.push(dataEvents({ field: 'resources.ARN', notStartsWith: objectArns(logBuckets) }));
  } else if (dataEventBuckets.length > 0) {
    selectors.push(dataEvents({ field: 'resources.ARN', startsWith: objectArns(dataEventBuckets) }));
  }
  return selectors;
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
