import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestsOf, type Call } from './api-permissions';
import { changeRetention, deleteForLong, fill, withEveryFunction } from './exercise';
import { PRESETS } from '../../baseline/presets-under-test';
import { useLocalAws } from '../../support/local-aws';
import { templateOf } from '../../support/templates';
import { unnoticed, withoutAction } from '../changes';
import { DeployedAccount, type HeldPolicy } from '../deployed-account';
import { ACCOUNT, PLACES } from '../template-values';

const STACK = 'functions';
const folder = mkdtempSync(join(tmpdir(), 'recorded-calls-'));
const recording = { NODE_OPTIONS: `--require ${join(__dirname, 'record-calls.cjs')}`, RECORDED_CALLS: join(folder, 'calls') };

// The emulator hands its environment on to the functions that it runs.
beforeAll(() => void Object.assign(process.env, recording));
const accountOf = useLocalAws();
beforeAll(() => Object.keys(recording).forEach((name) => delete process.env[name]));
afterAll(() => rmSync(folder, { recursive: true }));

const { Resources } = templateOf(withEveryFunction).toJSON();
let account: DeployedAccount;
let calls: Call[];
const requests = () => calls.flatMap((call) => requestsOf(account, call));

beforeAll(async () => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const local = accountOf(ACCOUNT);
  await local.deploy(STACK, withEveryFunction);
  const { StackResources } = await local.aws.cloudFormation.describeStackResources({ StackName: STACK });
  const known = Object.fromEntries(StackResources!.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId!, PhysicalResourceId!]));
  const { SecurityGroups } = await local.aws.ec2.describeSecurityGroups({ Filters: [{ Name: 'vpc-id', Values: [known.Vpc] }] });
  account = new DeployedAccount(Resources, { ...PLACES[0], region: 'us-east-1' }, { ...known, 'Vpc.DefaultSecurityGroup': SecurityGroups![0].GroupId! });
  const bucket = account.nameOf('S3::Bucket');
  await fill(local, bucket);
  await local.destroy(STACK);
  const recorded: Call[] = readFileSync(recording.RECORDED_CALLS, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const { hostname, port } = await local.aws.s3.config.endpoint!();
  const emptier = { function: account.nameOf('Lambda::Function', 'EmptyOnDelete'), functionArn: account.arnOf('Lambda::Function', 'EmptyOnDelete'), bucket };
  calls = [
    ...recorded, ...await deleteForLong(local, `http://${hostname}:${port}`, emptier), ...await changeRetention(account.nameOf('Lambda::Function', 'ConfigStarter')),
  ];
}, 300_000);

const isOfFunction = ({ holder, kind }: HeldPolicy) => kind === 'identity' && /FunctionRole/.test(holder);

test('every call of our functions is allowed by their roles', async () => {
  const asked = requests();
  const allowed = await Promise.all(asked.map((request) => account.allows(request)));
  expect(asked.filter((_, index) => !allowed[index])).toEqual([]);
});

test('every right of their roles is needed by one of the calls', async () => {
  const changes = account.policies.filter(isOfFunction).flatMap((policy) => withoutAction(policy, 'Allow'))
    // Lambda writes the log, not the function.
    .filter(({ name }) => !name.includes('WriteOwnLogs'));
  expect(changes.length).toBeGreaterThan(15);
  expect(await unnoticed(account, changes, requests(), true)).toEqual([]);
});

test('no call would be allowed on what belongs to another', async () => {
  const asked = requests().filter(({ resource }) => resource !== '*').map((request) => ({ ...request, resource: ofAnother(request.resource) }));
  const allowed = await Promise.all(asked.map((request) => account.allows(request)));
  expect(asked.filter((_, index) => allowed[index])).toEqual([]);
});

/** The same in another account; buckets are told apart by name alone. */
function ofAnother(arn: string): string {
  return arn.includes(':s3:::') ? arn.replace(/:s3:::[^/]*/, ':s3:::other') : arn.replace(ACCOUNT, '999999999999');
}

test.each(PRESETS)('the functions of %s have these rights and no other', (_name, { resources }) => {
  const rightsIn = (deployed: DeployedAccount) => deployed.policies.filter(isOfFunction).flatMap(({ holder, document }) =>
    document.Statement.map(({ Sid, Action }) => JSON.stringify([holder.slice(0, -8), Sid, Action])));
  const judged = rightsIn(account);
  expect(rightsIn(new DeployedAccount(resources, PLACES[0])).filter((right) => !judged.includes(right))).toEqual([]);
});
