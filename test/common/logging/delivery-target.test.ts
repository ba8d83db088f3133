import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib/core';
import { AuditTrail, ConfigRecording, HardenedBucket, LoggingBucket, WebTier } from '../../../src';
import { vpcIn } from '../../support/alone';
import { newStack } from '../../support/templates';

const TRAIL = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';

/** What delivers logs to a bucket that somebody else's code has made. */
const WRITERS: { readonly [name: string]: (stack: Stack, bucket: s3.IBucket) => void } = {
  'server access logs': (stack, bucket) => new HardenedBucket(stack, 'Data', { serverAccessLogs: { bucket, prefix: 'data' } }),
  'a load balancer': (stack, bucket) => new WebTier(stack, 'Web', { vpc: vpcIn(stack), accessLogsBucket: bucket }),
  'AWS Config': (stack, bucket) => new ConfigRecording(stack, 'Config', { bucket }),
  'CloudTrail': (stack, bucket) => new AuditTrail(stack, 'Trail', { bucket }),
};

const delivery = (writer: string, props: s3.BucketProps) => () => {
  const stack = newStack();
  WRITERS[writer](stack, new s3.Bucket(stack, 'Bucket', props));
};

const { KMS_MANAGED, DSSE_MANAGED, S3_MANAGED } = s3.BucketEncryption;

describe('a bucket that encrypts with the key aws/s3', () => {
  test.each(['server access logs', 'a load balancer'].flatMap((writer) => [KMS_MANAGED, DSSE_MANAGED].map((encryption) => [writer, encryption] as const)))(
    'is refused for %s (%s), which S3-managed encryption alone can take', (writer, encryption) => {
      expect(delivery(writer, { encryption })).toThrow(/bucket: "Stack\/Bucket"\. .*cannot deliver to a bucket that encrypts with a KMS key: give a bucket with S3-managed encryption/);
    });

  test.each(Object.keys(WRITERS).flatMap((writer) => [S3_MANAGED, undefined].map((encryption) => [encryption, writer] as const)))(
    'is not meant by one with %s encryption, for %s', (encryption, writer) => {
      expect(delivery(writer, { encryption })).not.toThrow();
    });
});

describe('a bucket with Object Lock', () => {
  const retention = s3.ObjectLockRetention.governance(Duration.days(30));

  test.each([{ objectLockEnabled: true }, { objectLockDefaultRetention: retention }])('is refused for server access logs: %j', (props) => {
    expect(delivery('server access logs', props)).toThrow(/bucket: "Stack\/Bucket"\. S3 server access logging cannot deliver to a bucket with Object Lock: give one without\./);
  });

  test('is refused for AWS Config where objects are locked by default', () => {
    expect(delivery('AWS Config', { objectLockDefaultRetention: retention })).toThrow(/AWS Config cannot deliver to a bucket with a default retention of Object Lock: give one without\./);
    expect(delivery('AWS Config', { objectLockEnabled: true })).not.toThrow();
  });

  test.each(['CloudTrail', 'a load balancer'])('is taken for %s', (writer) => {
    expect(delivery(writer, { objectLockDefaultRetention: retention })).not.toThrow();
  });
});

describe('a prefix', () => {
  test.each(['*', 'a?', 'audit-${aws:username}'])('%s would stand for others in the policy of the bucket, and is refused', (prefix) => {
    expect(() => new LoggingBucket(newStack(), 'Logs').allowConfigDelivery(prefix)).toThrow(
      `prefix: ${JSON.stringify(prefix)}. '*', '?' and '\${' stand for anything in the policy of the bucket: leave them out.`);
  });

  test('may have every other sign, and be known to the deployment alone', () => {
    const stack = newStack();
    const bucket = new LoggingBucket(stack, 'Logs');
    ["a!-_.'()$ b", `logs-${new CfnParameter(stack, 'Prefix').valueAsString}`].forEach((prefix) => bucket.allowConfigDelivery(prefix));
  });
});

describe('the ARN of a trail', () => {
  test.each(['', 'audit', `${TRAIL}*`, 'arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/1'])('cannot be %p, for which nothing would ever be delivered', (arn) => {
    expect(() => new LoggingBucket(newStack(), 'Logs').allowCloudTrailDelivery(arn)).toThrow(
      `LoggingBucket 'Stack/Logs' has a problem:\n  - trailArn must be the ARN of a trail, got ${JSON.stringify(arn)}.`);
  });

  test.each([TRAIL, 'arn:aws-us-gov:cloudtrail:us-gov-west-1:111122223333:trail/My.trail_1-a'])('can be %s', (arn) => {
    expect(() => new LoggingBucket(newStack(), 'Logs').allowCloudTrailDelivery(arn)).not.toThrow();
  });
});
