import {
  CancelUpdateStackCommand, DeleteStackCommand, DescribeStacksCommand, ListStackResourcesCommand, UpdateTerminationProtectionCommand, type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { localAccess } from '../../integ/demo/accounts';
import { clientsOf } from '../../integ/demo/aws';
import { deleteStack } from '../../integ/release/stacks';

const aws = clientsOf(localAccess('http://127.0.0.1:1', '111111111111'));
const WAIT = { milliseconds: 10_000, pauseMilliseconds: 1 };
const NOT_FOUND = 'not found';
/** The commands that change a stack. */
const CHANGES = [CancelUpdateStackCommand, UpdateTerminationProtectionCommand, DeleteStackCommand];

type State = StackStatus | typeof NOT_FOUND;

interface Faked {
  /** The states that consecutive calls return. The last state repeats. */
  readonly states: State[];
  /** The error messages of failing calls by command. */
  readonly errors?: Record<string, string>;
}

/** Mocks a stack with a database in these states. Returns the calls and the returned states in order. */
function mockStack({ states, errors = {} }: Faked): string[] {
  const calls: string[] = [];
  const remaining = [...states];
  const cloudFormation = mockClient(aws.cloudFormation);
  cloudFormation.on(DescribeStacksCommand).callsFake(async () => {
    const state = remaining.length > 1 ? remaining.shift()! : remaining[0];
    calls.push(state);
    if (state === NOT_FOUND) {
      throw new Error('Stack with id stack does not exist');
    }
    return { Stacks: [{ StackName: 'stack', StackId: 'id', StackStatus: state, StackStatusReason: 'the reason', CreationTime: new Date() }] };
  });
  cloudFormation.on(ListStackResourcesCommand, { StackName: 'id' }).resolves({
    StackResourceSummaries: [
      { LogicalResourceId: 'Database', ResourceType: 'AWS::RDS::DBInstance', PhysicalResourceId: 'database', ResourceStatus: 'CREATE_COMPLETE', LastUpdatedTimestamp: new Date() },
    ],
  });
  const record = (name: string) => async () => {
    calls.push(name);
    if (errors[name]) {
      throw new Error(errors[name]);
    }
    return {};
  };
  CHANGES.forEach((Command) => cloudFormation.on(Command as typeof DeleteStackCommand).callsFake(record(Command.name.replace('Command', ''))));
  mockClient(aws.rds).on(ModifyDBInstanceCommand, { DBInstanceIdentifier: 'database', DeletionProtection: false }).callsFake(record('ModifyDBInstance'));
  return calls;
}

const DELETION = ['UpdateTerminationProtection', 'ModifyDBInstance', 'DeleteStack'];

describe('deletion of a stack', () => {
  test('does nothing if the stack does not exist', async () => {
    const calls = mockStack({ states: [NOT_FOUND] });
    expect(await deleteStack(aws, 'stack', WAIT)).toBe(false);
    expect(calls).toEqual([NOT_FOUND]);
  });

  test('removes every protection first, and waits until the stack is deleted', async () => {
    const calls = mockStack({ states: ['CREATE_COMPLETE', 'CREATE_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE'] });
    expect(await deleteStack(aws, 'stack', WAIT)).toBe(true);
    expect(calls).toEqual(['CREATE_COMPLETE', 'CREATE_COMPLETE', ...DELETION, 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
  });

  test.each<StackStatus>(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'])(
    'waits for the end of %s', async (state) => {
      const calls = mockStack({ states: [state, state, state, 'ROLLBACK_COMPLETE', NOT_FOUND] });
      await deleteStack(aws, 'stack', WAIT);
      expect(calls).toEqual([state, state, state, 'ROLLBACK_COMPLETE', ...DELETION, NOT_FOUND]);
    });

  test('cancels an update, and waits for the rollback', async () => {
    const calls = mockStack({ states: ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', NOT_FOUND] });
    await deleteStack(aws, 'stack', WAIT);
    expect(calls).toEqual(['UPDATE_IN_PROGRESS', 'CancelUpdateStack', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', ...DELETION, NOT_FOUND]);
  });

  test('continues if the update ends before it is canceled', async () => {
    mockStack({ states: ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', NOT_FOUND], errors: { CancelUpdateStack: 'CancelUpdateStack cannot be called from current stack status' } });
    expect(await deleteStack(aws, 'stack', WAIT)).toBe(true);
  });

  test('waits for a deletion that is already in progress', async () => {
    const calls = mockStack({ states: ['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS', NOT_FOUND] });
    expect(await deleteStack(aws, 'stack', WAIT)).toBe(true);
    expect(calls).toEqual(['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS', NOT_FOUND]);
  });

  test('ignores errors if the stack is deleted concurrently', async () => {
    const errors = Object.fromEntries(DELETION.map((call) => [call, 'is in DELETE_IN_PROGRESS state']));
    mockStack({ states: ['CREATE_COMPLETE', 'CREATE_COMPLETE', 'DELETE_IN_PROGRESS', NOT_FOUND], errors });
    expect(await deleteStack(aws, 'stack', WAIT)).toBe(true);
  });

  test('is repeated once after a failure', async () => {
    const calls = mockStack({ states: ['CREATE_COMPLETE', 'CREATE_COMPLETE', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', NOT_FOUND] });
    expect(await deleteStack(aws, 'stack', WAIT)).toBe(true);
    expect(calls.filter((call) => call === 'DeleteStack')).toHaveLength(2);
  });

  test('fails after two attempts with the reason and all errors', async () => {
    const calls = mockStack({ states: ['CREATE_COMPLETE', 'DELETE_FAILED'], errors: { ModifyDBInstance: 'not authorized' } });
    await expect(deleteStack(aws, 'stack', WAIT)).rejects.toThrow('The stack stack could not be deleted. It is in the state DELETE_FAILED: the reason\nnot authorized');
    expect(calls.filter((call) => call === 'DeleteStack')).toHaveLength(2);
  });

  test('fails if an operation exceeds the time limit', async () => {
    const calls = mockStack({ states: ['CREATE_IN_PROGRESS'] });
    await expect(deleteStack(aws, 'stack', { milliseconds: 20, pauseMilliseconds: 1 })).rejects.toThrow('stack is still in the state CREATE_IN_PROGRESS');
    expect(calls).not.toContain('DeleteStack');
  });

  test('does not wait for a change set that was not executed', async () => {
    const calls = mockStack({ states: ['REVIEW_IN_PROGRESS', 'REVIEW_IN_PROGRESS', NOT_FOUND] });
    await deleteStack(aws, 'stack', WAIT);
    expect(calls).toContain('DeleteStack');
  });
});
