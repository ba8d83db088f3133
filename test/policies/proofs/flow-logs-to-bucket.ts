import type { DeployedAccount } from '../deployed-account';
import { INSECURE_TRANSPORT, forEachAction, OTHER_ACCOUNT, OVER_TLS, OWNER_ACL, type NearMiss, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const PRINCIPAL = 'delivery.logs.amazonaws.com';
const BUCKET_POLICY = 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html';
const LAYOUTS = 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html';
const KEY_POLICY = 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html';

/** Deliveries of VPC Flow Logs to an encrypted bucket with the prefix `flows`. */
export function flowLogsToBucket(account: DeployedAccount): Proof[] {
  const bucket = account.arnOf('S3::Bucket');
  const from = (owner: string) => ({ 'aws:SourceAccount': owner, 'aws:SourceArn': account.arn('logs', 'delivery-source:flows', owner) });
  const otherSources: Record<string, NearMiss> = {
    'another account': { context: from(OTHER_ACCOUNT) },
    'another account with a source of this account': { context: { 'aws:SourceAccount': OTHER_ACCOUNT } },
    'a source of another region': { context: { 'aws:SourceArn': from(ACCOUNT)['aws:SourceArn'].replace(account.place.region, 'us-east-2') } },
    'another service': { principal: 'config.amazonaws.com' },
  };
  const delivery: Proof = {
    title: 'VPC Flow Logs delivers log files',
    source: BUCKET_POLICY,
    request: {
      principal: PRINCIPAL,
      action: 's3:PutObject',
      resource: `${bucket}/flows/AWSLogs/${ACCOUNT}/vpcflowlogs/${account.place.region}/2026/11/30/flows.log.gz`,
      context: { ...OVER_TLS, ...from(ACCOUNT), ...OWNER_ACL },
    },
    denied: {
      ...INSECURE_TRANSPORT,
      ...otherSources,
      'another prefix': { resource: `${bucket}/other/AWSLogs/${ACCOUNT}/vpcflowlogs/flows.log.gz` },
      'the folder of another account': { resource: `${bucket}/flows/AWSLogs/${OTHER_ACCOUNT}/vpcflowlogs/flows.log.gz` },
      'a public ACL': { context: { 's3:x-amz-acl': 'public-read' } },
    },
  };
  const hive = (owner: string) => `aws-account-id=${owner}/aws-service=vpcflowlogs/aws-region=${account.place.region}/year=2026/month=11/day=30/hour=12/flows.log.parquet`;
  return [
    delivery,
    {
      ...delivery,
      title: 'VPC Flow Logs delivers log files with Hive-compatible prefixes',
      source: LAYOUTS,
      request: { ...delivery.request, resource: `${bucket}/flows/AWSLogs/${hive(ACCOUNT)}` },
      denied: {
        ...delivery.denied,
        'another prefix': { resource: `${bucket}/other/AWSLogs/${hive(ACCOUNT)}` },
        'the folder of another account': { resource: `${bucket}/flows/AWSLogs/${hive(OTHER_ACCOUNT)}` },
      },
    },
    { ...delivery, title: 'VPC Flow Logs delivers log files without an ACL', request: { ...delivery.request, context: { ...OVER_TLS, ...from(ACCOUNT) } } },
    ...forEachAction(['s3:GetBucketAcl', 's3:ListBucket'], {
      title: 'VPC Flow Logs checks the bucket',
      source: BUCKET_POLICY,
      request: { principal: PRINCIPAL, action: '', resource: bucket, context: { ...OVER_TLS, ...from(ACCOUNT) } },
      denied: { ...INSECURE_TRANSPORT, ...otherSources },
    }),
    ...forEachAction(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], {
      title: 'VPC Flow Logs encrypts its deliveries',
      source: KEY_POLICY,
      request: { principal: PRINCIPAL, action: '', resource: account.arnOf('KMS::Key'), context: from(ACCOUNT) },
      denied: { ...otherSources, grants: { action: 'kms:CreateGrant' } },
    }),
  ];
}
