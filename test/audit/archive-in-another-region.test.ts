import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { App, Stack } from 'aws-cdk-lib/core';
import { AuditTrail, ConfigRecording, EncryptionKey, LoggingBucket, SecureBaseline, type SecureBaselineProps } from '../../src';
import { CONTROLS_METADATA } from '../../src/common/compliance/controls';
import { newStack, only, warningsOf } from '../support/templates';

const WORKLOAD = { env: { account: '111111111111', region: 'eu-central-1' } };
const ARCHIVE_KEY = 'arn:aws:kms:us-east-1:222222222222:key/archive';

/** Imports the bucket of an archive in another account and region. */
const archiveIn = (stack: Stack, attributes: Partial<s3.BucketAttributes> = {}) => s3.Bucket.fromBucketAttributes(stack, 'Archive', {
  bucketArn: 'arn:aws:s3:::archive', account: '222222222222', region: 'us-east-1', ...attributes,
});
const withKey = (stack: Stack) => archiveIn(stack, { encryptionKey: kms.Key.fromKeyArn(stack, 'ArchiveKey', ARCHIVE_KEY) });

/** Constructs that deliver to a bucket and have a key of their own. */
const DELIVERIES: [name: string, build: (stack: Stack, bucket: s3.IBucket, encryptionKey?: kms.IKey) => void][] = [
  ['AuditTrail and ConfigRecording', (stack, bucket, encryptionKey) => {
    new AuditTrail(stack, 'Trail', { bucket, encryptionKey });
    new ConfigRecording(stack, 'Config', { bucket, encryptionKey });
  }],
  ['SecureBaseline', (stack, bucket) => new SecureBaseline(stack, 'Baseline', auditOnly({ trailBucket: bucket, configBucket: bucket }))],
];

function auditOnly(storage: SecureBaselineProps['storage']): SecureBaselineProps {
  const off = { enabled: false };
  return { environmentSuffix: 'dev', owner: 'a', costCenter: 'b', storage: { enabled: false, ...storage }, network: off, database: off, webTier: off, notifications: off };
}

/** Returns the keys that CloudTrail and AWS Config send, and those of the log groups. */
function keysIn(stack: Stack) {
  const template = Template.fromStack(stack);
  const groups = Object.values(template.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties.KmsKeyId);
  return {
    trail: only(template, 'AWS::CloudTrail::Trail').Properties.KMSKeyId,
    channel: only(template, 'AWS::Config::DeliveryChannel').Properties.S3KmsKeyArn,
    logGroups: groups,
  };
}

const ownKey = { 'Fn::GetAtt': [expect.stringMatching(/Key/), 'Arn'] };

describe.each(DELIVERIES)('%s with a bucket in another region', (_, build) => {
  test('sends no key, because the key of the stack is in another region than the bucket, and encrypts its log groups', () => {
    const stack = newStack(WORKLOAD);
    build(stack, archiveIn(stack), new EncryptionKey(stack, 'Key'));
    const { trail, channel, logGroups } = keysIn(stack);
    expect([trail, channel]).toEqual([undefined, undefined]);
    expect(logGroups).toEqual(logGroups.map(() => ownKey));
    expect(logGroups.length).toBeGreaterThan(1);
  });

  test('sends the key of the bucket, which encrypts no log group', () => {
    const stack = newStack(WORKLOAD);
    build(stack, withKey(stack), new EncryptionKey(stack, 'Key'));
    const { trail, channel, logGroups } = keysIn(stack);
    expect([trail, channel]).toEqual([ARCHIVE_KEY, ARCHIVE_KEY]);
    expect(logGroups).toEqual(logGroups.map(() => ownKey));
  });

  test('shows the statements for the bucket and for its key', () => {
    const stack = newStack(WORKLOAD);
    build(stack, withKey(stack), new EncryptionKey(stack, 'Key'));
    Template.fromStack(stack);
    const warnings = warningsOf(stack);
    const [ofBucket, ofKey] = ['bucket Stack/Archive ', 'key Stack/ArchiveKey '].map((resource) => warnings.filter((text) => text.includes(resource)).join());
    for (const sid of ['CloudTrailAclCheckCloudtrail', 'CloudTrailWriteCloudtrail', 'ConfigBucketCheckConfig', 'ConfigDeliveryConfig']) {
      expect(ofBucket).toContain(`"Sid": "${sid}"`);
    }
    for (const sid of ['CloudTrailEncryptCloudtrail', 'CloudTrailDescribeCloudtrail', 'ConfigDeliveryConfig']) {
      expect(ofKey).toContain(`"Sid": "${sid}"`);
    }
    expect(warnings.join()).not.toContain('"Sid": "CloudWatchLogs"');
  });
});

describe('a bucket in the region of the stack, or in an unknown region', () => {
  test.each([
    ['in the same region', WORKLOAD, { region: 'eu-central-1' }],
    ['in an unknown region', {}, {}],
  ])('%s receives logs that are encrypted with the key of the stack', (_, env, attributes) => {
    const stack = newStack(env);
    DELIVERIES[0][1](stack, archiveIn(stack, attributes), new EncryptionKey(stack, 'Key'));
    expect(keysIn(stack)).toMatchObject({ trail: ownKey, channel: ownKey });
  });

  test('receives logs that are encrypted with its own key, and the log group keeps the key of the stack', () => {
    const stack = newStack();
    const bucket = new LoggingBucket(stack, 'Logs', { encryptionKey: new EncryptionKey(stack, 'BucketKey') });
    new AuditTrail(stack, 'Trail', { bucket, encryptionKey: new EncryptionKey(stack, 'StackKey') });
    const template = Template.fromStack(stack);
    expect(only(template, 'AWS::CloudTrail::Trail').Properties.KMSKeyId['Fn::GetAtt'][0]).toMatch(/^BucketKey/);
    expect(only(template, 'AWS::Logs::LogGroup').Properties.KmsKeyId['Fn::GetAtt'][0]).toMatch(/^StackKey/);
  });
});

describe('a trail', () => {
  const declared = (build: (stack: Stack) => s3.IBucket) => {
    const stack = newStack(WORKLOAD);
    const { trail } = new AuditTrail(stack, 'Trail', { bucket: build(stack), encryptionKey: new EncryptionKey(stack, 'Key') });
    return trail.node.metadata.filter(({ type }) => type === CONTROLS_METADATA).flatMap(({ data }) => Object.keys(data));
  };

  test('implements the controls about encryption only if it sends a key', () => {
    expect(declared((stack) => archiveIn(stack))).not.toEqual(expect.arrayContaining(['CloudTrail.2']));
    expect(declared((stack) => archiveIn(stack)).filter((control) => /CIS 3\.7/.test(control))).toEqual([]);
    expect(declared(withKey)).toEqual(expect.arrayContaining(['CloudTrail.2', 'CIS 3.7/3.5/3.5/4.5']));
  });

  test('without a key of the stack does not encrypt its log group with the key of a bucket in another region or account', () => {
    const groupOf = (build: (stack: Stack) => s3.IBucket) => {
      const stack = newStack(WORKLOAD);
      new AuditTrail(stack, 'Trail', { bucket: build(stack) });
      return only(Template.fromStack(stack), 'AWS::Logs::LogGroup').Properties.KmsKeyId;
    };
    const importKey = (stack: Stack, arn: string) => kms.Key.fromKeyArn(stack, 'ArchiveKey', arn);
    const local = 'arn:aws:kms:eu-central-1:111111111111:key/local';
    expect(groupOf(withKey)).toBeUndefined();
    expect(groupOf((stack) => archiveIn(stack, { region: 'eu-central-1', encryptionKey: importKey(stack, local.replace('111111111111', '222222222222')) }))).toBeUndefined();
    expect(groupOf((stack) => archiveIn(stack, { region: 'eu-central-1', encryptionKey: importKey(stack, local) }))).toBe(local);
  });
});

test('the key of a bucket in another stack of the app is sent, and encrypts no log group', () => {
  const app = new App();
  const archive = new Stack(app, 'Archive', { env: { account: '111111111111', region: 'us-east-1' }, crossRegionReferences: true });
  const workload = new Stack(app, 'Workload', { ...WORKLOAD, crossRegionReferences: true });
  const bucket = new LoggingBucket(archive, 'Logs', { encryptionKey: new EncryptionKey(archive, 'Key') });
  (bucket.node.defaultChild as s3.CfnBucket).bucketName = 'archive';
  const trail = new AuditTrail(workload, 'Trail', { bucket });
  expect(trail.trail.kmsKeyId).toBe(bucket.encryptionKey!.keyArn);
  expect((trail.logGroup.node.defaultChild as { kmsKeyId?: string } & typeof trail.logGroup.node.defaultChild)?.kmsKeyId).toBeUndefined();
});

test('a bucket whose key is known to be in another region than the bucket is rejected', () => {
  const stack = newStack(WORKLOAD);
  const bucket = archiveIn(stack, { region: 'eu-central-1', encryptionKey: kms.Key.fromKeyArn(stack, 'ArchiveKey', ARCHIVE_KEY) });
  const error = (prop: string) => new RegExp(`- ${prop} must be in the region of its key, got "Stack/Archive in eu-central-1 with a key in us-east-1"\\. .*Specify region and encryptionKey`);
  expect(() => new AuditTrail(stack, 'Trail', { bucket })).toThrow(error('bucket'));
  expect(() => new SecureBaseline(stack, 'Baseline', auditOnly({ trailBucket: bucket }))).toThrow(error('storage\\.trailBucket'));
});

test('AWS Config in China (Beijing) is rejected with a bucket in another region, and elsewhere is not', () => {
  const deliver = (region: string, bucketRegion: string) => () => {
    const stack = newStack({ env: { account: '111111111111', region } });
    new ConfigRecording(stack, 'Config', { bucket: archiveIn(stack, { region: bucketRegion }) });
  };
  expect(deliver('cn-north-1', 'cn-northwest-1')).toThrow(/- bucket must be in region cn-north-1, got "Stack\/Archive in cn-northwest-1"/);
  expect(deliver('cn-northwest-1', 'cn-north-1')).not.toThrow();
});
