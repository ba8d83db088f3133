import { ACCOUNT as SELF, BLOCK, CONTACT, ROWS, type Aws, type Row } from './account-settings/rows';
import { createPublicResources } from '../../integ/demo/existing-resources';
import type { GuardrailConfiguration } from '../../src/account/account-guardrails/function-environment';
import type { Location } from '../../src/account/account-guardrails/runtime/implementation';
import { SETTINGS } from '../../src/account/account-guardrails/runtime/settings';
import { AccountSetting } from '../../src/account/account-settings';
import { SYSTEM_CLOCK } from '../../src/common/functions/runtime/timing';
import { PASSWORD_POLICY } from '../account/configurations';
import { useLocalAws } from '../support/local-aws';

const accountOf = useLocalAws();
const AccountId = SELF;
const Bucket = 'account-settings';
const PUBLIC_POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }] });

/** The error code if the request fails. */
const errorOf = (request: Promise<unknown>) => request.then(() => 'no error', ({ name }: Error) => name);

describe('the emulator', () => {
  test.each(ROWS.map((row): [string, Row] => [row.setting, row]))('stores the %s per account', async (_setting, { read, initial, set, value, withdraw }) => {
    const { aws } = accountOf(SELF);
    const reading = async () => [await read(aws).catch(({ name }: Error) => name)];
    expect(await reading()).toEqual([initial]);
    await set(aws);
    expect(await reading()).toEqual([value]);
    await withdraw(aws);
    expect(await reading()).toEqual([initial]);
  });

  test('stores the settings of a region per region', async () => {
    const account = accountOf(SELF);
    await account.aws.ec2.enableEbsEncryptionByDefault({});
    expect((await account.inRegion('eu-west-1').ec2.getEbsEncryptionByDefault({})).EbsEncryptionByDefault).toBe(false);
  });

  test.each<[string, string, (aws: Aws) => Promise<unknown>]>([
    ['a password that is too short', 'ValidationError', ({ iam }) => iam.updateAccountPasswordPolicy({ MinimumPasswordLength: 5 })],
    ['passwords without an age', 'ValidationError', ({ iam }) => iam.updateAccountPasswordPolicy({ MaxPasswordAge: 0 })],
    ['passwords that are never used again', 'ValidationError', ({ iam }) => iam.updateAccountPasswordPolicy({ PasswordReusePrevention: 25 })],
    ['a contact with an invalid e-mail address', 'ValidationException', ({ account }) => account.putAlternateContact({ ...CONTACT, EmailAddress: 'security' })],
    ['a contact with letters as telephone number', 'ValidationException', ({ account }) => account.putAlternateContact({ ...CONTACT, PhoneNumber: 'none' })],
    ['the deletion of a contact that does not exist', 'ResourceNotFoundException', ({ account }) => account.deleteAlternateContact({ AlternateContactType: 'BILLING' })],
    [
      'a default key of another region', 'InvalidParameterValue',
      ({ ec2 }) => ec2.modifyEbsDefaultKmsKeyId({ KmsKeyId: 'arn:aws:kms:eu-west-1:700000000002:key/1' }),
    ],
    ['an unknown state of a block', 'InvalidParameterValue', ({ ec2 }) => ec2.enableSnapshotBlockPublicAccess({ State: 'unblocked' })],
    ['a hop limit above 64', 'InvalidParameterValue', ({ ec2 }) => ec2.modifyInstanceMetadataDefaults({ HttpPutResponseHopLimit: 65 })],
    ['S3 settings of another account', 'AccessDenied', ({ s3Control }) => s3Control.getPublicAccessBlock({ AccountId: SELF })],
  ])('refuses %s', async (_request, code, send) => {
    expect(await errorOf(send(accountOf('700000000002').aws))).toBe(code);
  });

  test('returns whether a bucket is public, and refuses and ignores what the block of the account blocks', async () => {
    const { aws: { s3, s3Control } } = accountOf(SELF);
    await s3.createBucket({ Bucket, ObjectOwnership: 'BucketOwnerPreferred' });
    expect((await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration).toEqual(BLOCK);
    expect(await errorOf(s3.getBucketPolicyStatus({ Bucket }))).toBe('NoSuchBucketPolicy');
    await s3.deletePublicAccessBlock({ Bucket });
    await s3.putBucketPolicy({ Bucket, Policy: PUBLIC_POLICY });
    await s3.putBucketAcl({ Bucket, ACL: 'public-read' });
    expect((await s3.getBucketPolicyStatus({ Bucket })).PolicyStatus).toEqual({ IsPublic: true });
    expect((await s3.getBucketAcl({ Bucket })).Grants).toHaveLength(2);
    expect((await s3.listBuckets({ MaxBuckets: 1000 })).Buckets).toMatchObject([{ Name: Bucket, BucketRegion: 'us-east-1' }]);

    await s3Control.putPublicAccessBlock({ AccountId, PublicAccessBlockConfiguration: BLOCK });
    expect((await s3.getBucketPolicyStatus({ Bucket })).PolicyStatus).toEqual({ IsPublic: true });
    expect((await s3.getBucketAcl({ Bucket })).Grants).toMatchObject([{ Grantee: { Type: 'CanonicalUser' } }]);
    expect(await errorOf(s3.putBucketPolicy({ Bucket, Policy: PUBLIC_POLICY }))).toBe('AccessDenied');
    expect(await errorOf(s3.putBucketAcl({ Bucket, ACL: 'public-read' }))).toBe('AccessDenied');
    await s3Control.deletePublicAccessBlock({ AccountId });
    expect((await s3.getBucketAcl({ Bucket })).Grants).toHaveLength(2);
  });

  test('shares snapshots and images, and refuses and hides what is blocked', async () => {
    const { ec2 } = accountOf('700000000003').aws;
    const { VolumeId } = await ec2.createVolume({ AvailabilityZone: 'us-east-1a', Size: 1 });
    const { SnapshotId } = await ec2.createSnapshot({ VolumeId });
    await ec2.createSnapshot({ VolumeId });
    const { ImageId } = await ec2.registerImage({ Name: 'golden', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }] });
    const shareSnapshot = () => ec2.modifySnapshotAttribute({ SnapshotId, CreateVolumePermission: { Add: [{ Group: 'all' }, { UserId: SELF }] } });
    const shareImage = () => ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add: [{ Group: 'all' }] } });
    const publicSnapshots = async () => (await ec2.describeSnapshots({ OwnerIds: ['self'], RestorableByUserIds: ['all'] })).Snapshots!.map((one) => one.SnapshotId);
    const permissions = async () => (await ec2.describeSnapshotAttribute({ SnapshotId, Attribute: 'createVolumePermission' })).CreateVolumePermissions;
    const publicImages = async () => (await ec2.describeImages({ Owners: ['self'], Filters: [{ Name: 'is-public', Values: ['true'] }] })).Images!.map((one) => one.ImageId);
    await shareSnapshot();
    await shareImage();
    expect(await publicSnapshots()).toEqual([SnapshotId]);
    expect(await permissions()).toEqual([{ Group: 'all' }, { UserId: SELF }]);
    expect(await publicImages()).toEqual([ImageId]);

    await ec2.enableSnapshotBlockPublicAccess({ State: 'block-all-sharing' });
    await ec2.enableImageBlockPublicAccess({ ImageBlockPublicAccessState: 'block-new-sharing' });
    expect(await publicSnapshots()).toEqual([]);
    expect(await permissions()).toHaveLength(2);
    expect(await publicImages()).toEqual([ImageId]);
    expect(await errorOf(shareSnapshot())).toBe('OperationNotPermitted');
    expect(await errorOf(shareImage())).toBe('OperationNotPermitted');
    await ec2.modifySnapshotAttribute({ SnapshotId, CreateVolumePermission: { Remove: [{ Group: 'all' }] } });
    expect(await permissions()).toEqual([{ UserId: SELF }]);
  });

  test('shares documents of Systems Manager', async () => {
    const { ssm } = accountOf(SELF).aws;
    const accounts = async () => (await ssm.describeDocumentPermission({ Name: 'runbook', PermissionType: 'Share' })).AccountIds;
    expect(await errorOf(accounts())).toBe('InvalidDocument');
    await ssm.createDocument({ Name: 'runbook', Content: '{}' });
    await ssm.modifyDocumentPermission({ Name: 'runbook', PermissionType: 'Share', AccountIdsToAdd: ['all'] });
    expect((await ssm.listDocuments({ Filters: [{ Key: 'Owner', Values: ['Self'] }] })).DocumentIdentifiers).toMatchObject([{ Name: 'runbook', Owner: SELF }]);
    expect(await accounts()).toEqual(['all']);
    await ssm.modifyDocumentPermission({ Name: 'runbook', PermissionType: 'Share', AccountIdsToRemove: ['all'] });
    expect(await accounts()).toEqual([]);
  });

  test('has a default VPC with a default security group that allows traffic from itself, and finds what uses a VPC', async () => {
    const { ec2 } = accountOf(SELF).aws;
    const [{ VpcId }] = (await ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['true'] }] })).Vpcs!;
    const Filters = [{ Name: 'vpc-id', Values: [VpcId!] }];
    const [{ GroupId, IpPermissions }] = (await ec2.describeSecurityGroups({ Filters })).SecurityGroups!;
    expect(IpPermissions).toMatchObject([{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId, UserId: SELF }] }]);
    const { Vpc: other } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' });
    const { Subnet } = await ec2.createSubnet({ VpcId: other!.VpcId, CidrBlock: '10.0.0.0/24' });
    const { NetworkInterface } = await ec2.createNetworkInterface({ SubnetId: Subnet!.SubnetId });
    const interfacesOf = async (vpc: string) => (await ec2.describeNetworkInterfaces({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] })).NetworkInterfaces!.map((one) => one.NetworkInterfaceId);
    expect(await interfacesOf(VpcId!)).toEqual([]);
    expect(await interfacesOf(other!.VpcId!)).toEqual([NetworkInterface!.NetworkInterfaceId]);
  });

  test('describes the latest and default versions of all launch templates', async () => {
    const { ec2 } = accountOf(SELF).aws;
    await ec2.createLaunchTemplate({ LaunchTemplateName: 'one', LaunchTemplateData: { MetadataOptions: { HttpTokens: 'optional' } } });
    await ec2.createLaunchTemplateVersion({ LaunchTemplateName: 'one', LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } } });
    await ec2.createLaunchTemplate({ LaunchTemplateName: 'other', LaunchTemplateData: {} });
    const { LaunchTemplateVersions } = await ec2.describeLaunchTemplateVersions({ Versions: ['$Latest', '$Default'] });
    expect(LaunchTemplateVersions!.map(({ LaunchTemplateName, VersionNumber, LaunchTemplateData }) => [LaunchTemplateName, VersionNumber, LaunchTemplateData?.MetadataOptions?.HttpTokens]))
      .toEqual([['one', 1, 'optional'], ['one', 2, 'required'], ['other', 1, undefined]]);
  });

  test('reports when a password was changed', async () => {
    const { iam } = accountOf(SELF).aws;
    await iam.createUser({ UserName: 'ann' });
    await iam.createLoginProfile({ UserName: 'ann', Password: 'not-a-secret-1' });
    await iam.generateCredentialReport({});
    const { Content } = await iam.getCredentialReport({});
    const [header, ...rows] = Buffer.from(Content!).toString().split('\n').map((line) => line.split(','));
    const row = rows.find(([user]) => user === 'ann')!;
    expect(row[header.indexOf('password_enabled')]).toBe('true');
    expect(Date.parse(row[header.indexOf('password_last_changed')])).toBeLessThanOrEqual(Date.now());
  });
});

const CONFIGURATION: GuardrailConfiguration = {
  modes: {},
  confirmed: [],
  onDelete: 'restore',
  rejectConflicts: false,
  passwordPolicy: { ...PASSWORD_POLICY, MaxPasswordAge: 90 },
  securityContact: { Name: 'On-call', Title: 'Security', EmailAddress: 'security@example.com', PhoneNumber: '+41 44 000 00 00' },
  ebsKeyArn: 'arn:aws:kms:us-east-1:710000000001:key/1',
};

function locationOf(accountId: string): Location {
  const { aws } = accountOf(accountId);
  return { accountId, region: 'us-east-1', clients: aws, timing: SYSTEM_CLOCK, send: (request) => request() };
}

/** The console of instances is off by default, and block public access of Amazon EMR is on. */
const COMPLIANT_BY_DEFAULT = [AccountSetting.SERIAL_CONSOLE, AccountSetting.EMR_PUBLIC_ACCESS_BLOCK];

describe('on the emulator', () => {
  test.each(Object.values(AccountSetting))('%s is changed to the wanted value, and back', async (setting) => {
    const location = locationOf('710000000001');
    const { read, write, equal, wanted, conflicts, exposures } = SETTINGS[setting];
    const { value: earlier } = await read(location);
    const target = wanted(CONFIGURATION, 'us-east-1');
    expect(equal(earlier, target)).toBe(COMPLIANT_BY_DEFAULT.includes(setting));
    expect(await conflicts(location, earlier, target)).toEqual(setting === AccountSetting.EBS_DEFAULT_KEY ? [expect.anything()] : []);
    await write(location, target);
    const { value: applied } = await read(location);
    expect(equal(applied, earlier)).toBe(COMPLIANT_BY_DEFAULT.includes(setting));
    expect(await exposures(location, applied, earlier)).toEqual([]);
    await write(location, earlier);
    expect([setting, equal((await read(location)).value, earlier)]).toEqual([setting, true]);
  });

  test('a public bucket and a public snapshot are found', async () => {
    const location = locationOf('710000000002');
    const { bucket, snapshot } = await createPublicResources(accountOf('710000000002').aws, 'implementations-public');
    const conflictsOf = async (setting: AccountSetting) => {
      const { read, wanted, conflicts } = SETTINGS[setting];
      return conflicts(location, (await read(location)).value, wanted(CONFIGURATION, 'us-east-1'));
    };
    expect(await conflictsOf(AccountSetting.S3_PUBLIC_ACCESS_BLOCK)).toMatchObject([{ resource: bucket }]);
    expect(await conflictsOf(AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK)).toMatchObject([{ resource: snapshot }]);
    expect(await conflictsOf(AccountSetting.EBS_ENCRYPTION)).toMatchObject([{ resource: snapshot }]);
  });
});
