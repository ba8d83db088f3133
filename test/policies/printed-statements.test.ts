import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DeployedAccount } from './deployed-account';
import { PLACES } from './template-values';
import { AuditTrail, ConfigRecording, EncryptionKey, LoggingBucket } from '../../src';
import { newStack, warningsOf, type Statement } from '../support/templates';

const WORKLOAD = '222222222222';
const SID = /^(CloudTrail|Config)/;

/** Returns the statements of the archive for the log writers of the workload, and the ARN of the bucket. */
function archive(): { readonly bucketArn: string; readonly statements: Statement[] } {
  const stack = newStack({ env: { account: '111111111111', region: 'eu-west-1' } });
  const bucket = new LoggingBucket(stack, 'Archive', { encryptionKey: new EncryptionKey(stack, 'Key') });
  bucket.allowCloudTrailDelivery(`arn:aws:cloudtrail:us-east-2:${WORKLOAD}:trail/baseline-prod`, 'cloudtrail');
  bucket.allowConfigDelivery('config', { sourceAccount: WORKLOAD });
  const account = new DeployedAccount(Template.fromStack(stack).toJSON().Resources, PLACES[0]);
  const statements = account.policies.filter(({ kind }) => kind === 'resource').flatMap(({ document }) => document.Statement);
  return { bucketArn: account.arnOf('S3::Bucket'), statements: statements.filter(({ Sid }) => SID.test(Sid!)) };
}

/** Returns the statements in the warnings of a workload that delivers to the imported archive. */
function printedBy(bucketArn: string): Statement[] {
  const stack = newStack({ env: { account: WORKLOAD, region: 'us-east-2' } });
  const bucket = Bucket.fromBucketAttributes(stack, 'Archive', {
    bucketArn, account: '111111111111', region: 'eu-west-1', encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1'),
  });
  new AuditTrail(stack, 'Trail', { bucket, trailName: 'baseline-prod' });
  new ConfigRecording(stack, 'Config', { bucket });
  Template.fromStack(stack);
  return warningsOf(stack).flatMap((warning) => JSON.parse(/add these statements: (\[\{.*\}\])/.exec(warning)?.[1] ?? '[]') as Statement[]);
}

const sorted = (statements: Statement[]) => statements.map((statement) => JSON.stringify(statement)).sort();

test('the statements that a workload prints for the owner of an archive are those that the methods of LoggingBucket add to the archive', () => {
  const { bucketArn, statements } = archive();
  const printed = printedBy(bucketArn);
  expect(printed.length).toBeGreaterThan(5);
  expect(JSON.stringify(printed)).not.toContain('${');
  expect(sorted(printed)).toEqual(sorted(statements));
});
