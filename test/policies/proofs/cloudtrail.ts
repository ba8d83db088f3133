import type { DeployedAccount } from '../deployed-account';
import { BADLY_ENCRYPTED, forEachAction, OTHER_ACCOUNT, OVER_TLS, OWNER_ACL, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const PRINCIPAL = 'cloudtrail.amazonaws.com';
const BUCKET_POLICY = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html';
const KEY_POLICY = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html';
const KEY_USE = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-kms-works-with-cloudtrail.html';
const LOGS_ROLE = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html';

/** CloudTrail delivers to S3 by itself, and to CloudWatch Logs with a role. */
export const cloudTrail = (account: DeployedAccount): Proof[] => [...delivery(account), ...encryption(account), ...logs(account)];

const trailOf = (account: DeployedAccount) => account.arn('cloudtrail', 'trail/baseline-test');
const OTHER_TRAILS = (account: DeployedAccount) => ({
  'another trail': account.arn('cloudtrail', 'trail/other'),
  'a trail of the same name of another account': account.arn('cloudtrail', 'trail/baseline-test', OTHER_ACCOUNT),
});

function delivery(account: DeployedAccount): Proof[] {
  const bucket = account.arnOf('S3::Bucket', 'TrailBucket');
  const context = { ...OVER_TLS, 'aws:SourceArn': trailOf(account) };
  const [other, foreign] = Object.entries(OTHER_TRAILS(account)).map(([name, arn]) => ({ [name]: { context: { 'aws:SourceArn': arn } } }));
  const strangers = { ...BADLY_ENCRYPTED, ...other, ...foreign, 'no trail': { context: { 'aws:SourceArn': undefined } } };
  const below = (path: string) => `${bucket}/${path}`;
  const written = (title: string, folder: string): Proof => ({
    title,
    source: BUCKET_POLICY,
    request: {
      principal: PRINCIPAL,
      action: 's3:PutObject',
      resource: below(`cloudtrail/AWSLogs/${ACCOUNT}/${folder}/${account.place.region}/2026/11/30/events.json.gz`),
      context: { ...context, ...OWNER_ACL },
    },
    refused: {
      ...strangers,
      'another prefix': { resource: below(`other/AWSLogs/${ACCOUNT}/${folder}/events.json.gz`) },
      'the top of the bucket': { resource: below(`AWSLogs/${ACCOUNT}/${folder}/events.json.gz`) },
      'the folder of another account': { resource: below(`cloudtrail/AWSLogs/${OTHER_ACCOUNT}/${folder}/events.json.gz`) },
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
      refused: { ...strangers, 'another bucket': { resource: account.arnOf('S3::Bucket', 'DataBucket') }, 'another service': { principal: 'config.amazonaws.com' } },
    },
    written('CloudTrail delivers log files', 'CloudTrail'),
    written('CloudTrail delivers digests', 'CloudTrail-Digest'),
  ];
}

function encryption(account: DeployedAccount): Proof[] {
  const key = account.arnOf('KMS::Key', 'BaselineKey');
  const otherKey = { 'another key': { resource: account.arnOf('KMS::Key', 'NotificationsKey') } };
  const trail = trailOf(account);
  const fromOthers = Object.fromEntries(Object.entries(OTHER_TRAILS(account)).map(([name, arn]) => [name, { context: { 'aws:SourceArn': arn } }]));
  return [
    {
      title: 'CloudTrail has its log files encrypted',
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
      refused: {
        ...fromOthers,
        ...otherKey,
        ...Object.fromEntries(Object.entries(OTHER_TRAILS(account)).map(([name, arn]) => [
          `log files of ${name}`, { context: { 'kms:EncryptionContext:aws:cloudtrail:arn': arn } },
        ])),
        'no encryption context': { context: { 'kms:EncryptionContext:aws:cloudtrail:arn': undefined } },
        'another service': { principal: 'config.amazonaws.com' },
      },
    },
    ...forEachAction(['kms:Decrypt', 'kms:DescribeKey'], {
      title: 'CloudTrail looks at the key when a trail is made on a bucket with an S3 Bucket Key',
      source: KEY_POLICY,
      request: { principal: PRINCIPAL, action: '', resource: key, context: { 'aws:SourceArn': trail } },
      refused: {
        ...fromOthers,
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
      title: 'CloudTrail takes its role',
      source: LOGS_ROLE,
      request: { principal: PRINCIPAL, action: 'sts:AssumeRole', resource: account.arnOf('IAM::Role', 'TrailLogsRole') },
      refused: {
        'another service': { principal: 'ec2.amazonaws.com' },
        'another role': { resource: account.arnOf('IAM::Role', 'FlowLogsRole') },
      },
    },
    ...forEachAction(['logs:CreateLogStream', 'logs:PutLogEvents'], {
      title: 'CloudTrail writes its events to its log group',
      source: LOGS_ROLE,
      request: { principal: account.session('TrailLogsRole'), action: '', resource: `${group('TrailLogGroup')}:${stream}` },
      refused: {
        'another log group': { resource: `${group('FlowLogs')}:${stream}` },
        'a stream that is not its own': { resource: `${group('TrailLogGroup')}:log-stream:forged` },
        'the stream of another account': { resource: `${group('TrailLogGroup')}:log-stream:${OTHER_ACCOUNT}_CloudTrail_${account.place.region}` },
        'deleting': { action: 'logs:DeleteLogStream' },
      },
    }),
  ];
}
