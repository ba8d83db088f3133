import { DeleteStackCommand, DescribeStacksCommand, ListStackResourcesCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DeleteLogGroupCommand, DescribeLogGroupsCommand, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListKeysCommand } from '@aws-sdk/client-kms';
import { DeleteDBSnapshotCommand, DescribeDBInstanceAutomatedBackupsCommand, DescribeDBSnapshotsCommand, DescribeOptionGroupsCommand } from '@aws-sdk/client-rds';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { localAccess } from '../../integ/demo/accounts';
import { clientsOf } from '../../integ/demo/aws';
import { cleanUp } from '../../integ/release/clean-up';

const aws = clientsOf(localAccess('http://127.0.0.1:1', '111111111111'));
const TIMEOUTS = { stacks: { milliseconds: 0, pauseMilliseconds: 1 }, passMilliseconds: 1 };
const TAGS = [['Environment', 'integ-prod-7'], ['Owner', 'secure-baseline'], ['CostCenter', 'release']].map(([Key, Value]) => ({ Key, Value }));
const RUN = { stackNames: [['app-7-assertions', 'app-7'], ['other-7']], environmentSuffixes: ['integ-prod-7'] };

/** Mocks an account without resources. */
function emptyAccount() {
  const clients = {
    cloudFormation: mockClient(aws.cloudFormation), rds: mockClient(aws.rds), logs: mockClient(aws.logs), s3: mockClient(aws.s3), kms: mockClient(aws.kms),
  };
  clients.cloudFormation.on(DescribeStacksCommand).rejects(new Error('Stack with id app-7 does not exist')).on(ListStacksCommand).resolves({ StackSummaries: [] });
  clients.rds.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [] }).on(DescribeDBInstanceAutomatedBackupsCommand).resolves({ DBInstanceAutomatedBackups: [] })
    .on(DescribeOptionGroupsCommand).resolves({ OptionGroupsList: [] });
  clients.logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [] }).on(ListTagsForResourceCommand).resolves({});
  clients.s3.on(ListBucketsCommand).resolves({ Buckets: [] });
  clients.kms.on(ListKeysCommand).resolves({ Keys: [] });
  return clients;
}

async function clean(): Promise<string[]> {
  const deleted: string[] = [];
  await cleanUp(aws, RUN, (line) => deleted.push(line), TIMEOUTS);
  return deleted;
}

describe('clean-up', () => {
  test('continues after errors and throws all of them at the end', async () => {
    const { cloudFormation, rds, s3 } = emptyAccount();
    cloudFormation.on(DescribeStacksCommand, { StackName: 'app-7-assertions' }).rejects(new Error('Rate exceeded'));
    rds.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: ['first', 'second'].map((name) => ({ DBSnapshotIdentifier: name, TagList: TAGS })) })
      .on(DeleteDBSnapshotCommand, { DBSnapshotIdentifier: 'first' }).rejects(new Error('is being copied'))
      .on(DeleteDBSnapshotCommand, { DBSnapshotIdentifier: 'second' }).resolves({});
    s3.on(ListBucketsCommand).rejects(new Error('Access Denied'));
    const deleted: string[] = [];
    await expect(cleanUp(aws, RUN, (line) => deleted.push(line), TIMEOUTS)).rejects.toThrow(
      'stack app-7-assertions: Rate exceeded\ndatabase snapshot first: is being copied\nlist of buckets: Access Denied');
    expect(deleted).toContain('database snapshot second');
    expect(cloudFormation.commandCalls(DescribeStacksCommand).map(({ args: [{ input }] }) => input.StackName).sort()).toEqual(['app-7', 'app-7-assertions', 'other-7']);
  });

  test('succeeds if the second attempt succeeds', async () => {
    const { rds } = emptyAccount();
    rds.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [{ DBSnapshotIdentifier: 'snapshot', TagList: TAGS }] })
      .on(DeleteDBSnapshotCommand).rejectsOnce(new Error('is being created')).resolves({});
    expect(await clean()).toEqual(['database snapshot snapshot']);
  });

  test('deletes independent stacks in parallel', async () => {
    const { cloudFormation } = emptyAccount();
    const deleted: string[] = [];
    // A deletion completes only after the deletion of the other stack has started.
    cloudFormation.on(DescribeStacksCommand).callsFake(async ({ StackName }: { StackName: string }) => ({
      Stacks: [{ StackName, StackId: StackName, StackStatus: deleted.includes(StackName) && deleted.length === 2 ? 'DELETE_COMPLETE' : 'CREATE_COMPLETE' }],
    })).on(DescribeStacksCommand, { StackName: 'app-7-assertions' }).rejects(new Error('Stack with id app-7-assertions does not exist'))
      .on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] })
      .on(DeleteStackCommand).callsFake(async ({ StackName }: { StackName: string }) => void deleted.push(StackName));
    expect((await clean()).sort()).toEqual(['stack app-7', 'stack other-7']);
    expect(deleted.slice(0, 2).sort()).toEqual(['app-7', 'other-7']);
  });
});

describe('log group of a function', () => {
  test('is deleted only if the function belonged to a stack of the run, including deleted stacks', async () => {
    const { cloudFormation, logs } = emptyAccount();
    const created = { CreationTime: new Date() };
    cloudFormation.on(ListStacksCommand).resolves({
      StackSummaries: [
        { StackName: 'app-7-assertions', StackId: 'first', StackStatus: 'DELETE_COMPLETE', ...created },
        { StackName: 'app-7-assertions', StackId: 'second', StackStatus: 'DELETE_COMPLETE', ...created },
        { StackName: 'app-70-assertions', StackId: 'other', StackStatus: 'DELETE_COMPLETE', ...created },
      ],
    });
    for (const [StackName, PhysicalResourceId] of [['first', 'app-7-Function-1'], ['second', 'app-7-Function-2'], ['other', 'app-70-Function']]) {
      cloudFormation.on(ListStackResourcesCommand, { StackName }).resolves({
        StackResourceSummaries: ['AWS::Lambda::Function', 'AWS::IAM::Role'].map((ResourceType) => ({
          ResourceType,
          PhysicalResourceId: ResourceType === 'AWS::IAM::Role' ? 'role' : PhysicalResourceId,
          LogicalResourceId: 'any',
          LastUpdatedTimestamp: new Date(),
          ResourceStatus: 'DELETE_COMPLETE' as const,
        })),
      });
    }
    const groups = ['app-7-Function-1', 'app-7-Function-2', 'app-7-Function-3', 'app-70-Function', 'role'].map((name) => ({ logGroupName: `/aws/lambda/${name}`, arn: name }));
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: groups }).on(DeleteLogGroupCommand).resolves({});
    expect(await clean()).toEqual(['log group of a function /aws/lambda/app-7-Function-1', 'log group of a function /aws/lambda/app-7-Function-2']);
  });
});
