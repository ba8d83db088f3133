import { APPLIED } from '../../integ/demo/account-checks';
import { readSettings, type SettingValues } from '../../integ/demo/account-settings';
import { createPublicResources, publicResources } from '../../integ/demo/existing-resources';
import { AccountGuardrails, EarlierValues } from '../../src/account';
import { RECORDS_PATH } from '../../src/account/account-guardrails/resource-properties';
import { AccountSetting } from '../../src/account/account-settings';
import { useLocalAws, type LocalAccount } from '../support/local-aws';

const accountOf = useLocalAws();
const STACK = 'guardrails';
const REGIONS = ['us-east-1', 'eu-west-1'];
const deploy = (account: LocalAccount) => account.deploy(STACK, (stack) => void new AccountGuardrails(stack, 'Account', { onDelete: EarlierValues.RESTORE, regions: REGIONS }));
const settingsOf = (account: LocalAccount): Promise<SettingValues[]> => Promise.all(REGIONS.map((region) => readSettings(account.inRegion(region))));
const recordsIn = async ({ aws: { ssm } }: LocalAccount) => (await ssm.getParametersByPath({ Path: RECORDS_PATH, Recursive: true })).Parameters!
  .map(({ Name }) => Name!.slice(RECORDS_PATH.length + 1));

describe('account settings', () => {
  test('are applied in all governed regions, and are restored when the stack is deleted, except one that someone changed', async () => {
    const account = accountOf('720000000001');
    const before = await settingsOf(account);
    await deploy(account);
    expect(await settingsOf(account)).toEqual([APPLIED, APPLIED]);
    await account.aws.ec2.modifyInstanceMetadataDefaults({ HttpTokens: 'optional' });
    await account.destroy(STACK);
    expect(await settingsOf(account)).toEqual([{ ...before[0], [AccountSetting.INSTANCE_METADATA_DEFAULTS]: 'optional' }, before[1]]);
    expect(await recordsIn(account)).toEqual([`${AccountSetting.INSTANCE_METADATA_DEFAULTS}/earlier`]);
  });

  test('that would break a public bucket and a public snapshot are not applied, and nothing else is left out', async () => {
    const account = accountOf('720000000002');
    const { bucket, snapshot } = await createPublicResources(account.aws, 'guardrails-public');
    const [before] = await settingsOf(account);
    await deploy(account);
    const conflicting = [AccountSetting.S3_PUBLIC_ACCESS_BLOCK, AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK, AccountSetting.EBS_ENCRYPTION];
    expect(await settingsOf(account)).toEqual([
      { ...APPLIED, ...Object.fromEntries(conflicting.map((setting) => [setting, before[setting]])) },
      { ...APPLIED, [AccountSetting.S3_PUBLIC_ACCESS_BLOCK]: before[AccountSetting.S3_PUBLIC_ACCESS_BLOCK] },
    ]);
    expect(await publicResources(account.aws)).toEqual([bucket, snapshot]);
    await account.destroy(STACK);
    expect(await settingsOf(account)).toEqual([before, before]);
    expect(await recordsIn(account)).toEqual([]);
  });
});
