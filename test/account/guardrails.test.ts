import { configurationOf, PASSWORD_POLICY } from './configurations';
import { GuardrailsStack, type Answer } from './histories/stack';
import { AccountModel } from './model/account-model';
import { FULL_BLOCK } from './model/state';
import { AccountSetting } from '../../src';
import { RECORDS_PATH } from '../../src/account/account-guardrails/resource-properties';
import type { Status } from '../../src/account/account-guardrails/runtime/results';
import { VirtualTime } from '../common/functions/virtual-time';

const HOME = 'eu-central-1';
const { S3_PUBLIC_ACCESS_BLOCK, PASSWORD_POLICY: PASSWORDS, EBS_ENCRYPTION, SNAPSHOT_PUBLIC_ACCESS_BLOCK, SERIAL_CONSOLE, SECURITY_CONTACT, IMAGE_PUBLIC_ACCESS_BLOCK } = AccountSetting;

function newAccount(...furtherRegions: string[]): { model: AccountModel; stack: GuardrailsStack } {
  const model = new AccountModel(new VirtualTime(), ['us-east-1', HOME, ...furtherRegions]);
  return { model, stack: new GuardrailsStack(model, '11111111', HOME) };
}

const otherStack = (model: AccountModel) => new GuardrailsStack(model, '22222222', 'us-east-1');
const deploy = (stack: GuardrailsStack, configuration = configurationOf()) => stack.request('Create', 'CREATE_IN_PROGRESS', configuration);
const update = (stack: GuardrailsStack, configuration = configurationOf()) => stack.request('Update', 'UPDATE_IN_PROGRESS', configuration);
const remove = (stack: GuardrailsStack, configuration = configurationOf()) => stack.request('Delete', 'DELETE_IN_PROGRESS', configuration);
const statuses = ({ results }: Answer, setting: AccountSetting) => results.filter((result) => result.setting === setting).map(({ status }) => status);
const parameters = (model: AccountModel) => Object.values(model.state.regions).flatMap((region) => Object.keys(region.parameters));
const publicBucket = { name: 'website', policy: 'public' as const, ownership: 'BucketOwnerEnforced' as const };
const contact = { Name: 'Team', Title: 'Security', EmailAddress: 'security@example.com', PhoneNumber: '+1 555 0100' };

/** The settings of the account, without the records. */
function settingsOf({ state }: AccountModel): string {
  const regions = Object.entries(state.regions).map(([name, { parameters: _, imageBlockVisibleAt: __, ...rest }]) => [name, rest]);
  return JSON.stringify({ ...state, reportRequests: 0, regions });
}

describe('a deployment', () => {
  test('applies all settings in all enabled regions, and describes them in the attribute', async () => {
    const { model, stack } = newAccount();
    const answer = await deploy(stack);
    expect(answer).toMatchObject({ status: 'SUCCESS', summary: expect.stringMatching(/^Account settings: .*\d+ applied/) });
    expect(model.state.s3Block).toEqual(FULL_BLOCK);
    expect(model.state.passwordPolicy).toMatchObject(PASSWORD_POLICY);
    expect(Object.values(model.state.regions).map(({ ebsEncryption, snapshotBlock, metadata }) => [ebsEncryption, snapshotBlock, metadata.HttpTokens]))
      .toEqual([[true, 'block-all-sharing', 'required'], [true, 'block-all-sharing', 'required']]);
  });

  test('applies no setting whose change breaks something, and reports it with names and the remedy', async () => {
    const { model, stack } = newAccount();
    model.state.buckets.push(publicBucket);
    model.state.regions['us-east-1'].snapshots.push({ id: 'snap-1', sharedWith: ['all'] });
    const answer = await deploy(stack);
    expect(answer.status === 'SUCCESS' && answer.summary).toMatch(/S3 Block Public Access of the account \(account\): not applied because of conflicts\. website \(public by its bucket policy\)\. Serve/);
    expect(answer.status === 'SUCCESS' && answer.summary).toMatch(/snap-1/);
    expect(model.publicBuckets).toEqual(['website']);
    expect(model.publicSnapshots).toEqual(['us-east-1/snap-1']);
    expect(model.state.regions[HOME].snapshotBlock).toBe('block-all-sharing');
  });

  test('applies a confirmed setting in spite of a conflict', async () => {
    const { model, stack } = newAccount();
    model.state.buckets.push(publicBucket);
    expect(statuses(await deploy(stack, configurationOf({ confirmed: [S3_PUBLIC_ACCESS_BLOCK] })), S3_PUBLIC_ACCESS_BLOCK)).toEqual(['applied']);
    expect(model.publicBuckets).toEqual([]);
  });

  test('fails before the first change if conflicts are rejected', async () => {
    const { model, stack } = newAccount();
    model.state.buckets.push(publicBucket);
    const before = settingsOf(model);
    const answer = await deploy(stack, configurationOf({ rejectConflicts: true }));
    expect(answer).toMatchObject({ status: 'FAILED', reason: expect.stringMatching(/^No account setting was changed.*website/) });
    expect(settingsOf(model)).toBe(before);
  });

  test('changes nothing in the account if settings are only reported, except its report', async () => {
    const { model, stack } = newAccount();
    const before = settingsOf(model);
    const answer = await deploy(stack, configurationOf({ modes: { [EBS_ENCRYPTION]: 'report', [SERIAL_CONSOLE]: 'report' } }));
    expect(statuses(answer, EBS_ENCRYPTION)).toEqual(['reported', 'reported']);
    expect(statuses(answer, SERIAL_CONSOLE)).toEqual(['unchanged', 'unchanged']);
    expect(settingsOf(model)).toBe(before);
    expect(parameters(model)).toEqual([`${RECORDS_PATH}/reports/11111111`]);
  });

  test('leaves a more secure value as it is', async () => {
    const { model, stack } = newAccount();
    model.state.passwordPolicy = { ...PASSWORD_POLICY, MinimumPasswordLength: 20, MaxPasswordAge: 30 };
    await deploy(stack);
    expect(model.state.passwordPolicy).toMatchObject({ MinimumPasswordLength: 20, MaxPasswordAge: 30 });
  });

  test('fails before the first change if a region is not enabled', async () => {
    const { model, stack } = newAccount();
    expect(await deploy(stack, configurationOf({ regions: [HOME, 'af-south-1'] }))).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('got af-south-1') });
    expect(parameters(model)).toEqual([]);
  });

  test('continues in further invocations if the time is not sufficient', async () => {
    const { model, stack } = newAccount();
    const answer = await stack.request('Create', 'CREATE_IN_PROGRESS', configurationOf(), { milliseconds: 162_000 });
    expect(answer.status).toBe('SUCCESS');
    expect(model.state.regions[HOME].ebsEncryption).toBe(true);
  });

  test('reports a change that AWS completes later as such', async () => {
    const { stack } = newAccount();
    expect(statuses(await deploy(stack), IMAGE_PUBLIC_ACCESS_BLOCK)).toEqual(['pending', 'pending']);
  });

  test('reports what an organization manages, with the policy, and applies everything else', async () => {
    const { model, stack } = newAccount();
    model.state.regions[HOME].managed.snapshotBlock = 'declarative-policy';
    const answer = await deploy(stack);
    expect(statuses(answer, SNAPSHOT_PUBLIC_ACCESS_BLOCK).sort()).toEqual(['applied', 'managed']);
    expect(answer.status === 'SUCCESS' && answer.summary).toContain('declarative-policy');
  });

  test.each<[string, readonly string[] | undefined, RegExp | undefined]>([
    ['a region', ['us-east-1'], undefined], ['an action', undefined, /^ec2:EnableEbsEncryptionByDefault$/],
  ])('succeeds if an organization denies %s, and scheduled looks do not try again', async (_name, regions, actions) => {
    const { model, stack } = newAccount();
    model.denials = [{ policy: 'service control policy', isExplicit: true, regions, actions }];
    const answer = await deploy(stack);
    expect(statuses(answer, EBS_ENCRYPTION)).toContain('denied');
    expect(model.deniedCalls.length).toBeGreaterThan(0);
    model.calls.length = 0;
    await stack.look(configurationOf());
    expect(model.deniedCalls).toEqual([]);
    expect(model.calls.length).toBeGreaterThan(0);
  });

  test('fails with the action if the function has no permission, and applies everything else', async () => {
    const { model, stack } = newAccount();
    model.denials = [{ policy: 'identity-based policy', isExplicit: false, actions: /^ec2:EnableEbsEncryptionByDefault$/ }];
    expect(await deploy(stack)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('ec2:EnableEbsEncryptionByDefault') });
    expect(model.state.regions[HOME].snapshotBlock).toBe('block-all-sharing');
  });
});

test.each(['ec2:EnableEbsEncryptionByDefault', 'ssm:PutParameter', 'ec2:DescribeRegions'])('a deployment waits until the new policy of the function allows %s', async (action) => {
  const { model, stack } = newAccount();
  model.denials = [{ policy: 'identity-based policy', isExplicit: false, actions: new RegExp(`^${action}$`) }];
  model.time.setTimer(() => { model.denials = []; }, 20_000);
  expect((await deploy(stack)).status).toBe('SUCCESS');
  expect(model.state.regions[HOME].ebsEncryption).toBe(true);
});

test('a deployment fails if AWS accepts a change without making it', async () => {
  const { model, stack } = newAccount();
  Object.defineProperty(model.state.regions[HOME], 'ebsEncryption', { get: () => false, set: () => {}, enumerable: true });
  expect(await deploy(stack)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('The change did not take effect') });
});

describe('a deletion', () => {
  test('restores every setting and leaves no record', async () => {
    const { model, stack } = newAccount();
    const before = settingsOf(model);
    await deploy(stack);
    expect(settingsOf(model)).not.toBe(before);
    expect((await remove(stack)).status).toBe('SUCCESS');
    expect(settingsOf(model)).toBe(before);
    expect(parameters(model)).toEqual([]);
  });

  test('keeps the settings and the earlier values if they are kept, so that a later stack can restore them', async () => {
    const { model, stack } = newAccount();
    const before = settingsOf(model);
    const keeping = configurationOf({ onDelete: 'keep' });
    await deploy(stack, keeping);
    const after = settingsOf(model);
    await remove(stack, keeping);
    expect(settingsOf(model)).toBe(after);
    const next = otherStack(model);
    await deploy(next);
    await remove(next);
    expect(settingsOf(model)).toBe(before);
    expect(parameters(model)).toEqual([]);
  });

  test('leaves a value that a user changed meanwhile, and reports it', async () => {
    const { model, stack } = newAccount();
    await deploy(stack);
    model.state.passwordPolicy = { ...PASSWORD_POLICY, MinimumPasswordLength: 30 };
    const answer = await remove(stack);
    expect(statuses(answer, PASSWORDS)).toEqual(['left']);
    expect(model.state.passwordPolicy.MinimumPasswordLength).toBe(30);
    expect(parameters(model)).toEqual([`${RECORDS_PATH}/passwordPolicy/earlier`]);
  });

  test('does not make a bucket or a snapshot public', async () => {
    const { model, stack } = newAccount();
    await deploy(stack);
    model.state.buckets.push(publicBucket);
    model.state.regions[HOME].snapshots.push({ id: 'snap-2', sharedWith: ['all'] });
    const answer = await remove(stack);
    expect(statuses(answer, S3_PUBLIC_ACCESS_BLOCK)).toEqual(['left']);
    expect(statuses(answer, SNAPSHOT_PUBLIC_ACCESS_BLOCK).sort()).toEqual<Status[]>(['left', 'restored']);
    expect([model.publicBuckets, model.publicSnapshots]).toEqual([[], []]);
  });

  test('leaves what other stacks apply to the last of them', async () => {
    const { model, stack } = newAccount();
    const other = otherStack(model);
    const before = settingsOf(model);
    await deploy(stack);
    await deploy(other, configurationOf({ passwordPolicy: { ...PASSWORD_POLICY, MinimumPasswordLength: 20 } }));
    expect(model.state.passwordPolicy?.MinimumPasswordLength).toBe(20);
    await remove(other);
    expect(model.state).toMatchObject({ s3Block: FULL_BLOCK, passwordPolicy: { MinimumPasswordLength: 14 } });
    await remove(stack);
    expect(settingsOf(model)).toBe(before);
    expect(parameters(model)).toEqual([]);
  });

  test('continues after a failure', async () => {
    const { model, stack } = newAccount();
    const before = settingsOf(model);
    await deploy(stack);
    model.denials = [{ policy: 'identity-based policy', isExplicit: false, actions: /^ec2:DisableEbsEncryptionByDefault$/ }];
    expect((await remove(stack)).status).toBe('FAILED');
    model.denials = [];
    expect((await remove(stack)).status).toBe('SUCCESS');
    expect(settingsOf(model)).toBe(before);
    expect(parameters(model)).toEqual([]);
  });

  test('in the rollback of a creation restores every setting, also if settings are kept', async () => {
    const { model, stack } = newAccount();
    const before = settingsOf(model);
    const keeping = configurationOf({ onDelete: 'keep' });
    await deploy(stack, keeping);
    await stack.request('Delete', 'ROLLBACK_IN_PROGRESS', keeping);
    expect(settingsOf(model)).toBe(before);
    expect(parameters(model)).toEqual([]);
  });
});

test('the repeated deletion of a failed rollback restores every setting, also if settings are kept', async () => {
  const { model, stack } = newAccount();
  const before = settingsOf(model);
  const keeping = configurationOf({ onDelete: 'keep' });
  await stack.request('Create', 'CREATE_IN_PROGRESS', keeping, { stopsAfter: 150 });
  expect(settingsOf(model)).not.toBe(before);
  model.denials = [{ policy: 'identity-based policy', isExplicit: false, actions: /^ec2:Disable/ }];
  expect((await stack.request('Delete', 'ROLLBACK_IN_PROGRESS', keeping)).status).toBe('FAILED');
  model.denials = [];
  expect((await remove(stack, keeping)).status).toBe('SUCCESS');
  expect(settingsOf(model)).toBe(before);
});

test('the rollback of an update succeeds if a governed region was disabled meanwhile', async () => {
  const { model, stack } = newAccount('af-south-1');
  const governed = configurationOf({ regions: [HOME, 'af-south-1'] });
  await deploy(stack, governed);
  Object.assign(model.state.regions['af-south-1'], { isEnabled: false, optInStatus: 'not-opted-in' });
  expect((await update(stack, governed)).status).toBe('FAILED');
  expect((await stack.request('Update', 'UPDATE_ROLLBACK_IN_PROGRESS', governed)).status).toBe('SUCCESS');
});

describe('an update', () => {
  test('restores settings that are no longer applied', async () => {
    const { model, stack } = newAccount();
    await deploy(stack);
    await update(stack, configurationOf({ apply: [EBS_ENCRYPTION] }));
    expect(model.state.passwordPolicy).toBeNull();
    expect(model.state.regions[HOME]).toMatchObject({ ebsEncryption: true, snapshotBlock: 'unblocked' });
  });

  test('restores the regions that are no longer governed', async () => {
    const { model, stack } = newAccount();
    await deploy(stack);
    await update(stack, configurationOf({ regions: [HOME] }));
    expect([model.state.regions[HOME].ebsEncryption, model.state.regions['us-east-1'].ebsEncryption]).toEqual([true, false]);
  });

  test('relaxes what the stack itself applied, and no more than the earlier value', async () => {
    const { model, stack } = newAccount();
    model.state.passwordPolicy = { ...PASSWORD_POLICY, MinimumPasswordLength: 10 };
    const lengthOf = async (MinimumPasswordLength: number) => {
      await update(stack, configurationOf({ passwordPolicy: { ...PASSWORD_POLICY, MinimumPasswordLength } }));
      return model.state.passwordPolicy!.MinimumPasswordLength;
    };
    expect([await lengthOf(20), await lengthOf(16), await lengthOf(8)]).toEqual([20, 16, 10]);
  });

  test('that is rolled back restores the settings that it added, also if settings are kept', async () => {
    const { model, stack } = newAccount();
    const keeping = (apply: readonly AccountSetting[]) => configurationOf({ apply, onDelete: 'keep' });
    await deploy(stack, keeping([SERIAL_CONSOLE]));
    await update(stack, keeping([SERIAL_CONSOLE, EBS_ENCRYPTION]));
    await stack.request('Update', 'UPDATE_ROLLBACK_IN_PROGRESS', keeping([SERIAL_CONSOLE]));
    expect(model.state.regions[HOME].ebsEncryption).toBe(false);
  });

  test('does not replace a contact that another stack applies', async () => {
    const { model, stack } = newAccount();
    await deploy(stack, configurationOf({ apply: [SECURITY_CONTACT], securityContact: contact }));
    const answer = await deploy(otherStack(model), configurationOf({ apply: [SECURITY_CONTACT], securityContact: { ...contact, Name: 'Others' } }));
    expect(statuses(answer, SECURITY_CONTACT)).toEqual(['conflict']);
    expect(model.state.contacts.SECURITY).toEqual(contact);
  });
});

describe('a scheduled look', () => {
  const configuration = configurationOf({ topicArn: 'arn:aws:sns:eu-central-1:111122223333:topic' });

  test('reports a change once, and does not undo it', async () => {
    const { model, stack } = newAccount();
    await deploy(stack, configuration);
    model.state.regions[HOME].ebsEncryption = false;
    await stack.look(configuration);
    await stack.look(configuration);
    expect(stack.messages).toEqual([expect.stringMatching(/EBS encryption by default \(eu-central-1\): changed since they were applied/)]);
    expect(model.state.regions[HOME].ebsEncryption).toBe(false);
  });

  test('applies the settings in a region that was enabled meanwhile', async () => {
    const { model, stack } = newAccount('af-south-1');
    Object.assign(model.state.regions['af-south-1'], { isEnabled: false, optInStatus: 'not-opted-in' });
    await deploy(stack, configuration);
    Object.assign(model.state.regions['af-south-1'], { isEnabled: true, optInStatus: 'opted-in' });
    await stack.look(configuration);
    expect(model.state.regions['af-south-1'].ebsEncryption).toBe(true);
  });

  test('leaves regions alone that are not governed', async () => {
    const { model, stack } = newAccount('af-south-1');
    const inHome = { ...configuration, regions: [HOME] };
    await deploy(stack, inHome);
    await stack.look(inHome);
    expect(Object.entries(model.state.regions).filter(([, { ebsEncryption }]) => ebsEncryption).map(([name]) => name)).toEqual([HOME]);
  });

  test.each(['before the deployment', 'after the deletion', 'while the deployment is not complete'])('does nothing %s', async (when) => {
    const { model, stack } = newAccount();
    if (when === 'after the deletion') {
      await deploy(stack, configuration);
      await remove(stack, configuration);
    } else if (when === 'while the deployment is not complete') {
      await stack.request('Create', 'CREATE_IN_PROGRESS', configuration, { stopsAfter: 40 });
    }
    const before = JSON.stringify(model.state);
    await stack.look(configuration);
    expect(JSON.stringify(model.state)).toBe(before);
  });
});
