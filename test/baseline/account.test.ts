import { Topic } from 'aws-cdk-lib/aws-sns';
import { baselineIn, nonProduction, ofType, production, productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { AccountSetting, GuardrailMode, type SecureBaselineProps } from '../../src';
import { newStack } from '../support/templates';

const AUDIT_ONLY = { network: { enabled: false }, storage: { enabled: false }, database: { enabled: false }, webTier: { enabled: false } };
const recordAlarms = (preset: SynthesizedBaseline) => ofType(preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties).filter(({ AlarmName }) => /AccountRecordsChanged/.test(AlarmName));
const inProduction = (props: Partial<SecureBaselineProps>) => synthesize((stack) => ({ ...productionProps(stack), ...AUDIT_ONLY, certificate: undefined, ...props }));

test('production applies the settings and keeps them, non-production reports them and would restore them', () => {
  const configurationOf = (preset: SynthesizedBaseline) => JSON.stringify(ofType(preset, 'Custom::AccountGuardrails')[0][1].Properties.Configuration);
  expect(configurationOf(production)).toMatch(/s3PublicAccessBlock\\":\\"apply.*onDelete\\":\\"keep/);
  expect(configurationOf(nonProduction)).toMatch(/s3PublicAccessBlock\\":\\"report.*onDelete\\":\\"restore/);
});

test('the settings need no network, bucket for data, database or web tier', () => {
  const preset = inProduction({});
  expect(ofType(preset, 'Custom::AccountGuardrails')).toHaveLength(1);
  expect(ofType(preset, 'AWS::EC2::VPC')).toEqual([]);
});

test('the output has the summary of the deployment', () => {
  expect(production.template.toJSON().Outputs).toMatchObject({ [Object.keys(production.template.findOutputs('*')).find((id) => id.includes('AccountSettings'))!]: { Value: { 'Fn::GetAtt': [expect.stringMatching(/^BaselineAccount/), 'Summary'] } } });
  expect(production.stack.resolve(production.baseline.accountGuardrails.summary)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^BaselineAccount/), 'Summary'] });
});

test('without the settings there is no function, no alarm and no property', () => {
  const preset = inProduction({ account: { enabled: false } });
  expect(ofType(preset, 'AWS::Lambda::Function').filter(([id]) => id.includes('Account'))).toEqual([]);
  expect(recordAlarms(preset)).toEqual([]);
  expect(() => preset.baseline.accountGuardrails).toThrow('accountGuardrails is not available because account.enabled is false');
});

describe('changed records set off an alarm', () => {
  test('of engineers, although auditors receive the compliance alarms', () => {
    const [alarm, ...others] = recordAlarms(inProduction({ notifications: { emailAddresses: ['a@example.com'], auditEmailAddresses: ['b@example.com'] } }));
    expect(others).toEqual([]);
    expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^BaselineNotifications/) }]);
  });

  test('whose pattern leaves out the role of the function', () => {
    const [[, { Properties }]] = ofType(production, 'AWS::Logs::MetricFilter').filter(([id]) => id.includes('AccountRecordsChanged'));
    expect(JSON.stringify(Properties.FilterPattern)).toMatch(/assumed-role\/",\{"Ref":"AccountGuardrailsFunctionRole\w+"\}/);
  });

  test('that can be overridden like other events', () => {
    const overridden = (override: object) => inProduction({ notifications: { eventOverrides: { AccountRecordsChanged: override } } });
    expect(recordAlarms(overridden({ enabled: false }))).toEqual([]);
    expect(recordAlarms(overridden({ threshold: 5 }))[0]).toMatchObject({ Threshold: 5 });
  });

  test.each<[string, Partial<SecureBaselineProps>]>([
    ['if the settings are only reported', { account: { mode: GuardrailMode.REPORT } }],
    ['without the log group of a trail', { trail: { enabled: false }, notifications: { realTimeRules: true } }],
    ['without security alarms', { notifications: { securityAlarms: false } }],
  ])('but not %s', (_, props) => {
    expect(recordAlarms(inProduction(props))).toEqual([]);
  });
});

test('the function publishes to an existing topic', () => {
  const preset = synthesize((stack) => ({ ...AUDIT_ONLY, notifications: { topic: Topic.fromTopicArn(stack, 'Existing', 'arn:aws:sns:eu-west-1:111122223333:alerts') } }));
  expect(JSON.stringify(ofType(preset, 'AWS::IAM::Policy'))).toContain('"Sid":"Notify"');
});

test('problems have the paths of the options', () => {
  expect(() => baselineIn(newStack(), { account: { regions: [], confirmedSettings: [AccountSetting.EBS_ENCRYPTION] } }))
    .toThrow(/account\.confirmedSettings must contain only settings that are applied.*Set account\.settings\.ebsEncryption to GuardrailMode\.APPLY, or remove it from account\.confirmedSettings.*account\.regions must contain at least one region/s);
});
