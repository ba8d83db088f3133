import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { GuardrailConfiguration, PasswordPolicyValue } from './function-environment';
import { EarlierValues, type AccountGuardrailsProps, type PasswordPolicyOptions } from '../props';
import { ALL_SETTINGS, modeOf, settingsWith } from '../resolved-modes';
import { GuardrailMode } from '../setting-modes';

/** Returns the configuration of the function. */
export function configurationOf(props: AccountGuardrailsProps): GuardrailConfiguration {
  const { confirmedSettings = [], regions, securityContact, ebsDefaultKey, notificationTopic } = props;
  const modes = ALL_SETTINGS.map((setting) => [setting, modeOf(setting, props)]).filter(([, mode]) => mode !== GuardrailMode.OFF);
  return {
    modes: Object.fromEntries(modes),
    confirmed: confirmedSettings,
    regions,
    onDelete: props.onDelete ?? EarlierValues.KEEP,
    rejectConflicts: props.rejectConflicts ?? false,
    passwordPolicy: passwordPolicyOf(props.passwordPolicy),
    securityContact: securityContact && {
      Name: securityContact.name, Title: securityContact.title, EmailAddress: securityContact.emailAddress, PhoneNumber: securityContact.phoneNumber,
    },
    ebsKeyArn: ebsDefaultKey?.keyArn,
    topicArn: notificationTopic?.topicArn,
  };
}

function passwordPolicyOf(options: PasswordPolicyOptions = {}): PasswordPolicyValue {
  return {
    MinimumPasswordLength: options.minimumLength ?? 14,
    RequireSymbols: options.requireSymbols ?? true,
    RequireNumbers: options.requireNumbers ?? true,
    RequireUppercaseCharacters: options.requireUppercase ?? true,
    RequireLowercaseCharacters: options.requireLowercase ?? true,
    AllowUsersToChangePassword: options.allowUsersToChange ?? true,
    MaxPasswordAge: options.maximumAge?.toDays(),
    PasswordReusePrevention: options.reusePrevention ?? 24,
    HardExpiry: options.hardExpiry,
  };
}

/**
 * Returns what the function may change, as text: the settings that are applied, and their regions. A policy whose id contains it is replaced when it
 * changes. Tokens are resolved, because their numbers can differ in each synthesis.
 */
export function scopeOfChanges(scope: Construct, props: AccountGuardrailsProps): string {
  return JSON.stringify(Stack.of(scope).resolve([settingsWith(GuardrailMode.APPLY, props), props.regions ?? 'all']));
}
