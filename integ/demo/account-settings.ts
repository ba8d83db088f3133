import type { Aws } from './aws';
import { ACCOUNT_SETTINGS, AccountSetting } from '../../src/account/account-settings';

/** The values of the settings of an account as the demo shows them, in the region of the stack. */
export type SettingValues = Partial<Record<AccountSetting, string>>;

/** How the value of each setting is read, independently of the function of the baseline. */
const READERS: Partial<Record<AccountSetting, (aws: Aws, AccountId: string) => Promise<string | undefined>>> = {
  [AccountSetting.S3_PUBLIC_ACCESS_BLOCK]: async ({ s3Control }, AccountId) => {
    const { PublicAccessBlockConfiguration } = await s3Control.getPublicAccessBlock({ AccountId });
    return `${Object.values(PublicAccessBlockConfiguration!).filter(Boolean).length} of 4 enabled`;
  },
  [AccountSetting.PASSWORD_POLICY]: async ({ iam }) => `${(await iam.getAccountPasswordPolicy({})).PasswordPolicy!.MinimumPasswordLength} characters`,
  [AccountSetting.EBS_ENCRYPTION]: async ({ ec2 }) => enabled((await ec2.getEbsEncryptionByDefault({})).EbsEncryptionByDefault),
  [AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK]: async ({ ec2 }) => (await ec2.getSnapshotBlockPublicAccessState({})).State,
  [AccountSetting.IMAGE_PUBLIC_ACCESS_BLOCK]: async ({ ec2 }) => (await ec2.getImageBlockPublicAccessState({})).ImageBlockPublicAccessState,
  [AccountSetting.INSTANCE_METADATA_DEFAULTS]: async ({ ec2 }) => (await ec2.getInstanceMetadataDefaults({})).AccountLevel?.HttpTokens,
  [AccountSetting.SERIAL_CONSOLE]: async ({ ec2 }) => enabled((await ec2.getSerialConsoleAccessStatus({})).SerialConsoleAccessEnabled),
  [AccountSetting.DOCUMENT_PUBLIC_SHARING]: ({ ssm }) => serviceSetting(ssm, '/ssm/documents/console/public-sharing-permission'),
  [AccountSetting.AUTOMATION_LOGGING]: ({ ssm }) => serviceSetting(ssm, '/ssm/automation/customer-script-log-destination'),
  [AccountSetting.EMR_PUBLIC_ACCESS_BLOCK]: async ({ emr }) =>
    enabled((await emr.getBlockPublicAccessConfiguration({})).BlockPublicAccessConfiguration?.BlockPublicSecurityGroupRules),
  [AccountSetting.DEFAULT_VPC]: async ({ ec2 }) => {
    const [vpc] = (await ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['true'] }] })).Vpcs!;
    if (!vpc) {
      return 'does not exist';
    }
    const Filters = [{ Name: 'vpc-id', Values: [vpc.VpcId!] }];
    const [group] = (await ec2.describeSecurityGroups({ Filters: [...Filters, { Name: 'group-name', Values: ['default'] }] })).SecurityGroups!;
    const publicSubnets = (await ec2.describeSubnets({ Filters })).Subnets!.filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch);
    return `${group.IpPermissions!.length + group.IpPermissionsEgress!.length} rules, ${publicSubnets.length} public subnets`;
  },
};

/** Reads the settings of the account. A setting without a value is `not set`. */
export async function readSettings(aws: Aws): Promise<SettingValues> {
  const { Account } = await aws.sts.getCallerIdentity({});
  const isMissing = ({ name }: Error) => /^NoSuch/.test(name);
  const values = await Promise.all(Object.entries(READERS).map(async ([setting, read]) => [setting, await read(aws, Account!).catch((error: Error) => {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }) ?? 'not set']));
  return Object.fromEntries(values);
}

/** The rows of the table of settings: the title, and a value per column. */
export function settingRows(columns: SettingValues[]): string[][] {
  return (Object.keys(READERS) as AccountSetting[]).map((setting) => [ACCOUNT_SETTINGS[setting].title, ...columns.map((values) => values[setting] ?? '')]);
}

function enabled(value: boolean | undefined): string {
  return value ? 'enabled' : 'disabled';
}

async function serviceSetting(ssm: Aws['ssm'], SettingId: string): Promise<string | undefined> {
  return (await ssm.getServiceSetting({ SettingId })).ServiceSetting?.SettingValue;
}
