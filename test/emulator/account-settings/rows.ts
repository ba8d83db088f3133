import type { LocalAccount } from '../../support/local-aws';

/** The account whose settings are set. */
export const ACCOUNT = '700000000001';
export const BLOCK = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
export const CONTACT = { AlternateContactType: 'SECURITY', Name: 'On-call', Title: 'Security', EmailAddress: 'security@example.com', PhoneNumber: '+41 44 000 00 00' } as const;
const AccountId = ACCOUNT;
const PASSWORDS = { MinimumPasswordLength: 14, RequireNumbers: true, PasswordReusePrevention: 24 };
const SHARING = '/ssm/documents/console/public-sharing-permission';
export type Aws = LocalAccount['aws'];

/** A value of an account or region, before anybody set it, after it was set, and after it was withdrawn. */
export interface Row {
  readonly setting: string;
  readonly read: (aws: Aws) => Promise<unknown>;
  readonly initial: unknown;
  readonly set: (aws: Aws) => Promise<unknown>;
  readonly value: unknown;
  readonly withdraw: (aws: Aws) => Promise<unknown>;
}

export const ROWS: Row[] = [
  {
    setting: 'S3 Block Public Access',
    read: async ({ s3Control }) => (await s3Control.getPublicAccessBlock({ AccountId })).PublicAccessBlockConfiguration,
    initial: 'NoSuchPublicAccessBlockConfiguration',
    set: ({ s3Control }) => s3Control.putPublicAccessBlock({ AccountId, PublicAccessBlockConfiguration: BLOCK }),
    value: BLOCK,
    withdraw: ({ s3Control }) => s3Control.deletePublicAccessBlock({ AccountId }),
  },
  {
    setting: 'password policy, which an update replaces',
    read: async ({ iam }) => (await iam.getAccountPasswordPolicy({})).PasswordPolicy,
    initial: 'NoSuchEntityException',
    set: async ({ iam }) => {
      await iam.updateAccountPasswordPolicy({ MaxPasswordAge: 90, HardExpiry: true });
      await iam.updateAccountPasswordPolicy(PASSWORDS);
    },
    value: {
      ...PASSWORDS,
      RequireSymbols: false,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: false,
      HardExpiry: false,
    },
    withdraw: ({ iam }) => iam.deleteAccountPasswordPolicy({}),
  },
  {
    setting: 'security contact',
    read: async ({ account }) => (await account.getAlternateContact({ AlternateContactType: 'SECURITY' })).AlternateContact,
    initial: 'ResourceNotFoundException',
    set: ({ account }) => account.putAlternateContact(CONTACT),
    value: CONTACT,
    withdraw: ({ account }) => account.deleteAlternateContact({ AlternateContactType: 'SECURITY' }),
  },
  {
    setting: 'EBS encryption by default, of new volumes',
    read: async ({ ec2 }) => {
      const { EbsEncryptionByDefault } = await ec2.getEbsEncryptionByDefault({});
      const { Encrypted } = await ec2.createVolume({ AvailabilityZone: 'us-east-1a', Size: 1 });
      return [EbsEncryptionByDefault, Encrypted];
    },
    initial: [false, false],
    set: ({ ec2 }) => ec2.enableEbsEncryptionByDefault({}),
    value: [true, true],
    withdraw: ({ ec2 }) => ec2.disableEbsEncryptionByDefault({}),
  },
  {
    setting: 'default key of EBS encryption',
    read: async ({ ec2 }) => (await ec2.getEbsDefaultKmsKeyId({})).KmsKeyId,
    initial: expect.stringMatching(/:alias\/aws\/ebs$/),
    set: async ({ ec2, kms }) => ec2.modifyEbsDefaultKmsKeyId({ KmsKeyId: (await kms.createKey({})).KeyMetadata!.KeyId }),
    value: expect.stringMatching(/^arn:aws:kms:us-east-1:700000000001:key\//),
    withdraw: ({ ec2 }) => ec2.resetEbsDefaultKmsKeyId({}),
  },
  {
    setting: 'block public access of snapshots',
    read: async ({ ec2 }) => (await ec2.getSnapshotBlockPublicAccessState({})).State,
    initial: 'unblocked',
    set: ({ ec2 }) => ec2.enableSnapshotBlockPublicAccess({ State: 'block-all-sharing' }),
    value: 'block-all-sharing',
    withdraw: ({ ec2 }) => ec2.disableSnapshotBlockPublicAccess({}),
  },
  {
    setting: 'block public access of images',
    read: async ({ ec2 }) => (await ec2.getImageBlockPublicAccessState({})).ImageBlockPublicAccessState,
    initial: 'unblocked',
    set: ({ ec2 }) => ec2.enableImageBlockPublicAccess({ ImageBlockPublicAccessState: 'block-new-sharing' }),
    value: 'block-new-sharing',
    withdraw: ({ ec2 }) => ec2.disableImageBlockPublicAccess({}),
  },
  {
    setting: 'defaults of instance metadata, one by one',
    read: async ({ ec2 }) => (await ec2.getInstanceMetadataDefaults({})).AccountLevel,
    initial: { ManagedBy: 'account' },
    set: async ({ ec2 }) => {
      await ec2.modifyInstanceMetadataDefaults({ HttpTokens: 'required', HttpPutResponseHopLimit: 2 });
      await ec2.modifyInstanceMetadataDefaults({ HttpTokensEnforced: 'enabled' });
    },
    value: { HttpTokens: 'required', HttpPutResponseHopLimit: 2, HttpTokensEnforced: 'enabled', ManagedBy: 'account' },
    withdraw: ({ ec2 }) => ec2.modifyInstanceMetadataDefaults({ HttpTokens: 'no-preference', HttpPutResponseHopLimit: -1, HttpTokensEnforced: 'no-preference' }),
  },
  {
    setting: 'serial console',
    read: async ({ ec2 }) => (await ec2.getSerialConsoleAccessStatus({})).SerialConsoleAccessEnabled,
    initial: false,
    set: ({ ec2 }) => ec2.enableSerialConsoleAccess({}),
    value: true,
    withdraw: ({ ec2 }) => ec2.disableSerialConsoleAccess({}),
  },
  {
    setting: 'service setting of Systems Manager',
    read: async ({ ssm }) => {
      const { SettingValue, Status } = (await ssm.getServiceSetting({ SettingId: SHARING })).ServiceSetting!;
      return [SettingValue, Status];
    },
    initial: ['Enable', 'Default'],
    set: ({ ssm }) => ssm.updateServiceSetting({ SettingId: SHARING, SettingValue: 'Disable' }),
    value: ['Disable', 'Customized'],
    withdraw: ({ ssm }) => ssm.resetServiceSetting({ SettingId: SHARING }),
  },
  {
    setting: 'block public access of Amazon EMR',
    read: async ({ emr }) => (await emr.getBlockPublicAccessConfiguration({})).BlockPublicAccessConfiguration,
    initial: { BlockPublicSecurityGroupRules: true, PermittedPublicSecurityGroupRuleRanges: [{ MinRange: 22, MaxRange: 22 }] },
    set: ({ emr }) => emr.putBlockPublicAccessConfiguration({ BlockPublicAccessConfiguration: { BlockPublicSecurityGroupRules: false } }),
    value: { BlockPublicSecurityGroupRules: false, PermittedPublicSecurityGroupRuleRanges: [] },
    withdraw: ({ emr }) => emr.putBlockPublicAccessConfiguration({
      BlockPublicAccessConfiguration: { BlockPublicSecurityGroupRules: true, PermittedPublicSecurityGroupRuleRanges: [{ MinRange: 22, MaxRange: 22 }] },
    }),
  },
  {
    setting: 'region that needs an opt-in',
    read: async ({ account, ec2 }) => [
      (await ec2.describeRegions({})).Regions!.length,
      (await ec2.describeRegions({ AllRegions: true, RegionNames: ['af-south-1'] })).Regions![0].OptInStatus,
      (await account.getRegionOptStatus({ RegionName: 'af-south-1' })).RegionOptStatus,
    ],
    initial: [17, 'not-opted-in', 'DISABLED'],
    set: ({ account }) => account.enableRegion({ RegionName: 'af-south-1' }),
    value: [18, 'opted-in', 'ENABLED'],
    withdraw: ({ account }) => account.disableRegion({ RegionName: 'af-south-1' }),
  },
];
