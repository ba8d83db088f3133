import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { AccountUnderAttack, FUNCTIONS, RESOURCES, type Resource, type RunningOperation } from './account-under-attack';
import { runs } from '../../../support/runs';
import { requestOf, RESPONSE_URL, STACK_ID } from '../stack-model';

/** The event that CloudFormation sends for a resource. */
const eventFor = (type: RunningOperation['type'], { function: _, ...resource }: Resource, more: object = {}) =>
  requestOf(type, { OldResourceProperties: resource.ResourceProperties, ...resource, ...more });
const TYPES = ['Create', 'Update', 'Delete'] as const;
const CLOUDFORMATION = new URL(RESPONSE_URL).origin;
const HOST = new URL(RESPONSE_URL).host;
const [BUCKET_A, BUCKET_B] = RESOURCES;

test('the test covers every function of a custom resource', () => {
  const handlers = readdirSync(join(__dirname, '../../../../src'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.lambda.ts'));
  // The rotation of passwords and the publisher of findings are not custom resources. Their events are in `password-rotation.test.ts` and `messages.test.ts`.
  expect(handlers).toHaveLength(Object.keys(FUNCTIONS).length + 2);
  expect(new Set(RESOURCES.map((resource) => resource.function))).toEqual(new Set(Object.keys(FUNCTIONS)));
});

const OTHER_STACK = STACK_ID.replace('00000000', '11111111');
/** Attacks that need no operation of the stack. */
const ATTACKS: [string, object][] = [
  ['the event of CloudFormation, without an operation', {}],
  ['the id of another stack', { StackId: OTHER_STACK }],
  ['the id of the stack in a list', { StackId: [STACK_ID] }],
  ['no stack', { StackId: undefined }],
  ['a response URL of the attacker', { ResponseURL: 'https://attacker.example/' }],
  ['a response URL in the network of the function', { ResponseURL: 'http://169.254.169.254/latest/meta-data' }],
  ['a response URL with a user name', { ResponseURL: `https://${HOST}@attacker.example/` }],
  ['a response URL with the host of CloudFormation before that of the attacker', { ResponseURL: `https://${HOST}.attacker.example/` }],
  ['a response URL of CloudFormation without encryption', { ResponseURL: RESPONSE_URL.replace('https', 'http') }],
  ['a response URL of CloudFormation with another port', { ResponseURL: RESPONSE_URL.replace('.com', '.com:8443') }],
  ['a response URL in another region', { ResponseURL: RESPONSE_URL.replaceAll('west', 'east') }],
  ['no response URL', { ResponseURL: undefined }],
  ['a resource that does not exist', { LogicalResourceId: 'Unknown' }],
  ['the stack as the resource', { LogicalResourceId: 'baseline', ResourceType: 'AWS::CloudFormation::Stack', PhysicalResourceId: STACK_ID }],
  ['a key of the prototype as the resource', { LogicalResourceId: 'constructor' }],
  ['no resource', { LogicalResourceId: undefined, ResourceType: undefined, PhysicalResourceId: undefined }],
  ['the progress of earlier invocations', { Past: { invocations: -1_000, deleted: 0, since: 0 } }],
  ['an unknown type', { RequestType: 'delete' }],
  ['the type in a list', { RequestType: ['Delete'] }],
];

describe.each(RESOURCES)('events for $LogicalResourceId', (resource) => {
  test.each(ATTACKS)('with %s change nothing', async (_, forged) => {
    for (const type of TYPES) {
      const account = new AccountUnderAttack();
      await account.invoke(resource.function, { ...eventFor(type, resource), ...forged });
      expect(account.changes).toEqual([]);
      expect(account.origins.filter((origin) => origin !== CLOUDFORMATION)).toEqual([]);
    }
  });
});

test.each([null, undefined, {}, [], 'event', { RequestType: 'Delete' }])('the event %p changes nothing in any function', async (event) => {
  const account = new AccountUnderAttack();
  for (const name of Object.keys(FUNCTIONS)) {
    await account.invoke(name, event as object);
  }
  expect([account.changes, account.origins]).toEqual([[], []]);
});

describe('while CloudFormation deletes a bucket', () => {
  const deletion = { type: 'Delete', resource: BUCKET_A } as const;

  test('its own event empties the bucket, which shows that the other tests can fail', async () => {
    const account = new AccountUnderAttack(deletion);
    await account.invoke('emptier', eventFor('Delete', BUCKET_A));
    expect(account.changes).toEqual(expect.arrayContaining(['PutBucketPolicy bucket-a', 'DeleteObjects bucket-a']));
    expect(account.origins).toEqual([CLOUDFORMATION]);
  });

  test.each<[string, object]>([
    ['the id of another stack', { StackId: OTHER_STACK }],
    ['the properties of another bucket', { ResourceProperties: BUCKET_B.ResourceProperties }],
    ['the name of another bucket', { ResourceProperties: { ...BUCKET_A.ResourceProperties, BucketName: 'bucket-b' } }],
    ['the id of another bucket', { ResourceProperties: BUCKET_B.ResourceProperties, PhysicalResourceId: BUCKET_B.PhysicalResourceId }],
    ['another bucket as the resource', eventFor('Delete', BUCKET_B)],
    ['the type of another resource', { ResourceType: 'Custom::ConfigStarter' }],
    ['the progress of an earlier invocation and another bucket', { ResourceProperties: BUCKET_B.ResourceProperties, Past: { invocations: 1, deleted: 0 } }],
  ])('an event with %s changes no bucket', async (_, forged) => {
    const account = new AccountUnderAttack(deletion);
    await account.invoke('emptier', { ...eventFor('Delete', BUCKET_A), ...forged });
    expect(account.changes).toEqual([]);
  });
});

describe.each([
  ['the id that CloudFormation generates for a resource without one', 'stack-EmptyA-1'],
  ['no id', ''],
])('while CloudFormation deletes a resource whose creation failed, and reports %s', (_, reportedId) => {
  const adopted = { ...RESOURCES[3], PhysicalResourceId: 'adopted-while-stopped:baseline' };

  test.each([['the id of another bucket', BUCKET_A, BUCKET_B], ['the id of an adopted recorder that was stopped', RESOURCES[3], adopted]])('an event with %s changes nothing', async (__, resource, { PhysicalResourceId, ResourceProperties }) => {
    const account = new AccountUnderAttack({ type: 'Delete', resource, reportedId }, { OPERATION: 'Adopt' });
    await account.invoke(resource.function, { ...eventFor('Delete', resource), PhysicalResourceId, ResourceProperties });
    expect(account.changes).toEqual([]);
  });
});

/** Resources without a function of this package: one of the user, and the stack itself. */
const OTHERS: Resource[] = [
  { function: '', LogicalResourceId: 'Topic', ResourceType: 'AWS::SNS::Topic', PhysicalResourceId: 'topic', ResourceProperties: {} },
  { function: '', LogicalResourceId: 'baseline', ResourceType: 'AWS::CloudFormation::Stack', PhysicalResourceId: STACK_ID, ResourceProperties: {} },
];
describe.each([...RESOURCES, ...OTHERS])('the event of a running operation of $LogicalResourceId', (running) => {
  test.each(RESOURCES.filter((resource) => resource.function !== running.function))('changes nothing in the function of $LogicalResourceId', async (target) => {
    for (const type of TYPES) {
      const account = new AccountUnderAttack({ type, resource: running });
      await account.invoke(target.function, { ...eventFor(type, running), ResourceProperties: target.ResourceProperties });
      expect(account.changes).toEqual([]);
    }
  });
});

describe('account settings', () => {
  const resource = RESOURCES.find(({ ResourceType }) => ResourceType === 'Custom::AccountGuardrails')!;
  const invoke = async (event: object, operation?: RunningOperation) => {
    const account = new AccountUnderAttack(operation);
    await account.invoke('guardrails', event);
    return account.changes;
  };

  test('are applied by the operation of the stack, which shows that the other tests can fail', async () => {
    expect(await invoke(eventFor('Create', resource), { type: 'Create', resource })).toEqual(expect.arrayContaining(['DisableSerialConsoleAccess', 'PutParameter']));
  });

  test.each([['scheduled', { source: 'aws.events' }], ['of a region', { source: 'aws.account', detail: { regionName: 'eu-west-1', status: 'ENABLED' } }]])('are not changed by an event %s before the stack is deployed', async (_, event) => {
    expect(await invoke(event)).toEqual([]);
  });
});

describe('AWS Config', () => {
  const [, , preCheck, starter] = RESOURCES;

  test.each<[string, RunningOperation, object, string[]]>([
    ['is started with the retention period of the stack', { type: 'Update', resource: starter }, { ResourceProperties: { ...starter.ResourceProperties, RetentionDays: '30' } },
      ['DeliverConfigSnapshot baseline', 'PutRetentionConfiguration 90']],
    ['is not stopped by a forged operation', { type: 'Delete', resource: preCheck }, { ResourceProperties: starter.ResourceProperties }, []],
    ['is not stopped by the type of another resource', { type: 'Delete', resource: preCheck }, { ResourceType: starter.ResourceType, ResourceProperties: starter.ResourceProperties }, []],
    ['is not stopped while it is updated', { type: 'Update', resource: starter }, { RequestType: 'Delete' }, []],
  ])('%s', async (_, operation, forged, changes) => {
    const account = new AccountUnderAttack(operation);
    await account.invoke('starter', { ...eventFor(operation.type, operation.resource), ...forged });
    expect([...new Set(account.changes)].sort()).toEqual(changes);
  });

  test.each(['Start', 'PreCheck'])('that was adopted while it recorded is not stopped by an event with the operation %s', async (Operation) => {
    const adopted = { ...starter, PhysicalResourceId: 'adopted-while-recording:baseline' };
    const account = new AccountUnderAttack({ type: 'Delete', resource: adopted }, { OPERATION: 'Adopt' });
    await account.invoke('starter', eventFor('Delete', adopted, { ResourceProperties: { ...starter.ResourceProperties, Operation } }));
    await account.invoke('starter', eventFor('Delete', adopted, { PhysicalResourceId: 'adopted-while-stopped:baseline' }));
    expect(account.changes).toEqual([]);
  });
});

describe('generated events', () => {
  const oneOf = (...values: unknown[]) => fc.constantFrom(...values);
  const own = (field: keyof Resource) => RESOURCES.map((resource) => resource[field]);
  const properties = fc.record({
    BucketName: oneOf('bucket-a', 'bucket-b', 'bucket-foreign'),
    Guard: oneOf(...own('PhysicalResourceId')),
    Operation: oneOf('Start', 'Adopt', 'PreCheck', 'constructor'),
    RecorderName: oneOf('baseline', 'other'),
    ChannelName: oneOf('baseline'),
    RetentionDays: oneOf('30', '90', '365', '-1'),
    SecurityGroupId: oneOf('sg-own', 'sg-foreign'),
  }, { requiredKeys: [] });
  const forged = fc.record({
    RequestType: oneOf(...TYPES, 'delete', ['Delete']),
    StackId: oneOf(STACK_ID, STACK_ID, STACK_ID, OTHER_STACK),
    ResponseURL: oneOf(RESPONSE_URL, RESPONSE_URL, 'https://attacker.example/', 'http://127.0.0.1/', RESPONSE_URL.replace('https', 'http'), `https://${HOST}.attacker.example/`),
    LogicalResourceId: oneOf(...own('LogicalResourceId'), 'Unknown', '__proto__'),
    ResourceType: oneOf(...own('ResourceType'), 'AWS::CloudFormation::Stack'),
    PhysicalResourceId: oneOf(...own('PhysicalResourceId'), 'adopted-while-stopped:baseline', STACK_ID),
    ResourceProperties: properties,
    OldResourceProperties: properties,
    Past: oneOf({ invocations: 1, deleted: 0 }, { invocations: -9, deleted: 'x' }, 'past'),
  }, { requiredKeys: [] });
  const attack = fc.record({
    resource: fc.constantFrom(...RESOURCES), target: fc.constantFrom(...Object.keys(FUNCTIONS)), type: fc.constantFrom(...TYPES), sameFunction: fc.boolean(), forged,
  });
  const invoke = (account: AccountUnderAttack, { resource, target, type, sameFunction, forged: fields }: typeof attack extends fc.Arbitrary<infer T> ? T : never) =>
    account.invoke(sameFunction ? resource.function : target, { ...eventFor(type, resource), ...present(fields) });
  const present = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

  test('change nothing and reach no other host while no operation is running', async () => {
    await fc.assert(fc.asyncProperty(attack, async (one) => {
      const account = new AccountUnderAttack();
      await invoke(account, one);
      expect(account.changes).toEqual([]);
      expect(account.origins.filter((origin) => origin !== CLOUDFORMATION)).toEqual([]);
    }), { numRuns: Math.max(500, runs(5_000)) });
  });

  /** What the operation itself changes. */
  const allowedChanges = ({ type, resource }: RunningOperation, { OPERATION, RETENTION_DAYS: days }: Record<string, string>): RegExp => {
    switch (resource.ResourceType) {
      case 'Custom::EmptyOnDelete': return type === 'Delete' ? new RegExp(` ${String(resource.ResourceProperties.BucketName)}$|^Invoke `) : NOTHING;
      case 'Custom::ConfigPreCheck': return type === 'Delete' ? NOTHING : /^CreateServiceLinkedRole /;
      case 'Custom::ConfigStarter': return OPERATION === 'Adopt' ? NOTHING : type === 'Delete' ? /^StopConfigurationRecorder|^DeleteRetention/
        : new RegExp(`^StartConfigurationRecorder|^DeliverConfigSnapshot|^PutRetentionConfiguration ${days}$${type === 'Update' && !days ? '|^DeleteRetention' : ''}`);
      case 'Custom::AccountGuardrails': return /^(DisableSerialConsoleAccess|PutParameter|DeleteParameter)\b/;
      case 'Custom::ClosedDefaultSecurityGroup': return type === 'Delete' ? NOTHING : /^Revoke\w+ sg-own$/;
      default: return NOTHING;
    }
  };
  const environment = fc.constantFrom<Record<string, string>>({ OPERATION: 'Start', RETENTION_DAYS: '90' }, { OPERATION: 'Start' }, { OPERATION: 'Adopt' });
  const NOTHING = /^$/;
  const operation = fc.record(
    { type: fc.constantFrom(...TYPES), resource: fc.constantFrom(...RESOURCES), reportedId: fc.constantFrom(undefined, undefined, undefined, '', 'generated-1') },
  );

  test('change only what a running operation changes, and reach no other host', async () => {
    let changed = 0;
    await fc.assert(fc.asyncProperty(operation, attack, fc.constantFrom('nothing', 'the resource', 'its type and id', 'its type and id'), environment, async (running, one, genuine, variables) => {
      const account = new AccountUnderAttack(running, variables);
      const { ResourceProperties, OldResourceProperties, Past, ResourceType, PhysicalResourceId } = one.forged;
      const fields = { ResourceProperties, OldResourceProperties, Past, ...(genuine === 'the resource' && { ResourceType, PhysicalResourceId }) };
      await invoke(account, genuine === 'nothing' ? one : { ...one, ...running, sameFunction: true, forged: fields });
      changed += account.changes.length > 0 ? 1 : 0;
      expect(account.changes.filter((change) => !allowedChanges(running, variables).test(change))).toEqual([]);
      expect(account.origins.filter((origin) => origin !== CLOUDFORMATION)).toEqual([]);
    }), { numRuns: Math.max(500, runs(5_000)) });
    // About one run in 13.
    expect(changed).toBeGreaterThan(10);
  });
});
