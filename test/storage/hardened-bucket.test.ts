import * as kms from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicies, RemovalPolicy, type App, type Stack } from 'aws-cdk-lib/core';
import { EmptyOnDelete, EncryptionKey, HardenedBucket, LoggingBucket, type EncryptionKeyProps } from '../../src';
import { newStack, only, recommendedFlags, templateOf, warningsOf, type TemplateResource } from '../support/templates';

const LOGGING = ['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled'];
const ENCRYPTION = ['NIST.800.53.R5-S3DefaultEncryptionKMS'];

/** Returns the rules of cdk-nag that a bucket acknowledges, except the one about replication. */
function acknowledged(bucket: TemplateResource): string[] {
  const { rules_to_suppress: rules } = (bucket as TemplateResource & { Metadata: { cdk_nag: { rules_to_suppress: { id: string }[] } } }).Metadata.cdk_nag;
  return rules.map(({ id }) => id).filter((id) => !id.endsWith('S3BucketReplicationEnabled')).sort();
}

describe('the acknowledgements of cdk-nag rules', () => {
  const acknowledgedWith = (allow: (bucket: LoggingBucket) => void) => acknowledged(only(templateOf((stack) => allow(new LoggingBucket(stack, 'Logs'))), 'AWS::S3::Bucket'));

  test('do not include logging and encryption for a bucket that receives no access logs', () => {
    expect(acknowledged(only(templateOf((stack) => new HardenedBucket(stack, 'Data')), 'AWS::S3::Bucket'))).toEqual([]);
    expect(acknowledgedWith((bucket) => bucket.allowConfigDelivery())).toEqual([]);
  });

  test('include logging and encryption for a bucket that receives server access logs', () => {
    expect(acknowledgedWith((bucket) => bucket.allowServerAccessLogs('data'))).toEqual([...LOGGING, ...ENCRYPTION].sort());
  });

  test('include logging and encryption for a bucket to which a bucket that is created later logs', () => {
    const template = templateOf((stack) => {
      const bucket = new LoggingBucket(stack, 'Logs');
      new HardenedBucket(stack, 'Data', { encryptionKey: new kms.Key(stack, 'Key'), serverAccessLogs: { bucket, prefix: 'data' } });
    });
    const [logs, data] = ['Logs', 'Data'].map((id) => Object.entries(template.findResources('AWS::S3::Bucket')).find(([name]) => name.startsWith(id))![1]);
    expect(acknowledged(logs as TemplateResource)).toEqual([...LOGGING, ...ENCRYPTION].sort());
    expect(acknowledged(data as TemplateResource)).toEqual([]);
  });

  test('include encryption, but not logging, for a bucket that receives only logs of load balancers', () => {
    expect(acknowledgedWith((bucket) => bucket.allowLoadBalancerLogs('alb'))).toEqual(ENCRYPTION);
  });
});

describe('the removal policy of buckets and keys', () => {
  test.each([['without feature flags', undefined], ['with the recommended feature flags', recommendedFlags]])('must not be SNAPSHOT %s', (_, context) => {
    const message = (construct: string) => `${construct} 'Stack/It' has a problem:\n  - removalPolicy must not be RemovalPolicy.SNAPSHOT, got "snapshot".`;
    const removalPolicy = RemovalPolicy.SNAPSHOT;
    expect(() => new HardenedBucket(newStack({}, context), 'It', { removalPolicy })).toThrow(message('HardenedBucket'));
    expect(() => new LoggingBucket(newStack({}, context), 'It', { removalPolicy })).toThrow(message('LoggingBucket'));
    expect(() => new EncryptionKey(newStack({}, context), 'It', { removalPolicy })).toThrow(message('EncryptionKey'));
  });

  test.each([[RemovalPolicy.RETAIN, 'Retain'], [RemovalPolicy.DESTROY, 'Delete'], [undefined, 'RetainExceptOnCreate']])('can be %s', (removalPolicy, expected) => {
    const template = templateOf((stack) => {
      new HardenedBucket(stack, 'Bucket', { removalPolicy });
      new EncryptionKey(stack, 'Key', { removalPolicy });
    });
    expect([only(template, 'AWS::S3::Bucket').DeletionPolicy, only(template, 'AWS::KMS::Key').DeletionPolicy]).toEqual([expected, expected]);
  });
});

describe('a bucket whose removal policy is changed to DESTROY afterwards', () => {
  const WARNING = /^Bucket Stack\/Data is deleted with its stack, but nothing empties it: .*retainData: false.*SecureBaseline:notEmptied/;
  const warningsWith = (change: (bucket: HardenedBucket, stack: Stack) => void, removalPolicy?: RemovalPolicy) => {
    const stack = newStack();
    change(new HardenedBucket(stack, 'Data', { removalPolicy }), stack);
    (stack.node.root as App).synth();
    return warningsOf(stack);
  };

  test.each<[string, (bucket: HardenedBucket, stack: Stack) => void]>([
    ['applyRemovalPolicy', (bucket) => bucket.applyRemovalPolicy(RemovalPolicy.DESTROY)],
    ['RemovalPolicies', (_, stack) => RemovalPolicies.of(stack).destroy()],
    ['RemovalPolicies of the resource type', (_, stack) => RemovalPolicies.of(stack).destroy({ applyToResourceTypes: ['AWS::S3::Bucket'] })],
    ['an aspect that runs late', (_, stack) => RemovalPolicies.of(stack).destroy({ priority: 999 })],
  ])('by %s causes a warning, because nothing empties it', (_, change) => {
    expect(warningsWith(change)).toEqual([expect.stringMatching(WARNING)]);
  });

  test('causes no warning with an EmptyOnDelete', () => {
    expect(warningsWith((bucket, stack) => {
      bucket.applyRemovalPolicy(RemovalPolicy.DESTROY);
      new EmptyOnDelete(stack, 'Empty', { bucket });
    })).toEqual([]);
  });

  test('causes no warning if it was created with DESTROY, unless its emptier is removed', () => {
    expect(warningsWith((bucket) => bucket.applyRemovalPolicy(RemovalPolicy.DESTROY), RemovalPolicy.DESTROY)).toEqual([]);
    expect(warningsWith((bucket) => bucket.node.tryRemoveChild('EmptyOnDelete'), RemovalPolicy.DESTROY)).toEqual([expect.stringMatching(WARNING)]);
  });

  test.each([undefined, RemovalPolicy.RETAIN])('does not apply to a bucket with the policy %s', (removalPolicy) => {
    expect(warningsWith(() => undefined, removalPolicy)).toEqual([]);
  });
});

describe('the pending window of a key', () => {
  const key = (props: EncryptionKeyProps) => () => new EncryptionKey(newStack(), 'Key', props);

  test.each([Duration.hours(12), Duration.days(6), Duration.days(31), Duration.hours(180)])('must be a period that KMS accepts, not %s', (pendingWindow) => {
    expect(key({ pendingWindow })).toThrow(`EncryptionKey 'Stack/Key' has a problem:\n  - pendingWindow must be a whole number of days from 7 to 30, got ${pendingWindow}.`);
  });

  test('is reported together with other problems', () => {
    expect(key({ pendingWindow: Duration.days(0), removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(/has 2 problems:\n.*removalPolicy.*\n.*pendingWindow/);
  });

  test.each([[Duration.days(7), 7], [Duration.hours(240), 10], [undefined, 30]])('can be %s', (pendingWindow, expected) => {
    expect(only(templateOf((stack) => new EncryptionKey(stack, 'Key', { pendingWindow })), 'AWS::KMS::Key').Properties.PendingWindowInDays).toBe(expected);
  });
});
