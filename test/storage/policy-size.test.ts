import { App, Stack, type StackProps } from 'aws-cdk-lib/core';
import { EncryptionKey, LoggingBucket } from '../../src';

/** Synthesizes an archive for the log writers of several accounts. */
const archiveFor = (accounts: number, buckets: number, props?: StackProps) => () => {
  const app = new App();
  const stack = new Stack(app, 'Archive', props);
  const encryptionKey = new EncryptionKey(stack, 'Key');
  for (let bucket = 0; bucket < buckets; bucket++) {
    const archive = new LoggingBucket(stack, `Logs${bucket}`, { encryptionKey });
    for (let index = 0; index < accounts; index++) {
      const sourceAccount = String(200000000000 + bucket * 1000 + index);
      archive.allowCloudTrailDelivery(`arn:aws:cloudtrail:eu-central-1:${sourceAccount}:trail/baseline-prod`, 'cloudtrail');
      archive.allowConfigDelivery('config', { sourceAccount, sourceRegion: 'eu-central-1' });
      archive.allowFlowLogs('flow-logs', { sourceAccount, sourceRegion: 'eu-central-1' });
    }
  }
  app.synth();
};

test('a bucket whose policy exceeds the limit of S3 is rejected at synthesis', () => {
  expect(archiveFor(12, 1)).toThrow(/Archive\/Logs0: The policy has at least 2\d{4} bytes, and S3 supports at most 20480\. Use separate buckets and keys/);
});

test('a key whose policy exceeds the limit of AWS KMS is rejected at synthesis', () => {
  expect(archiveFor(8, 4)).toThrow(/Archive\/Key: The policy has at least \d{5} bytes, and AWS KMS supports at most 32768\. Use separate buckets and keys/);
});

test('a bucket and a key for eight accounts are accepted, as the guide states', () => {
  expect(archiveFor(8, 1)).not.toThrow();
  expect(archiveFor(8, 1, { env: { account: '111111111111', region: 'eu-west-1' } })).not.toThrow();
});
