import type { GuardrailConfiguration } from '../../../src/account/account-guardrails/function-environment';
import type { Implementation, Location } from '../../../src/account/account-guardrails/runtime/implementation';
import { SETTINGS } from '../../../src/account/account-guardrails/runtime/settings';
import { ACCOUNT_SETTINGS, AccountSetting } from '../../../src/account/account-settings';
import { VirtualTime } from '../../common/functions/virtual-time';
import { PASSWORD_POLICY } from '../configurations';
import { AccountModel } from '../model/account-model';
import { FULL_BLOCK, type AccountState, type RegionState } from '../model/state';

const REGION = 'eu-central-1';
const KEY = `arn:aws:kms:${REGION}:111122223333:key/1`;

const CONFIGURATION: GuardrailConfiguration = {
  modes: {},
  confirmed: [],
  onDelete: 'keep',
  rejectConflicts: false,
  ebsKeyArn: KEY,
  securityContact: { Name: 'Security', Title: 'Team', EmailAddress: 'security@example.com', PhoneNumber: '+49 1' },
  passwordPolicy: { ...PASSWORD_POLICY, MaxPasswordAge: 90 },
};

/** The value of a setting in a new account, and how the account can be before it is changed. */
type Row = [setting: AccountSetting, inNewAccount: unknown, before: (region: RegionState, account: AccountState) => void];

const EMR_RANGES = [{ MinRange: 22, MaxRange: 22 }, { MinRange: 80, MaxRange: 90 }];
const rows: Row[] = [
  [AccountSetting.S3_PUBLIC_ACCESS_BLOCK, null, (_region, account) => { account.s3Block = { ...FULL_BLOCK, IgnorePublicAcls: false }; }],
  [AccountSetting.PASSWORD_POLICY, null, (_region, account) => {
    account.passwordPolicy = { ...CONFIGURATION.passwordPolicy, MinimumPasswordLength: 20, MaxPasswordAge: 365, RequireSymbols: false, PasswordReusePrevention: undefined, HardExpiry: true };
  }],
  [AccountSetting.SECURITY_CONTACT, null, (_region, account) => { account.contacts.SECURITY = { ...CONFIGURATION.securityContact!, Title: 'CISO' }; }],
  [AccountSetting.EBS_ENCRYPTION, false, () => {}],
  [AccountSetting.EBS_DEFAULT_KEY, null, (region) => { region.ebsKey = `${KEY}234`; }],
  [AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK, 'unblocked', (region) => { region.snapshotBlock = 'block-new-sharing'; }],
  [AccountSetting.IMAGE_PUBLIC_ACCESS_BLOCK, 'unblocked', () => {}],
  [AccountSetting.INSTANCE_METADATA_DEFAULTS, 'no-preference', (region) => { region.metadata = { HttpTokens: 'optional', HttpPutResponseHopLimit: 2, HttpTokensEnforced: 'disabled' }; }],
  [AccountSetting.INSTANCE_METADATA_ENFORCEMENT, 'no-preference', (region) => { region.metadata = { HttpTokens: 'required', HttpTokensEnforced: 'disabled' }; }],
  [AccountSetting.SERIAL_CONSOLE, false, (region) => { region.serialConsole = true; }],
  [AccountSetting.DOCUMENT_PUBLIC_SHARING, { SettingValue: 'Enable', isDefault: true }, (region) => { region.serviceSettings['/ssm/documents/console/public-sharing-permission'] = 'Enable'; }],
  [AccountSetting.AUTOMATION_LOGGING, { SettingValue: 'None', isDefault: true }, () => {}],
  [AccountSetting.EMR_PUBLIC_ACCESS_BLOCK, { isOn: true, permitted: [{ MinRange: 22, MaxRange: 22 }] }, (region) => { region.emr = { isOn: false, permitted: EMR_RANGES }; }],
  [AccountSetting.DEFAULT_VPC, {
    vpcId: 'vpc-eucentral1',
    groupId: 'sg-eucentral1',
    ingress: [{ IpProtocol: '-1', UserIdGroupPairs: [{ UserId: '111122223333', GroupId: 'sg-eucentral1' }] }],
    egress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    publicSubnets: ['subnet-eucentral1a', 'subnet-eucentral1b', 'subnet-eucentral1c'],
  }, ({ vpc }) => {
    vpc!.subnets[1].isPublic = false;
    const [ssh, https] = [22, 443].map((port) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port }));
    vpc!.egress = [{ ...https, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }, { ...https, PrefixListIds: [{ PrefixListId: 'pl-1' }] }];
    vpc!.ingress = [{ ...ssh, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'SSH' }] }, { ...ssh, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }];
  }],
  [AccountSetting.DEFAULT_VPC_DELETION, true, () => {}],
];

function inRegion<T>(model: AccountModel, id: AccountSetting, work: (setting: Implementation<unknown>, location: Location) => Promise<T>): Promise<T> {
  return model.time.run(work(SETTINGS[id], model.location(REGION)));
}

/** The part of the state that belongs to settings, without what a new default VPC is called. */
function stateOf(model: AccountModel): unknown {
  return JSON.parse(JSON.stringify(model.state, (key, value) => (key === 'imageBlockVisibleAt' ? undefined : value)).replaceAll(/(vpc|sg|subnet|igw)-\w+?([abc]?)"/g, '$1$2"'));
}

test('every setting has an implementation and a row', () => {
  expect(rows.map(([setting]) => setting)).toEqual(Object.keys(ACCOUNT_SETTINGS));
  expect(Object.keys(SETTINGS)).toEqual(Object.keys(ACCOUNT_SETTINGS));
});

describe.each(rows)('%s', (id, inNewAccount, before) => {
  function existing(): AccountModel {
    const model = new AccountModel(new VirtualTime());
    before(model.state.regions[REGION], model.state);
    return model;
  }

  test('the value of a new account is read', async () => {
    expect((await inRegion(new AccountModel(new VirtualTime()), id, (setting, location) => setting.read(location))).value).toEqual(inNewAccount);
  });

  test('what is wanted is written and read back, and the earlier value is restored exactly', async () => {
    for (const model of [new AccountModel(new VirtualTime()), existing()]) {
      const initial = stateOf(model);
      await inRegion(model, id, async (setting, location) => {
        const { value: earlier } = await setting.read(location);
        const target = setting.combine(earlier, setting.wanted(CONFIGURATION, REGION));
        await setting.write(location, target);
        await model.time.sleep(11 * 60_000);
        const { value: applied } = await setting.read(location);
        expect(setting.equal(applied, target)).toBe(true);
        expect(setting.equal(setting.combine(applied, setting.wanted(CONFIGURATION, REGION)), applied)).toBe(true);
        await setting.write(location, JSON.parse(JSON.stringify(earlier)));
        const { value: restored } = await setting.read(location);
        expect(id === AccountSetting.DEFAULT_VPC_DELETION || setting.equal(restored, earlier)).toBe(true);
      });
      expect(sorted(stateOf(model))).toEqual(sorted(initial));
    }
  });

  test('a write is repeated after a lost response', async () => {
    const model = existing();
    await inRegion(model, id, async (setting, location) => {
      const { value } = await setting.read(location);
      const target = setting.combine(value, setting.wanted(CONFIGURATION, REGION));
      const count = model.calls.length;
      await setting.write(location, target);
      const requests = model.calls.length - count;
      await setting.write(location, value);
      model.faults = Array.from({ length: 2 * requests }, (_, index) => (index % 2 === 0 ? 'response lost' : 'none'));
      await setting.write(location, target);
      await model.time.sleep(11 * 60_000);
      expect(setting.equal((await setting.read(location)).value, target) || id === AccountSetting.DEFAULT_VPC_DELETION).toBe(true);
    });
  });

  test('only the actions of the table are sent', async () => {
    const model = existing();
    model.state.users = [{ name: 'old', passwordChanged: 0 }];
    model.state.buckets = [{ name: 'open', policy: 'public' }];
    Object.assign(model.state.regions[REGION], {
      snapshots: [{ id: 'snap-1', sharedWith: ['all'] }], images: [{ id: 'ami-1', sharedWith: ['all'] }], documents: [{ id: 'doc', sharedWith: ['all'] }],
    });
    await inRegion(model, id, async (setting, location) => {
      const { value } = await setting.read(location);
      const target = setting.combine(value, setting.wanted(CONFIGURATION, REGION));
      await setting.conflicts(location, value, target);
      await setting.write(location, target);
      await setting.exposures(location, target, value);
      await setting.leftovers?.(location);
      await setting.write(location, value);
    });
    const { readActions, writeActions } = ACCOUNT_SETTINGS[id];
    const sent = [...new Set(model.calls.map(({ action }) => action))];
    expect(sent.filter((action) => ![...readActions, ...writeActions].includes(action))).toEqual([]);
    expect(model.calls.filter(({ action, isWrite }) => isWrite && !writeActions.includes(action))).toEqual([]);
    expect(sent.length).toBeGreaterThan(1);
  });
});

function sorted(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, one) => (one && typeof one === 'object' && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort()) : one)));
}

test('a value that a declarative policy manages is read with the policy', async () => {
  const model = new AccountModel(new VirtualTime());
  model.state.regions[REGION].managed = { snapshotBlock: '', imageBlock: '', serialConsole: '', metadata: 'Ask the cloud team' };
  const managed = await Promise.all(Object.values(AccountSetting).map((id) => inRegion(model, id, async (setting, location) => (await setting.read(location)).managedBy)));
  expect(Object.fromEntries(Object.values(AccountSetting).flatMap((id, index) => (managed[index] ? [[id, managed[index]]] : [])))).toEqual({
    snapshotPublicAccessBlock: 'declarative-policy',
    imagePublicAccessBlock: 'declarative-policy',
    serialConsole: 'declarative-policy',
    instanceMetadataDefaults: 'declarative-policy: Ask the cloud team',
    instanceMetadataEnforcement: 'declarative-policy: Ask the cloud team',
  });
});

test('the key of another region is not wanted', () => {
  expect(SETTINGS.ebsDefaultKey.wanted(CONFIGURATION, 'us-east-1')).toBeUndefined();
});
