import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib/core';
import { AuditTrail, ConfigRecording, HardenedBucket, LoggingBucket, WebTier } from '../../../src';
import { importVpc } from '../../support/standalone';
import { newStack } from '../../support/templates';

const TRAIL = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';

/** Constructs that deliver logs to a bucket of the user. */
const WRITERS: { readonly [name: string]: (stack: Stack, bucket: s3.IBucket) => void } = {
  'S3 server access logs': (stack, bucket) => new HardenedBucket(stack, 'Data', { serverAccessLogs: { bucket, prefix: 'data' } }),
  'a load balancer': (stack, bucket) => new WebTier(stack, 'Web', { vpc: importVpc(stack), accessLogsBucket: bucket }),
  'AWS Config': (stack, bucket) => new ConfigRecording(stack, 'Config', { bucket }),
  'CloudTrail': (stack, bucket) => new AuditTrail(stack, 'Trail', { bucket }),
};

const delivery = (writer: string, props: s3.BucketProps) => () => {
  const stack = newStack();
  WRITERS[writer](stack, new s3.Bucket(stack, 'Bucket', props));
};

const { KMS_MANAGED, DSSE_MANAGED, S3_MANAGED } = s3.BucketEncryption;

describe('the default encryption of a bucket that receives logs', () => {
  test.each([['S3 server access logs', 'serverAccessLogs.bucket'], ['a load balancer', 'accessLogsBucket']].flatMap(([writer, prop]) => [KMS_MANAGED, DSSE_MANAGED].map((encryption) => [writer, encryption, prop] as const)))(
    'cannot use aws/s3 for %s (%s)', (writer, encryption, prop) => {
      expect(delivery(writer, { encryption })).toThrow(new RegExp(`- ${prop} must use S3-managed encryption .*, got "Stack/Bucket"\\. `));
    });

  test.each(Object.keys(WRITERS).flatMap((writer) => [S3_MANAGED, undefined].map((encryption) => [encryption, writer] as const)))(
    'can be %s for %s', (encryption, writer) => {
      expect(delivery(writer, { encryption })).not.toThrow();
    });
});

describe('a bucket with Object Lock', () => {
  const retention = s3.ObjectLockRetention.governance(Duration.days(30));

  test.each([{ objectLockEnabled: true }, { objectLockDefaultRetention: retention }])('is rejected for S3 server access logs: %j', (props) => {
    expect(delivery('S3 server access logs', props)).toThrow(/- serverAccessLogs\.bucket must not have Object Lock, got "Stack\/Bucket"\. S3 server access logging cannot deliver/);
  });

  test('is rejected for AWS Config if it has a default retention', () => {
    expect(delivery('AWS Config', { objectLockDefaultRetention: retention })).toThrow(/- bucket must not have a default Object Lock retention, got "Stack\/Bucket"\. AWS Config cannot deliver/);
    expect(delivery('AWS Config', { objectLockEnabled: true })).not.toThrow();
  });

  test.each(['CloudTrail', 'a load balancer'])('is accepted for %s', (writer) => {
    expect(delivery(writer, { objectLockDefaultRetention: retention })).not.toThrow();
  });
});

describe('a key prefix', () => {
  test.each(['*', 'a?', 'audit-${aws:username}'])('%s is rejected, because the bucket policy would interpret it as a wildcard or variable', (prefix) => {
    expect(() => new LoggingBucket(newStack(), 'Logs').allowConfigDelivery(prefix)).toThrow(
      `- prefix must not contain '*', '?' or '\${', got ${JSON.stringify(prefix)}. `);
  });

  test('can contain all other characters, and unresolved tokens', () => {
    const stack = newStack();
    const bucket = new LoggingBucket(stack, 'Logs');
    ["a!-_.'()$ b", `logs-${new CfnParameter(stack, 'Prefix').valueAsString}`].forEach((prefix) => bucket.allowConfigDelivery(prefix));
  });
});

describe('the ARN of a trail', () => {
  test.each(['', 'audit', `${TRAIL}*`, 'arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/1'])('cannot be %p', (arn) => {
    expect(() => new LoggingBucket(newStack(), 'Logs').allowCloudTrailDelivery(arn)).toThrow(
      `LoggingBucket 'Stack/Logs' has a problem:\n  - trailArn must be the ARN of a trail, got ${JSON.stringify(arn)}.`);
  });

  test.each([TRAIL, 'arn:aws-us-gov:cloudtrail:us-gov-west-1:111122223333:trail/My.trail_1-a'])('can be %s', (arn) => {
    expect(() => new LoggingBucket(newStack(), 'Logs').allowCloudTrailDelivery(arn)).not.toThrow();
  });
});
