import { ACCOUNT_SETTINGS, AccountSetting } from './account-settings';
import type { CommonAccountGuardrailsProps } from './props';
import { GuardrailMode } from './setting-modes';

/** All settings, in the order of the table. */
export const ALL_SETTINGS = Object.keys(ACCOUNT_SETTINGS) as AccountSetting[];

/** Returns the mode of a setting. */
export function modeOf(setting: AccountSetting, props: CommonAccountGuardrailsProps): GuardrailMode {
  return props.settings?.[setting] ?? (isOffByDefault(setting, props) ? GuardrailMode.OFF : props.mode ?? GuardrailMode.APPLY);
}

/** Returns the settings with a mode, in the order of the table. */
export function settingsWith(mode: GuardrailMode, props: CommonAccountGuardrailsProps): AccountSetting[] {
  return ALL_SETTINGS.filter((setting) => modeOf(setting, props) === mode);
}

function isOffByDefault(setting: AccountSetting, { settings, securityContact, ebsDefaultKey }: CommonAccountGuardrailsProps): boolean {
  switch (setting) {
    case AccountSetting.SECURITY_CONTACT: return securityContact === undefined;
    case AccountSetting.EBS_DEFAULT_KEY: return ebsDefaultKey === undefined;
    case AccountSetting.DEFAULT_VPC: return settings?.defaultVpcDeletion === GuardrailMode.APPLY;
    default: return ACCOUNT_SETTINGS[setting].onRequest;
  }
}
