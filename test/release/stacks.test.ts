import {
  CancelUpdateStackCommand, DeleteStackCommand, DescribeStacksCommand, ListStackResourcesCommand, UpdateTerminationProtectionCommand, type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { localAccess } from '../../integ/demo/accounts';
import { clientsOf } from '../../integ/demo/aws';
import { deleteStack } from '../../integ/release/stacks';

const aws = clientsOf(localAccess('http://127.0.0.1:1', '111111111111'));
const PATIENT = { milliseconds: 10_000, pauseMilliseconds: 1 };
const NOT_THERE = 'not there';
/** What changes a stack, by the name that its command has. */
const CHANGES = [CancelUpdateStackCommand, UpdateTerminationProtectionCommand, DeleteStackCommand];

type State = StackStatus | typeof NOT_THERE;

interface Faked {
  /** The states one after the other, as often as they are asked for; the last one stays. */
  readonly states: State[];
  /** The calls that are refused, and why. */
  readonly refused?: Record<string, string>;
}

/** A stack with a database, in these states. Gives what is called, the state that is asked for included. */
function stackIn({ states, refused = {} }: Faked): string[] {
  const calls: string[] = [];
  const left = [...states];
  const cloudFormation = mockClient(aws.cloudFormation);
  cloudFormation.on(DescribeStacksCommand).callsFake(async () => {
    const state = left.length > 1 ? left.shift()! : left[0];
    calls.push(state);
    if (state === NOT_THERE) {
      throw new Error('Stack with id stack does not exist');
    }
    return { Stacks: [{ StackName: 'stack', StackId: 'id', StackStatus: state, StackStatusReason: 'because', CreationTime: new Date() }] };
  });
  cloudFormation.on(ListStackResourcesCommand, { StackName: 'id' }).resolves({
    StackResourceSummaries: [
      { LogicalResourceId: 'Database', ResourceType: 'AWS::RDS::DBInstance', PhysicalResourceId: 'database', ResourceStatus: 'CREATE_COMPLETE', LastUpdatedTimestamp: new Date() },
    ],
  });
  const record = (name: string) => async () => {
    calls.push(name);
    if (refused[name]) {
      throw new Error(refused[name]);
    }
    return {};
  };
  CHANGES.forEach((Command) => cloudFormation.on(Command as typeof DeleteStackCommand).callsFake(record(Command.name.replace('Command', ''))));
  mockClient(aws.rds).on(ModifyDBInstanceCommand, { DBInstanceIdentifier: 'database', DeletionProtection: false }).callsFake(record('ModifyDBInstance'));
  return calls;
}

const DELETION = ['UpdateTerminationProtection', 'ModifyDBInstance', 'DeleteStack'];

describe('the deletion of a stack', () => {
  test('is not tried on one that was never made', async () => {
    const calls = stackIn({ states: [NOT_THERE] });
    expect(await deleteStack(aws, 'stack', PATIENT)).toBe(false);
    expect(calls).toEqual([NOT_THERE]);
  });

  test('lifts every protection first, and waits until it is gone', async () => {
    const calls = stackIn({ states: ['CREATE_COMPLETE', 'CREATE_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE'] });
    expect(await deleteStack(aws, 'stack', PATIENT)).toBe(true);
    expect(calls).toEqual(['CREATE_COMPLETE', 'CREATE_COMPLETE', ...DELETION, 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
  });

  test.each<StackStatus>(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'])(
    'waits for the end of %s', async (state) => {
      const calls = stackIn({ states: [state, state, state, 'ROLLBACK_COMPLETE', NOT_THERE] });
      await deleteStack(aws, 'stack', PATIENT);
      expect(calls).toEqual([state, state, state, 'ROLLBACK_COMPLETE', ...DELETION, NOT_THERE]);
    });

  test('breaks an update off, and waits for its way back', async () => {
    const calls = stackIn({ states: ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', NOT_THERE] });
    await deleteStack(aws, 'stack', PATIENT);
    expect(calls).toEqual(['UPDATE_IN_PROGRESS', 'CancelUpdateStack', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', ...DELETION, NOT_THERE]);
  });

  test('goes on when the update ends before it is broken off', async () => {
    stackIn({ states: ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', NOT_THERE], refused: { CancelUpdateStack: 'CancelUpdateStack cannot be called from current stack status' } });
    expect(await deleteStack(aws, 'stack', PATIENT)).toBe(true);
  });

  test('leaves one alone that is being deleted already', async () => {
    const calls = stackIn({ states: ['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS', NOT_THERE] });
    expect(await deleteStack(aws, 'stack', PATIENT)).toBe(true);
    expect(calls).toEqual(['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS', NOT_THERE]);
  });

  test('puts up with refusals when somebody else deletes it at the same time', async () => {
    const refused = Object.fromEntries(DELETION.map((call) => [call, 'is in DELETE_IN_PROGRESS state']));
    stackIn({ states: ['CREATE_COMPLETE', 'CREATE_COMPLETE', 'DELETE_IN_PROGRESS', NOT_THERE], refused });
    expect(await deleteStack(aws, 'stack', PATIENT)).toBe(true);
  });

  test('is tried once more when it failed', async () => {
    const calls = stackIn({ states: ['CREATE_COMPLETE', 'CREATE_COMPLETE', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', NOT_THERE] });
    expect(await deleteStack(aws, 'stack', PATIENT)).toBe(true);
    expect(calls.filter((call) => call === 'DeleteStack')).toHaveLength(2);
  });

  test('fails with all that is known when it failed twice', async () => {
    const calls = stackIn({ states: ['CREATE_COMPLETE', 'DELETE_FAILED'], refused: { ModifyDBInstance: 'not authorized' } });
    await expect(deleteStack(aws, 'stack', PATIENT)).rejects.toThrow('stack is DELETE_FAILED: because\nnot authorized');
    expect(calls.filter((call) => call === 'DeleteStack')).toHaveLength(2);
  });

  test('fails when it is busy for too long', async () => {
    const calls = stackIn({ states: ['CREATE_IN_PROGRESS'] });
    await expect(deleteStack(aws, 'stack', { milliseconds: 20, pauseMilliseconds: 1 })).rejects.toThrow('stack is still CREATE_IN_PROGRESS');
    expect(calls).not.toContain('DeleteStack');
  });

  test('does not wait for a change set that nobody executes', async () => {
    const calls = stackIn({ states: ['REVIEW_IN_PROGRESS', 'REVIEW_IN_PROGRESS', NOT_THERE] });
    await deleteStack(aws, 'stack', PATIENT);
    expect(calls).toContain('DeleteStack');
  });
});
