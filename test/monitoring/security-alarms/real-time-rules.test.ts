import { type Template } from 'aws-cdk-lib/assertions';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { EventSeverity, NotificationTopic, SecurityAlarms, type SecurityAlarmsProps, type SecurityEventOverride } from '../../../src';
import { newStack, only, recommendedFlags, statementsOf, templateOf, warningsOf, type TemplateResource } from '../../support/templates';

const RULE = 'AWS::Events::Rule';
const QUEUE = 'AWS::SQS::Queue';
const ALARM = 'AWS::CloudWatch::Alarm';
const POLICY = 'AWS::SNS::TopicPolicy';

const arnOf = (name: string) => `arn:aws:sns:eu-west-1:111111111111:${name}`;
const topicOf = (name: string) => sns.Topic.fromTopicArn(newStack(), 'Topic', arnOf(name));
const page: IAlarmAction = { bind: () => ({ alarmActionArn: 'page' }) };

const addAlarms = (stack: Stack, props: Partial<SecurityAlarmsProps> = {}, id = 'Alarms') => new SecurityAlarms(stack, id, {
  logGroup: logs.LogGroup.fromLogGroupName(stack, `${id}Trail`, 'organization-trail'), topic: topicOf('audit'), namePrefix: 'test', ...props,
});

const alarmsOf = (props?: Partial<SecurityAlarmsProps>) => templateOf((stack) => addAlarms(stack, props));

/** Returns the rules by the id of the event. */
function rulesOf(template: Template): Record<string, TemplateResource> {
  return Object.fromEntries(Object.entries(template.findResources(RULE)).map(([id, rule]) => [/RealTimeRules(\w+)Rule/.exec(id)![1], rule as TemplateResource]));
}

const deliveryFailureAlarmOf = (template: Template) =>
  Object.values(template.findResources(ALARM)).find(({ Properties }) => Properties.AlarmName === 'test-Undelivered')?.Properties;

/** Transforms an event as EventBridge does, which escapes no values and replaces missing values with an empty text. */
function messageOf({ Properties }: TemplateResource, event: object): Record<string, unknown> {
  const { InputPathsMap, InputTemplate } = Properties.Targets[0].InputTransformer;
  const valueAt = (path: string) => path.split('.').slice(1).reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event);
  return JSON.parse(InputTemplate.replace(/<([\w-]+)>/g, (_: string, name: string) => valueAt(InputPathsMap[name]) ?? ''));
}

const STOP_LOGGING = {
  account: '111111111111',
  region: 'eu-west-1',
  time: '2026-11-23T08:00:00Z',
  detail: {
    eventID: '11111111-2222-3333-4444-555555555555',
    eventName: 'StopLogging',
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111111111111:assumed-role/Admin/jane@example.com' },
  },
};

describe('the real-time rules', () => {
  const template = alarmsOf();
  const rules = rulesOf(template);
  const severeEvents = SecurityAlarms.defaultEvents.filter(({ severity, eventPattern }) => severity === EventSeverity.HIGH && eventPattern);

  test('include a rule for each event of severity HIGH with an event pattern', () => {
    expect(Object.keys(rules)).toEqual(severeEvents.map(({ id }) => id));
    expect(Object.keys(rules)).toEqual(expect.arrayContaining(['RootUsage', 'CloudTrailChanges', 'KeyDisabledOrDeleted', 'ConfigChanges']));
  });

  test.each(severeEvents.map(({ id, eventPattern }) => [id, eventPattern!]))('publish %s with retries for 15 minutes, and then send it to the dead-letter queue', (id, { source, detailType, detail }) => {
    const queue = { 'Fn::GetAtt': [expect.stringMatching(/^AlarmsRealTimeRulesDeadLetters/), 'Arn'] };
    expect(rules[id].Properties).toMatchObject({
      EventPattern: { ...(source && { source }), 'detail-type': detailType, detail },
      State: expect.stringMatching(/^ENABLED/),
      Targets: [{ Arn: arnOf('audit'), DeadLetterConfig: { Arn: queue }, RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 185 } }],
    });
  });

  test('match read-only calls of the root user, and no other read-only calls', () => {
    const states = Object.entries(rules).map(([id, { Properties }]) => [id, Properties.State]);
    const [[, rootState], ...others] = states.sort(([a]) => (a === 'RootUsage' ? -1 : 1));
    expect(rootState).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
    expect(new Set(others.map(([, state]) => state))).toEqual(new Set(['ENABLED']));
  });

  test('match read-only calls for an additional event with includeReadOnlyEvents', () => {
    const own = { id: 'Own', title: 'x', pattern: '{ $.a = 1 }', severity: EventSeverity.HIGH, eventPattern: { source: ['aws.kms'] }, includeReadOnlyEvents: true };
    expect(rulesOf(alarmsOf({ additionalEvents: [own] })).Own.Properties.State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  });

  test('publish a custom notification with the call, the caller, the place and time, the response and the alarms that follow', () => {
    expect(messageOf(rules.CloudTrailChanges, STOP_LOGGING)).toEqual({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: 'HIGH: The configuration of CloudTrail was changed',
        description: [
          'AssumedRole arn:aws:sts::111111111111:assumed-role/Admin/jane@example.com called StopLogging in account 111111111111 and region eu-west-1 at 2026-11-23T08:00:00Z.',
          'Check that the trail exists and that its logging is enabled. Events that occurred while logging was disabled are not in the logs.',
          'The alarm test-CloudTrailChanges or test-CloudTrailChanges-LowNoise follows within minutes.',
        ].join('\n'),
        nextSteps: ['Open event 11111111-2222-3333-4444-555555555555 in the event history of CloudTrail.'],
        keywords: ['HIGH', 'CloudTrailChanges'],
      },
      metadata: { summary: 'The configuration of CloudTrail was changed', eventType: 'CloudTrailChanges' },
    });
  });

  test('publish valid JSON for callers without an ARN and titles with quotation marks', () => {
    const own = { id: 'Own', title: 'The "own" thing', pattern: '{ $.a = 1 }', severity: EventSeverity.HIGH, eventPattern: { source: ['own'] } };
    const event = { ...STOP_LOGGING, detail: { ...STOP_LOGGING.detail, userIdentity: { type: 'AWSAccount' } } };
    const { content } = messageOf(rulesOf(alarmsOf({ additionalEvents: [own] })).Own, event) as { content: Record<string, string> };
    expect(content.title).toBe('HIGH: The "own" thing');
    expect(content.description).toMatch(/^AWSAccount  called StopLogging in account [^]*\.\nThe alarm test-Own follows within minutes\.$/);
  });

  test('have an encrypted dead-letter queue that retains messages for 14 days, allows only these rules and denies requests without TLS', () => {
    expect(only(template, QUEUE).Properties).toEqual({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 60 * 60 });
    const { Rules } = statementsOf(template, 'AWS::SQS::QueuePolicy');
    const arns = Object.keys(template.findResources(RULE)).map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    expect(Rules).toMatchObject({
      Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Condition: { ArnEquals: { 'aws:SourceArn': arns } },
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, {}] },
    });
  });

  test('have an alarm that is set off by the first message in the dead-letter queue', () => {
    expect(deliveryFailureAlarmOf(template)).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Object.keys(template.findResources(QUEUE))[0], 'QueueName'] } }],
      Statistic: 'Maximum',
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [arnOf('audit')],
    });
  });

  test('have an alarm on undelivered messages that publishes to deliveryFailureTopic', () => {
    expect(deliveryFailureAlarmOf(alarmsOf({ deliveryFailureTopic: topicOf('second') }))?.AlarmActions).toEqual([arnOf('second')]);
  });

  test('are exposed with their dead-letter queue and alarm', () => {
    const alarms = addAlarms(newStack());
    expect(Object.keys(alarms.realTimeRules)).toEqual(severeEvents.map(({ id }) => id));
    expect(alarms.deadLetterQueue).toBeDefined();
    expect(alarms.deliveryFailureAlarm).toBeDefined();
  });

  test('are the same with every recommended feature flag', () => {
    const build = (stack: Stack) => addAlarms(stack, { topic: new NotificationTopic(stack, 'Notifications', { emailAddresses: ['a@example.com'] }).topic });
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(templateOf(build).toJSON());
  });
});

describe('the events with real-time rules', () => {
  const rulesWith = (props: Partial<SecurityAlarmsProps>) => Object.keys(rulesOf(alarmsOf(props)));

  test('are none if realTimeRules is false, without a dead-letter queue and alarm', () => {
    const disabled = alarmsOf({ realTimeRules: false });
    disabled.resourceCountIs(RULE, 0);
    disabled.resourceCountIs(QUEUE, 0);
    expect(deliveryFailureAlarmOf(disabled)).toBeUndefined();
    expect(addAlarms(newStack(), { realTimeRules: false })).toMatchObject({ realTimeRules: {}, deadLetterQueue: undefined, deliveryFailureAlarm: undefined });
  });

  test('are none if the alarms have actions but no topic', () => {
    expect(rulesWith({ topic: undefined, alarmActions: [page] })).toEqual([]);
  });

  test('depend on the severity of the override', () => {
    const eventPattern = { source: ['own'] };
    const own = { id: 'Own', title: 'Own', pattern: '{ $.a = 1 }', eventPattern };
    expect(rulesWith({ additionalEvents: [own] })).not.toContain('Own');
    expect(rulesWith({ additionalEvents: [own], eventOverrides: { Own: { severity: EventSeverity.HIGH } } })).toContain('Own');
    expect(rulesWith({ eventOverrides: { RootUsage: { severity: EventSeverity.MEDIUM } } })).not.toContain('RootUsage');
  });

  test('exclude events whose override disables them or has alarm actions', () => {
    const excluded = { RootUsage: { enabled: false }, ConfigChanges: { realTimeRule: false }, CloudTrailChanges: { alarmActions: [] } };
    expect(rulesWith({ eventOverrides: excluded })).toEqual(rulesWith({}).filter((id) => !(id in excluded)));
    expect(rulesWith({})).toEqual(expect.arrayContaining(Object.keys(excluded)));
    expect(rulesWith({ realTimeRules: false, eventOverrides: { RootUsage: { realTimeRule: true, alarmActions: [page] } } })).toEqual(['RootUsage']);
  });

  const eventPattern = { source: ['aws.kms'], detail: { eventName: ['DisableKey'] } };
  const pattern = '{ $.eventName = DisableKey }';

  test.each<[string, SecurityEventOverride]>([
    ['pattern', { pattern }],
    ['threshold', { threshold: 2 }],
    ['low-noise pattern', { lowNoisePattern: pattern }],
    ['low-noise threshold', { lowNoiseThreshold: 2 }],
  ])('exclude an event with an overridden %s unless the override has realTimeRule or eventPattern', (_, override) => {
    expect(rulesWith({ eventOverrides: { KeyDisabledOrDeleted: override } })).not.toContain('KeyDisabledOrDeleted');
    expect(rulesWith({ eventOverrides: { KeyDisabledOrDeleted: { ...override, realTimeRule: true } } })).toContain('KeyDisabledOrDeleted');
    expect(rulesWith({ eventOverrides: { KeyDisabledOrDeleted: { ...override, eventPattern } } })).toContain('KeyDisabledOrDeleted');
    expect(rulesWith({ realTimeRules: false, eventOverrides: { KeyDisabledOrDeleted: { ...override, eventPattern } } })).toEqual([]);
  });

  test('include an event with an overridden period and a threshold of 1', () => {
    expect(rulesWith({ eventOverrides: { KeyDisabledOrDeleted: { period: Duration.minutes(1), threshold: 1 } } })).toContain('KeyDisabledOrDeleted');
  });

  test('are matched by the event pattern of the override, even if the event has none', () => {
    const rules = rulesOf(alarmsOf({ eventOverrides: { KeyDisabledOrDeleted: { pattern, eventPattern }, OrganizationChanges: { eventPattern } } }));
    expect(rules.KeyDisabledOrDeleted.Properties.EventPattern).toEqual(eventPattern);
    expect(rules.OrganizationChanges.Properties.EventPattern).toEqual(eventPattern);
  });

  test.each<[string, SecurityEventOverride, string]>([
    ['do not match read-only calls by default with an overridden event pattern', { eventPattern }, 'ENABLED'],
    ['match read-only calls with an overridden event pattern and includeReadOnlyEvents', { eventPattern, includeReadOnlyEvents: true }, 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'],
    ['do not match read-only calls if the override sets includeReadOnlyEvents to false', { includeReadOnlyEvents: false }, 'ENABLED'],
  ])('%s', (_, RootUsage, state) => {
    expect(rulesOf(alarmsOf({ eventOverrides: { RootUsage } })).RootUsage.Properties.State).toBe(state);
  });

  test('are none, with a warning, if low-noise alarms have only actions and realTimeRules is not specified', () => {
    const rulesAndWarning = (props: Partial<SecurityAlarmsProps>) => {
      const stack = newStack();
      const { realTimeRules } = addAlarms(stack, { lowNoiseActions: [page], ...props });
      return [Object.keys(realTimeRules).length > 0, warningsOf(stack).some((warning) => /low-noise alarms have only lowNoiseActions.*lowNoiseTopic/.test(warning))];
    };
    expect(rulesAndWarning({})).toEqual([false, true]);
    expect(rulesAndWarning({ realTimeRules: true })).toEqual([true, false]);
    expect(rulesAndWarning({ realTimeRules: false })).toEqual([false, false]);
    expect(rulesAndWarning({ eventOverrides: { RootUsage: { realTimeRule: true } } })).toEqual([true, true]);
    expect(rulesAndWarning({ topic: undefined, alarmActions: [page] })).toEqual([false, false]);
  });

  test.each<[string, Partial<SecurityAlarmsProps>]>([
    ['lowNoiseTopic too', { lowNoiseActions: [page], lowNoiseTopic: topicOf('on-call') }],
    ['lowNoiseAlarms: false', { lowNoiseActions: [page], lowNoiseAlarms: false }],
    ['an empty list', { lowNoiseActions: [] }],
  ])('have rules with lowNoiseActions and %s', (_, props) => expect(rulesWith(props)).toContain('RootUsage'));

  test.each<[string, SecurityEventOverride, string[]]>([
    ['both alarms', { threshold: 1 }, ['test-KeyDisabledOrDeleted', 'test-KeyDisabledOrDeleted-LowNoise']],
    ['both alarms if all patterns are overridden', { pattern, lowNoisePattern: pattern, eventPattern }, ['test-KeyDisabledOrDeleted', 'test-KeyDisabledOrDeleted-LowNoise']],
    ['the low-noise alarm if the threshold of the compliance alarm is above 1', { threshold: 2, realTimeRule: true }, ['test-KeyDisabledOrDeleted-LowNoise']],
    ['the compliance alarm if the low-noise pattern is overridden', { lowNoisePattern: pattern, realTimeRule: true }, ['test-KeyDisabledOrDeleted']],
    ['no alarm if both thresholds are above 1', { threshold: 2, lowNoiseThreshold: 2, eventPattern }, []],
  ])('publish a message that names %s', (_, override, names) => {
    const { content } = messageOf(rulesOf(alarmsOf({ eventOverrides: { KeyDisabledOrDeleted: override } })).KeyDisabledOrDeleted, STOP_LOGGING) as { content: { description: string } };
    expect(/The alarm (.*) follows/.exec(content.description)?.[1].split(' or ') ?? []).toEqual(names);
  });

  test.each<[string, Partial<SecurityAlarmsProps>]>([
    ['audit', { severityTopics: { low: topicOf('information') } }],
    ['urgent', { severityTopics: { high: topicOf('urgent') } }],
    ['on-call', { severityTopics: { high: topicOf('urgent') }, lowNoiseTopic: topicOf('on-call') }],
    ['pager', { lowNoiseSeverityTopics: { high: topicOf('pager') }, lowNoiseTopic: topicOf('on-call') }],
  ])('are published to topic %s, which low-noise alarms of severity HIGH use', (name, props) => {
    for (const { Properties } of Object.values(rulesOf(alarmsOf(props)))) {
      expect(Properties.Targets[0].Arn).toBe(arnOf(name));
    }
  });

  test('publish a message that names only existing alarms', () => {
    expect(JSON.stringify(rulesOf(alarmsOf({ lowNoiseAlarms: false })).RootUsage)).toContain('The alarm test-RootUsage follows within minutes.');
  });
});

describe('the topic of real-time rules', () => {
  const publishersOf = (template: Template) => only(template, POLICY).Properties.PolicyDocument.Statement
    .map(({ Effect, Principal }: { Effect: string; Principal: { Service?: string } }) => `${Effect} ${Principal.Service ?? 'all'}`);

  test('allows only alarms and EventBridge to publish in the policy that replaces the default policy', () => {
    const template = templateOf((stack) => addAlarms(stack, { topic: new sns.Topic(stack, 'Own') }));
    expect(publishersOf(template).sort()).toEqual(['Allow cloudwatch.amazonaws.com', 'Allow events.amazonaws.com']);
  });

  test('has an unchanged policy if it is the topic of a NotificationTopic', () => {
    const build = (realTimeRules: boolean) => templateOf((stack) => {
      const { topic } = new NotificationTopic(stack, 'Notifications');
      addAlarms(stack, { topic, realTimeRules });
      addAlarms(stack, { topic, realTimeRules, namePrefix: 'other' }, 'Others');
    });
    expect(only(build(true), POLICY)).toEqual(only(build(false), POLICY));
  });

  test('has no policy if it is imported', () => {
    alarmsOf({}).resourceCountIs(POLICY, 0);
  });
});
