import { SETTINGS } from '../../../src/account/account-guardrails/runtime/settings';
import { parseReport } from '../../../src/account/account-guardrails/runtime/settings/credential-report';
import { AccountSetting } from '../../../src/account/account-settings';
import { VirtualTime } from '../../common/functions/virtual-time';
import { AccountModel } from '../model/account-model';
import { FULL_BLOCK, NO_BLOCK, type AccountState, type BucketState, type RegionState } from '../model/state';

const REGION = 'eu-central-1';
const DAY = 86_400_000;
/** The time in the model, in days. */
const TODAY = 1_000;

type Arrange = (region: RegionState, account: AccountState) => void;
type Change = 'conflicts' | 'exposures';
/** What is found when a setting changes from one value to another: the resources with their reasons. */
type Row = [title: string, setting: AccountSetting, from: unknown, to: unknown, arrange: Arrange, found: Record<string, string | RegExp>, change?: Change];

async function find(setting: AccountSetting, from: unknown, to: unknown, arrange: Arrange, change: Change = 'conflicts'): Promise<Record<string, string>> {
  const time = new VirtualTime();
  await time.run(time.sleep(TODAY * DAY - time.now()));
  const model = new AccountModel(time);
  arrange(model.state.regions[REGION], model.state);
  model.faults = ['throttled', 'none', 'connection reset'];
  const found = await time.run(SETTINGS[setting][change](model.location(REGION), from, to));
  expect(new Set(found.map(({ resource }) => resource)).size).toBe(found.length);
  return Object.fromEntries(found.map(({ resource, reason }) => [resource, reason]));
}

const buckets = (...states: BucketState[]): Arrange => (_region, account) => { account.buckets = states; };
const ACCOUNT_BLOCK = AccountSetting.S3_PUBLIC_ACCESS_BLOCK;
const ENFORCED = 'BucketOwnerEnforced';
const ACLS = 'can contain objects that are public by their ACLs';

const s3Rows: Row[] = [
  ['a bucket is public by its policy', ACCOUNT_BLOCK, null, FULL_BLOCK, buckets({ name: 'a', policy: 'public', ownership: ENFORCED }), { a: 'public by its bucket policy' }],
  ['a bucket is public by its ACL', ACCOUNT_BLOCK, null, FULL_BLOCK, buckets({ name: 'a', groups: ['AllUsers'] }), { a: 'public by its ACL' }],
  ['a bucket is open to all AWS accounts', ACCOUNT_BLOCK, null, FULL_BLOCK, buckets({ name: 'a', groups: ['AuthenticatedUsers'], ownership: 'ObjectWriter' }), { a: 'public by its ACL' }],
  ['a bucket is public in two ways', ACCOUNT_BLOCK, NO_BLOCK, FULL_BLOCK, buckets({ name: 'a', groups: ['AllUsers'], policy: 'public' }), { a: 'public by its bucket policy, and public by its ACL' }],
  ['objects can have ACLs', ACCOUNT_BLOCK, null, FULL_BLOCK, buckets({ name: 'a' }, { name: 'b', ownership: 'BucketOwnerPreferred' }), { a: ACLS, b: ACLS }],
  ['a bucket denies requests', ACCOUNT_BLOCK, null, FULL_BLOCK, buckets({ name: 'a', deniesRequests: true }), { a: 'could not be examined, because access is denied' }],
  ['buckets are not public', ACCOUNT_BLOCK, null, FULL_BLOCK, buckets(
    { name: 'private', policy: 'private', ownership: ENFORCED }, { name: 'logs', groups: ['LogDelivery'], block: FULL_BLOCK },
    { name: 'blocked', policy: 'public', groups: ['AllUsers'], block: FULL_BLOCK }, { name: 'disabled ACLs', groups: ['AllUsers'], ownership: ENFORCED },
    { name: 'deleted', policy: 'public', isDeleted: true },
  ), {}],
  ['a bucket blocks only ACLs', ACCOUNT_BLOCK, null, FULL_BLOCK, buckets({ name: 'a', policy: 'public', groups: ['AllUsers'], block: { IgnorePublicAcls: true } }), { a: 'public by its bucket policy' }],
  ['the account blocks what is public already', ACCOUNT_BLOCK, { ...NO_BLOCK, RestrictPublicBuckets: true }, FULL_BLOCK, buckets({ name: 'a', policy: 'public', ownership: ENFORCED }), {}],
  ['only later changes are rejected', ACCOUNT_BLOCK, null, { ...NO_BLOCK, BlockPublicAcls: true, BlockPublicPolicy: true }, buckets({ name: 'a', policy: 'public', deniesRequests: true }), {}],
  ['a restoration opens a bucket', ACCOUNT_BLOCK, FULL_BLOCK, null, (_region, account) => {
    account.s3Block = FULL_BLOCK;
    account.buckets = [{ name: 'policy', policy: 'public', ownership: ENFORCED }, { name: 'acl', groups: ['AllUsers'] }, { name: 'private', ownership: ENFORCED }];
  }, { policy: 'public by its bucket policy', acl: ACLS }, 'exposures'],
  ['a restoration keeps the flag that protects', ACCOUNT_BLOCK, FULL_BLOCK, { ...NO_BLOCK, RestrictPublicBuckets: true, IgnorePublicAcls: true }, buckets({ name: 'a', policy: 'public' }), {}, 'exposures'],
];

const policy = (MaxPasswordAge?: number, HardExpiry = false) => ({ MinimumPasswordLength: 14, MaxPasswordAge, HardExpiry });
const PASSWORDS = AccountSetting.PASSWORD_POLICY;
const users = (...ages: (number | undefined)[]): Arrange => (_region, account) => {
  account.users = ages.map((age, index) => ({ name: `user-${index}`, ...age !== undefined && { passwordChanged: (TODAY - age) * DAY } }));
};

const passwordRows: Row[] = [
  ['passwords are too old', PASSWORDS, null, policy(90), users(89, 91, undefined, 400), {
    'user-1': 'has a password of 91 days, which must be changed at the next sign-in', 'user-3': /^has a password of 400 days/,
  }],
  ['passwords expired before', PASSWORDS, policy(180), policy(90), users(200, 100, 50), { 'user-1': /must be changed/ }],
  ['expired passwords can only be replaced by an administrator', PASSWORDS, policy(90), policy(90, true), users(100, 50), { 'user-0': /can only be replaced by an administrator/ }],
  ['the maximum age does not become more secure', PASSWORDS, policy(90), policy(90), users(100), {}],
  ['passwords do not expire', PASSWORDS, policy(90), policy(), users(100), {}],
  ['a name contains a comma', PASSWORDS, null, policy(90), (_region, account) => { account.users = [{ name: 'a,b=c', passwordChanged: 0 }]; }, { 'a,b=c': /1000 days/ }],
  ['the report is never complete', PASSWORDS, null, policy(90), (_region, account) => { account.reportRequests = 1_000; }, { 'IAM users': /could not be examined/ }],
  ['the report takes a while', PASSWORDS, null, policy(90), (region, account) => { users(100)(region, account); account.reportRequests = 5; }, { 'user-0': /100 days/ }],
];

const OTHER = '444455556666';
const SELF = '111122223333';
const shared: Arrange = (region) => {
  region.snapshots = [
    { id: 'snap-public', sharedWith: ['all'] }, { id: 'snap-other', sharedWith: [OTHER] }, { id: 'snap-key', isEncrypted: true, sharedWith: [OTHER] },
    { id: 'snap-own', sharedWith: [] }, { id: 'snap-self', sharedWith: [SELF] },
  ];
  region.images = region.snapshots.map(({ id, ...rest }) => ({ id: id.replace('snap', 'ami'), ...rest }));
};
const SHARED = 'not encrypted, and shared with other accounts';
const SNAPSHOTS = AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK;

const sharingRows: Row[] = [
  ['images and snapshots are shared', AccountSetting.EBS_ENCRYPTION, false, true, shared, { 'snap-public': SHARED, 'snap-other': SHARED, 'ami-public': SHARED, 'ami-other': SHARED }],
  ['encryption is on already', AccountSetting.EBS_ENCRYPTION, true, true, shared, {}],
  ['encryption ends', AccountSetting.EBS_ENCRYPTION, true, false, shared, {}, 'exposures'],
  ['snapshots are public', SNAPSHOTS, 'unblocked', 'block-all-sharing', shared, { 'snap-public': 'public' }],
  ['snapshots are public and stay so', SNAPSHOTS, 'unblocked', 'block-new-sharing', shared, {}],
  ...['unblocked', 'block-new-sharing'].map((to): Row => [`the block of snapshots changes to ${to}`, SNAPSHOTS, 'block-all-sharing', to, (region, account) => {
    shared(region, account);
    region.snapshotBlock = 'block-all-sharing';
  }, { 'snap-public': 'shared publicly, but blocked' }, 'exposures']),
  ['snapshots remain public', SNAPSHOTS, 'block-new-sharing', 'unblocked', shared, {}, 'exposures'],
  ['images remain public', AccountSetting.IMAGE_PUBLIC_ACCESS_BLOCK, 'unblocked', 'block-new-sharing', shared, {}],
  ['a key becomes the default', AccountSetting.EBS_DEFAULT_KEY, null, 'key', () => {}, { key: /can no longer start instances/ }],
  ['the AWS managed key becomes the default again', AccountSetting.EBS_DEFAULT_KEY, 'key', null, () => {}, {}],
];

const ENFORCEMENT = AccountSetting.INSTANCE_METADATA_ENFORCEMENT;
const launches: Arrange = (region) => {
  region.templates = [
    { id: 'lt-good', default: 1, versions: ['required', 'optional', 'required'] },
    { id: 'lt-default', default: 1, versions: ['optional', 'required'] },
    { id: 'lt-latest', default: 1, versions: ['required', undefined] },
    { id: 'lt-used', default: 3, versions: ['optional', 'optional', 'required'] },
    { id: 'lt-mixed', default: 3, versions: ['optional', undefined, 'required'] },
  ];
  region.groups = [
    { name: 'a', template: { id: 'lt-used', version: '2' } }, { name: 'b', template: { id: 'lt-good', version: '$Latest' } },
    { name: 'c', template: { id: 'lt-good', version: '1' }, overrides: [{ id: 'lt-mixed', version: '1' }] }, { name: 'd', launchConfiguration: 'old' },
    { name: 'e', launchConfiguration: 'new' }, { name: 'f', template: { id: 'lt-deleted', version: '1' } },
  ];
  region.launchConfigurations = [{ name: 'old', tokens: 'optional' }, { name: 'new', tokens: 'required' }, { name: 'unused', tokens: 'optional' }];
};
const version = (number: number) => new RegExp(`^does not require IMDSv2 in version ${number} of`);
const OPTIONAL = { 'lt-default': version(1), 'lt-used': version(2), 'lt-mixed': version(1), 'old': /^is a launch configuration/ };

const launchRows: Row[] = [
  ['launches do not require IMDSv2', ENFORCEMENT, 'no-preference', 'enabled', launches, { ...OPTIONAL, 'lt-latest': version(2) }],
  ['the default of launches requires IMDSv2', ENFORCEMENT, 'disabled', 'enabled', (region, account) => {
    launches(region, account);
    region.metadata = { HttpTokens: 'required' };
  }, OPTIONAL],
  ['IMDSv2 is enforced already', ENFORCEMENT, 'enabled', 'enabled', launches, {}],
  ['IMDSv2 is only the default', AccountSetting.INSTANCE_METADATA_DEFAULTS, 'optional', 'required', launches, {}],
];

const VPC = AccountSetting.DEFAULT_VPC;
const GROUP = `sg-${REGION.replaceAll('-', '')}`;
const ID = `vpc-${REGION.replaceAll('-', '')}`;
const hardened = { vpcId: ID, groupId: GROUP, ingress: [], egress: [], publicSubnets: [] };
const open = { ...hardened, publicSubnets: ['subnet-a'] };
const ssh = (CidrIp: string) => ({ ...hardened, ingress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp }] }] });
const interfaces: Arrange = ({ vpc }) => { vpc!.interfaces = [{ id: 'eni-1', groups: [GROUP], description: 'web' }, { id: 'eni-2', groups: ['sg-own'] }, { id: 'eni-3', groups: ['sg-own'] }]; };
const DELETION = AccountSetting.DEFAULT_VPC_DELETION;
const others = { SecurityGroups: ['sg-1'], NetworkAcls: ['acl-1'], RouteTables: ['rtb-1'], VpcEndpoints: ['vpce-1'], VpcPeeringConnections: ['pcx-1', 'pcx-accepted'], EgressOnlyInternetGateways: ['eigw-1'], VpnGateways: ['vgw-1'] };

const vpcRows: Row[] = [
  ['interfaces are in the default VPC', VPC, open, hardened, interfaces, { 'eni-1': 'uses the default security group (web)', 'eni-2': 'is in the default VPC', 'eni-3': 'is in the default VPC' }],
  ['the default VPC is hardened already', VPC, hardened, hardened, interfaces, {}],
  ['there is no default VPC', VPC, null, null, (region) => { region.vpc = null; }, {}],
  ['rules that are open to everybody return', VPC, hardened, ssh('0.0.0.0/0'), interfaces, { 'eni-1': /allow access from everywhere/ }, 'exposures'],
  ['rules of a network return', VPC, hardened, ssh('10.0.0.0/8'), interfaces, {}, 'exposures'],
  ['rules return and nothing uses them', VPC, hardened, ssh('0.0.0.0/0'), () => {}, {}, 'exposures'],
  ['nothing uses the default VPC', DELETION, true, false, () => {}, {}],
  ['interfaces use the default VPC', DELETION, true, false, interfaces, Object.fromEntries([1, 2, 3].map((number) => [`eni-${number}`, 'network interface in the default VPC']))],
  ['resources are in the default VPC', DELETION, true, false, ({ vpc }) => {
    vpc!.others = others;
    vpc!.subnets.push({ id: 'subnet-own', isPublic: false, isDefault: false });
  }, Object.fromEntries([...Object.values(others).flat(), 'subnet-own'].map((id) => [id, /in the default VPC$/]))],
  ['there is no default VPC to delete', DELETION, false, false, (region) => { region.vpc = null; }, {}],
];

describe.each([...s3Rows, ...passwordRows, ...sharingRows, ...launchRows, ...vpcRows])('%s', (_title, setting, from, to, arrange, found, change) => {
  test(`${change ?? 'conflicts'} of ${setting} are ${Object.keys(found).length === 0 ? 'not ' : ''}found`, async () => {
    const expected = Object.fromEntries(Object.entries(found).map(([id, reason]) => [id, expect.stringMatching(typeof reason === 'string' ? `^${reason.replace(/[()]/g, '\\$&')}$` : reason)]));
    expect(await find(setting, from, to, arrange, change)).toEqual(expected);
  });
});

test('public images and documents are reported although their settings are applied', async () => {
  const model = new AccountModel(new VirtualTime());
  const region = model.state.regions[REGION];
  shared(region, model.state);
  region.documents = [{ id: 'public', sharedWith: ['all'] }, { id: 'shared', sharedWith: [OTHER] }, { id: 'other', sharedWith: ['All'] }];
  const leftovers = (setting: AccountSetting) => model.time.run(SETTINGS[setting].leftovers!(model.location(REGION)));
  expect(await leftovers(AccountSetting.IMAGE_PUBLIC_ACCESS_BLOCK)).toEqual([{ resource: 'ami-public', reason: 'public' }]);
  expect((await leftovers(AccountSetting.DOCUMENT_PUBLIC_SHARING)).map(({ resource }) => resource)).toEqual(['public', 'other']);
});

test('the latest of too many snapshots are examined, and the number of the others is reported', async () => {
  const model = new AccountModel(new VirtualTime());
  model.pageSize = 1_000;
  model.state.regions[REGION].snapshots = Array.from({ length: 1_007 }, (_, index) =>
    ({ id: `snap-${index}`, sharedWith: [0, 6, 7, 1_006].includes(index) ? [OTHER] : [], createdAt: new Date(index * DAY) }));
  const found = await model.time.run(SETTINGS.ebsEncryption.conflicts(model.location(REGION), false, true));
  expect(found.map(({ resource }) => resource)).toEqual(['snap-1006', 'snap-7', '7 older snapshots']);
});

test('the default VPC is not deleted if something uses it since the last look, and nothing is deleted', async () => {
  const model = new AccountModel(new VirtualTime());
  interfaces(model.state.regions[REGION], model.state);
  const before = JSON.stringify(model.state);
  await expect(model.time.run(SETTINGS.defaultVpcDeletion.write(model.location(REGION), false))).rejects.toThrow('The default VPC was not deleted, because of eni-1');
  expect(JSON.stringify(model.state)).toBe(before);
  expect(SETTINGS.defaultVpcDeletion.isNeverConfirmed).toBe(true);
});

test('a denial of everything is an error, not a finding', async () => {
  const model = new AccountModel(new VirtualTime());
  model.denials = [{ isExplicit: true, policy: 'service control policy', regions: [REGION], actions: /^ec2:DescribeSnapshots$/ }];
  await expect(model.time.run(SETTINGS[SNAPSHOTS].conflicts(model.location(REGION), 'unblocked', 'block-all-sharing'))).rejects.toThrow(/explicit deny in a service control policy/);
});

test('an unknown format of the credential report is an error', () => {
  expect(() => parseReport('name,age\nx,1')).toThrow('unknown columns: name,age');
  expect(parseReport('user,arn,password_enabled,password_last_changed\n"a,b","arn:a,b",true,2026-01-01T00:00:00+00:00\nc,arn:c,true,no_information\n'))
    .toEqual([{ name: 'a,b', passwordChanged: Date.UTC(2026, 0, 1) }]);
});
