import { DeleteDBInstanceAutomatedBackupCommand, DescribeDBInstanceAutomatedBackupsCommand, type DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import { cleanUp } from '../../integ/release/clean-up';
import { belongsTo } from '../../integ/release/retained';
import { useLocalAws, type LocalAccount } from '../support/local-aws';

const accountOf = useLocalAws();
const RUN_TAGS = { Environment: 'integ-prod-7', Owner: 'secure-baseline', CostCenter: 'release' };
const RUN = { environmentSuffixes: [RUN_TAGS.Environment] };

/** Resources that the production preset retains, with these tags. */
const retainedResources = (tags: Record<string, string>) => (stack: Stack) => {
  new Bucket(stack, 'Bucket', { versioned: true });
  new Key(stack, 'Key', { removalPolicy: RemovalPolicy.RETAIN });
  new LogGroup(stack, 'LogGroup', { logGroupName: `/${stack.stackName}`, removalPolicy: RemovalPolicy.RETAIN });
  Object.entries(tags).forEach(([name, value]) => Tags.of(stack).add(name, value));
};

async function deployWithObjects(account: LocalAccount, stackName: string, tags: Record<string, string>): Promise<void> {
  await account.deploy(stackName, retainedResources(tags));
  const { Buckets } = await account.aws.s3.listBuckets({});
  const bucket = Buckets!.find(({ Name }) => Name!.startsWith(stackName))!.Name!;
  await account.aws.s3.putObject({ Bucket: bucket, Key: 'log', Body: 'first' });
  await account.aws.s3.putObject({ Bucket: bucket, Key: 'log', Body: 'second' });
  await account.aws.s3.deleteObject({ Bucket: bucket, Key: 'log' });
}

async function namesIn({ aws: { s3, logs } }: LocalAccount): Promise<string[]> {
  const buckets = (await s3.listBuckets({})).Buckets!.map(({ Name }) => Name!.split('-')[0]).filter((name) => name !== 'cdk');
  return [...buckets, ...(await logs.describeLogGroups({})).logGroups!.map(({ logGroupName }) => logGroupName!)].sort();
}

async function keyStates({ aws: { kms } }: LocalAccount): Promise<string[]> {
  const { Keys } = await kms.listKeys({});
  return Promise.all(Keys!.map(async ({ KeyId }) => (await kms.describeKey({ KeyId })).KeyMetadata!.KeyState!));
}

/** Mocks automated backups, which the emulator does not support. As on AWS, they do not have the tags of their database. */
function mockAutomatedBackups({ aws: { rds } }: LocalAccount): { readonly deleted: string[] } {
  const databases = ['baseline-integ-prod-6', 'baseline-integ-prod-7', 'baseline-integ-prod-70', 'integ-prod-7'];
  const deleted: string[] = [];
  const send = rds.send.bind(rds);
  const fake = async (command: unknown) => {
    if (command instanceof DescribeDBInstanceAutomatedBackupsCommand) {
      return { DBInstanceAutomatedBackups: databases.filter((name) => !deleted.includes(name)).map((name) => ({ DBInstanceIdentifier: name, DbiResourceId: name })) };
    }
    return command instanceof DeleteDBInstanceAutomatedBackupCommand ? deleted.push(command.input.DbiResourceId!) : send(command as DescribeDBSnapshotsCommand);
  };
  jest.spyOn(rds, 'send').mockImplementation(fake as typeof rds.send);
  return { deleted };
}

const TIMEOUTS = { stacks: { milliseconds: 60_000, pauseMilliseconds: 500 }, passMilliseconds: 0 };

/** Cleans up, and returns the first word of the kind of each deleted resource, in the order of deletion. */
async function clean({ aws }: Pick<LocalAccount, 'aws'>, stackNames: string[][] = []): Promise<string[]> {
  const deleted: string[] = [];
  await cleanUp(aws, { stackNames, environmentSuffixes: RUN.environmentSuffixes }, (line) => deleted.push(line.split(' ')[0]), TIMEOUTS);
  return deleted;
}

describe('clean-up of a run', () => {
  test('deletes only the resources that the stacks of the run retained', async () => {
    const account = accountOf('700000000001');
    await deployWithObjects(account, 'current', RUN_TAGS);
    await deployWithObjects(account, 'other', { ...RUN_TAGS, Environment: 'integ-prod-6' });
    await account.destroy('current');
    await account.destroy('other');
    const backups = mockAutomatedBackups(account);
    expect(await clean(account)).toEqual(['automated', 'bucket', 'log', 'key']);
    expect(backups.deleted).toEqual(['baseline-integ-prod-7']);
    expect(await namesIn(account)).toEqual(['/other', 'other']);
    expect((await keyStates(account)).sort()).toEqual(['Enabled', 'PendingDeletion']);
    expect(await clean(account)).toEqual([]);
  });

  test('deletes a protected stack of an interrupted run', async () => {
    const account = accountOf('700000000002');
    await deployWithObjects(account, 'current', RUN_TAGS);
    await account.aws.cloudFormation.updateTerminationProtection({ StackName: 'current', EnableTerminationProtection: true });
    mockAutomatedBackups(account);
    expect(await clean(account, [['never-created', 'current']])).toEqual(['stack', 'automated', 'bucket', 'log', 'key']);
    expect(await namesIn(account)).toEqual([]);
  });

  test.each([
    ['includes a resource with all three tags', RUN_TAGS, true],
    ['excludes a resource with the environment of another run', { ...RUN_TAGS, Environment: 'integ-prod-70' }, false],
    ['excludes a resource with another owner', { ...RUN_TAGS, Owner: 'team-a' }, false],
    ['excludes a resource with another cost center', { ...RUN_TAGS, CostCenter: 'cc-1234' }, false],
    ['excludes a resource without tags', {}, false],
  ])('%s', (_, tags: Record<string, string>, expected) => {
    expect(belongsTo(RUN.environmentSuffixes, { id: 'any', tags })).toBe(expected);
  });
});
