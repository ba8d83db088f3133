import { readSettings, type SettingValues } from './account-settings';
import type { Aws } from './aws';
import type { Check } from './check';
import type { Deployment } from './deployment';
import type { DemoEnvironment } from './environments';
import { createPublicResources, publicResources, type ExistingResources } from './existing-resources';
import { AccountSetting } from '../../src/account/account-settings';

/** The values of the settings at one time. */
export interface SettingsColumn {
  readonly title: string;
  readonly values: SettingValues;
}

/** The values that the production preset applies. */
export const APPLIED: SettingValues = {
  [AccountSetting.S3_PUBLIC_ACCESS_BLOCK]: '4 of 4 enabled',
  [AccountSetting.PASSWORD_POLICY]: '14 characters',
  [AccountSetting.EBS_ENCRYPTION]: 'enabled',
  [AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK]: 'block-all-sharing',
  [AccountSetting.IMAGE_PUBLIC_ACCESS_BLOCK]: 'block-new-sharing',
  [AccountSetting.INSTANCE_METADATA_DEFAULTS]: 'required',
  [AccountSetting.SERIAL_CONSOLE]: 'disabled',
  [AccountSetting.DOCUMENT_PUBLIC_SHARING]: 'Disable',
  [AccountSetting.AUTOMATION_LOGGING]: 'CloudWatch',
  [AccountSetting.EMR_PUBLIC_ACCESS_BLOCK]: 'enabled',
  [AccountSetting.DEFAULT_VPC]: '0 rules, 0 public subnets',
};

export interface AccountChecksOptions {
  readonly aws: Aws;
  readonly environment: DemoEnvironment;
  readonly report: (check: Check) => Promise<void>;
}

/**
 * Shows what happens to the settings of an account: the production preset applies them, the non-production preset reports a public bucket and a public
 * snapshot. Only in an emulated account.
 */
export class AccountChecks {
  public readonly columns: SettingsColumn[] = [];
  private existing?: ExistingResources;

  constructor(private readonly options: AccountChecksOptions) {}

  /** Reads the settings, in an account that has a public bucket and a public snapshot if the preset is non-production. */
  public async prepare(): Promise<void> {
    const { aws, environment: { localAccount, preset } } = this.options;
    if (preset === 'non-production') {
      this.existing = await createPublicResources(aws, `public-${localAccount}`);
    }
    await this.read('before');
  }

  public async checkRollback(): Promise<void> {
    await this.options.report({
      statement: 'The rollback restores the account settings', expected: textOf(this.columns[0].values), find: async () => textOf(await readSettings(this.options.aws)),
    });
  }

  public async checkDeployment(deployment: Deployment): Promise<void> {
    const [{ values: before }] = this.columns;
    const values = await this.read('deployed');
    if (!this.existing) {
      return this.options.report({ statement: 'The account settings are applied', expected: textOf(APPLIED), find: async () => textOf(values) });
    }
    const { bucket, snapshot } = this.existing;
    await this.options.report({ statement: 'The account settings are only reported', expected: textOf(before), find: async () => textOf(values) });
    await this.options.report({
      statement: `The public bucket ${bucket} and the public snapshot ${snapshot} are reported`,
      expected: [bucket, snapshot],
      find: async () => [bucket, snapshot].filter((name) => deployment.outputs.AccountSettings.includes(name)),
    });
  }

  public async checkDeletion(): Promise<void> {
    const { values: expected } = this.columns[this.columns.length - 1];
    const values = await this.read('after the deletion');
    await this.options.report({ statement: 'The account settings remain as they are', expected: textOf(expected), find: async () => textOf(values) });
    if (this.existing) {
      const { bucket, snapshot } = this.existing;
      await this.options.report({
        statement: 'The bucket and the snapshot are still public', expected: [bucket, snapshot], find: () => publicResources(this.options.aws),
      });
    }
  }

  private async read(title: string): Promise<SettingValues> {
    const values = await readSettings(this.options.aws);
    this.columns.push({ title, values });
    return values;
  }
}

function textOf(values: SettingValues): string {
  return Object.entries(values).map((entry) => entry.join(': ')).join('; ');
}
