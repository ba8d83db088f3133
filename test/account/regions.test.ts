import { configurationOf } from './configurations';
import { GuardrailsStack } from './histories/stack';
import { AccountModel } from './model/account-model';
import { AccountSetting } from '../../src';
import { VirtualTime } from '../common/functions/virtual-time';

const HOME = 'eu-central-1';
const NEW = 'af-south-1';
const { SECURITY_CONTACT } = AccountSetting;
/** The other regions that are enabled in every account. */
const DEFAULT_REGIONS = [
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'eu-north-1', 'eu-west-1',
  'eu-west-2', 'eu-west-3', 'sa-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
];
/** All changes except those of records. */
const CHANGES = /^(?!ssm:(Put|Delete)Parameter$)\w+:(?!Get|List|Describe|Generate)/;
const configuration = configurationOf();

function newAccount(...furtherRegions: string[]): { model: AccountModel; stack: GuardrailsStack } {
  const model = new AccountModel(new VirtualTime(), ['us-east-1', HOME, ...furtherRegions]);
  return { model, stack: new GuardrailsStack(model, '11111111', HOME) };
}

const deploy = (stack: GuardrailsStack, one = configuration) => stack.request('Create', 'CREATE_IN_PROGRESS', one);
const setEnabled = ({ state }: AccountModel, isEnabled: boolean) =>
  Object.assign(state.regions[NEW], { isEnabled, optInStatus: isEnabled ? 'opted-in' : 'not-opted-in' });

describe('a region that is not governed', () => {
  const governed = configurationOf({ regions: [HOME] });

  test('is not changed by a scheduled look', async () => {
    const { model, stack } = newAccount();
    await deploy(stack, governed);
    await stack.look(governed);
    expect([model.state.regions[HOME].ebsEncryption, model.state.regions['us-east-1'].ebsEncryption]).toEqual([true, false]);
  });
});

describe('a region that is disabled after the deployment', () => {
  const governed = configurationOf({ regions: [HOME, NEW] });

  test('fails neither scheduled looks nor rollbacks', async () => {
    const { model, stack } = newAccount(NEW);
    await deploy(stack, governed);
    setEnabled(model, false);
    expect((await stack.look(governed)).status).toBe('SUCCESS');
    expect((await stack.request('Update', 'UPDATE_ROLLBACK_IN_PROGRESS', governed)).status).toBe('SUCCESS');
  });
});

describe('a region that is enabled after the deployment', () => {
  async function enabledLater(): Promise<{ model: AccountModel; stack: GuardrailsStack }> {
    const account = newAccount(NEW);
    setEnabled(account.model, false);
    await deploy(account.stack);
    setEnabled(account.model, true);
    return account;
  }

  test('is tried again by the next look if a service is not usable yet', async () => {
    const { model, stack } = await enabledLater();
    model.denials = [{ policy: 'identity-based policy', isExplicit: false, regions: [NEW], actions: /^ec2:Enable/ }];
    await stack.look(configuration);
    expect(model.state.regions[NEW].ebsEncryption).toBe(false);
    model.denials = [];
    await stack.look(configuration);
    expect(model.state.regions[NEW].ebsEncryption).toBe(true);
  });

  test.each([['a region', undefined], ['an action', /^ec2:Enable/]])('is not tried again if an organization denies %s', async (_, actions) => {
    const { model, stack } = await enabledLater();
    model.denials = [{ policy: 'service control policy', isExplicit: true, regions: [NEW], actions }];
    await stack.look(configuration);
    expect(model.deniedCalls.length).toBeGreaterThan(0);
    model.calls.length = 0;
    await stack.look(configuration);
    expect(model.deniedCalls).toEqual([]);
  });

  test('is not changed by a look during which the deletion of the stack begins', async () => {
    const { model, stack } = await enabledLater();
    const before = JSON.stringify(model.state.regions[NEW]);
    const { log } = console;
    console.log = () => {};
    try {
      await Promise.all([stack.look(configuration), stack.request('Delete', 'DELETE_IN_PROGRESS', configuration)]);
    } finally {
      console.log = log;
    }
    expect(JSON.stringify(model.state.regions[NEW])).toBe(before);
    expect(Object.values(model.state.regions).flatMap(({ parameters }) => Object.keys(parameters))).toEqual([]);
  });
});

describe('an organization', () => {
  test('can deny every change in 17 regions, and the deployment succeeds', async () => {
    const { model, stack } = newAccount(...DEFAULT_REGIONS);
    Object.values(model.state.regions).forEach((region) => Object.assign(region, { serialConsole: true, emr: { isOn: false, permitted: [] } }));
    model.denials = [{ policy: 'service control policy', isExplicit: true, actions: CHANGES }];
    const answer = await deploy(stack);
    expect(answer).toMatchObject({ status: 'SUCCESS', summary: expect.stringMatching(/\d{3} denied by the organization/) });
    model.calls.length = 0;
    await stack.look(configuration);
    expect(model.deniedCalls).toEqual([]);
  });

  test('that denies a region after the deployment prevents the restoration, which the deletion reports', async () => {
    const { model, stack } = newAccount();
    await deploy(stack);
    model.denials = [{ policy: 'service control policy', isExplicit: true, regions: ['us-east-1'] }];
    const { status, results } = await stack.request('Delete', 'DELETE_IN_PROGRESS', configuration);
    const left = results.filter((result) => result.status === 'left').map(({ setting, region }) => `${region}/${setting}`);
    expect(status).toBe('SUCCESS');
    expect(left).toEqual(expect.arrayContaining(['us-east-1/ebsEncryption', 'undefined/s3PublicAccessBlock']));
  });

  test('that denied a region only during the deployment does not hide the records of the account', async () => {
    const { model, stack } = newAccount();
    model.denials = [{ policy: 'service control policy', isExplicit: true, regions: ['us-east-1'], actions: /^ssm:/ }];
    const contact = { Name: 'Team', Title: 'Security', EmailAddress: 'security@example.com', PhoneNumber: '+1 555 0100' };
    const one = configurationOf({ apply: [SECURITY_CONTACT], securityContact: contact });
    await deploy(stack, one);
    model.denials = [];
    expect(model.state.contacts.SECURITY).toEqual(contact);
    await stack.request('Delete', 'DELETE_IN_PROGRESS', one);
    expect(model.state.contacts.SECURITY).toBeUndefined();
  });
});

test('17 regions are deployed in less than a minute, and looked at again in less than half of it, if AWS answers in 150 milliseconds', async () => {
  const { model, stack } = newAccount(...DEFAULT_REGIONS);
  model.latency = 150;
  const durationOf = async (work: () => Promise<unknown>) => {
    const begins = model.time.now();
    await work();
    return model.time.now() - begins;
  };
  expect(await durationOf(() => deploy(stack))).toBeLessThan(60_000);
  expect(await durationOf(() => stack.look(configuration))).toBeLessThan(30_000);
});

test('the progress of 34 regions fits into one parameter', async () => {
  const { model, stack } = newAccount(...DEFAULT_REGIONS, ...DEFAULT_REGIONS.map((region) => `${region}0`), 'us-gov-east-10', 'us-gov-west-10');
  model.latency = 400;
  model.denials = [{ policy: 'service control policy', isExplicit: true, actions: /^ec2:Modify/ }];
  expect(await stack.request('Create', 'CREATE_IN_PROGRESS', configuration, { milliseconds: 240_000 })).toMatchObject({ status: 'SUCCESS' });
  const puts = model.calls.filter(({ action }) => action === 'ssm:PutParameter').map(({ input }) => (input as { Value: string }).Value);
  expect(puts.some((value) => value.includes('"progress"'))).toBe(true);
});
