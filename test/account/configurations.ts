import { AccountSetting } from '../../src';
import type { GuardrailConfiguration, PasswordPolicyValue } from '../../src/account/account-guardrails/function-environment';
import { ACCOUNT_SETTINGS } from '../../src/account/account-settings';

export const PASSWORD_POLICY: PasswordPolicyValue = {
  MinimumPasswordLength: 14,
  RequireSymbols: true,
  RequireNumbers: true,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
  AllowUsersToChangePassword: true,
  PasswordReusePrevention: 24,
};

export const ALL = Object.values(AccountSetting).filter((setting) => !ACCOUNT_SETTINGS[setting].onRequest);

/** Returns a configuration that applies settings, all except those on request unless others are given. */
export function configurationOf(changes: Partial<GuardrailConfiguration> & { readonly apply?: readonly AccountSetting[] } = {}): GuardrailConfiguration {
  const { apply = ALL, ...rest } = changes;
  return {
    modes: Object.fromEntries(apply.map((setting) => [setting, 'apply'])),
    confirmed: [],
    onDelete: 'restore',
    rejectConflicts: false,
    passwordPolicy: PASSWORD_POLICY,
    ...rest,
  };
}
