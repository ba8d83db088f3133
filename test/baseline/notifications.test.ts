import { Match } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { idOf, ofType, production, synthesize, type SynthesizedBaseline } from './presets-under-test';
import type { NotificationOptions } from '../../src';

const SECURITY = 'SecurityAlarms/baseline-test';
const DELIVERY_NAMESPACES = ['AWS/SNS', 'AWS/SQS'];

/** The topics to which alarms and rules publish, by their logical ids without the hashes. */
class Routing {
  constructor(private readonly preset: SynthesizedBaseline) {}

  /** Returns the topics of all alarms of a kind. */
  public topicsOf(kind: 'compliance' | 'low-noise' | 'health' | 'delivery', property: 'AlarmActions' | 'OKActions' = 'AlarmActions'): string[] {
    const properties = ofType(this.preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties).filter((alarm) => kindOf(alarm) === kind);
    expect(properties).not.toEqual([]);
    return [...new Set(properties.flatMap((alarm) => alarm[property] ?? []).map(nameOf))].sort();
  }

  /** Returns the topics of one alarm. */
  public topicsOfAlarm(name: string): string[] {
    const [alarm] = ofType(this.preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties).filter(({ AlarmName }) => AlarmName === `baseline-test-${name}`);
    return alarm.AlarmActions.map(nameOf);
  }

  /** Returns the topics of all rules. */
  public topicsOfRules(): string[] {
    return [...new Set(rulesOf(this.preset).flatMap(({ Targets }) => Targets).map(({ Arn }: { Arn: unknown }) => nameOf(Arn)))];
  }

  /** Returns the topic of the delivery failure alarm of each topic. */
  public deliveryFailureTopics(): Record<string, string> {
    const alarms = ofType(this.preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties).filter(({ MetricName }) => MetricName === 'NumberOfNotificationsFailed');
    return Object.fromEntries(alarms.map(({ Dimensions, AlarmActions }) => [nameOf(topicOf(Dimensions[0].Value)), nameOf(AlarmActions[0])]));
  }
}

function kindOf({ Namespace = '', AlarmName = '' }: { Namespace?: string; AlarmName?: string }): string {
  if (Namespace === SECURITY) {
    return AlarmName.endsWith('-LowNoise') ? 'low-noise' : 'compliance';
  }
  if (AlarmName === 'baseline-test-Undelivered') {
    return 'rules';
  }
  return DELIVERY_NAMESPACES.includes(Namespace) ? 'delivery' : 'health';
}

/** Returns the rules, except those that invoke functions. */
const rulesOf = (preset: SynthesizedBaseline) => ofType(preset, 'AWS::Events::Rule').filter(([id]) => !/^Baseline(Account|Findings)/.test(id)).map(([, { Properties }]) => Properties);
const topicOf = (name: { 'Fn::GetAtt': [string, string] }) => ({ Ref: name['Fn::GetAtt'][0] });
const nameOf = (topic: unknown) => (topic as { Ref: string }).Ref.replace(/^Baseline|[0-9A-F]{8}$/g, '');
const routingWith = (optionsOf: (stack: Stack) => NotificationOptions) => {
  const preset = synthesize((stack) => ({ notifications: optionsOf(stack) }));
  return { preset, routing: new Routing(preset) };
};

function createTopic(stack: Stack, id: string): sns.Topic {
  const topic = new sns.Topic(stack, id);
  topic.addSubscription(new EmailSubscription(`${id.toLowerCase()}@example.com`));
  return topic;
}

const subscriptionsOf = (preset: SynthesizedBaseline, topic: string) => ofType(preset, 'AWS::SNS::Subscription')
  .filter(([, { Properties }]) => nameOf(Properties.TopicArn) === topic && Properties.Protocol !== 'sqs').map(([, { Properties }]) => Properties.Endpoint);

test('by default one topic receives all notifications, and another the delivery failure alarms', () => {
  const routing = new Routing(production);
  for (const kind of ['compliance', 'low-noise', 'health'] as const) {
    expect(routing.topicsOf(kind)).toEqual(['Notifications']);
  }
  expect(routing.topicsOfRules()).toEqual(['Notifications']);
  expect(routing.topicsOf('delivery')).toEqual(['DeliveryFailureTopic']);
});

test('with auditEmailAddresses only compliance alarms publish to a separate topic', () => {
  const { preset, routing } = routingWith(() => ({ emailAddresses: ['pager@example.com'], auditEmailAddresses: ['audit@example.com'] }));
  expect(routing.topicsOf('compliance')).toEqual(['AuditTopic']);
  expect(routing.topicsOf('low-noise')).toEqual(['Notifications']);
  expect(routing.topicsOf('health')).toEqual(['Notifications']);
  expect(routing.topicsOfRules()).toEqual(['Notifications']);
  expect(subscriptionsOf(preset, 'AuditTopic')).toEqual(['audit@example.com']);
  expect(subscriptionsOf(preset, 'Notifications')).toEqual(['pager@example.com']);
  expect(routing.deliveryFailureTopics()).toEqual({ Notifications: 'DeliveryFailureTopic', AuditTopic: 'DeliveryFailureTopic' });
});

test('the topics to which only alarms publish allow no other service to publish or to use their keys', () => {
  const { preset } = routingWith(() => ({ emailAddresses: ['pager@example.com'], auditEmailAddresses: ['audit@example.com'] }));
  const sidsOf = (type: string, property: string, name: string) => ofType(preset, type).filter(([id]) => id.includes(name))
    .flatMap(([, { Properties }]) => Properties[property].Statement.map(({ Sid }: { Sid: string }) => Sid)).sort();
  for (const name of ['AuditTopic', 'DeliveryFailureTopic']) {
    expect(sidsOf('AWS::SNS::TopicPolicy', 'PolicyDocument', name)).toEqual(['CloudWatchAlarms', 'DenyInsecureTransport']);
    expect(sidsOf('AWS::KMS::Key', 'KeyPolicy', name)).toEqual(['CloudWatchAlarms', 'DenyGrantsToOthers', 'EnableIamPolicies']);
  }
});

test('low-noise alarms and rules publish to lowNoiseTopic, which has a delivery failure alarm', () => {
  const { routing } = routingWith((stack) => ({ lowNoiseTopic: createTopic(stack, 'Pager') }));
  expect(routing.topicsOf('compliance')).toEqual(['Notifications']);
  expect(routing.topicsOf('low-noise')).toEqual(['Pager']);
  expect(routing.topicsOfRules()).toEqual(['Pager']);
  expect(routing.deliveryFailureTopics()).toEqual({ Notifications: 'DeliveryFailureTopic', Pager: 'DeliveryFailureTopic' });
});

test('alarms publish to the topics of their severity, each of which has one delivery failure alarm', () => {
  const { routing } = routingWith((stack) => {
    const high = createTopic(stack, 'High');
    return { severityTopics: { high, low: createTopic(stack, 'Low') }, lowNoiseSeverityTopics: { high: createTopic(stack, 'Pager'), medium: high } };
  });
  expect(routing.topicsOf('compliance')).toEqual(['High', 'Low', 'Notifications']);
  expect(routing.topicsOfAlarm('RootUsage')).toEqual(['High']);
  expect(routing.topicsOfAlarm('RootUsage-LowNoise')).toEqual(['Pager']);
  expect(routing.deliveryFailureTopics()).toEqual({ Notifications: 'DeliveryFailureTopic', High: 'DeliveryFailureTopic', Low: 'DeliveryFailureTopic', Pager: 'DeliveryFailureTopic' });
});

/** Returns the topics of findings by severity. */
function topicsOfFindings(preset: SynthesizedBaseline): string[] {
  const [, { Properties }] = ofType(preset, 'AWS::Lambda::Function').find(([id]) => id.includes('FindingsRulesPublisher'))!;
  const text = JSON.stringify(Properties.Environment.Variables.CONFIGURATION);
  return [...text.matchAll(/"Ref":"(\w+)"/g)].map(([, Ref]) => Ref).filter((id) => !id.startsWith('AWS')).map((Ref) => nameOf({ Ref }));
}

test.each<[string, string[], (stack: Stack) => NotificationOptions]>([
  ['the notification topic', ['Notifications', 'Notifications', 'Notifications'], () => ({})],
  ['the topic of low-noise alarms', ['Pager', 'Pager', 'Pager'], (stack) => ({ lowNoiseTopic: createTopic(stack, 'Pager') })],
  ['the topics of severities', ['High', 'Notifications', 'Notifications'], (stack) => ({ severityTopics: { high: createTopic(stack, 'High') } })],
  ['the main topic and not that of auditors', ['Notifications', 'Notifications', 'Notifications'], (stack) => ({ auditEmailAddresses: ['audit@example.com'], severityTopics: { high: createTopic(stack, 'High') } })],
  ['the topics of low-noise alarms by severity', ['Pager', 'Notifications', 'Notifications'], (stack) => (
    { severityTopics: { high: createTopic(stack, 'High') }, lowNoiseSeverityTopics: { high: createTopic(stack, 'Pager') } })],
  ['their own topics', ['Own', 'Medium', 'Notifications'], (stack) => (
    { severityTopics: { high: createTopic(stack, 'High') }, findings: { severityTopics: { high: createTopic(stack, 'Own'), medium: createTopic(stack, 'Medium') } } })],
])('findings are published to %s', (_, topics, optionsOf) => {
  const { preset } = routingWith(optionsOf);
  expect(topicsOfFindings(preset)).toEqual(topics);
});

test('findings have a delivery failure alarm for each of their topics, and can be disabled', () => {
  const { routing } = routingWith((stack) => ({ findings: { severityTopics: { high: createTopic(stack, 'Own') } } }));
  expect(routing.deliveryFailureTopics()).toEqual({ Notifications: 'DeliveryFailureTopic', Own: 'DeliveryFailureTopic' });
  const { preset } = routingWith(() => ({ findings: { enabled: false } }));
  expect(ofType(preset, 'AWS::DynamoDB::Table')).toEqual([]);
});

test('low-noise alarms and real-time rules can be disabled', () => {
  const { preset } = routingWith(() => ({ lowNoiseAlarms: false, realTimeRules: false }));
  const names = ofType(preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmName ?? '');
  expect(names.filter((name) => name.endsWith('-LowNoise'))).toEqual([]);
  expect(rulesOf(preset)).toEqual([]);
});

test('alarms have the specified actions in addition to their topics', () => {
  const { routing } = routingWith((stack) => ({
    alarmActions: [new SnsAction(createTopic(stack, 'Ticket'))], lowNoiseTopic: createTopic(stack, 'Pager'), lowNoiseActions: [new SnsAction(createTopic(stack, 'Siren'))],
  }));
  expect(routing.topicsOf('compliance')).toEqual(['Notifications', 'Ticket']);
  expect(routing.topicsOf('low-noise')).toEqual(['Pager', 'Siren']);
});

describe('when an alarm enters the OK state', () => {
  test('health and delivery failure alarms publish, and security alarms do not', () => {
    const routing = new Routing(production);
    expect(routing.topicsOf('health', 'OKActions')).toEqual(['Notifications']);
    expect(routing.topicsOf('delivery', 'OKActions')).toEqual(['DeliveryFailureTopic']);
    expect([...routing.topicsOf('compliance', 'OKActions'), ...routing.topicsOf('low-noise', 'OKActions')]).toEqual([]);
  });

  test('alarms publish as specified by notifyOk, okActions and notifyHealthOk', () => {
    const { routing } = routingWith((stack) => ({ notifyOk: true, okActions: [new SnsAction(createTopic(stack, 'Recovery'))], notifyHealthOk: false }));
    expect(routing.topicsOf('compliance', 'OKActions')).toEqual(['Notifications', 'Recovery']);
    expect([...routing.topicsOf('health', 'OKActions'), ...routing.topicsOf('delivery', 'OKActions')]).toEqual([]);
  });
});

test('chat channels, HTTPS endpoints and test messages use the main topic', () => {
  const { preset } = routingWith(() => ({
    httpsEndpoints: ['https://example.com/alarms'],
    slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }],
    testMessageSchedule: Schedule.rate(Duration.days(7)),
  }));
  const topic = { Ref: idOf(preset, 'AWS::SNS::Topic', 'BaselineNotifications') };
  expect(subscriptionsOf(preset, 'Notifications')).toEqual(['https://example.com/alarms']);
  expect(ofType(preset, 'AWS::Chatbot::SlackChannelConfiguration').map(([, { Properties }]) => Properties.SnsTopicArns)).toEqual([[topic]]);
  const scheduled = rulesOf(preset).filter(({ ScheduleExpression }) => ScheduleExpression);
  expect(scheduled.map(({ ScheduleExpression, Targets }) => [ScheduleExpression, Targets[0].Arn])).toEqual([['rate(7 days)', topic]]);
});

test('the dashboard shows all alarms, and its URL is an output', () => {
  const body = JSON.stringify(ofType(production, 'AWS::CloudWatch::Dashboard')[0][1].Properties.DashboardBody);
  const missing = ofType(production, 'AWS::CloudWatch::Alarm').map(([id]) => id).filter((id) => !body.includes(id));
  expect(missing).toEqual([]);
  const [output] = Object.values(production.template.findOutputs('*', { Description: Match.stringLikeRegexp('URL of the dashboard') }));
  expect(JSON.stringify(output.Value)).toMatch(/console.*cloudwatch.*dashboards/);
});
