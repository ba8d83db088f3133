import { isWildcardOnlyAction } from '@cloud-copilot/iam-simulate';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, Fn, type StackProps } from 'aws-cdk-lib/core';
import { AccountGuardrails, AccountSetting, EarlierValues, GuardrailMode, NotificationTopic, type AccountGuardrailsProps } from '../../../src';
import { newStack, only, statementsOf, type Statement } from '../../support/templates';

const { OFF, REPORT, APPLY } = GuardrailMode;
const { S3_PUBLIC_ACCESS_BLOCK, EBS_DEFAULT_KEY, DEFAULT_VPC_DELETION } = AccountSetting;

const inIreland = { env: { account: '111111111111', region: 'eu-west-1' } };
const template = (props?: AccountGuardrailsProps, stackProps?: StackProps) => {
  const stack = newStack(stackProps);
  new AccountGuardrails(stack, 'Account', props);
  return Template.fromStack(stack);
};
const configurationOf = (props?: AccountGuardrailsProps) =>
  JSON.parse(only(template(props, inIreland), 'AWS::Lambda::Function').Properties.Environment.Variables.CONFIGURATION);
const statements = (props?: AccountGuardrailsProps): Record<string, Statement> => statementsOf(template(props, inIreland), 'AWS::IAM::Policy');
const actionsIn = (all: Record<string, Statement>) => Object.values(all).flatMap(({ Action }) => Action).sort();
const changesId = (props?: AccountGuardrailsProps) => Object.keys(template(props).findResources('AWS::IAM::Policy')).filter((id) => id.includes('Changes'));

const OFF_BY_DEFAULT = ['securityContact', 'ebsDefaultKey', 'instanceMetadataEnforcement', 'defaultVpcDeletion'];
const CONTACT = { name: 'Security', title: 'On call', emailAddress: 'security@example.com', phoneNumber: '+1 555 0100' };

describe('the configuration of the function', () => {
  test('applies all settings except those that are off unless requested, and keeps the values on deletion', () => {
    const { modes, ...others } = configurationOf();
    const expected = Object.values(AccountSetting).filter((setting) => !OFF_BY_DEFAULT.includes(setting));
    expect(modes).toEqual(Object.fromEntries(expected.map((setting) => [setting, 'apply'])));
    expect(others).toEqual({
      confirmed: [],
      onDelete: 'keep',
      rejectConflicts: false,
      passwordPolicy: {
        MinimumPasswordLength: 14,
        RequireSymbols: true,
        RequireNumbers: true,
        RequireUppercaseCharacters: true,
        RequireLowercaseCharacters: true,
        AllowUsersToChangePassword: true,
        PasswordReusePrevention: 24,
      },
    });
  });

  test('has what the user specified', () => {
    expect(configurationOf({
      mode: REPORT,
      settings: { s3PublicAccessBlock: APPLY, serialConsole: OFF, defaultVpcDeletion: APPLY },
      confirmedSettings: [S3_PUBLIC_ACCESS_BLOCK],
      regions: ['eu-west-1'],
      onDelete: EarlierValues.RESTORE,
      rejectConflicts: true,
      securityContact: CONTACT,
      passwordPolicy: {
        minimumLength: 20,
        requireSymbols: false,
        requireNumbers: false,
        requireUppercase: false,
        requireLowercase: false,
        allowUsersToChange: false,
        maximumAge: Duration.days(90),
        reusePrevention: 5,
        hardExpiry: true,
      },
    })).toEqual({
      modes: expect.objectContaining({ s3PublicAccessBlock: 'apply', securityContact: 'report', passwordPolicy: 'report', defaultVpcDeletion: 'apply' }),
      confirmed: ['s3PublicAccessBlock'],
      regions: ['eu-west-1'],
      onDelete: 'restore',
      rejectConflicts: true,
      securityContact: { Name: 'Security', Title: 'On call', EmailAddress: 'security@example.com', PhoneNumber: '+1 555 0100' },
      passwordPolicy: {
        MinimumPasswordLength: 20,
        RequireSymbols: false,
        RequireNumbers: false,
        RequireUppercaseCharacters: false,
        RequireLowercaseCharacters: false,
        AllowUsersToChangePassword: false,
        MaxPasswordAge: 90,
        PasswordReusePrevention: 5,
        HardExpiry: true,
      },
    });
  });

  test('leaves out settings that are off, and the hardened default VPC if the default VPC is deleted', () => {
    const { modes } = configurationOf({ settings: { serialConsole: OFF, defaultVpcDeletion: APPLY } });
    expect(modes).not.toHaveProperty('serialConsole');
    expect(modes).not.toHaveProperty('defaultVpc');
    expect(modes).toHaveProperty(DEFAULT_VPC_DELETION, 'apply');
  });

  test('is also a property of the custom resource, which CloudFormation updates with it', () => {
    const result = template({ regions: ['eu-west-1'] }, inIreland);
    const { Properties } = only(result, 'Custom::AccountGuardrails');
    expect(Properties.Configuration).toBe(only(result, 'AWS::Lambda::Function').Properties.Environment.Variables.CONFIGURATION);
    expect(Properties.ServiceTimeout).toBe('3600');
  });

  test('has the ARN of a key and of a topic of the app', () => {
    const stack = newStack();
    const guardrails = new AccountGuardrails(stack, 'Account', {
      ebsDefaultKey: new Key(stack, 'Key'), notificationTopic: new NotificationTopic(stack, 'Topic').topic, confirmedSettings: [EBS_DEFAULT_KEY],
    });
    const environment = JSON.stringify(only(Template.fromStack(stack), 'AWS::Lambda::Function').Properties.Environment);
    expect(environment).toMatch(/ebsKeyArn.*Fn::GetAtt.*Key.*topicArn.*Ref.*Topic/);
    expect(stack.resolve(guardrails.summary)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Account/), 'Summary'] });
  });
});

describe('the role of the function', () => {
  test('can change nothing but its own report if all settings are only reported', () => {
    const reported = statements({ mode: REPORT });
    const { KeepReport, ...others } = reported;
    const changes = actionsIn(others).filter((action) => !/:(Get|List|Describe|GenerateCredentialReport)/.test(action));
    expect(changes).toEqual(['lambda:InvokeFunction', 'logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(JSON.stringify(KeepReport.Resource)).toContain('/secure-baseline/account-guardrails/reports/');
    expect(changesId({ mode: REPORT })).toEqual([]);
  });

  test('can change only the settings that are applied, those of regions only in the governed ones', () => {
    const settings = { s3PublicAccessBlock: APPLY, serialConsole: APPLY };
    const { ChangeAccountSettings, ChangeRegionSettings, KeepRecords, ...others } = statements({ mode: REPORT, settings, regions: ['eu-west-1', 'eu-central-1'] });
    expect(ChangeAccountSettings).toEqual({ Sid: 'ChangeAccountSettings', Effect: 'Allow', Action: 's3:PutAccountPublicAccessBlock', Resource: '*' });
    expect(ChangeRegionSettings).toMatchObject({
      Action: ['ec2:DisableSerialConsoleAccess', 'ec2:EnableSerialConsoleAccess'],
      Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
    });
    expect(JSON.stringify(KeepRecords.Resource)).toMatch(/account-guardrails\/\*\/earlier.*account-guardrails\/\*\/owners\//);
    expect(Object.keys(others).filter((sid) => sid.startsWith('Change'))).toEqual([]);
  });

  test('has no permission for a setting that is off', () => {
    const without = actionsIn(statements({ settings: { emrPublicAccessBlock: OFF } }));
    expect(without.filter((action) => action.startsWith('elasticmapreduce:'))).toEqual([]);
    expect(actionsIn(statements()).filter((action) => action.startsWith('elasticmapreduce:'))).toHaveLength(2);
  });

  test('has actions on all resources only if they do not support resource-level permissions', async () => {
    const every = { instanceMetadataEnforcement: APPLY, defaultVpcDeletion: APPLY };
    const all = Object.values(statements({ settings: every, securityContact: CONTACT })).filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
    const supportOnlyWildcard = await Promise.all(all.map((action) => isWildcardOnlyAction(action.split(':')[0], action.split(':')[1])));
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter((_, index) => !supportOnlyWildcard[index])).toEqual([]);
  });

  test('loses the permission for changes only after the update, because another policy with another name replaces it', () => {
    const [all] = changesId();
    expect(changesId({ settings: { serialConsole: OFF } })).not.toContain(all);
    expect(changesId({ regions: ['eu-west-1'] })).not.toContain(all);
    expect(changesId({ onDelete: EarlierValues.RESTORE, lookInterval: Duration.hours(6) })).toEqual([all]);
    const names = [undefined, { settings: { serialConsole: OFF } }].map((props) => template(props).findResources('AWS::IAM::Policy')[changesId(props)[0]].Properties.PolicyName);
    expect(new Set(names).size).toBe(2);
  });

  test('keeps the policy for changes if the regions have the same tokens, whose numbers differ in each synthesis', () => {
    const ids = [Fn.ref('AWS::Region'), Fn.ref('AWS::Region')].map((region) => changesId({ regions: [region] }));
    expect(ids[0]).toHaveLength(1);
    expect(ids[1]).toEqual(ids[0]);
  });

  test('has its permissions while the custom resource is created, updated and deleted', () => {
    const { DependsOn = [] } = only(template(), 'Custom::AccountGuardrails');
    const [changes] = changesId();
    expect(DependsOn).toEqual([changes]);
    const handler = [expect.stringMatching(/FunctionLogGroup/), expect.stringMatching(/FunctionPolicy/)];
    expect(template().findResources('AWS::IAM::Policy')[changes].DependsOn).toEqual(handler);
    expect(only(template({ mode: REPORT }), 'Custom::AccountGuardrails').DependsOn).toEqual(handler);
  });

  test('may publish to the topic and use its key', () => {
    const stack = newStack();
    new AccountGuardrails(stack, 'Account', { notificationTopic: new NotificationTopic(stack, 'Topic').topic });
    const { Notify, EncryptNotifications } = statementsOf(Template.fromStack(stack), 'AWS::IAM::Policy');
    expect(Notify).toMatchObject({ Action: 'sns:Publish', Resource: { Ref: expect.stringMatching(/^Topic/) } });
    expect(EncryptNotifications).toMatchObject({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/^TopicKey/), 'Arn'] } });
  });

  test('uses no key for a topic without one', () => {
    const stack = newStack();
    new AccountGuardrails(stack, 'Account', { notificationTopic: new Topic(stack, 'Topic') });
    expect(statementsOf(Template.fromStack(stack), 'AWS::IAM::Policy')).not.toHaveProperty('EncryptNotifications');
  });
});

describe('the function is invoked', () => {
  const rulesOf = (props?: AccountGuardrailsProps, stackProps?: StackProps) => Object.values(template(props, stackProps).findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
  const ofRegions = (rules: Record<string, unknown>[]) => rules.filter(({ EventPattern }) => EventPattern !== undefined);

  test('once a day, or in the specified interval', () => {
    expect(rulesOf(undefined, inIreland).map(({ ScheduleExpression }) => ScheduleExpression)).toContain('rate(1 day)');
    expect(rulesOf({ lookInterval: Duration.hours(6) }, inIreland).map(({ ScheduleExpression }) => ScheduleExpression)).toContain('rate(6 hours)');
  });

  test('when a region is enabled, unless the regions are given', () => {
    expect(ofRegions(rulesOf(undefined, inIreland))).toEqual([expect.objectContaining({
      EventPattern: { 'source': ['aws.account'], 'detail-type': ['Region Opt-In Status Change'], 'detail': { status: ['ENABLED'] } },
    })]);
    expect(ofRegions(rulesOf({ regions: ['eu-west-1'] }))).toEqual([]);
  });

  test('by its rules only', () => {
    const result = template();
    const rules = Object.keys(result.findResources('AWS::Events::Rule'));
    const sources = Object.values(result.findResources('AWS::Lambda::Permission')).map(({ Properties }) => Properties.SourceArn['Fn::GetAtt'][0]);
    expect(rules).toHaveLength(2);
    expect(sources.sort()).toEqual(rules.sort());
  });
});
