import type { Stack } from 'aws-cdk-lib/core';
import { EncryptionKey, LoggingBucket } from '../../../src';
import type { DeployedAccount } from '../deployed-account';
import { INSECURE_TRANSPORT, forEachAction, OTHER_ACCOUNT, OVER_TLS, OWNER_ACL, type NearMiss, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const WORKLOAD = { sourceAccount: '222222222222', sourceRegion: 'us-east-2' };
const ORGANIZATION = 'o-a1b2c3d4e5';
const MEMBER = '333333333333';
const OTHER_REGION = 'us-west-2';

/** Creates the buckets of the archive account. Their log writers are in the workload account, in another region. */
export function centralArchiveIn(stack: Stack): void {
  const archive = new LoggingBucket(stack, 'Archive', { encryptionKey: new EncryptionKey(stack, 'Key') });
  const trail = stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: 'central', account: WORKLOAD.sourceAccount, region: WORKLOAD.sourceRegion });
  archive.allowCloudTrailDelivery(trail, 'cloudtrail', { organizationId: ORGANIZATION });
  archive.allowConfigDelivery('config', WORKLOAD);
  archive.allowFlowLogs('flows', WORKLOAD);
  new LoggingBucket(stack, 'AccessLogs').allowLoadBalancerLogs('alb', { sourceAccount: WORKLOAD.sourceAccount });
}

/** A service that delivers from the workload account. */
interface Writer {
  readonly title: string;
  readonly principal: string;
  /** The pages on which AWS documents the requests to the bucket and to the key. */
  readonly sources: readonly [bucket: string, key: string];
  readonly prefix: string;
  readonly onBucket: string[];
  /** The object keys below AWSLogs, by their description. */
  readonly layouts: (owner: string) => Record<string, string>;
  readonly onKey: string[];
  /** The condition keys of the requests from an account and region. */
  readonly contextOf: (partition: string, owner: string, region: string) => Record<string, string>;
  /** Whether AWS documents that the request always has the ACL of the owner. */
  readonly sendsAcl: boolean;
  readonly keyContextOf?: (partition: string) => Record<string, string>;
}

const GUIDE = 'https://docs.aws.amazon.com';
const trailArn = (partition: string, owner = WORKLOAD.sourceAccount, region = WORKLOAD.sourceRegion, name = 'central') =>
  `arn:${partition}:cloudtrail:${region}:${owner}:trail/${name}`;

const WRITERS: Writer[] = [
  {
    title: 'CloudTrail',
    principal: 'cloudtrail.amazonaws.com',
    sources: [`${GUIDE}/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html`, `${GUIDE}/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html`],
    prefix: 'cloudtrail',
    onBucket: ['s3:GetBucketAcl'],
    layouts: (owner) => ({
      'log files of its own account': `${owner}/CloudTrail/us-east-2/2026/11/30/events.json.gz`,
      'digests of its own account': `${owner}/CloudTrail-Digest/us-east-2/2026/11/30/digest.json.gz`,
      ...(owner === WORKLOAD.sourceAccount && { 'log files of member accounts': `${ORGANIZATION}/${MEMBER}/CloudTrail/us-east-2/2026/11/30/events.json.gz` }),
    }),
    onKey: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'],
    contextOf: (partition, owner, region) => ({ 'aws:SourceArn': trailArn(partition, owner, region) }),
    keyContextOf: (partition) => ({ 'kms:EncryptionContext:aws:cloudtrail:arn': trailArn(partition) }),
    sendsAcl: true,
  },
  {
    title: 'AWS Config',
    principal: 'config.amazonaws.com',
    sources: [`${GUIDE}/config/latest/developerguide/s3-bucket-policy.html`, `${GUIDE}/config/latest/developerguide/s3-kms-key-policy.html`],
    prefix: 'config',
    onBucket: ['s3:GetBucketAcl', 's3:ListBucket'],
    layouts: (owner) => ({
      'snapshots': `${owner}/Config/us-east-2/2026/11/30/ConfigSnapshot/snapshot.json.gz`,
      'histories': `${owner}/Config/us-east-2/2026/11/30/ConfigHistory/history.json.gz`,
      'the file that checks write access': `${owner}/Config/ConfigWritabilityCheckFile`,
    }),
    onKey: ['kms:Decrypt', 'kms:GenerateDataKey'],
    contextOf: (partition, owner, region) => ({ 'aws:SourceAccount': owner, 'aws:SourceArn': `arn:${partition}:config:${region}:${owner}:*` }),
    sendsAcl: true,
  },
  {
    title: 'VPC Flow Logs',
    principal: 'delivery.logs.amazonaws.com',
    sources: [`${GUIDE}/vpc/latest/userguide/flow-logs-s3-permissions.html`, `${GUIDE}/vpc/latest/userguide/flow-logs-s3-cmk-policy.html`],
    prefix: 'flows',
    onBucket: ['s3:GetBucketAcl', 's3:ListBucket'],
    layouts: (owner) => ({
      'log files': `${owner}/vpcflowlogs/us-east-2/2026/11/30/flows.log.gz`,
      'log files with Hive-compatible prefixes': `aws-account-id=${owner}/aws-service=vpcflowlogs/aws-region=us-east-2/year=2026/month=11/day=30/flows.log.gz`,
    }),
    onKey: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    contextOf: (partition, owner, region) => ({ 'aws:SourceAccount': owner, 'aws:SourceArn': `arn:${partition}:logs:${region}:${owner}:delivery-source:flows` }),
    sendsAcl: false,
  },
];

/** Deliveries from the workload account to the archive account, in another region where the service supports it. */
export const centralArchive = (account: DeployedAccount): Proof[] => [...WRITERS.flatMap((writer) => [...toBucket(account, writer), ...toKey(account, writer)]), ...ofLoadBalancer(account)];

function otherSources({ place: { partition } }: DeployedAccount, { contextOf }: Writer): Record<string, NearMiss> {
  const { sourceAccount, sourceRegion } = WORKLOAD;
  return {
    'another account': { context: contextOf(partition, OTHER_ACCOUNT, sourceRegion) },
    'the archive account': { context: contextOf(partition, ACCOUNT, sourceRegion) },
    'a member account of the organization': { context: contextOf(partition, MEMBER, sourceRegion) },
    'another region': { context: contextOf(partition, sourceAccount, OTHER_REGION) },
    'another account with a source of the workload account': {
      context: { ...contextOf(partition, sourceAccount, sourceRegion), ...('aws:SourceAccount' in contextOf('', '', '') ? { 'aws:SourceAccount': OTHER_ACCOUNT } : { 'aws:SourceArn': trailArn(partition, sourceAccount, sourceRegion, 'other') }) },
    },
    'no source': { context: Object.fromEntries(Object.keys(contextOf('', '', '')).map((key) => [key, undefined])) },
    'another service': { principal: 'lambda.amazonaws.com' },
  };
}

function toBucket(account: DeployedAccount, writer: Writer): Proof[] {
  const { title, principal, sources: [source], prefix, onBucket, layouts, sendsAcl } = writer;
  const bucket = account.arnOf('S3::Bucket', 'Archive');
  const context = { ...OVER_TLS, ...writer.contextOf(account.place.partition, WORKLOAD.sourceAccount, WORKLOAD.sourceRegion) };
  const denied = { ...INSECURE_TRANSPORT, ...otherSources(account, writer) };
  const otherKeys = Object.values(layouts(OTHER_ACCOUNT)).map((key, index): [string, NearMiss] => [`folder ${index} of another account`, { resource: `${bucket}/${prefix}/AWSLogs/${key}` }]);
  return [
    ...forEachAction(onBucket, {
      title: `${title} of the workload checks the bucket`,
      source,
      request: { principal, action: '', resource: bucket, context },
      denied: { ...denied, 'another bucket': { resource: account.arnOf('S3::Bucket', 'AccessLogs') } },
    }),
    ...Object.entries(layouts(WORKLOAD.sourceAccount)).map(([layout, key]): Proof => ({
      title: `${title} of the workload delivers ${layout}`,
      source,
      request: { principal, action: 's3:PutObject', resource: `${bucket}/${prefix}/AWSLogs/${key}`, context: { ...context, ...OWNER_ACL } },
      denied: {
        ...denied,
        ...Object.fromEntries(otherKeys),
        'another prefix': { resource: `${bucket}/other/AWSLogs/${key}` },
        'no prefix': { resource: `${bucket}/AWSLogs/${key}` },
        'another bucket': { resource: `${account.arnOf('S3::Bucket', 'AccessLogs')}/${prefix}/AWSLogs/${key}` },
        'a public ACL': { context: { 's3:x-amz-acl': 'public-read' } },
        ...(sendsAcl && { 'no owner ACL': { context: { 's3:x-amz-acl': undefined } } }),
        'reading': { action: 's3:GetObject', context: { 's3:x-amz-acl': undefined } },
      },
    })),
  ];
}

function toKey(account: DeployedAccount, writer: Writer): Proof[] {
  const { title, principal, sources: [, source], onKey, contextOf, keyContextOf } = writer;
  const { partition } = account.place;
  const otherContexts = Object.keys(keyContextOf?.(partition) ?? {}).map((key): [string, NearMiss] =>
    [`another encryption context in ${key}`, { context: { [key]: trailArn(partition, OTHER_ACCOUNT) } }]);
  return onKey.map((action): Proof => {
    const encrypts = action === 'kms:GenerateDataKey';
    return {
      title: `${title} of the workload uses the key of the archive: ${action}`,
      source,
      request: {
        principal,
        action,
        resource: account.arnOf('KMS::Key'),
        context: { ...contextOf(partition, WORKLOAD.sourceAccount, WORKLOAD.sourceRegion), ...(encrypts && keyContextOf?.(partition)) },
      },
      denied: { ...otherSources(account, writer), ...(encrypts && Object.fromEntries(otherContexts)), grants: { action: 'kms:CreateGrant' } },
    };
  });
}

/** The load balancer must be in the region of the bucket. Elastic Load Balancing documents no condition key for its request. */
function ofLoadBalancer(account: DeployedAccount): Proof[] {
  const bucket = account.arnOf('S3::Bucket', 'AccessLogs');
  const keyOf = (owner: string) => `AWSLogs/${owner}/elasticloadbalancing/${account.place.region}/2026/11/30/access.log.gz`;
  return [{
    title: 'The load balancer of the workload delivers access logs',
    source: `${GUIDE}/elasticloadbalancing/latest/application/enable-access-logging.html`,
    request: { principal: 'logdelivery.elasticloadbalancing.amazonaws.com', action: 's3:PutObject', resource: `${bucket}/alb/${keyOf(WORKLOAD.sourceAccount)}`, context: OVER_TLS },
    denied: {
      ...INSECURE_TRANSPORT,
      'the folder of another account': { resource: `${bucket}/alb/${keyOf(OTHER_ACCOUNT)}` },
      'the folder of the archive account': { resource: `${bucket}/alb/${keyOf(ACCOUNT)}` },
      'another prefix': { resource: `${bucket}/other/${keyOf(WORKLOAD.sourceAccount)}` },
      'another service': { principal: 'config.amazonaws.com' },
      'reading': { action: 's3:GetObject' },
    },
  }];
}
