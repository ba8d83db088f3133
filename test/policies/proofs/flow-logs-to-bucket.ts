import type { DeployedAccount } from '../deployed-account';
import { BADLY_ENCRYPTED, forEachAction, OTHER_ACCOUNT, OVER_TLS, OWNER_ACL, type NearMiss, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const PRINCIPAL = 'delivery.logs.amazonaws.com';
const BUCKET_POLICY = 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html';
const KEY_POLICY = 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html';

/** VPC Flow Logs that are delivered to an encrypted bucket, below the prefix `flows`. */
export function flowLogsToBucket(account: DeployedAccount): Proof[] {
  const bucket = account.arnOf('S3::Bucket');
  const from = (owner: string) => ({ 'aws:SourceAccount': owner, 'aws:SourceArn': account.arn('logs', 'delivery-source:flows', owner) });
  const strangers: Record<string, NearMiss> = {
    'another account': { context: from(OTHER_ACCOUNT) },
    'another account for a source of this one': { context: { 'aws:SourceAccount': OTHER_ACCOUNT } },
    'a source of another region': { context: { 'aws:SourceArn': from(ACCOUNT)['aws:SourceArn'].replace(account.place.region, 'us-east-2') } },
    'another service': { principal: 'config.amazonaws.com' },
  };
  const written: Proof = {
    title: 'VPC Flow Logs delivers',
    source: BUCKET_POLICY,
    request: {
      principal: PRINCIPAL,
      action: 's3:PutObject',
      resource: `${bucket}/flows/AWSLogs/${ACCOUNT}/vpcflowlogs/${account.place.region}/2026/11/30/flows.log.gz`,
      context: { ...OVER_TLS, ...from(ACCOUNT), ...OWNER_ACL },
    },
    refused: {
      ...BADLY_ENCRYPTED,
      ...strangers,
      'another prefix': { resource: `${bucket}/other/AWSLogs/${ACCOUNT}/vpcflowlogs/flows.log.gz` },
      'the folder of another account': { resource: `${bucket}/flows/AWSLogs/${OTHER_ACCOUNT}/vpcflowlogs/flows.log.gz` },
      'a public ACL': { context: { 's3:x-amz-acl': 'public-read' } },
    },
  };
  return [
    written,
    { ...written, title: 'VPC Flow Logs delivers without an ACL', request: { ...written.request, context: { ...OVER_TLS, ...from(ACCOUNT) } } },
    ...forEachAction(['s3:GetBucketAcl', 's3:ListBucket'], {
      title: 'VPC Flow Logs checks the bucket',
      source: BUCKET_POLICY,
      request: { principal: PRINCIPAL, action: '', resource: bucket, context: { ...OVER_TLS, ...from(ACCOUNT) } },
      refused: { ...BADLY_ENCRYPTED, ...strangers },
    }),
    ...forEachAction(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], {
      title: 'VPC Flow Logs has what it delivers encrypted',
      source: KEY_POLICY,
      request: { principal: PRINCIPAL, action: '', resource: account.arnOf('KMS::Key'), context: from(ACCOUNT) },
      refused: { ...strangers, grants: { action: 'kms:CreateGrant' } },
    }),
  ];
}
