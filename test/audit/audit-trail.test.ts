import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { AuditTrail, type AuditTrailProps, EncryptionKey, LoggingBucket } from '../../src';
import { checkAuditTrail } from '../../src/audit/validation';
import { Problems } from '../../src/common/validation/problems';
import { newStack, only, statementsOf, templateOf, warningsOf } from '../support/templates';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${id}`)), 'Arn'] });
const objectsOf = (id: string) => ({ 'Fn::Join': ['', [arnOf(id), '/']] });

describe('an audit trail', () => {
  const template = templateOf((stack) => {
    const key = new EncryptionKey(stack, 'Key');
    const bucket = new LoggingBucket(stack, 'TrailBucket', { encryptionKey: key, removalPolicy: RemovalPolicy.DESTROY });
    const other = new LoggingBucket(stack, 'OtherLogs');
    new AuditTrail(stack, 'Trail', { bucket, trailName: 'audit', encryptionKey: key, logBuckets: [bucket, other] });
  });
  const trail = only(template, 'AWS::CloudTrail::Trail');

  test('records all regions and global services, and validates its log files', () => {
    expect(trail.Properties).toMatchObject({
      TrailName: 'audit',
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      S3KeyPrefix: 'cloudtrail',
      KMSKeyId: arnOf('Key'),
      CloudWatchLogsLogGroupArn: arnOf('TrailLogGroup'),
      CloudWatchLogsRoleArn: arnOf('TrailLogsRole'),
    });
  });

  test('records management events, which the alarms require, with a separate event selector', () => {
    const [management] = trail.Properties.AdvancedEventSelectors;
    expect(management.FieldSelectors).toEqual([{ Field: 'eventCategory', Equals: ['Management'] }]);
  });

  test('records the data events of every bucket except the log buckets, whose ARNs end with a slash', () => {
    const [, data] = trail.Properties.AdvancedEventSelectors;
    expect(data.FieldSelectors).toEqual([
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      { Field: 'resources.ARN', NotStartsWith: [objectsOf('TrailBucket'), objectsOf('OtherLogs')] },
    ]);
  });

  test('records the data events of the log buckets except deliveries', () => {
    const [, , logBuckets] = trail.Properties.AdvancedEventSelectors;
    expect(logBuckets.FieldSelectors).toEqual([
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      { Field: 'resources.ARN', StartsWith: [objectsOf('TrailBucket'), objectsOf('OtherLogs')] },
      { Field: 'eventName', NotEquals: ['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'] },
    ]);
  });

  test('depends on the bucket policy and the emptier of the bucket', () => {
    expect(trail.DependsOn).toEqual(expect.arrayContaining([
      expect.stringMatching(/^TrailBucketPolicy/), ...Object.keys(template.findResources('Custom::EmptyOnDelete')),
    ]));
  });

  test('has its composed ARN in the policies of the bucket and the key, to avoid a circular dependency', () => {
    const trailArn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudtrail:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':trail/audit']] };
    expect(statementsOf(template, 'AWS::S3::BucketPolicy').CloudTrailWriteCloudtrail.Condition?.StringEquals['aws:SourceArn']).toEqual(trailArn);
    expect(statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy').CloudTrailEncryptCloudtrail.Condition?.StringEquals['aws:SourceArn']).toEqual(trailArn);
  });

  test('can only create and write its own log streams', () => {
    const role = Object.values(template.findResources('AWS::IAM::Role')).find((one) => JSON.stringify(one).includes('cloudtrail.amazonaws.com'));
    const [statement, ...others] = role?.Properties.Policies[0].PolicyDocument.Statement;
    expect(others).toEqual([]);
    expect(statement.Action).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(JSON.stringify(statement.Resource)).toContain('_CloudTrail_');
  });

  test('has an encrypted log group with a retention of 13 months, which is retained when the stack is deleted', () => {
    const group = Object.values(template.findResources('AWS::Logs::LogGroup')).find((one) => one.Properties.RetentionInDays === 400);
    expect(group?.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(group?.Properties.KmsKeyId).toEqual(arnOf('Key'));
  });
});

describe('an audit trail with existing resources', () => {
  test('uses logGroup and records the data events of dataEventBuckets only', () => {
    const template = templateOf((stack) => {
      const data = new s3.Bucket(stack, 'Data');
      new AuditTrail(stack, 'Trail', {
        bucket: new LoggingBucket(stack, 'Logs'),
        logGroup: logs.LogGroup.fromLogGroupName(stack, 'Existing', 'existing'),
        dataEventBuckets: [data],
      });
    });
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(only(template, 'AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors[1].FieldSelectors[2]).toEqual({ Field: 'resources.ARN', StartsWith: [objectsOf('Data')] });
  });

  test('encrypts with the key of the bucket, whose policy allows CloudTrail only with the encryption context of the trail', () => {
    const template = templateOf((stack) => {
      new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Logs', { encryptionKey: new EncryptionKey(stack, 'Key') }) });
    });
    expect(only(template, 'AWS::CloudTrail::Trail').Properties.KMSKeyId).toEqual(arnOf('Key'));
  });

  test('shows a warning with the required statements for the policy of an imported bucket', () => {
    const stack = newStack();
    new AuditTrail(stack, 'Trail', { bucket: s3.Bucket.fromBucketName(stack, 'Central', 'central') });
    Template.fromStack(stack).resourceCountIs('AWS::S3::BucketPolicy', 0);
    expect(warningsOf(stack).join()).toMatch(/bucket Stack\/Central.*"Sid": "CloudTrailWrite/s);
  });
});

describe('the log buckets of a trail', () => {
  const arns = (stack: Stack, props: Partial<AuditTrailProps>) => {
    new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Logs'), ...props });
    return only(Template.fromStack(stack), 'AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors[1].FieldSelectors[2];
  };

  test('always include the bucket of the trail', () => {
    const stack = newStack();
    expect(arns(stack, { logBuckets: [new LoggingBucket(stack, 'Other')] }).NotStartsWith).toEqual([objectsOf('Logs'), objectsOf('Other')]);
    expect(arns(newStack(), { logBuckets: [] }).NotStartsWith).toEqual([objectsOf('Logs')]);
  });

  test('are excluded only once, as data event buckets are included only once', () => {
    const stack = newStack();
    const one = new LoggingBucket(stack, 'One');
    expect(arns(stack, { logBuckets: [one, one] }).NotStartsWith).toEqual([objectsOf('Logs'), objectsOf('One')]);
    const again = newStack();
    expect(arns(again, { dataEventBuckets: [new s3.Bucket(again, 'Data')].flatMap((bucket) => [bucket, bucket]) }).StartsWith).toEqual([objectsOf('Data')]);
  });

  // The bucket of the trail is a log bucket too.
  test.each<[string, string, number, Partial<AuditTrailProps>, number]>([
    ['data event buckets', 'dataEventBuckets', 490, {}, 490],
    ['data event buckets without the events of log buckets', 'dataEventBuckets', 497, { recordLogBucketEvents: false }, 497],
    ['log buckets and all data events', 'logBuckets', 244, {}, 245],
    ['log buckets without their events', 'logBuckets', 496, { recordLogBucketEvents: false }, 497],
    ['log buckets without other data events', 'logBuckets', 492, { recordAllDataEvents: false }, 493],
  ])('cannot exceed the limit of the event selectors: %s', (_, prop, max, props, limit) => {
    const bucketsIn = (stack: Stack, number: number) => Array.from({ length: number }, (__, index) => s3.Bucket.fromBucketName(stack, `Bucket${index}`, `bucket-${index}`));
    const [stack, fewer] = [newStack(), newStack()];
    const selectors = (in_: Stack, count: number) => {
      new AuditTrail(in_, 'Trail', { bucket: new LoggingBucket(in_, 'Logs'), ...props, [prop]: bucketsIn(in_, count) });
      return only(Template.fromStack(in_), 'AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors;
    };
    expect(() => selectors(stack, max + 1)).toThrow(new RegExp(`${prop}\\.length must be at most ${limit}, got ${limit + 1}`));
    const fields = (selectors(fewer, max) as { FieldSelectors: object[] }[]).flatMap(({ FieldSelectors }) => FieldSelectors);
    const values = fields.flatMap((field) => Object.values(field).filter(Array.isArray).flat());
    expect(values.length).toBeGreaterThan(498);
    expect(values.length).toBeLessThanOrEqual(500);
  });

  test('cannot be in dataEventBuckets', () => {
    const stack = newStack();
    const [bucket, other] = ['Logs', 'Other'].map((id) => new LoggingBucket(stack, id));
    const imported = [1, 2].map((index) => s3.Bucket.fromBucketName(stack, `Central${index}`, 'central'));
    const error = (path: string) => new RegExp(`dataEventBuckets must not contain a bucket that receives logs, got "${path}"`);
    expect(() => new AuditTrail(stack, 'One', { bucket, dataEventBuckets: [bucket] })).toThrow(error('Stack/Logs'));
    expect(() => new AuditTrail(stack, 'Two', { bucket, logBuckets: [other], dataEventBuckets: [other] })).toThrow(error('Stack/Other'));
    expect(() => new AuditTrail(stack, 'Three', { bucket: imported[0], dataEventBuckets: [imported[1]] })).toThrow(error('Stack/Central2'));
  });
});

test('logGroupName is rejected with logGroup', () => {
  const stack = newStack();
  const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Existing', 'existing');
  expect(() => new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Logs'), logGroup, logGroupName: 'other' })).toThrow(/logGroupName must be omitted.*logGroup.*got "other"/);
});

test.each(['', 'a'.repeat(201)])('a key prefix of %j is rejected', (keyPrefix) => {
  const stack = newStack();
  expect(() => new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Logs'), keyPrefix })).toThrow(/keyPrefix.*1 to 200/s);
});

test.each([
  'ab', 'a'.repeat(129), 'two--hyphens', 'hyphen-_underscore', '-begins', 'ends-', 'a name', '192.168.5.4',
])('a trail name of %j is rejected', (trailName) => {
  const stack = newStack();
  expect(() => new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Logs'), trailName })).toThrow(/trailName.*3 to 128.*IP address/s);
});

test.each(['abc', 'a.b_c-d', '192.168.5', '192.168.5.4.a'])('a trail name of %j is accepted', (trailName) => {
  expect(only(templateOf((stack) => new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Logs'), trailName })), 'AWS::CloudTrail::Trail').Properties.TrailName)
    .toBe(trailName);
});

test.each(['', 'a'.repeat(513), 'a name', 'über', 'aws/cloudtrail'])('a log group name of %j is rejected', (logGroupName) => {
  const stack = newStack();
  expect(() => new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Logs'), logGroupName })).toThrow(/logGroupName.*1 to 512/s);
});

test('a key prefix with a slash at the end is reported with the name of the prop', () => {
  const stack = newStack();
  expect(() => new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Logs'), keyPrefix: 'logs/' })).toThrow(/keyPrefix.*logs\/.*slashes/s);
});

test('several problems are reported in one error', () => {
  const stack = newStack();
  expect(() => new AuditTrail(stack, 'Trail', {
    bucket: new LoggingBucket(stack, 'Logs'), trailName: '-x', keyPrefix: '/x', logRetention: 8 as logs.RetentionDays, recordAllDataEvents: true, dataEventBuckets: [],
  })).toThrow(/4 problems.*trailName.*-x.*logRetention.*8.*keyPrefix.*\/x.*recordAllDataEvents.*true/s);
});

test('the props are validated without a bucket', () => {
  const problems = new Problems(newStack());
  checkAuditTrail(problems, { trailName: '-x', keyPrefix: '/x' });
  expect(() => problems.throwIfAny()).toThrow(/2 problems.*trailName.*keyPrefix/s);
});

describe('data events of every bucket', () => {
  const selectors = (propsIn: (stack: Stack) => Partial<AuditTrailProps>) => only(templateOf((stack) => {
    new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Logs'), ...propsIn(stack) });
  }), 'AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors;
  const bucketsIn = (stack: Stack) => [new s3.Bucket(stack, 'Data')];

  test('are recorded by default and with recordAllDataEvents', () => {
    expect(selectors(() => ({ recordAllDataEvents: true }))).toEqual(selectors(() => ({})));
  });

  test.each<[string, Partial<AuditTrailProps>]>([
    ['recordAllDataEvents is false', { recordAllDataEvents: false }],
    ['the list of buckets is empty', { dataEventBuckets: [] }],
  ])('are not recorded when %s, and no other data events are except those of log buckets', (_, props) => {
    expect(selectors(() => props).map(({ Name }: { Name: string }) => Name)).toEqual(['Management events', 'Log buckets']);
    expect(selectors(() => ({ ...props, recordLogBucketEvents: false }))).toHaveLength(1);
  });

  describe('and of log buckets: the trail records', () => {
    const isRecorded = (eventName: string, arn: string) => selectors(() => ({})).some(({ FieldSelectors }: { FieldSelectors: FieldSelector[] }) => (
      FieldSelectors.every((selector) => matches(selector, { eventName, 'eventCategory': 'Data', 'resources.type': 'AWS::S3::Object', 'resources.ARN': arn }))));

    test.each(['GetObject', 'HeadObject', 'DeleteObject', 'DeleteObjects', 'PutObjectAcl', 'PutObjectRetention', 'CopyObject', 'RestoreObject'])('%s', (event) => {
      expect([isRecorded(event, 'logs/AWSLogs/1'), isRecorded(event, 'other/1')]).toEqual([true, true]);
    });

    test.each(['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'])('%s only in other buckets, so that no delivery produces another one', (event) => {
      expect([isRecorded(event, 'logs/AWSLogs/1'), isRecorded(event, 'other/1')]).toEqual([false, true]);
    });
  });

  test('are rejected in combination with dataEventBuckets, unless recordAllDataEvents is false', () => {
    expect(() => selectors((stack) => ({ recordAllDataEvents: true, dataEventBuckets: bucketsIn(stack) }))).toThrow(/has a problem.*recordAllDataEvents.*true.*dataEventBuckets/s);
    expect(selectors((stack) => ({ recordAllDataEvents: false, dataEventBuckets: bucketsIn(stack) }))).toEqual(selectors((stack) => ({ dataEventBuckets: bucketsIn(stack) })));
  });
});

interface FieldSelector {
  readonly Field: string;
  readonly Equals?: string[];
  readonly NotEquals?: string[];
  readonly StartsWith?: unknown[];
  readonly NotStartsWith?: unknown[];
}

/** Whether an event matches a field selector. The ARN of an object begins with the only log bucket if it begins with `logs/`. */
function matches({ Field, Equals, NotEquals, StartsWith, NotStartsWith }: FieldSelector, event: Record<string, string>): boolean {
  const value = event[Field];
  const startsWith = () => value.startsWith('logs/');
  return (!Equals || Equals.includes(value)) && (!NotEquals || !NotEquals.includes(value)) && (!StartsWith || startsWith()) && (!NotStartsWith || !startsWith());
}
