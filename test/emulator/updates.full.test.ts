import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Stack } from 'aws-cdk-lib/core';
import { importCertificate } from '../../integ/demo/certificate';
import { EnvironmentType, SecureBaseline, type SecureBaselineProps } from '../../src';
import { useLocalAws, type LocalAccount } from '../support/local-aws';

const accountOf = useLocalAws();
const STACK = 'baseline';
const OBJECT = { Key: 'before-the-update', Body: 'data' };

const baseline = (propsOf: (stack: Stack) => Partial<SecureBaselineProps> = () => ({})) => (stack: Stack) => {
  new SecureBaseline(stack, 'Baseline', { environmentSuffix: 'moved', owner: 'team-a', costCenter: 'cc-1', ...propsOf(stack) });
};

/** The physical IDs of the resources of a type by logical ID. */
async function idsOf({ aws: { cloudFormation } }: LocalAccount, type: string): Promise<Record<string, string>> {
  const { StackResources } = await cloudFormation.describeStackResources({ StackName: STACK });
  return Object.fromEntries(StackResources!.filter(({ ResourceType }) => ResourceType === type).map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]));
}

/** Properties that show whether a resource was replaced by another resource with the same name. */
async function identitiesOf(account: LocalAccount): Promise<Record<string, unknown>> {
  const { aws: { logs, rds, s3 } } = account;
  const buckets = await idsOf(account, 'AWS::S3::Bucket');
  const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: '/baseline-moved/' });
  const { DBInstances } = await rds.describeDBInstances({});
  const objects = await Promise.all(Object.values(buckets).map(async (Bucket) => (await s3.listObjectVersions({ Bucket, Prefix: OBJECT.Key })).Versions?.map(({ VersionId }) => VersionId)));
  return {
    buckets,
    objects,
    keys: await idsOf(account, 'AWS::KMS::Key'),
    databases: DBInstances!.map(({ DBInstanceIdentifier, DbiResourceId, KmsKeyId, InstanceCreateTime }) => [DBInstanceIdentifier, DbiResourceId, KmsKeyId, InstanceCreateTime]),
    logGroups: logGroups!.map(({ logGroupName, creationTime }) => [logGroupName, creationTime]),
    streams: (await logs.describeLogStreams({ logGroupName: '/baseline-moved/application' })).logStreams!.map(({ logStreamName }) => logStreamName),
  };
}

test('changes a non-production stack to production without replacing buckets, objects, keys, database and log groups', async () => {
  const account = accountOf('500000000020');
  const { aws: { acm, logs, rds, s3 } } = account;
  await account.deploy(STACK, baseline());
  const buckets = Object.values(await idsOf(account, 'AWS::S3::Bucket'));
  await Promise.all(buckets.map((Bucket) => s3.putObject({ Bucket, ...OBJECT })));
  await logs.createLogStream({ logGroupName: '/baseline-moved/application', logStreamName: 'before-the-update' });
  const before = await identitiesOf(account);
  expect(before.objects).toEqual(buckets.map(() => [expect.any(String)]));
  expect(before.databases).toHaveLength(1);

  const certificateArn = await importCertificate({ ...account.aws, acm });
  await account.deploy(STACK, baseline((stack) => ({
    environmentType: EnvironmentType.PRODUCTION, certificate: Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
  })));

  expect(await identitiesOf(account)).toEqual(before);
  const { DBInstances: [database] = [] } = await rds.describeDBInstances({});
  expect(database).toMatchObject({ MultiAZ: true, DeletionProtection: true, BackupRetentionPeriod: 35 });
}, 600_000);
