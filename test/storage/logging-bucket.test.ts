import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { AuditTrail, EncryptionKey, LoggingBucket } from '../../src';
import { newStack, only, statementsOf, templateOf, warningsOf, type Statement } from '../support/templates';

const ACCOUNT = { Ref: 'AWS::AccountId' };
const OWNER_ACL = { 's3:x-amz-acl': 'bucket-owner-full-control' };
const TRAIL = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';

function statements(grant: (bucket: LoggingBucket) => void, withKey = false): Record<string, Statement> {
  return statementsOf(templateOf((stack) => grant(logBucket(stack, withKey))), 'AWS::S3::BucketPolicy');
}

function logBucket(stack: Stack, withKey = false): LoggingBucket {
  return new LoggingBucket(stack, 'Logs', { encryptionKey: withKey ? new kms.Key(stack, 'Key') : undefined });
}

/** The object keys that a statement is about, with the account as '#'. */
function keysOf(statement: Statement): string {
  const [, parts] = (statement.Resource as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.slice(1).map((part) => (typeof part === 'string' ? part : '#')).join('');
}

describe('a logging bucket', () => {
  const template = templateOf((stack) => logBucket(stack));

  test('is private, versioned, without ACLs and kept when the stack goes', () => {
    const bucket = only(template, 'AWS::S3::Bucket');
    expect(bucket.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(bucket.UpdateReplacePolicy).toBe('Retain');
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    });
    expect(bucket.Properties.BucketName).toBeUndefined();
  });

  test('refuses plain HTTP and TLS older than 1.2, for the bucket and its objects', () => {
    const found = statementsOf(template, 'AWS::S3::BucketPolicy');
    expect(found.DenyInsecureTransport).toMatchObject({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(found.DenyOldTls).toMatchObject({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } });
    for (const deny of Object.values(found)) {
      expect(deny.Resource).toEqual([{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }, { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }, '/*']] }]);
    }
  });

  test('lets nobody in until a writer is granted', () => {
    expect(Object.values(statementsOf(template, 'AWS::S3::BucketPolicy')).filter((one) => one.Effect === 'Allow')).toEqual([]);
  });

  test('copies its objects elsewhere when told', () => {
    const rules = [{ status: 'Enabled', destination: { bucket: 'arn:aws:s3:::copies' } }];
    const role = 'arn:aws:iam::111122223333:role/copy';
    const copied = templateOf((stack) => new LoggingBucket(stack, 'Logs', { replicationConfiguration: { role, rules } }));
    expect(only(copied, 'AWS::S3::Bucket').Properties.ReplicationConfiguration).toEqual({
      Role: role, Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copies' } }],
    });
  });

  test('ends open uploads and old versions, and expires logs when told', () => {
    const expiring = templateOf((stack) => new LoggingBucket(stack, 'Logs', { expiration: Duration.days(30), archiveAfter: Duration.days(10) }));
    const [rule] = only(expiring, 'AWS::S3::Bucket').Properties.LifecycleConfiguration.Rules;
    expect(rule).toMatchObject({
      Status: 'Enabled',
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      NoncurrentVersionExpiration: { NoncurrentDays: 90 },
      ExpirationInDays: 30,
      Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 10 }],
    });
  });

  test('encrypts with the given key through a bucket key', () => {
    const encrypted = templateOf((stack) => logBucket(stack, true));
    expect(only(encrypted, 'AWS::S3::Bucket').Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } } },
    ]);
  });

  test('is emptied before it is deleted when it goes with the stack', () => {
    const going = templateOf((stack) => new LoggingBucket(stack, 'Logs', { removalPolicy: RemovalPolicy.DESTROY }));
    expect(only(going, 'AWS::S3::Bucket').DeletionPolicy).toBe('Delete');
    going.resourceCountIs('Custom::EmptyOnDelete', 1);
    template.resourceCountIs('Custom::EmptyOnDelete', 0);
  });
});

describe('each log writer gets exactly what it needs', () => {
  test('CloudTrail: the ACL check and its own keys, for that trail only', () => {
    const { CloudTrailAclCheckAudit: check, CloudTrailWriteAudit: write } = statements((bucket) => bucket.allowCloudTrailDelivery(TRAIL, 'audit'));
    expect(check).toMatchObject({ Effect: 'Allow', Action: 's3:GetBucketAcl', Principal: { Service: 'cloudtrail.amazonaws.com' } });
    expect(check.Condition).toEqual({ StringEquals: { 'aws:SourceArn': TRAIL } });
    expect(write.Action).toBe('s3:PutObject');
    expect(keysOf(write)).toBe('/audit/AWSLogs/#/*');
    expect(write.Condition).toEqual({ StringEquals: { 'aws:SourceArn': TRAIL, ...OWNER_ACL } });
  });

  test('AWS Config: the bucket checks and its own keys, for this account only', () => {
    const { ConfigBucketCheckConfig: check, ConfigDeliveryConfig: write } = statements((bucket) => bucket.allowConfigDelivery('config'));
    expect(check).toMatchObject({ Action: ['s3:GetBucketAcl', 's3:ListBucket'], Principal: { Service: 'config.amazonaws.com' } });
    expect(check.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ACCOUNT } });
    expect(keysOf(write)).toBe('/config/AWSLogs/#/Config/*');
    expect(write.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ACCOUNT, ...OWNER_ACL } });
  });

  test('the load balancer: the keys of this account, under no condition that it does not send', () => {
    const { LoadBalancerWriteAlb: write } = statements((bucket) => bucket.allowLoadBalancerLogs('alb'));
    expect(write.Principal).toEqual({ Service: 'logdelivery.elasticloadbalancing.amazonaws.com' });
    expect(keysOf(write)).toBe('/alb/AWSLogs/#/*');
    expect(write.Condition).toBeUndefined();
  });

  test('server access logs: the prefix, for this account, and for one bucket when named', () => {
    const { ServerAccessLogsWriteData: write } = statements((bucket) => bucket.allowServerAccessLogs('data'));
    expect(write.Principal).toEqual({ Service: 'logging.s3.amazonaws.com' });
    expect(keysOf(write)).toBe('/data/*');
    expect(write.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ACCOUNT } });

    const { ServerAccessLogsWriteData: bound } = statements((bucket) =>
      bucket.allowServerAccessLogs('data', s3.Bucket.fromBucketArn(bucket, 'Source', 'arn:aws:s3:::source')));
    expect(bound.Condition?.ArnLike).toEqual({ 'aws:SourceArn': 'arn:aws:s3:::source' });
  });

  test('flow logs: this account and region, with the owner ACL or none', () => {
    const { FlowLogsBucketCheckVpc: check, FlowLogsWriteVpc: write } = statements((bucket) => bucket.allowFlowLogs('vpc'));
    expect(check).toMatchObject({ Action: ['s3:GetBucketAcl', 's3:ListBucket'], Principal: { Service: 'delivery.logs.amazonaws.com' } });
    expect(keysOf(write)).toBe('/vpc/AWSLogs/#/*');
    expect(write.Condition).toMatchObject({ StringEquals: { 'aws:SourceAccount': ACCOUNT }, StringEqualsIfExists: OWNER_ACL });
    expect(JSON.stringify(write.Condition?.ArnLike)).toContain(':logs:');
  });

  test('the same grant twice adds nothing; another source below the same prefix is refused', () => {
    const twice = statements((bucket) => { bucket.allowCloudTrailDelivery(TRAIL); bucket.allowCloudTrailDelivery(TRAIL); });
    expect(Object.keys(twice)).toEqual(['DenyInsecureTransport', 'DenyOldTls', 'CloudTrailAclCheck', 'CloudTrailWrite']);
    const stack = newStack();
    const bucket = logBucket(stack);
    bucket.allowCloudTrailDelivery(TRAIL);
    expect(() => bucket.allowCloudTrailDelivery(`${TRAIL}-2`)).toThrow(/prefix: "".*Another source of CloudTrail.*own prefix/s);
  });
});

describe('a logging bucket with a key', () => {
  test('opens the key to the writers that can use it, each under its own conditions', () => {
    const template = templateOf((stack) => {
      const bucket = logBucket(stack, true);
      bucket.allowCloudTrailDelivery(TRAIL, 'audit');
      bucket.allowConfigDelivery('config');
      bucket.allowFlowLogs('vpc');
    });
    const found = statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy');
    expect(found.CloudTrailEncryptAudit).toMatchObject({
      Action: 'kms:GenerateDataKey*',
      Condition: { StringEquals: { 'aws:SourceArn': TRAIL, 'kms:EncryptionContext:aws:cloudtrail:arn': TRAIL } },
    });
    expect(found.CloudTrailDescribeAudit).toMatchObject({ Action: ['kms:Decrypt', 'kms:DescribeKey'], Condition: { StringEquals: { 'aws:SourceArn': TRAIL } } });
    expect(found.ConfigDeliveryConfig).toMatchObject({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } });
    expect(found.FlowLogsDeliveryVpc.Principal).toEqual({ Service: 'delivery.logs.amazonaws.com' });
  });

  test.each([
    ['the load balancer', (bucket: LoggingBucket) => bucket.allowLoadBalancerLogs()],
    ['server access logs', (bucket: LoggingBucket) => bucket.allowServerAccessLogs('data')],
  ])('refuses %s, which cannot deliver to it, and says which bucket can take them', (_writer, grant) => {
    expect(() => grant(logBucket(newStack(), true))).toThrow(/bucket: .*cannot deliver to a bucket that encrypts with a KMS key.*without encryptionKey/s);
  });
});

describe('a logging bucket refuses at synth', () => {
  test('a prefix with slashes at its ends or with AWSLogs in it', () => {
    for (const prefix of ['/audit', 'audit/', 'x/AWSLogs/y']) {
      expect(() => logBucket(newStack()).allowConfigDelivery(prefix)).toThrow(new RegExp(`prefix: "${prefix}". Leave out slashes`));
    }
  });

  test('archiving on the day of expiration, or later', () => {
    const periods = (archiveAfter: number, expiration: number) => () => templateOf((stack) => {
      new LoggingBucket(stack, 'Logs', { archiveAfter: Duration.days(archiveAfter), expiration: Duration.days(expiration) });
    });
    expect(periods(30, 30)).toThrow(/archiveAfter: Duration\.days\(30\)\. S3 archives nothing that has expired: give less than expiration, Duration\.days\(30\)\./);
    expect(periods(29, 30)).not.toThrow();
  });

  test('periods that are not whole days, all together', () => {
    expect(() => new LoggingBucket(newStack(), 'Logs', { expiration: Duration.hours(36), archiveAfter: Duration.hours(1) })).toThrow(
      /LoggingBucket 'Stack\/Logs' has 2 problems:\n {2}- expiration: .*whole days.*\n {2}- archiveAfter: /);
  });

  test('an access-log target in another region or account, where S3 cannot deliver', () => {
    const stack = newStack({ env: { account: '111122223333', region: 'eu-west-1' } });
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Far', { bucketArn: 'arn:aws:s3:::far', region: 'us-east-1', account: '444455556666' });
    expect(() => new LoggingBucket(stack, 'Logs', { serverAccessLogs: { bucket, prefix: 'logs' } })).toThrow(
      /in us-east-1"\. S3 server access logging delivers within its own region only: give a bucket in eu-west-1\.\n.*in account 444455556666"\. .*give a bucket in account 111122223333/);
  });
});

test('a bucket whose requests are logged waits for the log bucket, its policy and its emptier', () => {
  const template = templateOf((stack) => {
    const target = new LoggingBucket(stack, 'AccessLogs', { removalPolicy: RemovalPolicy.DESTROY });
    new LoggingBucket(stack, 'Logs', { serverAccessLogs: { bucket: target, prefix: 'logs' } });
  });
  const [source] = Object.entries(template.findResources('AWS::S3::Bucket')).filter(([id]) => id.startsWith('Logs')).map(([, bucket]) => bucket);
  expect(source.Properties.LoggingConfiguration).toEqual({ DestinationBucketName: { Ref: expect.stringMatching(/^AccessLogs/) }, LogFilePrefix: 'logs/' });
  expect(source.DependsOn).toEqual(expect.arrayContaining([...Object.keys(template.findResources('Custom::EmptyOnDelete')), expect.stringMatching(/^AccessLogsPolicy/)]));
});

describe('statement ids', () => {
  const idsIn = (template: Template, type: string, property = 'PolicyDocument') =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties[property].Statement.map(({ Sid }: Statement) => Sid));
  const repeated = (ids: string[]) => ids.filter((id, index) => ids.indexOf(id) !== index);

  test('differ for prefixes that differ in signs, or are known to the deployment alone', () => {
    const template = templateOf((stack) => {
      const bucket = logBucket(stack);
      const tokens = ['One', 'Two'].map((id) => new CfnParameter(stack, id).valueAsString);
      ['a-b', 'a/b', 'aB', ...tokens].forEach((prefix) => bucket.allowConfigDelivery(prefix));
    });
    const [ids] = idsIn(template, 'AWS::S3::BucketPolicy');
    expect(ids).toEqual(expect.arrayContaining(['ConfigDeliveryAB', 'ConfigDeliveryAB2', 'ConfigDeliveryAB3', 'ConfigDelivery', 'ConfigDelivery2']));
    expect(repeated(ids)).toEqual([]);
  });

  test('differ in the policy of one key for the trails of two buckets', () => {
    const template = templateOf((stack) => {
      const encryptionKey = new EncryptionKey(stack, 'Key');
      ['One', 'Two'].forEach((id) => new LoggingBucket(stack, id, { encryptionKey }).allowCloudTrailDelivery(`${TRAIL}-${id}`, 'logs'));
    });
    expect(repeated(idsIn(template, 'AWS::KMS::Key', 'KeyPolicy').flat())).toEqual([]);
  });

  test('are the same where the same is granted twice, so that it stands there once', () => {
    const template = templateOf((stack) => {
      const bucket = logBucket(stack);
      new AuditTrail(stack, 'Trail', { bucket, trailName: 'audit', keyPrefix: 'logs' });
      bucket.allowCloudTrailDelivery(stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: 'audit' }), 'logs');
    });
    const [ids] = idsIn(template, 'AWS::S3::BucketPolicy');
    expect(ids).toEqual(['DenyInsecureTransport', 'DenyOldTls', 'CloudTrailAclCheckLogs', 'CloudTrailWriteLogs']);
  });
});

test('an imported log bucket keeps its own policy, and a warning shows its owner the statements', () => {
  const stack = newStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Central', 'central-logs');
  new LoggingBucket(stack, 'Logs', { serverAccessLogs: { bucket, prefix: 'logs' } });
  Template.fromStack(stack).resourceCountIs('AWS::S3::BucketPolicy', 1);
  expect(warningsOf(stack).join()).toMatch(/its owner must add: \[.*"Sid":"ServerAccessLogsWriteLogs"/);
});
