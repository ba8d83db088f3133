import { DescribeDBInstancesCommand, ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import {
  DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Context, SecretsManagerRotationEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import * as fc from 'fast-check';
import { SYSTEM_CLOCK } from '../../src/common/functions/runtime/timing';
import { handler } from '../../src/database/master-secret/password-rotation.lambda';

const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:MasterSecret-abc';
const rds = mockClient(RDSClient);
const secrets = mockClient(SecretsManagerClient);
const sleep = jest.spyOn(SYSTEM_CLOCK, 'sleep').mockResolvedValue();
const AVAILABLE = { DBInstanceStatus: 'available', PendingModifiedValues: {} };
const missing = Object.assign(new Error('no value'), { name: 'ResourceNotFoundException' });

const rotate = (Step: string, event: Partial<SecretsManagerRotationEvent> = {}, remaining = 60_000) => handler(
  { Step, SecretId: SECRET_ARN, ClientRequestToken: 'new', ...event } as SecretsManagerRotationEvent,
  { getRemainingTimeInMillis: () => remaining } as Context,
);

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  Object.assign(process.env, { SECRET_ARN, INSTANCE_IDENTIFIER: 'orders' });
  sleep.mockClear();
  [rds, secrets].forEach((client) => client.reset());
  rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [AVAILABLE] });
  secrets.on(DescribeSecretCommand, { SecretId: SECRET_ARN }).resolves({ VersionIdsToStages: { old: ['AWSCURRENT'], new: ['AWSPENDING'] } });
  secrets.on(GetSecretValueCommand, { VersionStage: 'AWSCURRENT' }).resolves({ SecretString: '{"username":"dbadmin","password":"old","host":"orders.rds"}' });
  secrets.on(GetSecretValueCommand, { VersionStage: 'AWSPENDING', VersionId: 'new' }).resolves({ SecretString: '{"username":"dbadmin","password":"n3w"}' });
});

describe('createSecret', () => {
  const stored = async () => {
    await rotate('createSecret');
    const { SecretString, ...input } = secrets.commandCalls(PutSecretValueCommand).at(-1)!.args[0].input;
    return { ...input, value: JSON.parse(SecretString!) };
  };

  beforeEach(() => secrets.on(GetSecretValueCommand, { VersionStage: 'AWSPENDING' }).rejects(missing));

  test('stores a generated password with the other values of the current version as the pending version', async () => {
    expect(await stored()).toEqual({
      SecretId: SECRET_ARN, ClientRequestToken: 'new', VersionStages: ['AWSPENDING'], value: { username: 'dbadmin', password: expect.any(String), host: 'orders.rds' },
    });
  });

  test('generates different passwords of 32 characters, with at least one of each kind', async () => {
    const passwords: string[] = [];
    for (let count = 0; count < 50; count++) {
      passwords.push((await stored()).value.password);
    }
    expect(new Set(passwords).size).toBe(50);
    expect(passwords.filter((password) => !/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[-_])[\w-]{32}$/.test(password))).toEqual([]);
  });
});

test('createSecret keeps the pending password of a rotation that is repeated', async () => {
  await rotate('createSecret');
  expect(secrets.commandCalls(PutSecretValueCommand)).toEqual([]);
});

describe('finishSecret', () => {
  const pending = { DBInstanceStatus: 'available', PendingModifiedValues: { MasterUserPassword: '****' } };

  test('sets the pending password, waits until RDS has set it, and only then makes the pending version the current one', async () => {
    rds.on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'orders' })
      .resolvesOnce({ DBInstances: [pending] })
      .callsFakeOnce(() => {
        expect(secrets.commandCalls(UpdateSecretVersionStageCommand)).toEqual([]);
        return { DBInstances: [{ DBInstanceStatus: 'resetting-master-credentials' }] };
      })
      .resolves({ DBInstances: [AVAILABLE] });
    await rotate('finishSecret');
    expect(rds.commandCalls(ModifyDBInstanceCommand).map(({ args }) => args[0].input)).toEqual([{ DBInstanceIdentifier: 'orders', MasterUserPassword: 'n3w' }]);
    expect(sleep).toHaveBeenCalledTimes(3);
    expect(secrets.commandCalls(UpdateSecretVersionStageCommand)[0].args[0].input).toEqual({
      SecretId: SECRET_ARN, VersionStage: 'AWSCURRENT', MoveToVersionId: 'new', RemoveFromVersionId: 'old',
    });
  });

  test('fails before the function times out, so that Secrets Manager repeats the rotation', async () => {
    rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ ...pending, DBInstanceStatus: 'modifying' }] });
    await expect(rotate('finishSecret', {}, 14_000)).rejects.toThrow(/not set the password yet.*modifying/);
    expect(secrets.commandCalls(UpdateSecretVersionStageCommand)).toEqual([]);
  });

  test('changes nothing before the pending version has a password', async () => {
    secrets.on(GetSecretValueCommand, { VersionStage: 'AWSPENDING', VersionId: 'new' }).rejects(missing);
    await expect(rotate('finishSecret')).rejects.toThrow('has no password yet');
    expect([...rds.calls(), ...secrets.commandCalls(UpdateSecretVersionStageCommand)]).toEqual([]);
  });
});

test.each(['constructor', 'toString', '__proto__', 'finishsecret', ['finishSecret']])('refuses the step %p, which is not a step of a rotation', async (step) => {
  await expect(rotate(step as string)).rejects.toThrow('is not a step of a rotation');
  await expect(rotate('finishSecret', { ClientRequestToken: step as string })).rejects.toThrow('is not being rotated');
  expect(rds.calls()).toEqual([]);
});

test('in any order, the steps make no password the current one that the database does not have', async () => {
  const steps = fc.array(fc.constantFrom('createSecret', 'setSecret', 'testSecret', 'finishSecret'), { maxLength: 8 });
  await fc.assert(fc.asyncProperty(steps, fc.boolean(), async (order, hasPending) => {
    const state = { database: 'old', pending: hasPending ? 'n3w' : undefined as string | undefined, current: 'old' };
    [rds, secrets].forEach((client) => client.reset());
    const stages = () => (state.current === 'old' ? { old: ['AWSCURRENT'], new: ['AWSPENDING'] } : { old: ['AWSPREVIOUS'], new: ['AWSCURRENT', 'AWSPENDING'] });
    secrets.on(DescribeSecretCommand).callsFake(() => ({ VersionIdsToStages: stages() }));
    secrets.on(GetSecretValueCommand).callsFake(({ VersionStage }) => {
      if (VersionStage === 'AWSPENDING' && state.pending === undefined) {
        throw missing;
      }
      return { SecretString: JSON.stringify({ password: VersionStage === 'AWSPENDING' ? state.pending : state.current }) };
    });
    secrets.on(PutSecretValueCommand).callsFake(({ SecretString }) => { state.pending = JSON.parse(SecretString).password; return {}; });
    secrets.on(UpdateSecretVersionStageCommand).callsFake(() => { state.current = state.pending!; return {}; });
    rds.on(ModifyDBInstanceCommand).callsFake(({ MasterUserPassword }) => { state.database = MasterUserPassword; return {}; });
    rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [AVAILABLE] });
    for (const step of order) {
      await rotate(step).catch(() => undefined);
      expect(state.current).toBe(state.database);
    }
  }), { numRuns: 200 });
});

test.each(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])('%s changes nothing if the version is already the current one', async (step) => {
  secrets.on(DescribeSecretCommand).resolves({ VersionIdsToStages: { new: ['AWSCURRENT', 'AWSPENDING'] } });
  await rotate(step);
  expect([...rds.calls(), ...secrets.calls()]).toHaveLength(1);
});

test.each<[string, Partial<SecretsManagerRotationEvent>]>([
  ['another secret', { SecretId: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Other-abc' }],
  ['a version that is not being rotated', { ClientRequestToken: 'forged' }],
])('refuses events of %s', async (_title, event) => {
  await expect(rotate('finishSecret', event)).rejects.toThrow('is not being rotated');
  expect(rds.calls()).toEqual([]);
});

test('fails with the error of a service, such as RDS while it modifies the database', async () => {
  rds.on(ModifyDBInstanceCommand).rejects(Object.assign(new Error('Database instance is not in available state.'), { name: 'InvalidDBInstanceState' }));
  secrets.on(GetSecretValueCommand, { VersionStage: 'AWSPENDING' }).resolvesOnce({ SecretString: '{"password":"n3w"}' }).rejects(new Error('throttled'));
  await expect(rotate('finishSecret')).rejects.toThrow('not in available state');
  await expect(rotate('createSecret')).rejects.toThrow('throttled');
});

test('retries the first request while the policy of the function has not propagated', async () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
  secrets.on(DescribeSecretCommand).rejectsOnce(denied).resolves({ VersionIdsToStages: { old: ['AWSCURRENT'], new: ['AWSPENDING'] } });
  await rotate('finishSecret');
  expect(rds.commandCalls(ModifyDBInstanceCommand)).toHaveLength(1);
});

test('no log entry contains a password', async () => {
  await rotate('createSecret');
  await rotate('finishSecret');
  expect(jest.mocked(console.log).mock.calls.length).toBeGreaterThan(0);
  expect(JSON.stringify(jest.mocked(console.log).mock.calls)).not.toMatch(/n3w|"old"/);
});
