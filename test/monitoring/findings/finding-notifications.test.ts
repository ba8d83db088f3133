import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { App, Stack } from 'aws-cdk-lib/core';
import { EventSeverity, FindingNotifications, FindingSource, GlobalHealthRule, NotificationTopic, type FindingNotificationsProps } from '../../../src';
import { newStack, only, recommendedFlags, statementsOf, templateOf, warningsOf } from '../../support/templates';

const env = { account: '111111111111', region: 'eu-west-1' };
const arnOf = (name: string, region = env.region, account = env.account) => `arn:aws:sns:${region}:${account}:${name}`;
const topicOf = (stack: Stack, name: string, region?: string, account?: string) => sns.Topic.fromTopicArn(stack, name, arnOf(name, region, account));

const addFindings = (stack: Stack, props: Partial<FindingNotificationsProps> = {}) =>
  new FindingNotifications(stack, 'Findings', { topic: topicOf(stack, 'findings'), deliveryFailureTopic: topicOf(stack, 'undelivered'), ...props });

const RULE = 'AWS::Events::Rule';
const INFO = Match.stringLikeRegexp('add a GlobalHealthRule in a stack in us-east-1');

function configurationOf(template: ReturnType<typeof templateOf>) {
  const { CONFIGURATION } = only(template, 'AWS::Lambda::Function').Properties.Environment.Variables;
  const text = typeof CONFIGURATION === 'string' ? CONFIGURATION
    : CONFIGURATION['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'TOKEN')).join('');
  return JSON.parse(text);
}

describe('notifications of findings', () => {
  const template = templateOf(addFindings, { env });
  const queue = { 'Fn::GetAtt': [expect.stringMatching(/DeadLetters/), 'Arn'] };

  test('have a rule for each source, which invokes the function and has a dead-letter queue', () => {
    const rules = Object.values(template.findResources(RULE)).map(({ Properties }) => Properties);
    expect(rules.map(({ EventPattern }) => EventPattern.source[0]).sort()).toEqual(
      ['aws.access-analyzer', 'aws.backup', 'aws.config', 'aws.guardduty', 'aws.health', 'aws.securityhub']);
    const { Arn } = rules[0].Targets[0];
    expect(Arn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/Publisher/), 'Arn'] });
    rules.forEach(({ Targets }) => expect(Targets).toMatchObject([{ Arn, DeadLetterConfig: { Arn: queue }, RetryPolicy: { MaximumEventAgeInSeconds: 21_600 } }]));
  });

  test('have a function that only their rules may invoke', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission')).map(({ Properties }) => Properties);
    const rules = Object.keys(template.findResources(RULE));
    expect(permissions.map(({ SourceArn }) => SourceArn['Fn::GetAtt'][0]).sort()).toEqual(rules.sort());
    permissions.forEach(({ Principal }) => expect(Principal).toBe('events.amazonaws.com'));
  });

  test('have a function that may only publish to the topic, record it, keep failed events, and write its logs', () => {
    const statements = statementsOf(template, 'AWS::IAM::Policy');
    const table = { 'Fn::GetAtt': [expect.stringMatching(/Published/), 'Arn'] };
    expect(statements).toEqual({
      RecordPublications: { Sid: 'RecordPublications', Effect: 'Allow', Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem'], Resource: table },
      KeepFailedEvents: { Sid: 'KeepFailedEvents', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue },
      Publish: { Sid: 'Publish', Effect: 'Allow', Action: 'sns:Publish', Resource: arnOf('findings') },
      WriteOwnLogs: expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
    });
  });

  test('have a table that is charged by request, whose items expire, and that is deleted with the stack', () => {
    expect(only(template, 'AWS::DynamoDB::Table')).toMatchObject({
      Properties: { BillingMode: 'PAY_PER_REQUEST', TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } }, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete',
    });
  });

  test('send events that failed three times to the dead-letter queue, on which an alarm publishes to the other topic', () => {
    expect(only(template, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
      Properties: { MaximumRetryAttempts: 2, DestinationConfig: { OnFailure: { Destination: queue } } },
      DependsOn: expect.arrayContaining([expect.stringMatching(/PublisherFunctionPolicy/)]),
    });
    expect(only(template, 'AWS::CloudWatch::Alarm').Properties).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1, AlarmActions: [arnOf('undelivered')] });
  });

  test('have one topic for all severities by default, and otherwise the topics of the severities', () => {
    expect(configurationOf(template)).toMatchObject({ topicArns: { HIGH: arnOf('findings'), MEDIUM: arnOf('findings'), LOW: arnOf('findings') } });
    const routed = templateOf((stack) => addFindings(stack, { severityTopics: { high: topicOf(stack, 'pager') } }), { env });
    expect(configurationOf(routed).topicArns).toEqual({ HIGH: arnOf('pager'), MEDIUM: arnOf('findings'), LOW: arnOf('findings') });
    expect(statementsOf(routed, 'AWS::IAM::Policy').Publish.Resource).toEqual([arnOf('pager'), arnOf('findings')]);
  });

  test('use the key of an encrypted topic', () => {
    const encrypted = templateOf((stack) => addFindings(stack, { topic: new NotificationTopic(stack, 'Topic', { emailAddresses: ['a@example.com'] }).topic }), { env });
    expect(statementsOf(encrypted, 'AWS::IAM::Policy').EncryptMessages.Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^TopicKey/), 'Arn'] });
  });

  test('leave out the other sources', () => {
    const some = templateOf((stack) => addFindings(stack, { sources: [FindingSource.CONFIG, FindingSource.BACKUP] }), { env });
    expect(Object.values(some.findResources(RULE)).map(({ Properties }) => Properties.EventPattern.source[0])).toEqual(['aws.config', 'aws.backup']);
    expect(configurationOf(some).sources).toEqual(['CONFIG', 'BACKUP']);
  });

  test('pass the aggregation region to the function', () => {
    expect(configurationOf(templateOf((stack) => addFindings(stack, { aggregationRegion: 'us-east-1' }), { env })).aggregationRegion).toBe('us-east-1');
  });

  test('have the lowest severity of GuardDuty in the rule', () => {
    const high = templateOf((stack) => addFindings(stack, { guardDutyMinimumSeverity: EventSeverity.HIGH, sources: [FindingSource.GUARD_DUTY] }), { env });
    expect(only(high, RULE).Properties.EventPattern.detail).toEqual({ severity: [{ numeric: ['>=', 7] }] });
  });

  test('name the alarm, and encrypt the log group', () => {
    const named = templateOf((stack) => addFindings(stack, { alarmNamePrefix: 'test', encryptionKey: new kms.Key(stack, 'Key') }), { env });
    expect(only(named, 'AWS::CloudWatch::Alarm').Properties.AlarmName).toBe('test-UndeliveredFindings');
    expect(only(named, 'AWS::Logs::LogGroup').Properties.KmsKeyId).toBeDefined();
  });

  test('are the same with every recommended feature flag', () => {
    expect(templateOf(addFindings, { env }, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test('warn if the alarm publishes to the topic of the messages, and if the topic has no subscription', () => {
    const stack = newStack({ env });
    new FindingNotifications(stack, 'Findings', { topic: new sns.Topic(stack, 'Topic') });
    Template.fromStack(stack);
    expect(warningsOf(stack)).toEqual(expect.arrayContaining([expect.stringContaining('publishes to the same topic'), expect.stringContaining('has no subscription')]));
  });
});

describe('props', () => {
  test.each<[string, RegExp, (stack: Stack) => Partial<FindingNotificationsProps>]>([
    ['no sources', /sources must have at least one element/, () => ({ sources: [] })],
    ['a source twice', /sources must contain each FindingSource at most once, got "CONFIG"\. Remove the duplicate/, () => ({ sources: [FindingSource.CONFIG, FindingSource.CONFIG] })],
    ['an unknown source', /sources must contain each FindingSource .*got "MACIE"/, () => ({ sources: ['MACIE' as FindingSource] })],
    ['an unknown severity', /guardDutyMinimumSeverity must be HIGH, MEDIUM or LOW.*got "CRITICAL"/, () => ({ guardDutyMinimumSeverity: 'CRITICAL' as EventSeverity })],
    ['a severity without GuardDuty', /guardDutyMinimumSeverity must .*only if GUARD_DUTY/, () => ({ guardDutyMinimumSeverity: EventSeverity.HIGH, sources: [FindingSource.CONFIG] })],
    ['a topic in another region', /topic must be a topic in region eu-west-1, got "us-east-1"/, (stack) => ({ topic: topicOf(stack, 'other', 'us-east-1') })],
    ['a topic of a severity in another region', /severityTopics\.low must be a topic in region eu-west-1/, (stack) => ({ severityTopics: { low: topicOf(stack, 'other', 'us-east-1') } })],
    ['a topic in another account', /topic must be a topic of account 111111111111, got "222222222222"/, (stack) => ({ topic: topicOf(stack, 'other', 'eu-west-1', '222222222222') })],
    ['a topic of the alarm in another region', /deliveryFailureTopic must be a topic in region/, (stack) => ({ deliveryFailureTopic: topicOf(stack, 'other', 'us-east-1') })],
    ['an aggregation region that is no region', /aggregationRegion must be the name of a region/, () => ({ aggregationRegion: 'Ireland' })],
    ['Security Hub alone outside its aggregation region', /sources must contain another source/, () => ({ aggregationRegion: 'us-east-1', sources: [FindingSource.SECURITY_HUB] })],
    ['an empty prefix', /alarmNamePrefix must not be empty/, () => ({ alarmNamePrefix: '' })],
  ])('with %s are rejected', (_, message, props) => {
    const stack = newStack({ env });
    expect(() => addFindings(stack, props(stack))).toThrow(message);
  });
});

describe('events of global services', () => {
  const home = { ...env, region: 'us-east-1' };
  const addGlobal = (stack: Stack) => new GlobalHealthRule(stack, 'Global', { topic: topicOf(stack, 'global', 'us-east-1') });

  test('are published by a rule in us-east-1, with a function, a table, a dead-letter queue and an alarm of its own', () => {
    const template = templateOf(addGlobal, { env: home });
    expect(only(template, RULE).Properties.EventPattern.detail).toEqual({ service: ['RISK', 'ABUSE'] });
    expect(configurationOf(template)).toMatchObject({ sources: ['HEALTH'], topicArns: { HIGH: arnOf('global', 'us-east-1') } });
    const { rule, deadLetterQueue, deliveryFailureAlarm } = addGlobal(newStack({ env: home }));
    expect([rule, deadLetterQueue, deliveryFailureAlarm]).not.toContain(undefined);
  });

  test('require the rule in us-east-1', () => {
    expect(() => addGlobal(newStack({ env }))).toThrow(/env\.region must be us-east-1, .*Create the GlobalHealthRule in a stack in us-east-1/);
  });

  test.each<[string, string, object, boolean, boolean]>([
    ['in another region', 'eu-west-1', {}, false, true],
    ['in us-east-1', 'us-east-1', {}, false, false],
    ['in another region of an app with the rule', 'eu-west-1', {}, true, false],
    ['in another partition', 'cn-north-1', {}, false, false],
    ['without AWS Health', 'eu-west-1', { sources: [FindingSource.CONFIG] }, false, false],
  ])('are mentioned, or not: notifications %s', (_, region, props, withRule, hasInfo) => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { ...env, region } });
    new FindingNotifications(stack, 'Findings', { topic: topicOf(stack, 'findings', region), ...props });
    if (withRule) {
      addGlobal(new Stack(app, 'Global', { env: home }));
    }
    app.synth();
    expect(Annotations.fromStack(stack).findInfo('*', INFO)).toHaveLength(hasInfo ? 1 : 0);
  });
});
