import { AccountModel } from './model/account-model';
import { answer, clientsOf, type Step } from './moto/moto-clients';
import { startMoto } from './moto/moto-server';
import type { Location } from '../../src/account/account-guardrails/runtime/implementation';
import { SETTINGS } from '../../src/account/account-guardrails/runtime/settings';
import { AccountSetting } from '../../src/account/account-settings';
import { VirtualTime } from '../common/functions/virtual-time';

const REGION = 'us-east-1';
const model = new AccountModel(new VirtualTime(), [REGION]);
const { accountId: AccountId } = model;
let moto: Awaited<ReturnType<typeof startMoto>>;
let clients: Location['clients'];

beforeAll(async () => {
  moto = await startMoto(AccountId);
  clients = clientsOf(moto.endpoint, REGION);
}, 600_000);

afterAll(() => moto.stop());

/** What moto adds before the requests, because the model has no API for it. */
const additions: Step[] = [
  ...['public', 'private', 'none', 'public-acl', 'own-block'].map((Bucket): Step => ['s3', 'CreateBucket', { Bucket }]),
  ...['public', 'private'].map((Bucket): Step => ['s3', 'PutBucketPolicy', {
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: Bucket === 'public' ? '*' : { AWS: AccountId }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }],
    }),
  }]),
  ['s3', 'PutBucketAcl', { Bucket: 'public-acl', ACL: 'public-read' }],
  ['s3', 'PutPublicAccessBlock', { Bucket: 'own-block', PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } }],
  ['s3', 'PutBucketOwnershipControls', { Bucket: 'own-block', OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }],
];

const BLOCK = { BlockPublicAcls: true, RestrictPublicBuckets: true };
const CONTACT = { AlternateContactType: 'SECURITY', Name: 'Security', Title: 'Team', EmailAddress: 'security@example.com', PhoneNumber: '+49 1' };
const POLICY = { MinimumPasswordLength: 14, MaxPasswordAge: 90, PasswordReusePrevention: 24, HardExpiry: true, RequireSymbols: true };
const SSH = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] };
const path = (input: object): Step => ['ssm', 'GetParametersByPath', { Path: '/test', ...input }];
const parameter = (name: string, Value = 'one'): Step => ['ssm', 'PutParameter', { Name: `/test/${name}`, Value, Type: 'String' }];
const bucket = (operation: string, Bucket: string): Step => ['s3', operation, { Bucket }];

/** The requests. An input can contain `GROUP` and `VPC`, the ids of the default security group and the default VPC. */
const steps: Record<string, Step[]> = {
  'S3 Block Public Access': [
    ['s3Control', 'GetPublicAccessBlock', { AccountId }],
    ['s3Control', 'PutPublicAccessBlock', { AccountId, PublicAccessBlockConfiguration: BLOCK }],
    ['s3Control', 'GetPublicAccessBlock', { AccountId }],
    ['s3Control', 'DeletePublicAccessBlock', { AccountId }],
    ['s3Control', 'GetPublicAccessBlock', { AccountId }],
    ['s3Control', 'DeletePublicAccessBlock', { AccountId }],
  ],
  'buckets': ['public', 'private', 'none', 'public-acl', 'own-block', 'unknown'].flatMap((name) =>
    ['GetPublicAccessBlock', 'GetBucketPolicyStatus', 'GetBucketAcl', 'GetBucketOwnershipControls'].map((operation) => bucket(operation, name))),
  'EBS encryption': ['Get', 'Enable', 'Enable', 'Get', 'Disable', 'Disable', 'Get'].map((verb): Step => ['ec2', `${verb}EbsEncryptionByDefault`]),
  'password policy': [
    ['iam', 'GetAccountPasswordPolicy'],
    ['iam', 'DeleteAccountPasswordPolicy'],
    ...[{ MinimumPasswordLength: 129 }, { MaxPasswordAge: 1_096 }, { PasswordReusePrevention: 25 }].map((input): Step => ['iam', 'UpdateAccountPasswordPolicy', input]),
    ['iam', 'GetAccountPasswordPolicy'],
    ['iam', 'UpdateAccountPasswordPolicy', POLICY],
    ['iam', 'GetAccountPasswordPolicy'],
    ['iam', 'UpdateAccountPasswordPolicy', {}],
    ['iam', 'GetAccountPasswordPolicy'],
    ['iam', 'DeleteAccountPasswordPolicy'],
    ['iam', 'GetAccountPasswordPolicy'],
  ],
  'credential report': [['iam', 'GetCredentialReport'], ['iam', 'GenerateCredentialReport'], ['iam', 'GenerateCredentialReport']],
  'alternate contact': [
    ['account', 'GetAlternateContact', { AlternateContactType: 'SECURITY' }],
    ['account', 'PutAlternateContact', CONTACT],
    ['account', 'PutAlternateContact', { ...CONTACT, Title: 'CISO' }],
    ['account', 'GetAlternateContact', { AlternateContactType: 'SECURITY' }],
    ['account', 'GetAlternateContact', { AlternateContactType: 'BILLING' }],
    ['account', 'DeleteAlternateContact', { AlternateContactType: 'SECURITY' }],
    ['account', 'GetAlternateContact', { AlternateContactType: 'SECURITY' }],
  ],
  'parameters': [
    path({}), parameter('a'), parameter('a', 'two'), parameter('b/c'), ['ssm', 'GetParameter', { Name: '/test/a' }], ['ssm', 'GetParameter', { Name: '/test/x' }],
    path({}), path({ Recursive: true }), path({ MaxResults: 11 }),
    ['ssm', 'PutParameter', { Name: '/test/a', Value: 'three', Type: 'String', Overwrite: true }], ['ssm', 'GetParameters', { Names: ['/test/a', '/test/x'] }],
    ['ssm', 'DeleteParameter', { Name: '/test/x' }], ['ssm', 'DeleteParameters', { Names: ['/test/a', '/test/x'] }], path({ Recursive: true }),
  ],
  'default VPC': [
    ['ec2', 'CreateDefaultVpc'],
    ['ec2', 'AuthorizeSecurityGroupIngress', { GroupId: 'GROUP', IpPermissions: [SSH] }],
    ['ec2', 'AuthorizeSecurityGroupIngress', { GroupId: 'GROUP', IpPermissions: [SSH] }],
    ['ec2', 'RevokeSecurityGroupIngress', { GroupId: 'GROUP', IpPermissions: [SSH] }],
    ['ec2', 'RevokeSecurityGroupIngress', { GroupId: 'GROUP', IpPermissions: [SSH] }],
    ['ec2', 'DeleteSubnet', { SubnetId: 'subnet-00000000000000000' }],
    ['ec2', 'DeleteVpc', { VpcId: 'vpc-00000000000000000' }],
    ['ec2', 'DescribeSnapshotAttribute', { SnapshotId: 'snap-00000000000000000', Attribute: 'createVolumePermission' }],
    ['ec2', 'DescribeLaunchTemplateVersions', { Versions: ['$Latest', '$Default'] }],
  ],
};

async function idsOf(to: Location['clients']): Promise<Record<string, string>> {
  const { Vpcs } = await answer(to, ['ec2', 'DescribeVpcs', { Filters: [{ Name: 'is-default', Values: ['true'] }] }]) as { Vpcs: { VpcId: string }[] };
  const Filters = [{ Name: 'vpc-id', Values: [Vpcs[0].VpcId] }, { Name: 'group-name', Values: ['default'] }];
  const { SecurityGroups } = await answer(to, ['ec2', 'DescribeSecurityGroups', { Filters }]) as { SecurityGroups: { GroupId: string }[] };
  return { VPC: Vpcs[0].VpcId, GROUP: SecurityGroups[0].GroupId };
}

async function answers(to: Location['clients'], requests: readonly Step[]): Promise<Record<string, unknown>[]> {
  const ids = await idsOf(to);
  const found: Record<string, unknown>[] = [];
  for (const [client, operation, input] of requests) {
    const own = JSON.parse(JSON.stringify(input ?? {}, (_key, value) => ids[value] ?? value));
    found.push(await answer(to, [client, operation, own]));
  }
  return found;
}

beforeAll(async () => {
  await answers(clients, additions);
  model.pageSize = 100;
  model.state.buckets = [
    { name: 'public', policy: 'public' }, { name: 'private', policy: 'private' }, { name: 'none' }, { name: 'public-acl', groups: ['AllUsers'] },
    { name: 'own-block', block: { RestrictPublicBuckets: true }, ownership: 'BucketOwnerEnforced' },
  ];
});

/** The owner of a bucket has an id that only AWS knows. */
const anyOwner = (answerOf: object) => JSON.parse(JSON.stringify(answerOf, (key, value) => (key === 'ID' ? 'owner' : value)));

test.each(Object.entries(steps))('the model answers like moto: %s', async (_name, requests) => {
  const real = await answers(clients, requests);
  const modeled = await model.time.run(answers(model.clients(REGION), requests));
  expect(requests.map(([, operation], index) => [operation, anyOwner(real[index])])).toMatchObject(requests.map(([, operation], index) => [operation, anyOwner(modeled[index])]));
  expect(real.map(({ error }) => error)).toEqual(modeled.map(({ error }) => error));
});

test('settings find the same on moto and on the model, and leave both alike', async () => {
  const find = async (location: Location) => {
    const found: unknown[] = [];
    for (const id of [AccountSetting.S3_PUBLIC_ACCESS_BLOCK, AccountSetting.PASSWORD_POLICY, AccountSetting.SECURITY_CONTACT, AccountSetting.EBS_ENCRYPTION]) {
      const { [id]: setting } = SETTINGS;
      const { value: earlier } = await setting.read(location);
      const target = setting.combine(earlier, id === AccountSetting.SECURITY_CONTACT ? CONTACT : id === AccountSetting.PASSWORD_POLICY ? POLICY : setting.wanted({} as never, REGION));
      const conflicts = await setting.conflicts(location, earlier, target);
      await setting.write(location, target);
      const applied = await setting.read(location);
      await setting.write(location, earlier);
      found.push({ id, earlier, conflicts, applied, restored: await setting.read(location) });
    }
    return JSON.parse(JSON.stringify(found));
  };
  const modeled = await model.time.run(find(model.location(REGION)));
  expect(await find({ ...model.location(REGION), clients, send: (request) => request() })).toEqual(modeled);
  expect(modeled[0].conflicts).toContainEqual({ resource: 'public', reason: expect.stringContaining('public by its bucket policy') });
});
