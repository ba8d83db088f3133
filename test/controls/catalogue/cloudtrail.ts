import { isPrivate } from './s3';
import { BOTH, type Assertion, type Control } from '../control';
import { each, idOf, type Properties, type Resources } from '../resources';
import { isForEverybody } from '../statements';

const TRAIL = 'AWS::CloudTrail::Trail';

/** Values of a field of an advanced event selector, as the words of CloudTrail's API. */
const matches = (selector: Properties, field: string, value: string) =>
  selector.FieldSelectors.some((one: Properties) => one.Field === field && one.Equals?.includes(value));
const selectors = ({ AdvancedEventSelectors = [] }: Properties, category: string): Properties[] =>
  AdvancedEventSelectors.filter((selector: Properties) => matches(selector, 'eventCategory', category));

/** Reads and writes: nothing narrows the selector. */
const recordsManagement = (trail: Properties) => selectors(trail, 'Management').some(({ FieldSelectors }) => FieldSelectors.length === 1);

/** Reads and writes, of buckets of the stack alone, or of all but those that receive logs. */
function recordsObjects(trail: Properties, resources: Resources): boolean {
  return selectors(trail, 'Data').some((selector) => matches(selector, 'resources.type', 'AWS::S3::Object')
    && selector.FieldSelectors.every((one: Properties) => ['eventCategory', 'resources.type'].includes(one.Field) || namesBuckets(one, resources)));
}

/** A selector has no other words in it than these, and each has buckets. */
function namesBuckets({ Field, ...words }: Properties, resources: Resources): boolean {
  return Field === 'resources.ARN' && Object.entries(words).every(([word, arns]) => arns.map(bucketOf).every((bucket: string | undefined) =>
    bucket !== undefined && resources.at({ Ref: bucket }) !== undefined && (word === 'StartsWith' || word === 'NotStartsWith' && receivesLogs(bucket, resources))));
}

/** The bucket of the stack whose objects an ARN begins: a slash ends its name. */
function bucketOf(arn: { readonly 'Fn::Join'?: [string, unknown[]] }): string | undefined {
  const [bucket, slash, ...more] = arn['Fn::Join']?.[1] ?? [];
  return slash === '/' && more.length === 0 ? idOf(bucket) : undefined;
}

/** From a trail, AWS Config, S3 itself or a load balancer: to record their deliveries would be to record the record. */
function receivesLogs(bucket: string, resources: Resources): boolean {
  const received = [
    ...resources.of(TRAIL).map(([, { S3BucketName }]) => S3BucketName),
    ...resources.of('AWS::Config::DeliveryChannel').map(([, { S3BucketName }]) => S3BucketName),
    ...resources.of('AWS::S3::Bucket').map(([, { LoggingConfiguration }]) => LoggingConfiguration?.DestinationBucketName),
  ];
  return received.some((destination) => idOf(destination) === bucket);
}

/** What an alarm on events of any region and of global services needs. */
export function recordsEverywhere(trail: Properties): boolean {
  return trail.IsLogging === true && trail.IsMultiRegionTrail === true && trail.IncludeGlobalServiceEvents === true && recordsManagement(trail);
}

const EVERYWHERE: Assertion = {
  test: 'the trail logs management events, reads and writes, of all regions and global services',
  check: each(TRAIL, recordsEverywhere),
};
const ENCRYPTED: Assertion = {
  test: 'the trail encrypts its log files with a key of the stack',
  check: each(TRAIL, ({ KMSKeyId }, resources) => resources.at(KMSKeyId)?.KeyPolicy !== undefined),
};
const VALIDATED: Assertion = {
  test: 'the trail validates its log files',
  check: each(TRAIL, ({ EnableLogFileValidation }) => EnableLogFileValidation === true),
};
const TO_LOG_GROUP: Assertion = {
  test: 'the trail delivers to a log group of the stack, with a role',
  check: each(TRAIL, ({ CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn }, resources) =>
    resources.at(CloudWatchLogsLogGroupArn) !== undefined && resources.at(CloudWatchLogsRoleArn) !== undefined),
};
const TO_PRIVATE_BUCKET: Assertion = {
  test: 'the trail delivers to a bucket that blocks public access, and lets in nobody without a name',
  check: each(TRAIL, ({ S3BucketName }, resources) =>
    isPrivate(resources.at(S3BucketName) ?? {}) && !resources.statementsFor(idOf(S3BucketName) ?? '').some(isForEverybody)),
};
const TO_LOGGED_BUCKET: Assertion = {
  test: 'the trail delivers to a bucket with server access logs',
  check: each(TRAIL, ({ S3BucketName }, resources) =>
    resources.at(resources.at(S3BucketName)?.LoggingConfiguration?.DestinationBucketName) !== undefined),
};
const OBJECTS: Assertion = { test: 'the trail records the reads and writes of objects in S3', check: each(TRAIL, recordsObjects) };

const DATA_EVENTS_NOTE = 'Of every bucket but those of the logs in production, of the data bucket in non-production, which trail.recordAllDataEvents changes. '
  + 'S3.22 and S3.23 of Security Hub ask for all buckets: a trail that recorded its own deliveries would feed itself';

export const CLOUDTRAIL: Control[] = [
  {
    id: 'CIS 3.1/3.1/3.1/4.1', title: 'CloudTrail in all regions', ...BOTH, ...EVERYWHERE,
  },
  { id: 'CIS 3.2/3.2/3.2/4.2', title: 'CloudTrail log file validation', ...BOTH, ...VALIDATED },
  { id: 'CIS 3.3/-/-/-', title: 'The bucket of CloudTrail is not public', ...BOTH, ...TO_PRIVATE_BUCKET },
  { id: 'CIS 3.4/-/-/-', title: 'CloudTrail delivers to CloudWatch Logs', ...BOTH, ...TO_LOG_GROUP },
  { id: 'CIS 3.6/3.4/3.4/4.4', title: 'Access logging on the bucket of CloudTrail', ...BOTH, ...TO_LOGGED_BUCKET },
  { id: 'CIS 3.7/3.5/3.5/4.5', title: 'CloudTrail logs encrypted with KMS', ...BOTH, ...ENCRYPTED },
  {
    id: 'CIS 3.10/3.8/3.8/4.8', title: 'Object-level logging of S3, write events', ...BOTH, note: DATA_EVENTS_NOTE, ...OBJECTS,
  },
  {
    id: 'CIS 3.11/3.9/3.9/4.9', title: 'Object-level logging of S3, read events', ...BOTH, note: DATA_EVENTS_NOTE, ...OBJECTS,
  },
  {
    id: 'CloudTrail.1', title: 'A trail of all regions records management events, reads and writes', ...BOTH, ...EVERYWHERE,
  },
  { id: 'CloudTrail.2', title: 'CloudTrail has encryption at rest', ...BOTH, ...ENCRYPTED },
  { id: 'CloudTrail.3', title: 'A trail is enabled', ...BOTH, test: 'the trail logs', check: each(TRAIL, ({ IsLogging }) => IsLogging === true) },
  { id: 'CloudTrail.4', title: 'CloudTrail log file validation', ...BOTH, ...VALIDATED },
  { id: 'CloudTrail.5', title: 'CloudTrail is integrated with CloudWatch Logs', ...BOTH, ...TO_LOG_GROUP },
  { id: 'CloudTrail.6', title: 'The bucket of CloudTrail is not public', ...BOTH, ...TO_PRIVATE_BUCKET },
  { id: 'CloudTrail.7', title: 'Access logging on the bucket of CloudTrail', ...BOTH, ...TO_LOGGED_BUCKET },
];
