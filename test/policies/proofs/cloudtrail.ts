import type { DeployedAccount } from '../deployed-account';
import { INSECURE_TRANSPORT, forEachAction, OTHER_ACCOUNT, OVER_TLS, OWNER_ACL, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const PRINCIPAL = 'cloudtrail.amazonaws.com';
const BUCKET_POLICY = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html';
const KEY_POLICY = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html';
const KEY_USE = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-kms-works-with-cloudtrail.html';
const LOGS_ROLE = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html';

/** CloudTrail delivers to S3 as a service principal, and to CloudWatch Logs with a role. */
export const cloudTrail = (account: DeployedAccount): Proof[] => [...delivery(account), ...encryption(account), ...logs(account)];

const trailOf = (account: DeployedAccount) => account.arn('cloudtrail', 'trail/baseline-test');
const OTHER_TRAILS = (account: DeployedAccount) => ({
  'another trail': account.arn('cloudtrail', 'trail/other'),
  'a trail with the same name in another account': account.arn('cloudtrail', 'trail/baseline-test', OTHER_ACCOUNT),
});

function delivery(account: DeployedAccount): Proof[] {
  const bucket = account.arnOf('S3::Bucket', 'TrailBucket');
  const context = { ...OVER_TLS, 'aws:SourceArn': trailOf(account) };
  const [otherTrail, otherAccount] = Object.entries(OTHER_TRAILS(account)).map(([name, arn]) => ({ [name]: { context: { 'aws:SourceArn': arn } } }));
  const otherSources = { ...INSECURE_TRANSPORT, ...otherTrail, ...otherAccount, 'no trail': { context: { 'aws:SourceArn': undefined } } };
  const keyIn = (path: string) => `${bucket}/${path}`;
  const deliveryOf = (title: string, folder: string): Proof => ({
    title,
    source: BUCKET_POLICY,
    request: {
      principal: PRINCIPAL,
      action: 's3:PutObject',
      resource: keyIn(`cloudtrail/AWSLogs/${ACCOUNT}/${folder}/${account.place.region}/2026/11/30/events.json.gz`),
      context: { ...context, ...OWNER_ACL },
    },
    denied: {
      ...otherSources,
      'another prefix': { resource: keyIn(`other/AWSLogs/${ACCOUNT}/${folder}/events.json.gz`) },
      'no prefix': { resource: keyIn(`AWSLogs/${ACCOUNT}/${folder}/events.json.gz`) },
      'the folder of another account': { resource: keyIn(`cloudtrail/AWSLogs/${OTHER_ACCOUNT}/${folder}/events.json.gz`) },
      'another bucket': { resource: `${account.arnOf('S3::Bucket', 'ConfigBucket')}/cloudtrail/AWSLogs/${ACCOUNT}/${folder}/events.json.gz` },
      'no owner ACL': { context: { 's3:x-amz-acl': undefined } },
      'a public ACL': { context: { 's3:x-amz-acl': 'public-read' } },
      'another service': { principal: 'config.amazonaws.com' },
      'reading': { action: 's3:GetObject', context: { 's3:x-amz-acl': undefined } },
      'deleting': { action: 's3:DeleteObject', context: { 's3:x-amz-acl': undefined } },
    },
  });
  return [
    {
      title: 'CloudTrail checks the ACL of its bucket',
      source: BUCKET_POLICY,
      request: { principal: PRINCIPAL, action: 's3:GetBucketAcl', resource: bucket, context },
      denied: { ...otherSources, 'another bucket': { resource: account.arnOf('S3::Bucket', 'DataBucket') }, 'another service': { principal: 'config.amazonaws.com' } },
    },
    deliveryOf('CloudTrail delivers log files', 'CloudTrail'),
    deliveryOf('CloudTrail delivers digests', 'CloudTrail-Digest'),
  ];
}

function encryption(account: DeployedAccount): Proof[] {
  const key = account.arnOf('KMS::Key', 'BaselineKey');
  const otherKey = { 'another key': { resource: account.arnOf('KMS::Key', 'NotificationsKey') } };
  const trail = trailOf(account);
  const fromOtherTrails = Object.fromEntries(Object.entries(OTHER_TRAILS(account)).map(([name, arn]) => [name, { context: { 'aws:SourceArn': arn } }]));
  return [
    {
      title: 'CloudTrail encrypts its log files',
      source: KEY_USE,
      request: {
        principal: PRINCIPAL,
        action: 'kms:GenerateDataKey',
        resource: key,
        context: {
          'aws:SourceArn': trail,
          'kms:EncryptionContext:aws:cloudtrail:arn': trail,
          'kms:EncryptionContext:aws:s3:arn': `${account.arnOf('S3::Bucket', 'TrailBucket')}/cloudtrail/AWSLogs/${ACCOUNT}/CloudTrail/events.json.gz`,
        },
      },
      denied: {
        ...fromOtherTrails,
        ...otherKey,
        ...Object.fromEntries(Object.entries(OTHER_TRAILS(account)).map(([name, arn]) => [
          `log files of ${name}`, { context: { 'kms:EncryptionContext:aws:cloudtrail:arn': arn } },
        ])),
        'no encryption context': { context: { 'kms:EncryptionContext:aws:cloudtrail:arn': undefined } },
        'another service': { principal: 'config.amazonaws.com' },
      },
    },
    ...forEachAction(['kms:Decrypt', 'kms:DescribeKey'], {
      title: 'CloudTrail checks the key when a trail is created for a bucket with an S3 Bucket Key',
      source: KEY_POLICY,
      request: { principal: PRINCIPAL, action: '', resource: key, context: { 'aws:SourceArn': trail } },
      denied: {
        ...fromOtherTrails,
        ...otherKey,
        'no trail': { context: { 'aws:SourceArn': undefined } },
        'another service': { principal: 'config.amazonaws.com' },
        'grants': { action: 'kms:CreateGrant' },
      },
    }),
  ];
}

function logs(account: DeployedAccount): Proof[] {
  const group = (text: string) => account.arnOf('Logs::LogGroup', text);
  const stream = `log-stream:${ACCOUNT}_CloudTrail_${account.place.region}`;
  return [
    {
      title: 'CloudTrail assumes its role',
      source: LOGS_ROLE,
      request: { principal: PRINCIPAL, action: 'sts:AssumeRole', resource: account.arnOf('IAM::Role', 'TrailLogsRole') },
      denied: {
        'another service': { principal: 'ec2.amazonaws.com' },
        'another role': { resource: account.arnOf('IAM::Role', 'FlowLogsRole') },
      },
    },
    ...forEachAction(['logs:CreateLogStream', 'logs:PutLogEvents'], {
      title: 'CloudTrail writes its events to its log group',
      source: LOGS_ROLE,
      request: { principal: account.session('TrailLogsRole'), action: '', resource: `${group('TrailLogGroup')}:${stream}` },
      denied: {
        'another log group': { resource: `${group('FlowLogs')}:${stream}` },
        'a stream with another name': { resource: `${group('TrailLogGroup')}:log-stream:forged` },
        'the stream of another account': { resource: `${group('TrailLogGroup')}:log-stream:${OTHER_ACCOUNT}_CloudTrail_${account.place.region}` },
        'deleting': { action: 'logs:DeleteLogStream' },
      },
    }),
  ];
}
