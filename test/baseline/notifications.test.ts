import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { idOf, ofType, production, synthesize, type SynthesizedBaseline } from './presets-under-test';
import type { NotificationOptions } from '../../src';

const SECURITY = 'SecurityAlarms/baseline-test';
const ON_DELIVERY = ['AWS/SNS', 'AWS/SQS'];

/** Whom alarms tell of what: the logical ids of the topics, without their hashes. */
class Told {
  constructor(private readonly preset: SynthesizedBaseline) {}

  public by(kind: 'strict' | 'quiet' | 'health' | 'delivery', property: 'AlarmActions' | 'OKActions' = 'AlarmActions'): string[] {
    const properties = ofType(this.preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties).filter((alarm) => kindOf(alarm) === kind);
    expect(properties).not.toEqual([]);
    return [...new Set(properties.flatMap((alarm) => alarm[property] ?? []).map(nameOf))].sort();
  }

  public byAlarm(name: string): string[] {
    const [alarm] = ofType(this.preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties).filter(({ AlarmName }) => AlarmName === `baseline-test-${name}`);
    return alarm.AlarmActions.map(nameOf);
  }

  public byRules(): string[] {
    return [...new Set(ofType(this.preset, 'AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets).map(({ Arn }: { Arn: unknown }) => nameOf(Arn)))];
  }

  /** What SNS counts of which topic, by the topics that hear of it. */
  public ofDelivery(): Record<string, string> {
    const watching = ofType(this.preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties).filter(({ MetricName }) => MetricName === 'NumberOfNotificationsFailed');
    return Object.fromEntries(watching.map(({ Dimensions, AlarmActions }) => [nameOf(topicOf(Dimensions[0].Value)), nameOf(AlarmActions[0])]));
  }
}

function kindOf({ Namespace = '', AlarmName = '' }: { Namespace?: string; AlarmName?: string }): string {
  if (Namespace === SECURITY) {
    return AlarmName.endsWith('-LowNoise') ? 'quiet' : 'strict';
  }
  if (AlarmName === 'baseline-test-Undelivered') {
    return 'rules';
  }
  return ON_DELIVERY.includes(Namespace) ? 'delivery' : 'health';
}

const topicOf = (name: { 'Fn::GetAtt': [string, string] }) => ({ Ref: name['Fn::GetAtt'][0] });
const nameOf = (topic: unknown) => (topic as { Ref: string }).Ref.replace(/^Baseline|[0-9A-F]{8}$/g, '');
const toldBy = (optionsOf: (stack: Stack) => NotificationOptions) => {
  const preset = synthesize((stack) => ({ notifications: optionsOf(stack) }));
  return { preset, told: new Told(preset) };
};

function topicIn(stack: Stack, id: string): sns.Topic {
  const topic = new sns.Topic(stack, id);
  topic.addSubscription(new EmailSubscription(`${id.toLowerCase()}@example.com`));
  return topic;
}

const subscriptionsOf = (preset: SynthesizedBaseline, topic: string) => ofType(preset, 'AWS::SNS::Subscription')
  .filter(([, { Properties }]) => nameOf(Properties.TopicArn) === topic && Properties.Protocol !== 'sqs').map(([, { Properties }]) => Properties.Endpoint);

test('one topic hears of all, another of what it did not get', () => {
  const told = new Told(production);
  for (const kind of ['strict', 'quiet', 'health'] as const) {
    expect(told.by(kind)).toEqual(['Notifications']);
  }
  expect(told.byRules()).toEqual(['Notifications']);
  expect(told.by('delivery')).toEqual(['DeliveryFailureTopic']);
});

test('with addresses for the auditor compliance alarms go there, and nothing else does', () => {
  const { preset, told } = toldBy(() => ({ emailAddresses: ['pager@example.com'], auditEmailAddresses: ['audit@example.com'] }));
  expect(told.by('strict')).toEqual(['AuditTopic']);
  expect(told.by('quiet')).toEqual(['Notifications']);
  expect(told.by('health')).toEqual(['Notifications']);
  expect(told.byRules()).toEqual(['Notifications']);
  expect(subscriptionsOf(preset, 'AuditTopic')).toEqual(['audit@example.com']);
  expect(subscriptionsOf(preset, 'Notifications')).toEqual(['pager@example.com']);
  expect(told.ofDelivery()).toEqual({ Notifications: 'DeliveryFailureTopic', AuditTopic: 'DeliveryFailureTopic' });
});

test('a topic for low-noise alarms takes them and the rules, and its delivery is watched', () => {
  const { told } = toldBy((stack) => ({ lowNoiseTopic: topicIn(stack, 'Pager') }));
  expect(told.by('strict')).toEqual(['Notifications']);
  expect(told.by('quiet')).toEqual(['Pager']);
  expect(told.byRules()).toEqual(['Pager']);
  expect(told.ofDelivery()).toEqual({ Notifications: 'DeliveryFailureTopic', Pager: 'DeliveryFailureTopic' });
});

test('topics by severity take the events of theirs, strict and quiet apart, and each is watched once', () => {
  const { told } = toldBy((stack) => {
    const high = topicIn(stack, 'High');
    return { severityTopics: { high, low: topicIn(stack, 'Low') }, lowNoiseSeverityTopics: { high: topicIn(stack, 'Pager'), medium: high } };
  });
  expect(told.by('strict')).toEqual(['High', 'Low', 'Notifications']);
  expect(told.byAlarm('RootUsage')).toEqual(['High']);
  expect(told.byAlarm('RootUsage-LowNoise')).toEqual(['Pager']);
  expect(told.ofDelivery()).toEqual({ Notifications: 'DeliveryFailureTopic', High: 'DeliveryFailureTopic', Low: 'DeliveryFailureTopic', Pager: 'DeliveryFailureTopic' });
});

test('low-noise alarms and rules can be left out', () => {
  const { preset } = toldBy(() => ({ lowNoiseAlarms: false, realTimeRules: false }));
  const names = ofType(preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmName ?? '');
  expect(names.filter((name) => name.endsWith('-LowNoise'))).toEqual([]);
  expect(ofType(preset, 'AWS::Events::Rule')).toEqual([]);
});

test('alarms do what is given besides telling their topics', () => {
  const { told } = toldBy((stack) => ({
    alarmActions: [new SnsAction(topicIn(stack, 'Ticket'))], lowNoiseTopic: topicIn(stack, 'Pager'), lowNoiseActions: [new SnsAction(topicIn(stack, 'Siren'))],
  }));
  expect(told.by('strict')).toEqual(['Notifications', 'Ticket']);
  expect(told.by('quiet')).toEqual(['Pager', 'Siren']);
});

describe('that all is well again', () => {
  test('is told of health and delivery, not of security events, which are over in a moment', () => {
    const told = new Told(production);
    expect(told.by('health', 'OKActions')).toEqual(['Notifications']);
    expect(told.by('delivery', 'OKActions')).toEqual(['DeliveryFailureTopic']);
    expect([...told.by('strict', 'OKActions'), ...told.by('quiet', 'OKActions')]).toEqual([]);
  });

  test('is told as the options say', () => {
    const { told } = toldBy((stack) => ({ notifyOk: true, okActions: [new SnsAction(topicIn(stack, 'Relief'))], notifyHealthOk: false }));
    expect(told.by('strict', 'OKActions')).toEqual(['Notifications', 'Relief']);
    expect([...told.by('health', 'OKActions'), ...told.by('delivery', 'OKActions')]).toEqual([]);
  });
});

test('chat channels and URLs hear of all, and a test message goes their way', () => {
  const { preset } = toldBy(() => ({
    httpsEndpoints: ['https://example.com/alarms'],
    slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }],
    testMessageSchedule: Schedule.rate(Duration.days(7)),
  }));
  const topic = { Ref: idOf(preset, 'AWS::SNS::Topic', 'BaselineNotifications') };
  expect(subscriptionsOf(preset, 'Notifications')).toEqual(['https://example.com/alarms']);
  expect(ofType(preset, 'AWS::Chatbot::SlackChannelConfiguration').map(([, { Properties }]) => Properties.SnsTopicArns)).toEqual([[topic]]);
  const scheduled = ofType(preset, 'AWS::Events::Rule').map(([, { Properties }]) => Properties).filter(({ ScheduleExpression }) => ScheduleExpression);
  expect(scheduled.map(({ ScheduleExpression, Targets }) => [ScheduleExpression, Targets[0].Arn])).toEqual([['rate(7 days)', topic]]);
});

test('the dashboard shows every alarm there is, and its URL is an output', () => {
  const body = JSON.stringify(ofType(production, 'AWS::CloudWatch::Dashboard')[0][1].Properties.DashboardBody);
  const missing = ofType(production, 'AWS::CloudWatch::Alarm').map(([id]) => id).filter((id) => !body.includes(id));
  expect(missing).toEqual([]);
  const [output] = Object.values(production.template.findOutputs('*', { Export: { Name: 'baseline-test-DashboardUrl' } }));
  expect(JSON.stringify(output.Value)).toMatch(/console.*cloudwatch.*dashboards/);
});
