import type { DeployedAccount } from '../deployed-account';
import { INSECURE_TRANSPORT, OTHER_ACCOUNT, OVER_TLS, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const LOAD_BALANCER = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html';
const SERVER_ACCESS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html';
/** The buckets with server access logging, and the prefixes of their logs. */
const LOG_PREFIXES = { DataBucket: 'data-bucket', ConfigBucket: 'config-bucket', TrailBucket: 'trail-bucket' };

/** Deliveries of access logs of the load balancer and of the other buckets. */
export const accessLogs = (account: DeployedAccount): Proof[] => [...ofLoadBalancer(account), ...ofBuckets(account)];

/** Elastic Load Balancing documents no condition key for its request. */
function ofLoadBalancer(account: DeployedAccount): Proof[] {
  const bucket = account.arnOf('S3::Bucket', 'AccessLogs');
  const deliveryOf = (title: string, path: string): Proof => ({
    title,
    source: LOAD_BALANCER,
    request: {
      principal: 'logdelivery.elasticloadbalancing.amazonaws.com',
      action: 's3:PutObject',
      resource: `${bucket}/load-balancer/AWSLogs/${ACCOUNT}/${path}`,
      context: OVER_TLS,
    },
    denied: {
      ...INSECURE_TRANSPORT,
      'another prefix': { resource: `${bucket}/other/AWSLogs/${ACCOUNT}/${path}` },
      'no prefix': { resource: `${bucket}/AWSLogs/${ACCOUNT}/${path}` },
      'the folder of another account': { resource: `${bucket}/load-balancer/AWSLogs/${OTHER_ACCOUNT}/${path}` },
      'another bucket': { resource: `${account.arnOf('S3::Bucket', 'DataBucket')}/load-balancer/AWSLogs/${ACCOUNT}/${path}` },
      'another service': { principal: 'cloudtrail.amazonaws.com' },
      'reading': { action: 's3:GetObject' },
    },
  });
  return [
    deliveryOf('The load balancer delivers access logs', `elasticloadbalancing/${account.place.region}/2026/11/30/access.log.gz`),
    deliveryOf('The load balancer delivers connection logs', `elasticloadbalancing/${account.place.region}/2026/11/30/conn_log.access.log.gz`),
    deliveryOf('The load balancer delivers health check logs', `elasticloadbalancing/${account.place.region}/2026/11/30/health_check_log.access.log.gz`),
    deliveryOf('The load balancer checks write access', 'ELBAccessLogTestFile'),
  ];
}

function ofBuckets(account: DeployedAccount): Proof[] {
  const target = account.arnOf('S3::Bucket', 'AccessLogs');
  const name = '2026-11-30-12-00-00-0123456789ABCDEF';
  const deliveryOf = (bucket: string, prefix: string, layout: string, path: string): Proof => ({
    title: `S3 delivers the access logs of ${bucket} ${layout}`,
    source: SERVER_ACCESS,
    request: {
      principal: 'logging.s3.amazonaws.com',
      action: 's3:PutObject',
      resource: `${target}/${prefix}/${path}`,
      context: { ...OVER_TLS, 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': account.arnOf('S3::Bucket', bucket) },
    },
    denied: {
      ...INSECURE_TRANSPORT,
      'another account': { context: { 'aws:SourceAccount': OTHER_ACCOUNT } },
      'no account': { context: { 'aws:SourceAccount': undefined } },
      'another prefix': { resource: `${target}/other/${path}` },
      'the prefix of the load balancer': { resource: `${target}/load-balancer/AWSLogs/${ACCOUNT}/forged.log.gz` },
      'the source bucket': { resource: `${account.arnOf('S3::Bucket', bucket)}/${prefix}/${path}` },
      'another service': { principal: 'config.amazonaws.com' },
      'reading': { action: 's3:GetObject' },
    },
  });
  return Object.entries(LOG_PREFIXES).flatMap(([bucket, prefix]) => [
    deliveryOf(bucket, prefix, 'with simple keys', name),
    deliveryOf(bucket, prefix, 'with date-based partitioning', `${ACCOUNT}/${account.place.region}/${account.nameOf('S3::Bucket', bucket)}/2026/11/30/${name}`),
  ]);
}
