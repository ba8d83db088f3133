import { configurationOf, PASSWORD_POLICY } from './configurations';
import { GuardrailsStack } from './histories/stack';
import { AccountModel } from './model/account-model';
import { AccountSetting } from '../../src';
import { RECORDS_PATH } from '../../src/account/account-guardrails/resource-properties';
import { VirtualTime } from '../common/functions/virtual-time';

const HOME = 'eu-central-1';
const { EBS_ENCRYPTION, IMAGE_PUBLIC_ACCESS_BLOCK, PASSWORD_POLICY: PASSWORDS } = AccountSetting;

function newAccount(): { model: AccountModel; stack: GuardrailsStack; other: GuardrailsStack } {
  const model = new AccountModel(new VirtualTime(), ['us-east-1', HOME]);
  return { model, stack: new GuardrailsStack(model, '11111111', HOME), other: new GuardrailsStack(model, '22222222', 'us-east-1') };
}

const deploy = (stack: GuardrailsStack, configuration = configurationOf()) => stack.request('Create', 'CREATE_IN_PROGRESS', configuration);
const remove = (stack: GuardrailsStack, configuration = configurationOf()) => stack.request('Delete', 'DELETE_IN_PROGRESS', configuration);
const wait = ({ time }: AccountModel) => time.run(time.sleep(11 * 60_000));
const parameters = (model: AccountModel) => Object.values(model.state.regions).flatMap((region) => Object.keys(region.parameters));

/** Runs two operations at the same time. */
async function together(...operations: (() => Promise<unknown>)[]): Promise<void> {
  const { log } = console;
  console.log = () => {};
  try {
    await Promise.all(operations.map((operation) => operation()));
  } finally {
    console.log = log;
  }
}

describe('two stacks that are deleted at the same time', () => {
  test('restore the earlier values', async () => {
    const { model, stack, other } = newAccount();
    const configuration = configurationOf({ apply: [PASSWORDS, EBS_ENCRYPTION] });
    await deploy(stack, configuration);
    await deploy(other, configuration);
    await together(() => remove(stack, configuration), () => remove(other, configuration));
    expect(model.state.passwordPolicy).toBeNull();
    expect(Object.values(model.state.regions).map(({ ebsEncryption }) => ebsEncryption)).toEqual([false, false]);
    expect(parameters(model)).toEqual([]);
  });
});

test.each([0, 120, 300])('two stacks that are deployed %s milliseconds one after the other record the same earlier values', async (milliseconds) => {
  const { model, stack, other } = newAccount();
  const configuration = configurationOf({ apply: [PASSWORDS, EBS_ENCRYPTION] });
  await together(() => deploy(stack, configuration), () => model.time.run(model.time.sleep(milliseconds)).then(() => deploy(other, configuration)));
  await remove(stack, configuration);
  await remove(other, configuration);
  expect(model.state.passwordPolicy).toBeNull();
  expect(Object.values(model.state.regions).map(({ ebsEncryption }) => ebsEncryption)).toEqual([false, false]);
  expect(parameters(model)).toEqual([]);
});

describe('a stack that is deployed while another one is deleted', () => {
  test('keeps its settings', async () => {
    const { model, stack, other } = newAccount();
    const configuration = configurationOf({ apply: [PASSWORDS, EBS_ENCRYPTION] });
    await deploy(stack, configuration);
    await together(() => remove(stack, configuration), () => deploy(other, configuration));
    expect(model.state.passwordPolicy).toMatchObject(PASSWORD_POLICY);
    expect(Object.values(model.state.regions).map(({ ebsEncryption }) => ebsEncryption)).toEqual([true, true]);
  });
});

describe('a stack that keeps its settings', () => {
  test('does not keep what another user has set since as its own, so that a later stack restores it', async () => {
    const { model, stack, other } = newAccount();
    const keeping = configurationOf({ apply: [PASSWORDS], onDelete: 'keep' });
    await deploy(stack, keeping);
    model.state.passwordPolicy = { ...PASSWORD_POLICY, MinimumPasswordLength: 10 };
    await remove(stack, keeping);
    await deploy(other);
    await remove(other);
    expect(model.state.passwordPolicy).toMatchObject({ MinimumPasswordLength: 10 });
  });

  test('keeps the earlier value of a setting whose change is not visible yet', async () => {
    const { model, stack, other } = newAccount();
    const keeping = configurationOf({ apply: [IMAGE_PUBLIC_ACCESS_BLOCK], onDelete: 'keep' });
    await deploy(stack, keeping);
    await remove(stack, keeping);
    await wait(model);
    await deploy(other);
    await remove(other);
    expect(model.state.regions[HOME].imageBlock).toBe('unblocked');
  });

  test('ends its ownership also if an organization denies reading the setting', async () => {
    const { model, stack } = newAccount();
    const keeping = configurationOf({ apply: [PASSWORDS], onDelete: 'keep' });
    await deploy(stack, keeping);
    model.denials = [{ policy: 'service control policy', isExplicit: true, actions: /^iam:/ }];
    await remove(stack, keeping);
    expect(parameters(model)).toEqual([`${RECORDS_PATH}/${PASSWORDS}/earlier`]);
  });
});

test.each(['keep', 'restore'] as const)('a creation that is rolled back leaves what an earlier stack kept, if the stack would %s its settings', async (onDelete) => {
  const { model, stack, other } = newAccount();
  const keeping = configurationOf({ apply: [PASSWORDS], onDelete: 'keep' });
  await deploy(stack, keeping);
  await remove(stack, keeping);
  const stricter = configurationOf({ apply: [PASSWORDS], onDelete, passwordPolicy: { ...PASSWORD_POLICY, MinimumPasswordLength: 20 } });
  for (const configuration of [configurationOf({ apply: [PASSWORDS], onDelete }), stricter]) {
    await deploy(other, configuration);
    await other.request('Delete', 'ROLLBACK_IN_PROGRESS', configuration);
    expect(model.state.passwordPolicy).toMatchObject({ MinimumPasswordLength: 14 });
  }
  await deploy(other);
  await remove(other);
  expect(model.state.passwordPolicy).toBeNull();
});

test('a deletion repeated after a failed rollback restores the settings, also if settings are kept', async () => {
  const { model, stack } = newAccount();
  const keeping = configurationOf({ apply: [EBS_ENCRYPTION], onDelete: 'keep' });
  await deploy(stack, keeping);
  model.denials = [{ policy: 'identity-based policy', isExplicit: false, actions: /^ec2:DisableEbs/ }];
  expect((await stack.request('Delete', 'ROLLBACK_IN_PROGRESS', keeping)).status).toBe('FAILED');
  model.denials = [];
  expect((await remove(stack, keeping)).status).toBe('SUCCESS');
  expect(model.state.regions[HOME].ebsEncryption).toBe(false);
});

describe('a parameter that is not JSON', () => {
  test('has no effect if it is not a record', async () => {
    const { model, stack } = newAccount();
    model.state.regions[HOME].parameters[`${RECORDS_PATH}/${PASSWORDS}/note`] = 'note';
    expect((await deploy(stack)).status).toBe('SUCCESS');
  });

  test('fails only the setting, and is named with the remedy', async () => {
    const { model, stack } = newAccount();
    const name = `${RECORDS_PATH}/${EBS_ENCRYPTION}/earlier`;
    await deploy(stack);
    model.state.regions[HOME].parameters[name] = 'changed';
    expect(await remove(stack)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining(`${name} in ${HOME} is not JSON`) });
    expect(model.state.regions['us-east-1'].ebsEncryption).toBe(false);
    delete model.state.regions[HOME].parameters[name];
    expect((await remove(stack)).status).toBe('SUCCESS');
  });
});
