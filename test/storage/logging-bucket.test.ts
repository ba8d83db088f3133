import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { AuditTrail, EncryptionKey, LoggingBucket } from '../../src';
import { newStack, only, statementsOf, templateOf, warningsOf, type Statement } from '../support/templates';

const ACCOUNT = { Ref: 'AWS::AccountId' };
const OWNER_ACL = { 's3:x-amz-acl': 'bucket-owner-full-control' };
const TRAIL = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';

function statements(allow: (bucket: LoggingBucket) => void): Record<string, Statement> {
  return statementsOf(templateOf((stack) => allow(logBucket(stack))), 'AWS::S3::BucketPolicy');
}

function logBucket(stack: Stack, withKey = false): LoggingBucket {
  return new LoggingBucket(stack, 'Logs', { encryptionKey: withKey ? new kms.Key(stack, 'Key') : undefined });
}

/** Returns the object keys in the resources of a statement, with '#' for the account. */
function keysOf({ Resource }: Statement): string | string[] {
  const keys = [Resource].flat().map((resource) => {
    const [, parts] = (resource as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
    return parts.slice(1).map((part) => (typeof part === 'string' ? part : '#')).join('');
  });
  return keys.length === 1 ? keys[0] : keys;
}

describe('a logging bucket', () => {
  const template = templateOf((stack) => logBucket(stack));

  test('is private, encrypted, versioned, without ACLs, and retained when the stack is deleted', () => {
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

  test('denies HTTP and TLS versions before 1.2 for the bucket and its objects', () => {
    const found = statementsOf(template, 'AWS::S3::BucketPolicy');
    expect(found.DenyInsecureTransport).toMatchObject({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(found.DenyOldTls).toMatchObject({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } });
    for (const deny of Object.values(found)) {
      expect(deny.Resource).toEqual([{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }, { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }, '/*']] }]);
    }
  });

  test('allows no principal until a log writer is allowed', () => {
    expect(Object.values(statementsOf(template, 'AWS::S3::BucketPolicy')).filter((one) => one.Effect === 'Allow')).toEqual([]);
  });

  test('replicates its objects with replicationConfiguration', () => {
    const rules = [{ status: 'Enabled', destination: { bucket: 'arn:aws:s3:::copies' } }];
    const role = 'arn:aws:iam::111122223333:role/copy';
    const copied = templateOf((stack) => new LoggingBucket(stack, 'Logs', { replicationConfiguration: { role, rules } }));
    expect(only(copied, 'AWS::S3::Bucket').Properties.ReplicationConfiguration).toEqual({
      Role: role, Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copies' } }],
    });
  });

  test('aborts incomplete uploads, deletes noncurrent versions, and archives and expires objects after the specified periods', () => {
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

  test('encrypts with the specified key and an S3 Bucket Key', () => {
    const encrypted = templateOf((stack) => logBucket(stack, true));
    expect(only(encrypted, 'AWS::S3::Bucket').Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } } },
    ]);
  });

  test('is emptied before it is deleted with RemovalPolicy.DESTROY', () => {
    const deleted = templateOf((stack) => new LoggingBucket(stack, 'Logs', { removalPolicy: RemovalPolicy.DESTROY }));
    expect(only(deleted, 'AWS::S3::Bucket').DeletionPolicy).toBe('Delete');
    deleted.resourceCountIs('Custom::EmptyOnDelete', 1);
    template.resourceCountIs('Custom::EmptyOnDelete', 0);
  });
});

describe('the bucket policy allows', () => {
  test('CloudTrail to read the ACL and to write below its prefix, for one trail', () => {
    const { CloudTrailAclCheckAudit: check, CloudTrailWriteAudit: write } = statements((bucket) => bucket.allowCloudTrailDelivery(TRAIL, 'audit'));
    expect(check).toMatchObject({ Effect: 'Allow', Action: 's3:GetBucketAcl', Principal: { Service: 'cloudtrail.amazonaws.com' } });
    expect(check.Condition).toEqual({ StringEquals: { 'aws:SourceArn': TRAIL } });
    expect(write.Action).toBe('s3:PutObject');
    expect(keysOf(write)).toBe('/audit/AWSLogs/111122223333/*');
    expect(write.Condition).toEqual({ StringEquals: { 'aws:SourceArn': TRAIL, ...OWNER_ACL } });
  });

  test('the trail of an organization to write below its account and below the organization', () => {
    const { CloudTrailWriteAudit: write } = statements((bucket) => bucket.allowCloudTrailDelivery(TRAIL, 'audit', { organizationId: 'o-a1b2c3d4e5' }));
    expect(keysOf(write)).toEqual(['/audit/AWSLogs/111122223333/*', '/audit/AWSLogs/o-a1b2c3d4e5/*']);
    expect(write.Condition).toEqual({ StringEquals: { 'aws:SourceArn': TRAIL, ...OWNER_ACL } });
  });

  test.each<[string, string, (stack: Stack) => string]>([
    ['this account', '#', (stack) => stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: 'audit' })],
    ['another account', '999999999999', (stack) => stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: 'audit', account: '999999999999' })],
    ['this account, if the ARN is a parameter', '#', (stack) => new CfnParameter(stack, 'TrailArn').valueAsString],
  ])('a trail to write below the account in its ARN: %s', (_, account, arnOf) => {
    const { CloudTrailWrite: write } = statements((bucket) => bucket.allowCloudTrailDelivery(arnOf(Stack.of(bucket))));
    expect(keysOf(write)).toBe(`/AWSLogs/${account}/*`);
  });

  test('AWS Config to check the bucket and to write below its prefix, for this account', () => {
    const { ConfigBucketCheckConfig: check, ConfigDeliveryConfig: write } = statements((bucket) => bucket.allowConfigDelivery('config'));
    expect(check).toMatchObject({ Action: ['s3:GetBucketAcl', 's3:ListBucket'], Principal: { Service: 'config.amazonaws.com' } });
    expect(check.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ACCOUNT } });
    expect(keysOf(write)).toBe('/config/AWSLogs/#/Config/*');
    expect(write.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ACCOUNT, ...OWNER_ACL } });
  });

  test('Elastic Load Balancing to write below the prefix of this account, without a condition key that it does not support', () => {
    const { LoadBalancerWriteAlb: write } = statements((bucket) => bucket.allowLoadBalancerLogs('alb'));
    expect(write.Principal).toEqual({ Service: 'logdelivery.elasticloadbalancing.amazonaws.com' });
    expect(keysOf(write)).toBe('/alb/AWSLogs/#/*');
    expect(write.Condition).toBeUndefined();
  });

  test('S3 server access logging to write below its prefix, for this account or one source bucket', () => {
    const { ServerAccessLogsWriteData: write } = statements((bucket) => bucket.allowServerAccessLogs('data'));
    expect(write.Principal).toEqual({ Service: 'logging.s3.amazonaws.com' });
    expect(keysOf(write)).toBe('/data/*');
    expect(write.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ACCOUNT } });

    const { ServerAccessLogsWriteData: bound } = statements((bucket) =>
      bucket.allowServerAccessLogs('data', s3.Bucket.fromBucketArn(bucket, 'Source', 'arn:aws:s3:::source')));
    expect(bound.Condition?.ArnLike).toEqual({ 'aws:SourceArn': 'arn:aws:s3:::source' });
  });

  test('flow logs to write below their prefix, for this account and region, with the ACL of the owner or none', () => {
    const { FlowLogsBucketCheckVpc: check, FlowLogsWriteVpc: write } = statements((bucket) => bucket.allowFlowLogs('vpc'));
    expect(check).toMatchObject({ Action: ['s3:GetBucketAcl', 's3:ListBucket'], Principal: { Service: 'delivery.logs.amazonaws.com' } });
    expect(keysOf(write)).toEqual(['/vpc/AWSLogs/#/*', '/vpc/AWSLogs/aws-account-id=#/*']);
    expect(write.Condition).toMatchObject({ StringEquals: { 'aws:SourceAccount': ACCOUNT }, StringEqualsIfExists: OWNER_ACL });
    expect(JSON.stringify(write.Condition?.ArnLike)).toContain(':logs:');
  });

  test('log writers of other accounts and regions, each below its account', () => {
    const source = { sourceAccount: '999999999999', sourceRegion: 'us-east-2' };
    const found = statements((bucket) => {
      bucket.allowConfigDelivery('config', source);
      bucket.allowFlowLogs('vpc', source);
      bucket.allowLoadBalancerLogs('alb', { sourceAccount: '999999999999' });
    });
    const arnOf = (service: string) => ({ 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:us-east-2:999999999999:*`]] } });
    const fromAccount = { 'aws:SourceAccount': '999999999999' };
    expect(found.ConfigBucketCheckConfig.Condition).toEqual({ StringEquals: fromAccount, ArnLike: arnOf('config') });
    expect(found.ConfigDeliveryConfig.Condition).toEqual({ StringEquals: { ...fromAccount, ...OWNER_ACL }, ArnLike: arnOf('config') });
    expect(found.FlowLogsWriteVpc.Condition).toMatchObject({ StringEquals: fromAccount, ArnLike: arnOf('logs') });
    expect([found.ConfigDeliveryConfig, found.FlowLogsWriteVpc, found.LoadBalancerWriteAlb].flatMap(keysOf)).toEqual([
      '/config/AWSLogs/999999999999/Config/*', '/vpc/AWSLogs/999999999999/*', '/vpc/AWSLogs/aws-account-id=999999999999/*', '/alb/AWSLogs/999999999999/*',
    ]);
  });

  test('the same log writer of several accounts and regions below one prefix', () => {
    const found = statements((bucket) => {
      bucket.allowConfigDelivery('config');
      bucket.allowConfigDelivery('config', { sourceAccount: '999999999999' });
      bucket.allowFlowLogs('vpc', { sourceRegion: 'us-east-1' });
      bucket.allowFlowLogs('vpc', { sourceRegion: 'us-east-2' });
      bucket.allowCloudTrailDelivery(TRAIL);
      bucket.allowCloudTrailDelivery(TRAIL.replace('111122223333', '999999999999'));
    });
    expect(Object.keys(found).filter((sid) => /Write|Delivery/.test(sid))).toEqual([
      'ConfigDeliveryConfig', 'ConfigDeliveryConfig2', 'FlowLogsWriteVpc', 'FlowLogsWriteVpc2', 'CloudTrailWrite', 'CloudTrailWrite2',
    ]);
  });

  test('a source only once, and no other source below the same prefix', () => {
    const twice = statements((bucket) => { bucket.allowCloudTrailDelivery(TRAIL); bucket.allowCloudTrailDelivery(TRAIL); });
    expect(Object.keys(twice)).toEqual(['DenyInsecureTransport', 'DenyOldTls', 'CloudTrailAclCheck', 'CloudTrailWrite']);
    const stack = newStack();
    const bucket = logBucket(stack);
    bucket.allowCloudTrailDelivery(TRAIL);
    expect(() => bucket.allowCloudTrailDelivery(`${TRAIL}-2`)).toThrow(/prefix must be different for each source, got ""\. Another source of CloudTrail/);
  });
});

describe('a logging bucket with a key', () => {
  test('allows the log writers to use the key, each with conditions', () => {
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
    ['load balancer logs', (bucket: LoggingBucket) => bucket.allowLoadBalancerLogs()],
    ['server access logs', (bucket: LoggingBucket) => bucket.allowServerAccessLogs('data')],
  ])('rejects %s, which cannot be delivered to it', (_writer, allow) => {
    expect(() => allow(logBucket(newStack(), true))).toThrow(/bucket must .*KMS.*got "Stack\/Logs"|bucket must .*got "Stack\/Logs".*KMS/);
  });
});

describe('a logging bucket rejects at synthesis', () => {
  test.each<[string, RegExp, (bucket: LoggingBucket) => void]>([
    ['an account id', /- sourceAccount must be the id of an account, which has 12 digits, got "1"\./, (bucket) => bucket.allowConfigDelivery('', { sourceAccount: '1' })],
    ['a region', /- sourceRegion must be a region, or '\*' for all regions, got "Frankfurt"\./, (bucket) => bucket.allowFlowLogs('', { sourceRegion: 'Frankfurt' })],
    ['the id of an organization', /- organizationId must be the id of an organization, .*got "r-1"\./, (bucket) => bucket.allowCloudTrailDelivery(TRAIL, '', { organizationId: 'r-1' })],
  ])('what is not %s', (_, error, allow) => expect(() => allow(logBucket(newStack()))).toThrow(error));

  test('load balancers of another region', () => {
    const bucket = logBucket(newStack({ env: { account: '111122223333', region: 'eu-west-1' } }));
    expect(() => bucket.allowLoadBalancerLogs('', { sourceRegion: 'us-east-1' })).toThrow(
      /- bucket must be in region us-east-1, got "Stack\/Logs in eu-west-1"\. Elastic Load Balancing delivers only to buckets in the region of the source\./);
    expect(() => bucket.allowLoadBalancerLogs('', { sourceAccount: '999999999999', sourceRegion: 'eu-west-1' })).not.toThrow();
  });

  test('a prefix with a slash at either end or with AWSLogs', () => {
    for (const prefix of ['/audit', 'audit/', 'x/AWSLogs/y']) {
      expect(() => logBucket(newStack()).allowConfigDelivery(prefix)).toThrow(new RegExp(`prefix must .*, got "${prefix}"`));
    }
  });

  test('an archiveAfter that is not less than expiration', () => {
    const periods = (archiveAfter: number, expiration: number) => () => templateOf((stack) => {
      new LoggingBucket(stack, 'Logs', { archiveAfter: Duration.days(archiveAfter), expiration: Duration.days(expiration) });
    });
    expect(periods(30, 30)).toThrow(/archiveAfter must be less than expiration, got Duration\.days\(30\)\. .*Duration\.days\(30\)/);
    expect(periods(29, 30)).not.toThrow();
  });

  test('periods that are not whole days, in one error', () => {
    expect(() => new LoggingBucket(newStack(), 'Logs', { expiration: Duration.hours(36), archiveAfter: Duration.hours(1) })).toThrow(
      /LoggingBucket 'Stack\/Logs' has 2 problems:\n {2}- expiration must be a whole number of days.*\n {2}- archiveAfter must /);
  });

  test('a target bucket for server access logs in another region or account', () => {
    const stack = newStack({ env: { account: '111122223333', region: 'eu-west-1' } });
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Target', { bucketArn: 'arn:aws:s3:::target', region: 'us-east-1', account: '444455556666' });
    expect(() => new LoggingBucket(stack, 'Logs', { serverAccessLogs: { bucket, prefix: 'logs' } })).toThrow(
      /bucket must .*us-east-1.*\n.*bucket must .*444455556666/);
  });
});

test('a bucket with server access logs depends on the log bucket, its policy and its emptier', () => {
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

  test('are different for prefixes that differ only in punctuation, or are unresolved tokens', () => {
    const template = templateOf((stack) => {
      const bucket = logBucket(stack);
      const tokens = ['One', 'Two'].map((id) => new CfnParameter(stack, id).valueAsString);
      ['a-b', 'a/b', 'aB', ...tokens].forEach((prefix) => bucket.allowConfigDelivery(prefix));
    });
    const [ids] = idsIn(template, 'AWS::S3::BucketPolicy');
    expect(ids).toEqual(expect.arrayContaining(['ConfigDeliveryAB', 'ConfigDeliveryAB2', 'ConfigDeliveryAB3', 'ConfigDelivery', 'ConfigDelivery2']));
    expect(repeated(ids)).toEqual([]);
  });

  test('are different in the policy of a key for the trails of two buckets', () => {
    const template = templateOf((stack) => {
      const encryptionKey = new EncryptionKey(stack, 'Key');
      ['One', 'Two'].forEach((id) => new LoggingBucket(stack, id, { encryptionKey }).allowCloudTrailDelivery(`${TRAIL}-${id}`, 'logs'));
    });
    expect(repeated(idsIn(template, 'AWS::KMS::Key', 'KeyPolicy').flat())).toEqual([]);
  });

  test('are the same if a source is allowed twice, so that the policy contains each statement once', () => {
    const template = templateOf((stack) => {
      const bucket = logBucket(stack);
      new AuditTrail(stack, 'Trail', { bucket, trailName: 'audit', keyPrefix: 'logs' });
      bucket.allowCloudTrailDelivery(stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: 'audit' }), 'logs');
    });
    const [ids] = idsIn(template, 'AWS::S3::BucketPolicy');
    expect(ids).toEqual(['DenyInsecureTransport', 'DenyOldTls', 'CloudTrailAclCheckLogs', 'CloudTrailWriteLogs']);
  });
});

test('the policy of an imported log bucket is not changed, and a warning shows the statements for its owner', () => {
  const stack = newStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Central', 'central-logs');
  new LoggingBucket(stack, 'Logs', { serverAccessLogs: { bucket, prefix: 'logs' } });
  Template.fromStack(stack).resourceCountIs('AWS::S3::BucketPolicy', 1);
  expect(warningsOf(stack).join()).toMatch(/bucket Stack\/Central.*"Sid": "ServerAccessLogsWriteLogs"/s);
});
