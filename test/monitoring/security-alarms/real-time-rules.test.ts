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

/** The rules, by the id of the event. */
function rulesOf(template: Template): Record<string, TemplateResource> {
  return Object.fromEntries(Object.entries(template.findResources(RULE)).map(([id, rule]) => [/RealTimeRules(\w+)Rule/.exec(id)![1], rule as TemplateResource]));
}

const undelivered = (template: Template) =>
  Object.values(template.findResources(ALARM)).find(({ Properties }) => Properties.AlarmName === 'test-Undelivered')?.Properties;

/** What EventBridge makes of an event: it escapes nothing, and what is missing becomes nothing. */
function messageOf({ Properties }: TemplateResource, event: object): Record<string, unknown> {
  const { InputPathsMap, InputTemplate } = Properties.Targets[0].InputTransformer;
  const valueAt = (path: string) => path.split('.').slice(1).reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event);
  return JSON.parse(InputTemplate.replace(/<([\w-]+)>/g, (_: string, name: string) => valueAt(InputPathsMap[name]) ?? ''));
}

const STOPPED = {
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
  const severe = SecurityAlarms.defaultEvents.filter(({ severity, eventPattern }) => severity === EventSeverity.HIGH && eventPattern);

  test('has a rule for each severe event that EventBridge sees', () => {
    expect(Object.keys(rules)).toEqual(severe.map(({ id }) => id));
    expect(Object.keys(rules)).toEqual(expect.arrayContaining(['RootUsage', 'CloudTrailChanges', 'KeyDisabledOrDeleted', 'ConfigChanges']));
  });

  test.each(severe.map(({ id, eventPattern }) => [id, eventPattern!]))('%s: is published with retries for 15 minutes, and then sent to the dead-letter queue', (id, { source, detailType, detail }) => {
    const queue = { 'Fn::GetAtt': [expect.stringMatching(/^AlarmsRealTimeRulesDeadLetters/), 'Arn'] };
    expect(rules[id].Properties).toMatchObject({
      EventPattern: { ...(source && { source }), 'detail-type': detailType, detail },
      State: expect.stringMatching(/^ENABLED/),
      Targets: [{ Arn: arnOf('audit'), DeadLetterConfig: { Arn: queue }, RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 185 } }],
    });
  });

  test('sees what root reads, for whoever finds a key of it asks first whose it is, and no other reads', () => {
    const states = Object.entries(rules).map(([id, { Properties }]) => [id, Properties.State]);
    const [[, ofRoot], ...others] = states.sort(([a]) => (a === 'RootUsage' ? -1 : 1));
    expect(ofRoot).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
    expect(new Set(others.map(([, state]) => state))).toEqual(new Set(['ENABLED']));
  });

  test("sees reads for an event of the user's that asks for them", () => {
    const own = { id: 'Own', title: 'x', pattern: '{ $.a = 1 }', severity: EventSeverity.HIGH, eventPattern: { source: ['aws.kms'] }, includeReadOnlyEvents: true };
    expect(rulesOf(alarmsOf({ additionalEvents: [own] })).Own.Properties.State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  });

  test('says what happened, who did it, where and when, what to do, and which alarms follow, in the form that chat channels show', () => {
    expect(messageOf(rules.CloudTrailChanges, STOPPED)).toEqual({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: 'HIGH: CloudTrail was changed',
        description: [
          'StopLogging by AssumedRole arn:aws:sts::111111111111:assumed-role/Admin/jane@example.com, in account 111111111111, region eu-west-1, at 2026-11-23T08:00:00Z.',
          'Make sure that the trail records; what happened while it did not is lost.',
          'The alarm test-CloudTrailChanges or test-CloudTrailChanges-LowNoise follows within minutes.',
        ].join('\n'),
        nextSteps: ['Look at event 11111111-2222-3333-4444-555555555555 in the event history of CloudTrail.'],
        keywords: ['HIGH', 'CloudTrailChanges'],
      },
      metadata: { summary: 'CloudTrail was changed', eventType: 'CloudTrailChanges' },
    });
  });

  test('says it of a caller without an ARN too, and in words that hold quotation marks', () => {
    const own = { id: 'Own', title: 'The "own" thing', pattern: '{ $.a = 1 }', severity: EventSeverity.HIGH, eventPattern: { source: ['own'] } };
    const event = { ...STOPPED, detail: { ...STOPPED.detail, userIdentity: { type: 'AWSAccount' } } };
    const { content } = messageOf(rulesOf(alarmsOf({ additionalEvents: [own] })).Own, event) as { content: Record<string, string> };
    expect(content.title).toBe('HIGH: The "own" thing');
    expect(content.description).toMatch(/^StopLogging by AWSAccount , in account [^]*\.\nThe alarm test-Own follows within minutes\.$/);
  });

  test('keeps what it could not deliver for 14 days, encrypted, reached by TLS only, and from these rules only', () => {
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

  test('has an alarm on the first message that it could not deliver', () => {
    expect(undelivered(template)).toMatchObject({
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

  test('uses a second topic for messages that it could not deliver', () => {
    expect(undelivered(alarmsOf({ deliveryFailureTopic: topicOf('second') }))?.AlarmActions).toEqual([arnOf('second')]);
  });

  test('shows its rules, its queue and its alarm as properties', () => {
    const alarms = addAlarms(newStack());
    expect(Object.keys(alarms.realTimeRules)).toEqual(severe.map(({ id }) => id));
    expect(alarms.deadLetterQueue).toBeDefined();
    expect(alarms.deliveryFailureAlarm).toBeDefined();
  });

  test('is the same with every recommended feature flag', () => {
    const build = (stack: Stack) => addAlarms(stack, { topic: new NotificationTopic(stack, 'Notifications', { emailAddresses: ['a@example.com'] }).topic });
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(templateOf(build).toJSON());
  });
});

describe('the events with a real-time rule', () => {
  const rulesWith = (props: Partial<SecurityAlarmsProps>) => Object.keys(rulesOf(alarmsOf(props)));

  test('is nothing where it is switched off, and then there is no queue and no alarm on it', () => {
    const off = alarmsOf({ realTimeRules: false });
    off.resourceCountIs(RULE, 0);
    off.resourceCountIs(QUEUE, 0);
    expect(undelivered(off)).toBeUndefined();
    expect(addAlarms(newStack(), { realTimeRules: false })).toMatchObject({ realTimeRules: {}, deadLetterQueue: undefined, deliveryFailureAlarm: undefined });
  });

  test('is nothing where there are actions only', () => {
    expect(rulesWith({ topic: undefined, alarmActions: [page] })).toEqual([]);
  });

  test('is what is severe by its override, and not what is so no longer', () => {
    const eventPattern = { source: ['own'] };
    const own = { id: 'Own', title: 'Own', pattern: '{ $.a = 1 }', eventPattern };
    expect(rulesWith({ additionalEvents: [own] })).not.toContain('Own');
    expect(rulesWith({ additionalEvents: [own], eventOverrides: { Own: { severity: EventSeverity.HIGH } } })).toContain('Own');
    expect(rulesWith({ eventOverrides: { RootUsage: { severity: EventSeverity.MEDIUM } } })).not.toContain('RootUsage');
  });

  test('is not what an override switches off, or gives other actions than the topic', () => {
    const off = { RootUsage: { enabled: false }, ConfigChanges: { realTimeRule: false }, CloudTrailChanges: { alarmActions: [] } };
    expect(rulesWith({ eventOverrides: off })).toEqual(rulesWith({}).filter((id) => !(id in off)));
    expect(rulesWith({})).toEqual(expect.arrayContaining(Object.keys(off)));
    expect(rulesWith({ realTimeRules: false, eventOverrides: { RootUsage: { realTimeRule: true, alarmActions: [page] } } })).toEqual(['RootUsage']);
  });

  const eventPattern = { source: ['aws.kms'], detail: { eventName: ['DisableKey'] } };
  const pattern = '{ $.eventName = DisableKey }';

  test.each<[string, SecurityEventOverride]>([
    ['pattern', { pattern }],
    ['threshold', { threshold: 2 }],
    ['low-noise pattern', { lowNoisePattern: pattern }],
    ['low-noise threshold', { lowNoiseThreshold: 2 }],
  ])('is not what has another %s, whose alarms may not follow, unless it is asked for', (_, override) => {
    expect(rulesWith({ eventOverrides: { KeyDisabledOrDeleted: override } })).not.toContain('KeyDisabledOrDeleted');
    expect(rulesWith({ eventOverrides: { KeyDisabledOrDeleted: { ...override, realTimeRule: true } } })).toContain('KeyDisabledOrDeleted');
    expect(rulesWith({ eventOverrides: { KeyDisabledOrDeleted: { ...override, eventPattern } } })).toContain('KeyDisabledOrDeleted');
    expect(rulesWith({ realTimeRules: false, eventOverrides: { KeyDisabledOrDeleted: { ...override, eventPattern } } })).toEqual([]);
  });

  test('is still what is counted over another period from the first on', () => {
    expect(rulesWith({ eventOverrides: { KeyDisabledOrDeleted: { period: Duration.minutes(1), threshold: 1 } } })).toContain('KeyDisabledOrDeleted');
  });

  test('is seen by the event pattern that an override brings, also where the event has none', () => {
    const rules = rulesOf(alarmsOf({ eventOverrides: { KeyDisabledOrDeleted: { pattern, eventPattern }, OrganizationChanges: { eventPattern } } }));
    expect(rules.KeyDisabledOrDeleted.Properties.EventPattern).toEqual(eventPattern);
    expect(rules.OrganizationChanges.Properties.EventPattern).toEqual(eventPattern);
  });

  test.each<[string, SecurityEventOverride, string]>([
    ['not of another event pattern, which may match many', { eventPattern }, 'ENABLED'],
    ['of another event pattern, where they are asked for', { eventPattern, includeReadOnlyEvents: true }, 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'],
    ["not of the event's own, where that is asked for", { includeReadOnlyEvents: false }, 'ENABLED'],
  ])('holds reads, %s', (_, RootUsage, state) => {
    expect(rulesOf(alarmsOf({ eventOverrides: { RootUsage } })).RootUsage.Properties.State).toBe(state);
  });

  test('is nothing where people are paged by actions alone, unless it is said whether the other topic shall hear of it', () => {
    const warned = (props: Partial<SecurityAlarmsProps>) => {
      const stack = newStack();
      const { realTimeRules } = addAlarms(stack, { lowNoiseActions: [page], ...props });
      return [Object.keys(realTimeRules).length > 0, warningsOf(stack).some((warning) => /low-noise alarms have only lowNoiseActions.*lowNoiseTopic/.test(warning))];
    };
    expect(warned({})).toEqual([false, true]);
    expect(warned({ realTimeRules: true })).toEqual([true, false]);
    expect(warned({ realTimeRules: false })).toEqual([false, false]);
    expect(warned({ eventOverrides: { RootUsage: { realTimeRule: true } } })).toEqual([true, true]);
    expect(warned({ topic: undefined, alarmActions: [page] })).toEqual([false, false]);
  });

  test.each<[string, Partial<SecurityAlarmsProps>]>([
    ['they have a topic too', { lowNoiseActions: [page], lowNoiseTopic: topicOf('people') }],
    ['there are none', { lowNoiseActions: [page], lowNoiseAlarms: false }],
    ['they only show', { lowNoiseActions: [] }],
  ])('is not nothing for actions of low-noise alarms, where %s', (_, props) => expect(rulesWith(props)).toContain('RootUsage'));

  test.each<[string, SecurityEventOverride, string[]]>([
    ['both alarms', {}, ['test-KeyDisabledOrDeleted', 'test-KeyDisabledOrDeleted-LowNoise']],
    ['both, where their pattern and that of the rule are other ones', { pattern, lowNoisePattern: pattern, eventPattern }, ['test-KeyDisabledOrDeleted', 'test-KeyDisabledOrDeleted-LowNoise']],
    ['the low-noise alarm, where the strict one waits for more', { threshold: 2, realTimeRule: true }, ['test-KeyDisabledOrDeleted-LowNoise']],
    ['the compliance alarm, where the quiet one looks for something else', { lowNoisePattern: pattern, realTimeRule: true }, ['test-KeyDisabledOrDeleted']],
    ['no alarm, where both wait for more', { threshold: 2, lowNoiseThreshold: 2, eventPattern }, []],
  ])('is said to be followed by %s', (_, override, names) => {
    const { content } = messageOf(rulesOf(alarmsOf({ eventOverrides: { KeyDisabledOrDeleted: override } })).KeyDisabledOrDeleted, STOPPED) as { content: { description: string } };
    expect(/The alarm (.*) follows/.exec(content.description)?.[1].split(' or ') ?? []).toEqual(names);
  });

  test.each<[string, Partial<SecurityAlarmsProps>]>([
    ['audit', { severityTopics: { low: topicOf('calm') } }],
    ['urgent', { severityTopics: { high: topicOf('urgent') } }],
    ['people', { severityTopics: { high: topicOf('urgent') }, lowNoiseTopic: topicOf('people') }],
    ['pager', { lowNoiseSeverityTopics: { high: topicOf('pager') }, lowNoiseTopic: topicOf('people') }],
  ])('goes to the topic of the people who are paged: %s', (name, props) => {
    for (const { Properties } of Object.values(rulesOf(alarmsOf(props)))) {
      expect(Properties.Targets[0].Arn).toBe(arnOf(name));
    }
  });

  test('names the alarms that there are', () => {
    expect(JSON.stringify(rulesOf(alarmsOf({ lowNoiseAlarms: false })).RootUsage)).toContain('The alarm test-RootUsage follows within minutes.');
  });
});

describe('a topic that rules publish to', () => {
  const publishers = (template: Template) => only(template, POLICY).Properties.PolicyDocument.Statement
    .map(({ Effect, Principal }: { Effect: string; Principal: { Service?: string } }) => `${Effect} ${Principal.Service ?? 'all'}`);

  test('lets alarms publish as before, now that it has a policy for EventBridge in place of the default one', () => {
    const template = templateOf((stack) => addAlarms(stack, { topic: new sns.Topic(stack, 'Own') }));
    expect(publishers(template)).toEqual(expect.arrayContaining(['Allow cloudwatch.amazonaws.com', 'Allow events.amazonaws.com']));
  });

  test('keeps the policy of a NotificationTopic as it is, however many rules publish to it', () => {
    const build = (realTimeRules: boolean) => templateOf((stack) => {
      const { topic } = new NotificationTopic(stack, 'Notifications');
      addAlarms(stack, { topic, realTimeRules });
      addAlarms(stack, { topic, realTimeRules, namePrefix: 'other' }, 'Others');
    });
    expect(only(build(true), POLICY)).toEqual(only(build(false), POLICY));
  });

  test('is left alone where it is imported', () => {
    alarmsOf({}).resourceCountIs(POLICY, 0);
  });
});
