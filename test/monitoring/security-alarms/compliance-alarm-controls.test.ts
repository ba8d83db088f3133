import { Template } from 'aws-cdk-lib/assertions';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import { AuditTrail, LoggingBucket, NotificationTopic, SecurityAlarms, type SecurityAlarmsProps } from '../../../src';
import { CONTROLS_METADATA } from '../../../src/common/compliance/controls';
import { newStack } from '../../support/templates';

const otherAction: IAlarmAction = { bind: () => ({ alarmActionArn: 'other' }) };
const imported = (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:eu-west-1:111111111111:security');
const subscribedTopic = (stack: Stack, id = 'Subscribed') => new NotificationTopic(stack, id, { emailAddresses: ['a@example.com'] }).topic;
const topicOfAccount = (stack: Stack, account: string) => {
  const topics = new Stack(stack.node.root as Stack, 'Topics', { env: { account, region: 'eu-west-1' } });
  const topic = new sns.Topic(topics, 'Topic', { topicName: 'security' });
  topic.addSubscription(new UrlSubscription('https://example.com/'));
  return topic;
};
const trailIn = (stack: Stack, props = {}) => new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Bucket'), ...props });

/** Whether the compliance alarm of RootUsage declares its controls after synthesis. */
function declaresControls(propsOf: (stack: Stack) => Partial<SecurityAlarmsProps>, addLater: (stack: Stack) => void = () => undefined, stackProps?: StackProps): boolean {
  const stack = newStack(stackProps);
  const { logGroup = trailIn(stack).logGroup, ...props } = propsOf(stack);
  const { alarms } = new SecurityAlarms(stack, 'Alarms', { logGroup, topic: 'topic' in props ? undefined : subscribedTopic(stack), namePrefix: 'test', ...props });
  addLater(stack);
  Template.fromStack(stack);
  const declared = alarms.RootUsage.node.defaultChild!.node.metadata.filter(({ type }) => type === CONTROLS_METADATA).flatMap(({ data }) => Object.keys(data));
  expect(declared.includes('CIS 4.3')).toBe(declared.includes('CloudWatch.1'));
  return declared.includes('CloudWatch.1');
}

describe('a compliance alarm declares its controls', () => {
  test.each<[string, (stack: Stack) => Partial<SecurityAlarmsProps>]>([
    ['it publishes to a topic with a subscription', () => ({})],
    ['an action of its override publishes to such a topic', (stack) => ({ eventOverrides: { RootUsage: { alarmActions: [new SnsAction(subscribedTopic(stack, 'Own'))] } } })],
    ['the trail is in another stack', (stack) => ({ logGroup: trailIn(new Stack(stack.node.root as Stack, 'Audit')).logGroup })],
    ['a trail delivers to an existing log group', (stack) => {
      const logGroup = new logs.LogGroup(stack, 'LogGroup');
      trailIn(stack, { logGroup });
      return { logGroup };
    }],
  ])('if %s', (_, propsOf) => expect(declaresControls(propsOf)).toBe(true));

  test('if the subscription is added later', () => {
    const subscribe = (stack: Stack) => (stack.node.findChild('Later') as sns.Topic).addSubscription(new UrlSubscription('https://example.com/'));
    expect(declaresControls((stack) => ({ topic: new sns.Topic(stack, 'Later') }), subscribe)).toBe(true);
  });
});

test('a compliance alarm declares its controls only if its topic is known to be in its account', () => {
  const declares = (account: string) => declaresControls((stack) => ({ topic: topicOfAccount(stack, account) }), undefined, { env: { account: '111111111111', region: 'eu-west-1' } });
  expect([declares('111111111111'), declares('222222222222')]).toEqual([true, false]);
});

describe('a compliance alarm does not declare its controls', () => {
  test.each<[string, (stack: Stack) => Partial<SecurityAlarmsProps>]>([
    ['it has no actions', () => ({ eventOverrides: { RootUsage: { alarmActions: [] } } })],
    ['its action does not publish to a topic', () => ({ topic: undefined, alarmActions: [otherAction] })],
    ['it has another pattern', () => ({ eventOverrides: { RootUsage: { pattern: '{ $.a = 1 }' } } })],
    ['its threshold is above 1', () => ({ eventOverrides: { RootUsage: { threshold: 2 } } })],
    ['its topic has no subscription', (stack) => ({ topic: new NotificationTopic(stack, 'Bare').topic })],
    ['its topic is in another account of the app, whose subscriptions Security Hub cannot list', (stack) => ({ topic: topicOfAccount(stack, '222222222222') })],
    ['its topic is imported, with unknown subscriptions', (stack) => ({ topic: imported(stack) })],
    ['its log group is imported, with unknown trails', (stack) => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Group', 'trail') })],
    ['no trail delivers to its log group', (stack) => ({ logGroup: new logs.LogGroup(stack, 'Group') })],
    ['the trail records a single region', (stack) => ({ logGroup: trailIn(stack, { multiRegion: false }).logGroup })],
  ])('if %s', (_, propsOf) => expect(declaresControls(propsOf)).toBe(false));
});
