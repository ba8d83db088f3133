import { isPrivate } from './s3';
import { BOTH, type Assertion, type Control } from '../control';
import { each, idOf, type Properties, type Resources } from '../resources';
import { isPublic } from '../statements';

const TRAIL = 'AWS::CloudTrail::Trail';

/** Whether an advanced event selector requires a value of a field. */
const matches = (selector: Properties, field: string, value: string) =>
  selector.FieldSelectors.some((one: Properties) => one.Field === field && one.Equals?.includes(value));
const selectors = ({ AdvancedEventSelectors = [] }: Properties, category: string): Properties[] =>
  AdvancedEventSelectors.filter((selector: Properties) => matches(selector, 'eventCategory', category));

/** Whether a trail records read and write management events: the selector has no field other than the event category. */
const recordsManagement = (trail: Properties) => selectors(trail, 'Management').some(({ FieldSelectors }) => FieldSelectors.length === 1);

/** Whether a trail records read and write data events for objects, either in buckets of the stack only, or in all buckets except those that receive logs. */
function recordsObjects(trail: Properties, resources: Resources): boolean {
  return selectors(trail, 'Data').some((selector) => matches(selector, 'resources.type', 'AWS::S3::Object')
    && selector.FieldSelectors.every((one: Properties) => ['eventCategory', 'resources.type'].includes(one.Field) || selectsBuckets(one, resources)));
}

/** Whether a field selector includes buckets of the stack by `StartsWith`, or excludes buckets that receive logs by `NotStartsWith`. */
function selectsBuckets({ Field, ...operators }: Properties, resources: Resources): boolean {
  return Field === 'resources.ARN' && Object.entries(operators).every(([operator, arns]) => arns.map(bucketOf).every((bucket: string | undefined) =>
    bucket !== undefined && resources.at({ Ref: bucket }) !== undefined && (operator === 'StartsWith' || operator === 'NotStartsWith' && receivesLogs(bucket, resources))));
}

/** Returns the logical id of the bucket in an ARN prefix `<bucket ARN>/`. */
function bucketOf(arn: { readonly 'Fn::Join'?: [string, unknown[]] }): string | undefined {
  const [bucket, slash, ...more] = arn['Fn::Join']?.[1] ?? [];
  return slash === '/' && more.length === 0 ? idOf(bucket) : undefined;
}

/** Whether a bucket receives the logs of a trail, AWS Config or S3, whose deliveries would produce data events themselves. */
function receivesLogs(bucket: string, resources: Resources): boolean {
  const received = [
    ...resources.of(TRAIL).map(([, { S3BucketName }]) => S3BucketName),
    ...resources.of('AWS::Config::DeliveryChannel').map(([, { S3BucketName }]) => S3BucketName),
    ...resources.of('AWS::S3::Bucket').map(([, { LoggingConfiguration }]) => LoggingConfiguration?.DestinationBucketName),
  ];
  return received.some((destination) => idOf(destination) === bucket);
}

/** Whether a trail is enabled and records management events of all regions and of global services, which the security alarms require. */
export function recordsAllRegions(trail: Properties): boolean {
  return trail.IsLogging === true && trail.IsMultiRegionTrail === true && trail.IncludeGlobalServiceEvents === true && recordsManagement(trail);
}

const ALL_REGIONS: Assertion = {
  test: 'the trail records read and write management events of all regions and global services',
  check: each(TRAIL, recordsAllRegions),
};
const ENCRYPTED: Assertion = {
  test: 'the trail encrypts its log files with a key of the stack',
  check: each(TRAIL, ({ KMSKeyId }, resources) => resources.at(KMSKeyId)?.KeyPolicy !== undefined),
};
const VALIDATED: Assertion = {
  test: 'log file validation is enabled for the trail',
  check: each(TRAIL, ({ EnableLogFileValidation }) => EnableLogFileValidation === true),
};
const TO_LOG_GROUP: Assertion = {
  test: 'the trail delivers events to a log group of the stack with a role of the stack',
  check: each(TRAIL, ({ CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn }, resources) =>
    resources.at(CloudWatchLogsLogGroupArn) !== undefined && resources.at(CloudWatchLogsRoleArn) !== undefined),
};
const TO_PRIVATE_BUCKET: Assertion = {
  test: 'the trail delivers to a bucket that blocks public access and has no public policy statement',
  check: each(TRAIL, ({ S3BucketName }, resources) =>
    isPrivate(resources.at(S3BucketName) ?? {}) && !resources.statementsFor(idOf(S3BucketName) ?? '').some(isPublic)),
};
const TO_LOGGED_BUCKET: Assertion = {
  test: 'the trail delivers to a bucket with server access logging',
  check: each(TRAIL, ({ S3BucketName }, resources) =>
    resources.at(resources.at(S3BucketName)?.LoggingConfiguration?.DestinationBucketName) !== undefined),
};
const OBJECTS: Assertion = { test: 'the trail records read and write data events for S3 objects', check: each(TRAIL, recordsObjects) };

const DATA_EVENTS_NOTE = 'Recorded in production for all buckets except those that receive logs, and in non-production for the data bucket. '
  + 'trail.recordAllDataEvents changes this. S3.22 and S3.23 of Security Hub require data events of all buckets, but a trail that records its own deliveries '
  + 'would produce a new event with each delivery';

export const CLOUDTRAIL: Control[] = [
  {
    id: 'CIS 3.1/3.1/3.1/4.1', title: 'CloudTrail is enabled in all regions', ...BOTH, ...ALL_REGIONS,
  },
  { id: 'CIS 3.2/3.2/3.2/4.2', title: 'CloudTrail log file validation is enabled', ...BOTH, ...VALIDATED },
  { id: 'CIS 3.3/-/-/-', title: 'The CloudTrail bucket is not publicly accessible', ...BOTH, ...TO_PRIVATE_BUCKET },
  { id: 'CIS 3.4/-/-/-', title: 'CloudTrail trails are integrated with CloudWatch Logs', ...BOTH, ...TO_LOG_GROUP },
  { id: 'CIS 3.6/3.4/3.4/4.4', title: 'Server access logging is enabled on the CloudTrail bucket', ...BOTH, ...TO_LOGGED_BUCKET },
  { id: 'CIS 3.7/3.5/3.5/4.5', title: 'CloudTrail logs are encrypted with KMS keys', ...BOTH, ...ENCRYPTED },
  {
    id: 'CIS 3.10/3.8/3.8/4.8', title: 'Object-level logging of write events is enabled for S3 buckets', ...BOTH, note: DATA_EVENTS_NOTE, ...OBJECTS,
  },
  {
    id: 'CIS 3.11/3.9/3.9/4.9', title: 'Object-level logging of read events is enabled for S3 buckets', ...BOTH, note: DATA_EVENTS_NOTE, ...OBJECTS,
  },
  {
    id: 'CloudTrail.1', title: 'A multi-region trail records read and write management events', ...BOTH, ...ALL_REGIONS,
  },
  { id: 'CloudTrail.2', title: 'CloudTrail has encryption at rest enabled', ...BOTH, ...ENCRYPTED },
  { id: 'CloudTrail.3', title: 'At least one CloudTrail trail is enabled', ...BOTH, test: 'logging is enabled for the trail', check: each(TRAIL, ({ IsLogging }) => IsLogging === true) },
  { id: 'CloudTrail.4', title: 'CloudTrail log file validation is enabled', ...BOTH, ...VALIDATED },
  { id: 'CloudTrail.5', title: 'CloudTrail trails are integrated with CloudWatch Logs', ...BOTH, ...TO_LOG_GROUP },
  { id: 'CloudTrail.6', title: 'The CloudTrail bucket is not publicly accessible', ...BOTH, ...TO_PRIVATE_BUCKET },
  { id: 'CloudTrail.7', title: 'Server access logging is enabled on the CloudTrail bucket', ...BOTH, ...TO_LOGGED_BUCKET },
];
