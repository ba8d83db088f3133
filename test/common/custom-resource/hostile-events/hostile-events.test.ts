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
const CLOUDFORMATION = new URL(RESPONSE_URL).host;
const [BUCKET_A, BUCKET_B] = RESOURCES;

test('the test covers every function of a custom resource', () => {
  const handlers = readdirSync(join(__dirname, '../../../../src'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.lambda.ts'));
  // The rotation of passwords is not a custom resource. Its events are in `password-rotation.test.ts`.
  expect(handlers).toHaveLength(Object.keys(FUNCTIONS).length + 1);
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
  ['a response URL with a user name', { ResponseURL: `https://${CLOUDFORMATION}@attacker.example/` }],
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
      expect(account.hosts.filter((host) => host !== CLOUDFORMATION)).toEqual([]);
    }
  });
});

test.each([null, undefined, {}, [], 'event', { RequestType: 'Delete' }])('the event %p changes nothing in any function', async (event) => {
  const account = new AccountUnderAttack();
  for (const name of Object.keys(FUNCTIONS)) {
    await account.invoke(name, event as object);
  }
  expect([account.changes, account.hosts]).toEqual([[], []]);
});

describe('while CloudFormation deletes a bucket', () => {
  const deletion = { type: 'Delete', resource: BUCKET_A } as const;

  test('its own event empties the bucket, which shows that the other tests can fail', async () => {
    const account = new AccountUnderAttack(deletion);
    await account.invoke('emptier', eventFor('Delete', BUCKET_A));
    expect(account.changes).toEqual(expect.arrayContaining(['PutBucketPolicy bucket-a', 'DeleteObjects bucket-a']));
    expect(account.hosts).toEqual([CLOUDFORMATION]);
  });

  test.each<[string, object]>([
    ['the id of another stack', { StackId: OTHER_STACK }],
    ['the properties of another bucket', { ResourceProperties: BUCKET_B.ResourceProperties }],
    ['the name of another bucket', { ResourceProperties: { ...BUCKET_A.ResourceProperties, BucketName: 'bucket-b' } }],
    ['the id of another bucket', { ResourceProperties: BUCKET_B.ResourceProperties, PhysicalResourceId: BUCKET_B.PhysicalResourceId }],
    ['another bucket as the resource', eventFor('Delete', BUCKET_B)],
    ['the progress of an earlier invocation and another bucket', { ResourceProperties: BUCKET_B.ResourceProperties, Past: { invocations: 1, deleted: 0 } }],
  ])('an event with %s changes no bucket', async (_, forged) => {
    const account = new AccountUnderAttack(deletion);
    await account.invoke('emptier', { ...eventFor('Delete', BUCKET_A), ...forged });
    expect(account.changes).toEqual([]);
  });
});

describe('AWS Config', () => {
  const [, , preCheck, starter] = RESOURCES;

  test.each<[string, RunningOperation, object, string[]]>([
    ['is started with the retention period of the stack', { type: 'Update', resource: starter }, { ResourceProperties: { ...starter.ResourceProperties, RetentionDays: '30' } },
      ['DeliverConfigSnapshot baseline', 'PutRetentionConfiguration 90']],
    ['is not stopped by a forged operation', { type: 'Delete', resource: preCheck }, { ResourceProperties: starter.ResourceProperties }, []],
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
    RetentionDays: oneOf('30', '90', '-1'),
    SecurityGroupId: oneOf('sg-own', 'sg-foreign'),
  }, { requiredKeys: [] });
  const forged = fc.record({
    RequestType: oneOf(...TYPES, 'delete', ['Delete']),
    StackId: oneOf(STACK_ID, STACK_ID, STACK_ID, OTHER_STACK),
    ResponseURL: oneOf(RESPONSE_URL, RESPONSE_URL, 'https://attacker.example/', 'http://127.0.0.1/'),
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
      expect(account.hosts.filter((host) => host !== CLOUDFORMATION)).toEqual([]);
    }), { numRuns: Math.max(500, runs(5_000)) });
  });

  /** What the operation itself changes. */
  const allowedChanges = ({ type, resource }: RunningOperation): RegExp => {
    switch (resource.ResourceType) {
      case 'Custom::EmptyOnDelete': return type === 'Delete' ? new RegExp(` ${String(resource.ResourceProperties.BucketName)}$|^Invoke `) : NOTHING;
      case 'Custom::ConfigPreCheck': return type === 'Delete' ? NOTHING : /^CreateServiceLinkedRole /;
      case 'Custom::ConfigStarter': return type === 'Delete' ? /^StopConfigurationRecorder|^DeleteRetention/ : /^StartConfigurationRecorder|^DeliverConfigSnapshot|^PutRetentionConfiguration 90$/;
      case 'Custom::ClosedDefaultSecurityGroup': return type === 'Delete' ? NOTHING : /^Revoke\w+ sg-own$/;
      default: return NOTHING;
    }
  };
  const NOTHING = /^$/;
  const operation = fc.record({ type: fc.constantFrom(...TYPES), resource: fc.constantFrom(...RESOURCES) });

  test('change only what a running operation changes, and reach no other host', async () => {
    let changed = 0;
    await fc.assert(fc.asyncProperty(operation, attack, fc.boolean(), async (running, one, isAimed) => {
      const account = new AccountUnderAttack(running);
      const { ResourceProperties, OldResourceProperties, Past } = one.forged;
      await invoke(account, isAimed ? { ...one, ...running, sameFunction: true, forged: { ResourceProperties, OldResourceProperties, Past } } : one);
      changed += account.changes.length > 0 ? 1 : 0;
      expect(account.changes.filter((change) => !allowedChanges(running).test(change))).toEqual([]);
      expect(account.hosts.filter((host) => host !== CLOUDFORMATION)).toEqual([]);
    }), { numRuns: Math.max(500, runs(5_000)) });
    // The events of a running operation with forged properties.
    expect(changed).toBeGreaterThan(50);
  });
});
