import type { GuardrailConfiguration } from '../../../src/account/account-guardrails/function-environment';
import { Records } from '../../../src/account/account-guardrails/runtime/records';
import { Unit } from '../../../src/account/account-guardrails/runtime/unit';
import { AccountSetting } from '../../../src/account/account-settings';
import { VirtualTime } from '../../common/functions/virtual-time';
import { AccountModel } from '../model/account-model';

const REGION = 'eu-central-1';
const configuration = { modes: {}, confirmed: [], passwordPolicy: {} } as unknown as GuardrailConfiguration;

async function apply(model: AccountModel, setting: AccountSetting): Promise<string[]> {
  const location = model.location(REGION);
  return model.time.run((async () => {
    const unit = new Unit(setting, REGION, location, await Records.read(location, 'owner'), configuration);
    const look = await unit.look();
    const { status } = await unit.apply(look);
    return [look.status, status];
  })());
}

test('a setting that AWS does not offer in a region is reported as such, and nothing is recorded', async () => {
  const model = new AccountModel(new VirtualTime());
  model.unavailable = [{ actions: /SerialConsole|elasticmapreduce/ }];
  expect(await apply(model, AccountSetting.SERIAL_CONSOLE)).toEqual(['unavailable', 'unavailable']);
  expect(await apply(model, AccountSetting.EMR_PUBLIC_ACCESS_BLOCK)).toEqual(['unavailable', 'unavailable']);
  expect(model.state.regions[REGION].parameters).toEqual({});
  expect(await apply(model, AccountSetting.EBS_ENCRYPTION)).toEqual(['reported', 'applied']);
});

test('a change that AWS does not offer, although it returns the value, is a failure', async () => {
  const model = new AccountModel(new VirtualTime());
  model.unavailable = [{ actions: /EnableEbs/ }];
  expect(await apply(model, AccountSetting.EBS_ENCRYPTION)).toEqual(['reported', 'failed']);
});
