import * as kms from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { EncryptionKey, HardenedBucket, LoggingBucket, type EncryptionKeyProps } from '../../src';
import { newStack, only, recommendedFlags, templateOf, type TemplateResource } from '../support/templates';

const LOGGING = ['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled'];
const ENCRYPTION = ['NIST.800.53.R5-S3DefaultEncryptionKMS'];

/** The rules of cdk-nag that a bucket acknowledges, but for that on replication. */
function acknowledged(bucket: TemplateResource): string[] {
  const { rules_to_suppress: rules } = (bucket as TemplateResource & { Metadata: { cdk_nag: { rules_to_suppress: { id: string }[] } } }).Metadata.cdk_nag;
  return rules.map(({ id }) => id).filter((id) => !id.endsWith('S3BucketReplicationEnabled')).sort();
}

describe('cdk-nag is told of access logs', () => {
  const ofBucket = (use: (bucket: LoggingBucket) => void) => acknowledged(only(templateOf((stack) => use(new LoggingBucket(stack, 'Logs'))), 'AWS::S3::Bucket'));

  test('nothing by a bucket that receives none: users hear that it has no log and no key', () => {
    expect(acknowledged(only(templateOf((stack) => new HardenedBucket(stack, 'Data')), 'AWS::S3::Bucket'))).toEqual([]);
    expect(ofBucket((bucket) => bucket.allowConfigDelivery())).toEqual([]);
  });

  test('by a bucket that receives server access logs, which cannot log to itself nor have a key', () => {
    expect(ofBucket((bucket) => bucket.allowServerAccessLogs('data'))).toEqual([...LOGGING, ...ENCRYPTION].sort());
  });

  test('by a bucket that another logs to, in whatever order they are made', () => {
    const template = templateOf((stack) => {
      const bucket = new LoggingBucket(stack, 'Logs');
      new HardenedBucket(stack, 'Data', { encryptionKey: new kms.Key(stack, 'Key'), serverAccessLogs: { bucket, prefix: 'data' } });
    });
    const [logs, data] = ['Logs', 'Data'].map((id) => Object.entries(template.findResources('AWS::S3::Bucket')).find(([name]) => name.startsWith(id))![1]);
    expect(acknowledged(logs as TemplateResource)).toEqual([...LOGGING, ...ENCRYPTION].sort());
    expect(acknowledged(data as TemplateResource)).toEqual([]);
  });

  test('by a bucket that receives those of load balancers alone, which has no key and could log elsewhere', () => {
    expect(ofBucket((bucket) => bucket.allowLoadBalancerLogs('alb'))).toEqual(ENCRYPTION);
  });
});

describe('a removal policy of SNAPSHOT, which neither S3 nor KMS knows, is refused', () => {
  test.each([undefined, recommendedFlags])('with whatever feature flags', (context) => {
    const message = (construct: string) => `${construct} 'Stack/It' has a problem:\n  - removalPolicy: "snapshot". There are no snapshots of it: give RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY.`;
    const removalPolicy = RemovalPolicy.SNAPSHOT;
    expect(() => new HardenedBucket(newStack({}, context), 'It', { removalPolicy })).toThrow(message('HardenedBucket'));
    expect(() => new LoggingBucket(newStack({}, context), 'It', { removalPolicy })).toThrow(message('LoggingBucket'));
    expect(() => new EncryptionKey(newStack({}, context), 'It', { removalPolicy })).toThrow(message('EncryptionKey'));
  });

  test.each([[RemovalPolicy.RETAIN, 'Retain'], [RemovalPolicy.DESTROY, 'Delete'], [undefined, 'RetainExceptOnCreate']])('but not %s', (removalPolicy, expected) => {
    const template = templateOf((stack) => {
      new HardenedBucket(stack, 'Bucket', { removalPolicy });
      new EncryptionKey(stack, 'Key', { removalPolicy });
    });
    expect([only(template, 'AWS::S3::Bucket').DeletionPolicy, only(template, 'AWS::KMS::Key').DeletionPolicy]).toEqual([expected, expected]);
  });
});

describe('how long a key can be brought back', () => {
  const key = (props: EncryptionKeyProps) => () => new EncryptionKey(newStack(), 'Key', props);

  test.each([Duration.hours(12), Duration.days(6), Duration.days(31), Duration.hours(180)])('is no time that KMS refuses: %s', (pendingWindow) => {
    expect(key({ pendingWindow })).toThrow(`EncryptionKey 'Stack/Key' has a problem:\n  - pendingWindow: ${pendingWindow}. Give 7 to 30 whole days.`);
  });

  test('is told together with what else is wrong', () => {
    expect(key({ pendingWindow: Duration.days(0), removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(/has 2 problems:\n.*removalPolicy.*\n.*pendingWindow/);
  });

  test.each([[Duration.days(7), 7], [Duration.hours(240), 10], [undefined, 30]])('can be %s', (pendingWindow, expected) => {
    expect(only(templateOf((stack) => new EncryptionKey(stack, 'Key', { pendingWindow })), 'AWS::KMS::Key').Properties.PendingWindowInDays).toBe(expected);
  });
});
