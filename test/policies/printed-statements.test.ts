import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Fn, type StackProps } from 'aws-cdk-lib/core';
import { DeployedAccount } from './deployed-account';
import { PLACES } from './template-values';
import { AuditTrail, ConfigRecording, EncryptionKey, LoggingBucket, SecureBaseline } from '../../src';
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
  return policiesIn(warningsOf(stack)).flatMap(({ Statement: printed }) => printed);
}

/** Returns the policy documents in warnings. */
function policiesIn(warnings: string[]): { Version: string; Statement: Statement[] }[] {
  return warnings.flatMap((warning) => JSON.parse(`[${/these statements:\n(\{.*\n\})/s.exec(warning)?.[1] ?? ''}]`) as { Version: string; Statement: Statement[] }[]);
}

const sorted = (statements: Statement[]) => statements.map((statement) => JSON.stringify(statement)).sort();

test('the statements that a workload prints for the owner of an archive are those that the methods of LoggingBucket add to the archive', () => {
  const { bucketArn, statements } = archive();
  const printed = printedBy(bucketArn);
  expect(printed.length).toBeGreaterThan(5);
  expect(JSON.stringify(printed)).not.toContain('${');
  expect(sorted(printed)).toEqual(sorted(statements));
});

describe('a baseline with an imported key, buckets and topic', () => {
  const build = (env: StackProps['env']) => {
    const stack = newStack({ env });
    const imported = (id: string) => Bucket.fromBucketName(stack, id, id.toLowerCase());
    const trailBucket = imported('Archive');
    new SecureBaseline(stack, 'Baseline', {
      environmentSuffix: 'dev',
      owner: 'a',
      costCenter: 'b',
      storage: {
        encryptionKey: Key.fromKeyArn(stack, 'Key', Fn.importValue('key-arn')), trailBucket, configBucket: trailBucket, accessLogsBucket: imported('AccessLogs'),
      },
      notifications: { topic: Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:222222222222:alerts') },
    });
    Template.fromStack(stack);
    return warningsOf(stack).filter((warning) => /SecureBaseline:imported/.test(warning));
  };
  const warnings = build({ account: WORKLOAD, region: 'eu-west-1' });

  test('prints one policy for each of them', () => {
    expect(warnings.map((text) => /^The policy of (\w+ \S+) /.exec(text)?.[1]).sort()).toEqual([
      'bucket Stack/AccessLogs', 'bucket Stack/Archive', 'key Stack/Key', 'topic arn:aws:sns:eu-west-1:222222222222:alerts',
    ]);
    expect(policiesIn(warnings).map(({ Version, Statement: printed }) => [Version, printed.length > 0])).toEqual(Array(4).fill(['2012-10-17', true]));
    expect(warnings.join()).toMatch(/To allow delivery by AWS Config, CloudTrail, ask/);
  });

  test('prints statements with different ids, and the key policy for all services', () => {
    for (const { Statement: printed } of policiesIn(warnings)) {
      expect(new Set(printed.map(({ Sid }) => Sid)).size).toBe(printed.length);
    }
    const [ofKey] = policiesIn(warnings.filter((text) => text.startsWith('The policy of key')));
    expect(ofKey.Statement.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(['CloudWatchLogs', expect.stringMatching(/^CloudTrail/), expect.stringMatching(/^Config/)]));
  });

  test('prints no intrinsic function, and placeholders only for values that are not known', () => {
    expect(warnings.join()).not.toMatch(/"(Ref|Fn::\w+)"|\$\{AWS::/);
    expect(build(undefined).join()).not.toMatch(/"(Ref|Fn::\w+)"/);
    expect(build(undefined).join()).toMatch(/logs\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}/);
  });
});
