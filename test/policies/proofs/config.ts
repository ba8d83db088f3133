import type { DeployedAccount } from '../deployed-account';
import { INSECURE_TRANSPORT, forEachAction, OTHER_ACCOUNT, OVER_TLS, OWNER_ACL, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const PRINCIPAL = 'config.amazonaws.com';
const BUCKET_POLICY = 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html';
const KEY_POLICY = 'https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html';

/** AWS Config delivers as a service principal if it records with its service-linked role. */
export function config(account: DeployedAccount): Proof[] {
  const bucket = account.arnOf('S3::Bucket', 'ConfigBucket');
  const key = account.arnOf('KMS::Key', 'BaselineKey');
  const source = { 'aws:SourceAccount': ACCOUNT };
  const otherSources = {
    'another account': { context: { 'aws:SourceAccount': OTHER_ACCOUNT } },
    'no account': { context: { 'aws:SourceAccount': undefined } },
    'another service': { principal: 'cloudtrail.amazonaws.com' },
  };
  const deliveryOf = (title: string, path: string): Proof => ({
    title,
    source: BUCKET_POLICY,
    request: {
      principal: PRINCIPAL,
      action: 's3:PutObject',
      resource: `${bucket}/config/AWSLogs/${ACCOUNT}/Config/${path}`,
      context: { ...OVER_TLS, ...source, ...OWNER_ACL },
    },
    denied: {
      ...INSECURE_TRANSPORT,
      ...otherSources,
      'another prefix': { resource: `${bucket}/other/AWSLogs/${ACCOUNT}/Config/${path}` },
      'the folder of another account': { resource: `${bucket}/config/AWSLogs/${OTHER_ACCOUNT}/Config/${path}` },
      'the folder of another service': { resource: `${bucket}/config/AWSLogs/${ACCOUNT}/CloudTrail/${path}` },
      'another bucket': { resource: `${account.arnOf('S3::Bucket', 'TrailBucket')}/config/AWSLogs/${ACCOUNT}/Config/${path}` },
      'no owner ACL': { context: { 's3:x-amz-acl': undefined } },
      'a public ACL': { context: { 's3:x-amz-acl': 'public-read' } },
      'reading': { action: 's3:GetObject', context: { 's3:x-amz-acl': undefined } },
    },
  });
  return [
    ...forEachAction(['s3:GetBucketAcl', 's3:ListBucket'], {
      title: 'AWS Config checks its bucket',
      source: BUCKET_POLICY,
      request: { principal: PRINCIPAL, action: '', resource: bucket, context: { ...OVER_TLS, ...source } },
      denied: { ...INSECURE_TRANSPORT, ...otherSources, 'another bucket': { resource: account.arnOf('S3::Bucket', 'DataBucket') } },
    }),
    deliveryOf('AWS Config delivers snapshots', `${account.place.region}/2026/11/30/ConfigSnapshot/snapshot.json.gz`),
    deliveryOf('AWS Config checks write access', 'ConfigWritabilityCheckFile'),
    ...forEachAction(['kms:Decrypt', 'kms:GenerateDataKey'], {
      title: 'AWS Config encrypts its deliveries',
      source: KEY_POLICY,
      request: { principal: PRINCIPAL, action: '', resource: key, context: source },
      denied: {
        ...otherSources,
        'another key': { resource: account.arnOf('KMS::Key', 'NotificationsKey') },
        'grants': { action: 'kms:CreateGrant' },
      },
    }),
  ];
}
