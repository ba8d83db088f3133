import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { AccountSetting } from './account-settings';
import type { CommonAccountGuardrailsProps, PasswordPolicyOptions, SecurityContact } from './props';
import { ALL_SETTINGS, modeOf, settingsWith } from './resolved-modes';
import { GuardrailMode } from './setting-modes';
import { isUnknown } from '../common/cdk/known-values';
import { checkKey, checkNoAlias } from '../common/policies/key-policy';
import { isWhole } from '../common/validation/formats';
import type { Problems, Requirement } from '../common/validation/problems';

const HOUR = 3_600;

const MODE: Requirement<GuardrailMode> = {
  isMet: (mode) => Object.values(GuardrailMode).includes(mode),
  must: 'be a value of GuardrailMode',
  remedy: 'Use GuardrailMode.OFF, GuardrailMode.REPORT or GuardrailMode.APPLY.',
};

/** @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const REGION: Requirement<string> = {
  isMet: (region) => /^[a-z]{2,5}(-[a-z]+)+-\d+$/.test(region),
  must: 'be the code of a region',
  remedy: "Use a code such as 'eu-west-1'.",
};

/** @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html */
const CONTACT: { readonly [member in keyof SecurityContact]: Requirement<string> } = {
  name: hasLength(64, "Use a name such as 'Security Team'."),
  title: hasLength(50, "Use a title such as 'Security'."),
  emailAddress: {
    isMet: (address) => address.length <= 254 && /^[\w+=.#|!&-]+@[\w.-]+\.\w+$/.test(address),
    must: 'be an e-mail address of at most 254 characters',
    remedy: "Use an address such as 'security@example.com'.",
  },
  phoneNumber: {
    isMet: (number) => number.length <= 25 && /^[\s0-9()+-]*\d[\s0-9()+-]*$/.test(number),
    must: "consist of 1 to 25 digits, spaces and the characters '()+-'",
    remedy: "Use a number such as '+1 555 0100'. AWS requires one.",
  },
};

/** Records the problems of the props. */
export function checkAccountGuardrails(problems: Problems, scope: Construct, props: CommonAccountGuardrailsProps): void {
  checkModes(problems, props);
  checkConfirmed(problems, props);
  checkRegions(problems, scope, props);
  checkPasswordPolicy(problems, props.passwordPolicy);
  checkContact(problems, scope, props.securityContact);
  checkKey(problems, 'ebsDefaultKey', props.ebsDefaultKey);
  checkNoAlias(problems, 'ebsDefaultKey', props.ebsDefaultKey);
  problems.checkKnownTime('lookInterval', props.lookInterval, 'seconds', {
    isMet: (seconds) => isWhole(1, Infinity)(seconds / HOUR),
    must: 'be whole hours, and at least one',
    remedy: 'Use an interval such as Duration.hours(12).',
  });
}

function checkModes(problems: Problems, props: CommonAccountGuardrailsProps): void {
  const { mode, settings = {} } = props;
  problems.check('mode', mode, MODE);
  for (const [name, one] of Object.entries(settings)) {
    problems.check('settings', name, {
      isMet: isSetting, must: 'contain only account settings', remedy: `Use ${ALL_SETTINGS.join(', ')}.`,
    }).check(`settings.${name}`, one as GuardrailMode, MODE);
  }
  if (ALL_SETTINGS.every((setting) => modeOf(setting, props) === GuardrailMode.OFF)) {
    problems.add({
      prop: 'mode', value: mode, must: 'be GuardrailMode.REPORT or GuardrailMode.APPLY unless {settings} has a setting with one of these modes', remedy: 'Without any setting, remove the construct. In a SecureBaseline, set account.enabled to false.',
    });
  }
  checkPrerequisites(problems, props);
}

/** Records settings without what they need, and options of settings that are off. */
function checkPrerequisites(problems: Problems, props: CommonAccountGuardrailsProps): void {
  const { settings = {} } = props;
  const isOn = (setting: AccountSetting) => modeOf(setting, props) !== GuardrailMode.OFF;
  for (const option of ['passwordPolicy', 'securityContact', 'ebsDefaultKey'] as const) {
    const setting = ALL_SETTINGS.find((one) => one === option)!;
    if (props[option] !== undefined && !isOn(setting)) {
      problems.add({ prop: option, value: 'a value', must: `not be specified while {settings.${option}} is off`, remedy: `Remove {${option}}, or turn the setting on.` });
    }
  }
  for (const option of ['securityContact', 'ebsDefaultKey'] as const) {
    if (props[option] === undefined && settings[option] !== undefined && settings[option] !== GuardrailMode.OFF) {
      problems.add({ prop: `settings.${option}`, value: settings[option], must: `be off unless {${option}} is specified`, remedy: `Specify {${option}}, or remove {settings.${option}}.` });
    }
  }
  if (modeOf(AccountSetting.INSTANCE_METADATA_ENFORCEMENT, props) === GuardrailMode.APPLY
    && modeOf(AccountSetting.INSTANCE_METADATA_DEFAULTS, props) !== GuardrailMode.APPLY) {
    problems.add({
      prop: 'settings.instanceMetadataEnforcement',
      value: settings.instanceMetadataEnforcement,
      must: 'be applied only together with {settings.instanceMetadataDefaults}',
      remedy: 'Otherwise every launch that does not mention IMDSv2 fails. Apply both settings.',
    });
  }
  if (settings.defaultVpc === GuardrailMode.APPLY && settings.defaultVpcDeletion === GuardrailMode.APPLY) {
    problems.add({
      prop: 'settings.defaultVpc',
      value: settings.defaultVpc,
      must: 'not be applied together with {settings.defaultVpcDeletion}',
      remedy: 'A default VPC is either hardened or deleted. Remove one of the settings.',
    });
  }
}

function checkConfirmed(problems: Problems, props: CommonAccountGuardrailsProps): void {
  const applied = settingsWith(GuardrailMode.APPLY, props);
  for (const setting of props.confirmedSettings ?? []) {
    problems
      .check('confirmedSettings', setting, { isMet: isSetting, must: 'contain only account settings', remedy: 'Use values of AccountSetting.' })
      .check('confirmedSettings', isSetting(setting) ? setting : undefined, {
        isMet: (one) => applied.includes(one),
        must: 'contain only settings that are applied',
        remedy: `Set {settings.${setting}} to GuardrailMode.APPLY, or remove it from {confirmedSettings}.`,
      })
      .check('confirmedSettings', setting, {
        isMet: (one) => one !== AccountSetting.DEFAULT_VPC_DELETION,
        must: 'not contain defaultVpcDeletion',
        remedy: 'A default VPC is never deleted while something uses it. Remove it from {confirmedSettings}.',
      });
  }
}

function checkRegions(problems: Problems, scope: Construct, { regions, ebsDefaultKey }: CommonAccountGuardrailsProps): void {
  problems.check('regions', regions, {
    isMet: (all) => all.length > 0, must: 'contain at least one region', remedy: 'Omit it for all enabled regions.',
  }).check('regions', regions, {
    isMet: (all) => new Set(all).size === all.length, must: 'contain each region once', remedy: 'Remove the repeated regions.',
  });
  regions?.forEach((region) => problems.check('regions', region, REGION));
  const { region } = Stack.of(scope);
  if (ebsDefaultKey && regions && !isUnknown(region) && !regions.some((one) => one === region || isUnknown(one))) {
    problems.add({ prop: 'regions', value: regions, must: `contain the region of {ebsDefaultKey}, ${region}`, remedy: 'Add the region, or remove {ebsDefaultKey}.' });
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html */
function checkPasswordPolicy(problems: Problems, policy: PasswordPolicyOptions = {}): void {
  problems
    .check('passwordPolicy.minimumLength', policy.minimumLength, {
      isMet: isWhole(6, 128), must: 'be a whole number from 6 to 128', remedy: 'Use at least 14 for the CIS AWS Foundations Benchmark.',
    })
    .check('passwordPolicy.reusePrevention', policy.reusePrevention, {
      isMet: isWhole(1, 24), must: 'be a whole number from 1 to 24', remedy: 'Use 24 for the CIS AWS Foundations Benchmark.',
    })
    .checkKnownTime('passwordPolicy.maximumAge', policy.maximumAge, 'days', {
      isMet: isWhole(1, 1_095), must: 'be a whole number of days from 1 to 1,095', remedy: 'Omit it for passwords that do not expire.',
    });
  if (policy.hardExpiry && policy.maximumAge === undefined) {
    problems.add({
      prop: 'passwordPolicy.hardExpiry', value: true, must: 'be false unless {passwordPolicy.maximumAge} is specified', remedy: 'Specify {passwordPolicy.maximumAge}, or remove {passwordPolicy.hardExpiry}.',
    });
  }
}

function checkContact(problems: Problems, scope: Construct, contact?: SecurityContact): void {
  if (contact === undefined) {
    return;
  }
  for (const [member, requirement] of Object.entries(CONTACT)) {
    problems.require(`securityContact.${member}`, contact[member as keyof SecurityContact], requirement);
  }
  if (Stack.of(scope).region.startsWith('us-gov-')) {
    problems.add({
      prop: 'securityContact', value: contact.emailAddress, must: 'not be specified in AWS GovCloud (US)', remedy: 'The AWS account that is associated with the account has the contacts. Specify it there.',
    });
  }
}

function isSetting(name: string): boolean {
  return ALL_SETTINGS.some((setting) => setting === name);
}

function hasLength(max: number, remedy: string): Requirement<string> {
  return { isMet: (text) => text.trim().length >= 1 && text.length <= max, must: `have 1 to ${max} characters`, remedy };
}
