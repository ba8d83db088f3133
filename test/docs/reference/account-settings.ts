import { ACCOUNT_SETTINGS, AccountSetting, type SettingDescriptor } from '../../../src/account/account-settings';

/** The commands that change each setting back to what AWS has by default. */
const COMMANDS: Readonly<Record<AccountSetting, string>> = {
  [AccountSetting.S3_PUBLIC_ACCESS_BLOCK]: 'aws s3control delete-public-access-block --account-id ACCOUNT',
  [AccountSetting.PASSWORD_POLICY]: 'aws iam delete-account-password-policy',
  [AccountSetting.SECURITY_CONTACT]: 'aws account delete-alternate-contact --alternate-contact-type SECURITY',
  [AccountSetting.EBS_ENCRYPTION]: 'aws ec2 disable-ebs-encryption-by-default',
  [AccountSetting.EBS_DEFAULT_KEY]: 'aws ec2 reset-ebs-default-kms-key-id',
  [AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK]: 'aws ec2 disable-snapshot-block-public-access',
  [AccountSetting.IMAGE_PUBLIC_ACCESS_BLOCK]: 'aws ec2 disable-image-block-public-access',
  [AccountSetting.INSTANCE_METADATA_DEFAULTS]: 'aws ec2 modify-instance-metadata-defaults --http-tokens no-preference',
  [AccountSetting.INSTANCE_METADATA_ENFORCEMENT]: 'aws ec2 modify-instance-metadata-defaults --http-tokens-enforced no-preference',
  [AccountSetting.SERIAL_CONSOLE]: 'aws ec2 enable-serial-console-access',
  [AccountSetting.DOCUMENT_PUBLIC_SHARING]: 'aws ssm reset-service-setting --setting-id /ssm/documents/console/public-sharing-permission',
  [AccountSetting.AUTOMATION_LOGGING]: 'aws ssm reset-service-setting --setting-id /ssm/automation/customer-script-log-destination',
  [AccountSetting.EMR_PUBLIC_ACCESS_BLOCK]:
    'aws emr put-block-public-access-configuration --block-public-access-configuration "BlockPublicSecurityGroupRules=true,PermittedPublicSecurityGroupRuleRanges=[{MinRange=22,MaxRange=22}]"',
  [AccountSetting.DEFAULT_VPC]: 'aws ec2 modify-subnet-attribute --subnet-id SUBNET --map-public-ip-on-launch',
  [AccountSetting.DEFAULT_VPC_DELETION]: 'aws ec2 create-default-vpc',
};

const entries = Object.entries(ACCOUNT_SETTINGS) as [AccountSetting, SettingDescriptor][];

/** What each setting can break, and what to do. */
export function settingTable(): string[] {
  const rows = entries.map(([setting, { title, scope, onRequest, controls, breaks, remedy, cost }]) => {
    const named = Object.keys(controls).map((control) => `, ${control}`).join('');
    return `| \`${setting}\` | ${title}${named} | ${scope === 'account' ? 'account' : 'each region'}${onRequest ? ', on request' : ''} | ${breaks} | ${remedy} | ${cost} |`;
  });
  return ['| `account.settings` | what, and controls | where | what it can break | what to do | what AWS charges for |', '|---|---|---|---|---|---|', ...rows];
}

/** How to change each setting back by hand. */
export function commandTable(): string[] {
  return ['| `account.settings` | command |', '|---|---|', ...entries.map(([setting]) => `| \`${setting}\` | \`${COMMANDS[setting]}\` |`)];
}

/** What the role of the function is allowed for each setting. */
export function permissionTable(): string[] {
  const list = (actions: readonly string[]) => actions.map((action) => `\`${action}\``).join(', ');
  const rows = entries.map(([setting, { readActions, writeActions }]) => `| \`${setting}\` | ${list(readActions)} | ${list(writeActions)} |`);
  return ['| `account.settings` | reported or applied | applied |', '|---|---|---|', ...rows];
}
