import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib/core';
import { AccountGuardrails, AccountSetting, GuardrailMode, type AccountGuardrailsProps, type AccountSettingModes } from '../../../src';
import { newStack } from '../../support/templates';

const { OFF, REPORT, APPLY } = GuardrailMode;
const CONTACT = { name: 'Security', title: 'On call', emailAddress: 'security@example.com', phoneNumber: '+1 555 0100' };
const IRELAND = { account: '111111111111', region: 'eu-west-1' };
const KEY_ARN = 'arn:aws:kms:eu-west-1:111111111111:key/1';

const build = (props: AccountGuardrailsProps, region = 'eu-west-1') =>
  () => new AccountGuardrails(newStack({ env: { ...IRELAND, region } }), 'It', props);
const settings = (modes: Record<string, unknown>) => ({ settings: modes as AccountSettingModes });
const contact = (others: Partial<typeof CONTACT>) => ({ securityContact: { ...CONTACT, ...others } });
const policy = (passwordPolicy: AccountGuardrailsProps['passwordPolicy']) => ({ passwordPolicy });

describe('a prop is rejected', () => {
  test.each<[string, AccountGuardrailsProps, RegExp]>([
    ['if the mode is unknown', { mode: 'audit' as GuardrailMode }, /mode must be a value of GuardrailMode, got "audit"/],
    ['if the mode of a setting is unknown', settings({ serialConsole: true }), /settings\.serialConsole must be a value of GuardrailMode, got true/],
    ['if a setting is unknown', settings({ serialPort: APPLY }), /settings must contain only account settings, got "serialPort"/],
    ['if all settings are off', { mode: OFF }, /mode must be GuardrailMode\.REPORT or GuardrailMode\.APPLY unless settings/],
    ['if the password policy is too short', policy({ minimumLength: 5 }), /passwordPolicy\.minimumLength must be a whole number from 6 to 128, got 5/],
    ['if the password policy is too long', policy({ minimumLength: 129 }), /passwordPolicy\.minimumLength must .*, got 129/],
    ['if no password is remembered', policy({ reusePrevention: 0 }), /passwordPolicy\.reusePrevention must be a whole number from 1 to 24, got 0/],
    ['if too many passwords are remembered', policy({ reusePrevention: 25 }), /passwordPolicy\.reusePrevention must .*, got 25/],
    ['if passwords expire too late', policy({ maximumAge: Duration.days(1_096) }), /passwordPolicy\.maximumAge must be a whole number of days from 1 to 1,095/],
    ['if passwords expire after part of a day', policy({ maximumAge: Duration.hours(36) }), /passwordPolicy\.maximumAge must be a whole number of days/],
    ['if passwords that do not expire lock users out', policy({ hardExpiry: true }), /passwordPolicy\.hardExpiry must be false unless passwordPolicy\.maximumAge is specified/],
    ['if there is a password policy but no setting', { ...policy({}), ...settings({ passwordPolicy: OFF }) }, /passwordPolicy must not be specified while settings\.passwordPolicy is off/],
    ['if no region is given', { regions: [] }, /regions must contain at least one region, got \[\]/],
    ['if a region is given twice', { regions: ['eu-west-1', 'eu-west-1'] }, /regions must contain each region once/],
    ['if a region has another form', { regions: ['Ireland'] }, /regions must be the code of a region, got "Ireland"/],
    ['if a region is an Availability Zone', { regions: ['eu-west-1a'] }, /regions must be the code of a region, got "eu-west-1a"/],
    ['if a contact has no telephone number', contact({ phoneNumber: undefined }), /securityContact\.phoneNumber must .*, got no value/],
    ['if a telephone number has letters', contact({ phoneNumber: '+1 CALL' }), /securityContact\.phoneNumber must consist of 1 to 25 digits/],
    ['if a telephone number has no digit', contact({ phoneNumber: ' - ' }), /securityContact\.phoneNumber must/],
    ['if an e-mail address is not valid', contact({ emailAddress: 'security' }), /securityContact\.emailAddress must be an e-mail address/],
    ['if a contact has an empty name', contact({ name: ' ' }), /securityContact\.name must have 1 to 64 characters/],
    ['if a title is too long', contact({ title: 'x'.repeat(51) }), /securityContact\.title must have 1 to 50 characters/],
    ['if there is a contact but no setting', { ...contact({}), ...settings({ securityContact: OFF }) }, /securityContact must not be specified while settings\.securityContact is off/],
    ['if there is a setting but no contact', settings({ securityContact: APPLY }), /settings\.securityContact must be off unless securityContact is specified/],
    ['if there is a setting but no key', settings({ ebsDefaultKey: REPORT }), /settings\.ebsDefaultKey must be off unless ebsDefaultKey is specified/],
    ['if IMDSv2 is enforced but not the default', settings({ instanceMetadataEnforcement: APPLY, instanceMetadataDefaults: REPORT }), /settings\.instanceMetadataEnforcement must be applied only together/],
    ['if IMDSv2 is enforced and all other settings are reported', { mode: REPORT, ...settings({ instanceMetadataEnforcement: APPLY }) }, /settings\.instanceMetadataEnforcement must/],
    ['if the default VPC is hardened and deleted', settings({ defaultVpc: APPLY, defaultVpcDeletion: APPLY }), /settings\.defaultVpc must not be applied together with settings\.defaultVpcDeletion/],
    ['if an unknown setting is confirmed', { confirmedSettings: ['s3' as AccountSetting] }, /confirmedSettings must contain only account settings, got "s3"/],
    ['if a setting that is off is confirmed', { confirmedSettings: [AccountSetting.EBS_ENCRYPTION], ...settings({ ebsEncryption: OFF }) }, /confirmedSettings must contain only settings that are applied, got "ebsEncryption"/],
    ['if a setting that is only reported is confirmed', { mode: REPORT, confirmedSettings: [AccountSetting.EBS_ENCRYPTION] }, /confirmedSettings must contain only settings that are applied/],
    ['if the deletion of a default VPC is confirmed', { confirmedSettings: [AccountSetting.DEFAULT_VPC_DELETION], ...settings({ defaultVpcDeletion: APPLY }) }, /confirmedSettings must not contain defaultVpcDeletion/],
    ['if the interval is shorter than an hour', { lookInterval: Duration.minutes(30) }, /lookInterval must be whole hours, and at least one/],
    ['if the interval is not whole hours', { lookInterval: Duration.minutes(90) }, /lookInterval must be whole hours/],
  ])('%s', (_, props, message) => {
    expect(build(props)).toThrow(message);
  });

  test('if a contact is specified in AWS GovCloud (US), which has none', () => {
    expect(build({ securityContact: CONTACT }, 'us-gov-west-1')).toThrow(/securityContact must not be specified in AWS GovCloud/);
    expect(build({ securityContact: CONTACT }, 'cn-north-1')).not.toThrow();
  });

  test('if the key is in another region, is an alias, or its region is not governed', () => {
    const withKey = (arn: string, props: AccountGuardrailsProps = {}) => () => {
      const stack = newStack({ env: IRELAND });
      new AccountGuardrails(stack, 'It', { ...props, ebsDefaultKey: Key.fromKeyArn(stack, 'Key', arn) });
    };
    expect(withKey(KEY_ARN)).not.toThrow();
    expect(withKey(KEY_ARN.replace('eu-west-1', 'eu-west-2'))).toThrow(/ebsDefaultKey must be in the region of the stack, eu-west-1/);
    expect(withKey(KEY_ARN.replace('key/1', 'alias/ebs'))).toThrow(/ebsDefaultKey must be a key and not an alias/);
    expect(withKey(KEY_ARN, { regions: ['eu-west-2'] })).toThrow(/regions must contain the region of ebsDefaultKey, eu-west-1/);
    expect(withKey(KEY_ARN, { regions: ['eu-west-1'] })).not.toThrow();
  });
});

test('unresolved tokens are accepted where AWS knows the value', () => {
  const stack = newStack();
  const text = new CfnParameter(stack, 'Text').valueAsString;
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  expect(() => new AccountGuardrails(stack, 'It', {
    regions: [text], securityContact: { name: text, title: text, emailAddress: text, phoneNumber: text }, passwordPolicy: { minimumLength: number, reusePrevention: number },
  })).not.toThrow();
});

describe('two owners', () => {
  const withTwo = (one: AccountGuardrailsProps, other: AccountGuardrailsProps, second = IRELAND, keys: string[] = []) => () => {
    const app = new App({ analyticsReporting: false });
    [{ id: 'One', env: IRELAND, props: one }, { id: 'Other', env: second, props: other }].forEach(({ id, env, props }, index) => {
      const stack = new Stack(app, id, { env });
      const ebsDefaultKey = keys.length > 0 ? Key.fromKeyArn(stack, 'Key', keys[index]) : undefined;
      new AccountGuardrails(stack, 'It', { ...props, ebsDefaultKey });
    });
    app.synth();
  };
  const keyIn = (region: string, id: string) => `arn:aws:kms:${region}:111111111111:key/${id}`;

  test('in a stack are rejected', () => {
    const stack = newStack();
    new AccountGuardrails(stack, 'One');
    new AccountGuardrails(stack, 'Two');
    expect(() => Template.fromStack(stack)).toThrow(/Stack\/Two: AccountGuardrails must be the only one in its stack, and Stack\/One is another one/);
  });

  test('in an account must want the same single values', () => {
    expect(withTwo(policy({ minimumLength: 16 }), {})).toThrow(/Other\/It: passwordPolicy must be the same .* One\/It has another value/);
    expect(withTwo(contact({}), contact({ name: 'Others' }))).toThrow(/securityContact must be the same/);
    expect(withTwo({}, {}, IRELAND, [keyIn('eu-west-1', '1'), keyIn('eu-west-1', '2')])).toThrow(/ebsDefaultKey must be the same/);
  });

  test('can want the same values, other settings, or only report', () => {
    expect(withTwo(contact({}), contact({}))).not.toThrow();
    expect(withTwo(policy({ minimumLength: 16 }), settings({ passwordPolicy: OFF }))).not.toThrow();
    expect(withTwo(policy({ minimumLength: 16 }), { mode: REPORT })).not.toThrow();
    expect(withTwo(contact({}), {})).not.toThrow();
  });

  test('in different accounts, or with keys of different regions, are independent', () => {
    expect(withTwo(policy({ minimumLength: 16 }), {}, { account: '222222222222', region: 'eu-west-1' })).not.toThrow();
    expect(withTwo({}, {}, { ...IRELAND, region: 'eu-west-2' }, [keyIn('eu-west-1', '1'), keyIn('eu-west-2', '1')])).not.toThrow();
  });
});
