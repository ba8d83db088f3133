import * as config from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnParameter, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ConfigRules, ConfigStarter, ConfigStarterMode, EncryptionKey, LoggingBucket, type ConfigStarterProps } from '../../../src';
import { ConfigPreCheck } from '../../../src/audit/config-starter/config-pre-check';
import { DependencyGraph } from '../../support/dependencies';
import { newStack, only, statementsOf, templateOf } from '../../support/templates';

const STARTER = 'Custom::ConfigStarter';
const { ADOPT } = ConfigStarterMode;

/** Creates a recorder and a delivery channel as CloudFormation resources, for users who use only the starter. */
const resourcesIn = (stack: Stack, name?: string) => ({
  recorder: new config.CfnConfigurationRecorder(stack, 'Recorder', { name, roleArn: 'arn:aws:iam::111122223333:role/config' }),
  deliveryChannel: new config.CfnDeliveryChannel(stack, 'Channel', { s3BucketName: 'archive' }),
});
const starterIn = (stack: Stack, props: ConfigStarterProps = {}) => new ConfigStarter(stack, 'Starter', { ...resourcesIn(stack), ...props });

function policyOf(build: (stack: Stack) => void): string[] {
  return Object.keys(statementsOf(templateOf(build), 'AWS::IAM::Policy')).sort();
}

test('the custom resource has the names and settings of the recorder and the delivery channel, and the retention period', () => {
  const { Properties } = only(templateOf((stack) => starterIn(stack, { retentionPeriod: Duration.days(90) })), STARTER);
  expect(Properties).toMatchObject({
    Operation: 'Start', RecorderName: { Ref: 'Recorder' }, ChannelName: { Ref: 'Channel' }, RetentionDays: '90', ServiceTimeout: '360',
  });
  expect(JSON.parse(Properties.Settings)).toEqual({ roleArn: 'arn:aws:iam::111122223333:role/config', s3BucketName: 'archive' });
});

test('the starter accepts references to a recorder and a delivery channel without their properties', () => {
  const template = templateOf((stack) => {
    const [recorder, channel] = ['Recorder', 'Channel'].map((id) => Object.assign(new Construct(stack, id), { env: stack.env }));
    new ConfigStarter(stack, 'Starter', {
      recorder: Object.assign(recorder, { configurationRecorderRef: { configurationRecorderId: 'baseline' } }),
      deliveryChannel: Object.assign(channel, { deliveryChannelRef: { deliveryChannelId: 'other' } }),
    });
  });
  expect(only(template, STARTER).Properties).toMatchObject({ RecorderName: 'baseline', ChannelName: 'other', Settings: '{}' });
});

test('the starter depends on the recorder and the delivery channel, and rules on the starter, without a circular dependency', () => {
  const graph = new DependencyGraph(templateOf((stack) => {
    const bucket = new LoggingBucket(stack, 'Bucket', { encryptionKey: new EncryptionKey(stack, 'Key'), removalPolicy: RemovalPolicy.DESTROY });
    bucket.allowConfigDelivery('config');
    const { roleArn } = iam.Role.fromRoleName(stack, 'Role', 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig');
    const recorder = new config.CfnConfigurationRecorder(stack, 'Recorder', { roleArn, recordingGroup: { allSupported: true } });
    const deliveryChannel = new config.CfnDeliveryChannel(stack, 'Channel', { s3BucketName: bucket.bucketName, s3KeyPrefix: 'config' });
    deliveryChannel.node.addDependency(bucket);
    new ConfigRules(stack, 'Rules').node.addDependency(new ConfigStarter(stack, 'Starter', { recorder, deliveryChannel }));
  }));
  const starter = graph.idOf(STARTER);
  ['Recorder', 'Channel'].forEach((id) => expect(graph.dependsOn(starter, id)).toBe(true));
  graph.idsOf('AWS::Config::ConfigRule').forEach((rule) => expect(graph.dependsOn(rule, starter)).toBe(true));
  expect(graph.cycles()).toEqual([]);
});

test('a retention period that is an unresolved token must be in days', () => {
  const inUnit = (unit: 'days' | 'hours') => templateOf((stack) => starterIn(stack, { retentionPeriod: Duration[unit](new CfnParameter(stack, 'Period', { type: 'Number' }).valueAsNumber) }));
  expect(only(inUnit('days'), STARTER).Properties.RetentionDays).toEqual({ Ref: 'Period' });
  expect(() => inUnit('hours')).toThrow(/retentionPeriod.*Duration\.days/s);
});

test('the function has only the permissions for the operations in the stack', () => {
  expect(policyOf((stack) => new ConfigPreCheck(stack, 'PreCheck', { recorderName: 'baseline' }))).toEqual(['ConfirmOperation', 'CreateServiceLinkedRole', 'FindServiceLinkedRole', 'ReadConfig', 'WriteOwnLogs']);
  expect(policyOf((stack) => new ConfigStarter(stack, 'Starter', { mode: ADOPT }))).toEqual(['ConfirmOperation', 'FindRules', 'ReadConfig', 'StartAndStop', 'WriteOwnLogs']);
  const start = ['ConfirmOperation', 'ReadConfig', 'ResetRetention', 'StartAndStop', 'TryDelivery', 'WriteOwnLogs'];
  expect(policyOf((stack) => starterIn(stack))).toEqual(start);
  expect(policyOf((stack) => starterIn(stack, { retentionPeriod: Duration.days(90) }))).toEqual([...start, 'SetRetention'].sort());
});

test('the operation and the retention period are in the environment of the function, so that an event cannot forge them', () => {
  const environmentOf = (build: (stack: Stack) => void) => only(templateOf(build), 'AWS::Lambda::Function').Properties.Environment.Variables;
  const stack = { STACK_ID: { Ref: 'AWS::StackId' }, URL_SUFFIX: { Ref: 'AWS::URLSuffix' } };
  expect(environmentOf((scope) => new ConfigStarter(scope, 'Starter', { mode: ADOPT }))).toEqual({ ...stack, OPERATION: 'Adopt' });
  expect(environmentOf((scope) => starterIn(scope, { retentionPeriod: Duration.days(90) }))).toEqual({ ...stack, OPERATION: 'Start', RETENTION_DAYS: '90' });
});

test.each<[string, (stack: Stack) => unknown]>([
  ['another mode', (stack) => new ConfigStarter(stack, 'Other', { mode: ADOPT })],
  ['another retention period', (stack) => new ConfigStarter(stack, 'Other', { ...resourcesIn(new Construct(stack, 'Scope') as Stack), retentionPeriod: Duration.days(90) })],
])('a second starter of the stack with %s is rejected', (_, add) => {
  expect(() => templateOf((stack) => { starterIn(stack); add(stack); })).toThrow(/mode must agree with the other ConfigStarter of the stack.*one recorder per region/);
});

test.each<[string, string, (stack: Stack) => ConfigStarterProps]>([
  ['the recorder with the specified name', 'baseline', (stack) => resourcesIn(stack, 'baseline')],
  ['recorders, because CloudFormation generates the name', '*', (stack) => resourcesIn(stack)],
  ['recorders, because the recorder is adopted', '*', () => ({ mode: ADOPT })],
])('the permission to start and stop is limited to %s', (_, name, propsIn) => {
  const { StartAndStop } = statementsOf(templateOf((stack) => void new ConfigStarter(stack, 'Starter', propsIn(stack))), 'AWS::IAM::Policy');
  expect(JSON.stringify(StartAndStop.Resource)).toContain(`":configuration-recorder/${name}/*"`);
});

test('the starter depends on the policy and the log group of the function, which are deleted after it', () => {
  const template = templateOf((stack) => starterIn(stack));
  const ids = ['AWS::IAM::Policy', 'AWS::Logs::LogGroup'].flatMap((type) => Object.keys(template.findResources(type)));
  expect(only(template, STARTER).DependsOn).toEqual(expect.arrayContaining(ids));
});

test.each<[string, (stack: Stack) => ConfigStarterProps, RegExp]>([
  ['recorder and delivery channel are missing', () => ({}), /2 problems.*recorder must be specified.*CREATE.*deliveryChannel must be specified.*CREATE/s],
  ['both are specified for an adopted recorder', (stack) => ({ mode: ADOPT, ...resourcesIn(stack) }), /2 problems.*recorder must be omitted.*ADOPT.*Stack\/Recorder.*deliveryChannel must be omitted.*ADOPT.*Stack\/Channel/s],
  ['the retention period is too short', (stack) => ({ ...resourcesIn(stack), retentionPeriod: Duration.days(7) }), /has a problem.*retentionPeriod must.*between 30 and 2,557, got .*7/s],
  ['a retention period is specified for an adopted recorder', () => ({ mode: ADOPT, retentionPeriod: Duration.days(90) }), /has a problem.*retentionPeriod must be omitted.*ADOPT, got .*90/s],
])('synthesis fails when %s', (_, propsIn, message) => {
  const stack = newStack();
  expect(() => new ConfigStarter(stack, 'Starter', propsIn(stack))).toThrow(message);
});
