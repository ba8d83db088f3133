import { Template } from 'aws-cdk-lib/assertions';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EventSeverity, SecureBaseline, SecurityAlarms, type SecurityAlarmsProps, type SecurityEvent } from '../../../src';
import { newStack, warningsOf } from '../../support/templates';

const page: IAlarmAction = { bind: () => ({ alarmActionArn: 'page' }) };
const OWN: SecurityEvent = {
  id: 'Own', title: 'Own', pattern: '{ $.a = 1 }', lowNoisePattern: '{ $.b = 1 }', severity: EventSeverity.HIGH, eventPattern: { source: ['aws.own'] },
};

/** Adds alarms to a stack with the topics Audit, OnCall and Own. */
function addAlarms(props: (own: sns.Topic) => Partial<SecurityAlarmsProps>) {
  const stack = newStack({ env: { account: '111111111111', region: 'us-east-1' } });
  const [audit, onCall, own] = ['Audit', 'OnCall', 'Own'].map((id) => new sns.Topic(stack, id));
  const alarms = new SecurityAlarms(stack, 'Alarms', {
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'trail'), topic: audit, lowNoiseTopic: onCall, namePrefix: 'test', ...props(own),
  });
  return { stack, alarms };
}

/** Returns what the alarms and the rule of an event publish to, by the id of the topic. */
function destinationsOf({ stack, alarms }: ReturnType<typeof addAlarms>, id: string): Record<string, string[]> {
  const template = Template.fromStack(stack).toJSON();
  const nameOf = (target: { Ref?: string } | string) => (typeof target === 'string' ? target : target.Ref!.replace(/[0-9A-F]{8}$/, ''));
  const propertiesOf = (resource: { node: { defaultChild?: unknown } }) => template.Resources[stack.getLogicalId(resource.node.defaultChild as never)].Properties;
  return {
    compliance: propertiesOf(alarms.alarms[id]).AlarmActions.map(nameOf),
    lowNoise: propertiesOf(alarms.lowNoiseAlarms[id]).AlarmActions.map(nameOf),
    rule: alarms.realTimeRules[id] ? propertiesOf(alarms.realTimeRules[id]).Targets.map(({ Arn }: { Arn: never }) => nameOf(Arn)) : [],
  };
}

const allToOwn = { compliance: ['Own'], lowNoise: ['Own'], rule: ['Own'] };

test('the topic of an additional event receives the notifications of both alarms and of the real-time rule', () => {
  const added = addAlarms((topic) => ({ additionalEvents: [{ ...OWN, topic }] }));
  expect(destinationsOf(added, 'Own')).toEqual(allToOwn);
  expect(destinationsOf(added, 'RootUsage')).toEqual({ compliance: ['Audit'], lowNoise: ['OnCall'], rule: ['OnCall'] });
});

test('the topic of an override replaces the topic of an event', () => {
  expect(destinationsOf(addAlarms((topic) => ({ eventOverrides: { RootUsage: { topic } } })), 'RootUsage')).toEqual(allToOwn);
});

test('the actions of an additional event are added to its topic, and do not remove its rule', () => {
  const added = addAlarms(() => ({ additionalEvents: [{ ...OWN, alarmActions: [page] }] }));
  expect(destinationsOf(added, 'Own')).toEqual({ compliance: ['Audit', 'page'], lowNoise: ['OnCall'], rule: ['OnCall'] });
});

test('EventBridge may publish to each topic of a rule', () => {
  const { stack } = addAlarms((topic) => ({ additionalEvents: [{ ...OWN, topic }] }));
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::SNS::TopicPolicy')).map(({ Properties }) => Properties);
  const allowed = policies.filter(({ PolicyDocument }) => JSON.stringify(PolicyDocument).includes('events.amazonaws.com')).map(({ Topics }) => Topics[0].Ref);
  expect(allowed).toEqual([expect.stringMatching(/^OnCall/), expect.stringMatching(/^Own/)]);
});

test('with topics of single events only, the alarm on undelivered messages has a topic', () => {
  const { alarms } = addAlarms((topic) => ({ topic: undefined, lowNoiseTopic: undefined, alarmActions: [page], additionalEvents: [{ ...OWN, topic }] }));
  expect(Object.keys(alarms.realTimeRules)).toEqual(['Own']);
  expect(warningsOf(alarms.node.scope as never)).toContainEqual(expect.stringContaining('publishes to the same topic'));
});

test.each<[string, (topic: sns.ITopic) => Partial<SecurityAlarmsProps>, string]>([
  ['an additional event', (topic) => ({ additionalEvents: [{ ...OWN, topic }] }), 'additionalEvents.Own.topic'],
  ['an override', (topic) => ({ eventOverrides: { RootUsage: { topic } } }), 'eventOverrides.RootUsage.topic'],
])('the topic of %s must be in the region of the stack', (_, propsOf, prop) => {
  const elsewhere = sns.Topic.fromTopicArn(newStack(), 'Topic', 'arn:aws:sns:eu-west-1:111111111111:own');
  expect(() => addAlarms(() => propsOf(elsewhere))).toThrow(`${prop} must `);
});

test('the actions of an additional event are at most five with those of all alarms and its topic', () => {
  const actions = [page, page];
  expect(() => addAlarms((topic) => ({ alarmActions: actions, additionalEvents: [{ ...OWN, topic, alarmActions: [...actions, page] }] }))).toThrow(
    /additionalEvents\.Own\.alarmActions\.length must be at most 4, got 5/);
});

test('a baseline monitors failed deliveries of the topics of events that are enabled', () => {
  const stack = newStack();
  const baseline = new SecureBaseline(stack, 'Baseline', {
    environmentSuffix: 'dev',
    owner: 'a',
    costCenter: 'b',
    database: { enabled: false },
    webTier: { enabled: false },
    network: { enabled: false },
    notifications: {
      additionalEvents: [{ ...OWN, topic: new sns.Topic(stack, 'Own') }],
      eventOverrides: { VpcChanges: { topic: new sns.Topic(stack, 'Other'), enabled: false }, RootUsage: { topic: new sns.Topic(stack, 'Root') } },
    },
  });
  expect(baseline.deliveryFailureAlarms.map(({ node }) => node.id)).toEqual(['DeliveryFailureAlarms', 'DeliveryFailureAlarmsEventRootUsage', 'DeliveryFailureAlarmsEventOwn']);
});
