import { DeleteDBInstanceAutomatedBackupCommand, DescribeDBInstanceAutomatedBackupsCommand, type DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import { cleanUp } from '../../integ/release/clean-up';
import { isOf } from '../../integ/release/retained';
import { useLocalAws, type LocalAccount } from '../support/local-aws';

const accountOf = useLocalAws();
const OURS = { Environment: 'integ-prod-7', Owner: 'secure-baseline', CostCenter: 'release' };
const RUN = { environmentSuffixes: [OURS.Environment] };

/** What production keeps, under the tags of an environment. */
const kept = (tags: Record<string, string>) => (stack: Stack) => {
  new Bucket(stack, 'Bucket', { versioned: true });
  new Key(stack, 'Key', { removalPolicy: RemovalPolicy.RETAIN });
  new LogGroup(stack, 'LogGroup', { logGroupName: `/${stack.stackName}`, removalPolicy: RemovalPolicy.RETAIN });
  Object.entries(tags).forEach(([name, value]) => Tags.of(stack).add(name, value));
};

async function leave(account: LocalAccount, stackName: string, tags: Record<string, string>): Promise<void> {
  await account.deploy(stackName, kept(tags));
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

/** The emulator knows no automated backups. As in AWS, they do not have the tags of their database. */
function withBackups({ aws: { rds } }: LocalAccount): { readonly deleted: string[] } {
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

const IMPATIENT = { stacks: { milliseconds: 60_000, pauseMilliseconds: 500 }, passMilliseconds: 0 };

/** What the clean-up tells that it deleted, in the order in which it did. */
async function clean({ aws }: Pick<LocalAccount, 'aws'>, stackNames: string[][] = []): Promise<string[]> {
  const told: string[] = [];
  await cleanUp(aws, { stackNames, environmentSuffixes: RUN.environmentSuffixes }, (line) => told.push(line.split(' ')[0]), IMPATIENT);
  return told;
}

describe('the clean-up of a run', () => {
  test('deletes what its stacks kept, and nothing of anybody else', async () => {
    const account = accountOf('700000000001');
    await leave(account, 'ours', OURS);
    await leave(account, 'theirs', { ...OURS, Environment: 'integ-prod-6' });
    await account.destroy('ours');
    await account.destroy('theirs');
    const backups = withBackups(account);
    expect(await clean(account)).toEqual(['automated', 'bucket', 'log', 'key']);
    expect(backups.deleted).toEqual(['baseline-integ-prod-7']);
    expect(await namesIn(account)).toEqual(['/theirs', 'theirs']);
    expect((await keyStates(account)).sort()).toEqual(['Enabled', 'PendingDeletion']);
    expect(await clean(account)).toEqual([]);
  });

  test('deletes a stack that a run broke off with, although it is protected', async () => {
    const account = accountOf('700000000002');
    await leave(account, 'ours', OURS);
    await account.aws.cloudFormation.updateTerminationProtection({ StackName: 'ours', EnableTerminationProtection: true });
    withBackups(account);
    expect(await clean(account, [['never-made', 'ours']])).toEqual(['stack', 'automated', 'bucket', 'log', 'key']);
    expect(await namesIn(account)).toEqual([]);
  });

  test.each([
    ['all three tags', OURS, true],
    ['the environment of another run', { ...OURS, Environment: 'integ-prod-70' }, false],
    ['another owner', { ...OURS, Owner: 'team-a' }, false],
    ['another cost center', { ...OURS, CostCenter: 'cc-1234' }, false],
    ['no tags', {}, false],
  ])('%s', (_, tags: Record<string, string>, ours) => {
    expect(isOf(RUN.environmentSuffixes, { id: 'any', tags })).toBe(ours);
  });
});
