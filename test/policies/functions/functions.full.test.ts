import { requestsOf, type Call } from './api-permissions';
import { attack } from './attack';
import { deleteInSeveralInvocations, fill, withEveryFunction } from './exercise';
import { useRecordedAws } from './recording';
import { PRESETS } from '../../baseline/presets-under-test';
import { rotate } from '../../support/rotation';
import { templateOf } from '../../support/templates';
import { ineffective, withoutAction } from '../changes';
import { DeployedAccount, type AttachedPolicy } from '../deployed-account';
import { ACCOUNT, PLACES } from '../template-values';

const STACK = 'functions';
const { accountOf, recordedCalls } = useRecordedAws();

const { Resources } = templateOf(withEveryFunction).toJSON();
let account: DeployedAccount;
let calls: Call[];
let attacked: { readonly calls: Call[]; readonly requestsToAttacker: number };
const requests = () => calls.flatMap((call) => requestsOf(account, call));

beforeAll(async () => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const local = accountOf(ACCOUNT);
  await local.deploy(STACK, withEveryFunction);
  const { StackResources } = await local.aws.cloudFormation.describeStackResources({ StackName: STACK });
  const known = Object.fromEntries(StackResources!.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId!, PhysicalResourceId!]));
  const { SecurityGroups } = await local.aws.ec2.describeSecurityGroups({ Filters: [{ Name: 'vpc-id', Values: [known.Vpc] }] });
  const { LogicalResourceId: database } = StackResources!.find(({ ResourceType }) => ResourceType === 'AWS::RDS::DBInstance')!;
  const [{ DBInstanceArn }] = (await local.aws.rds.describeDBInstances({})).DBInstances!;
  account = new DeployedAccount(Resources, { ...PLACES[0], region: 'us-east-1' }, {
    ...known, 'AWS::StackId': StackResources![0].StackId!, 'Vpc.DefaultSecurityGroup': SecurityGroups![0].GroupId!, [`${database}.DBInstanceArn`]: DBInstanceArn!,
  });
  const bucket = account.nameOf('S3::Bucket');
  await fill(local, bucket);
  const { hostname, port } = await local.aws.s3.config.endpoint!();
  const emulator = `http://${hostname}:${port}`;
  const before = recordedCalls().length;
  const guard = StackResources!.find(({ ResourceType }) => ResourceType === 'Custom::EmptyOnDelete')!.PhysicalResourceId!;
  const forged = { BucketName: bucket, Guard: guard, Operation: 'Start', RecorderName: 'default', ChannelName: 'default', RetentionDays: '30', SecurityGroupId: SecurityGroups![0].GroupId! };
  const requestsToAttacker = await attack(local.aws, Resources, StackResources!, emulator, forged);
  attacked = { calls: recordedCalls().slice(before), requestsToAttacker };
  await rotate(local.aws, (await local.aws.secretsManager.listSecrets({})).SecretList![0].ARN!);
  await local.destroy(STACK);
  const emptier = { function: account.nameOf('Lambda::Function', 'EmptyOnDelete'), functionArn: account.arnOf('Lambda::Function', 'EmptyOnDelete'), bucket };
  calls = [...recordedCalls(), ...await deleteInSeveralInvocations(local, emulator, emptier)];
}, 600_000);

const isOfFunction = ({ holder, kind }: AttachedPolicy) => kind === 'identity' && /FunctionRole/.test(holder);

test('forged events of whoever may invoke the functions cause only reads of the stack, before a deletion that works', () => {
  expect(new Set(attacked.calls.map(({ command }) => command))).toEqual(new Set(['DescribeStackEventsCommand']));
  expect(new Set(attacked.calls.map((call) => call.function)).size).toBe(3);
  expect(attacked.requestsToAttacker).toBe(0);
  const deletions = calls.slice(attacked.calls.length).filter(({ command }) => ['DeleteObjectsCommand', 'StopConfigurationRecorderCommand'].includes(command));
  expect(deletions.length).toBeGreaterThan(1);
});

test('the roles of the functions allow every call of the functions', async () => {
  const calledRequests = requests();
  const allowed = await Promise.all(calledRequests.map((request) => account.allows(request)));
  expect(calledRequests.filter((_, index) => !allowed[index])).toEqual([]);
});

test('every permission of the roles is needed by one of the calls', async () => {
  const changes = account.policies.filter(isOfFunction).flatMap((policy) => withoutAction(policy, 'Allow'))
    // Lambda itself writes the logs, not the code of the function.
    .filter(({ name }) => !name.includes('WriteOwnLogs'));
  expect(changes.length).toBeGreaterThan(15);
  expect(await ineffective(account, changes, requests(), true)).toEqual([]);
});

test('the roles deny the calls on resources of other accounts and on other buckets', async () => {
  const calledRequests = requests().filter(({ resource }) => resource !== '*').map((request) => ({ ...request, resource: otherArn(request.resource) }));
  const allowed = await Promise.all(calledRequests.map((request) => account.allows(request)));
  expect(calledRequests.filter((_, index) => allowed[index])).toEqual([]);
});

test('the roles deny the calls on other recorders of the account', async () => {
  const others = requests().filter(({ resource }) => resource.includes(':configuration-recorder/'))
    .map((request) => ({ ...request, resource: request.resource.replace(/:configuration-recorder\/[^/]*/, '$&-other') }));
  expect(others.length).toBeGreaterThan(0);
  expect(await Promise.all(others.map((request) => account.allows(request)))).toEqual(others.map(() => false));
});

/** Returns the same ARN in another account. The ARN of a bucket has no account, so it is that of another bucket. */
function otherArn(arn: string): string {
  return arn.includes(':s3:::') ? arn.replace(/:s3:::[^/]*/, ':s3:::other') : arn.replace(ACCOUNT, '999999999999');
}

/**
 * `test/emulator/account-guardrails.full.test.ts` has the proofs for the function of the account settings. `test/monitoring/findings` compares the
 * statements of the function that publishes findings.
 */
const isHere = ({ holder }: AttachedPolicy) => !/AccountGuardrails|FindingsRulesPublisher/.test(holder);

/** Statements that every function of a custom resource has. The check for data loss has no others. */
const OF_EVERY_FUNCTION = ['WriteOwnLogs', 'ConfirmOperation'];

test.each(PRESETS)('the functions of %s have no other permissions', (_name, { resources }) => {
  const permissionsIn = (deployed: DeployedAccount) => deployed.policies.filter(isOfFunction).filter(isHere).flatMap(({ holder, document }) =>
    document.Statement.map(({ Sid, Action }) => JSON.stringify([OF_EVERY_FUNCTION.includes(Sid!) ? 'every function' : holder.slice(0, -8), Sid, Action])));
  const verified = permissionsIn(account);
  expect(permissionsIn(new DeployedAccount(resources, PLACES[0])).filter((permission) => !verified.includes(permission))).toEqual([]);
});
