import { Template } from 'aws-cdk-lib/assertions';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack } from 'aws-cdk-lib/core';
import { AuditTrail, LoggingBucket, NotificationTopic, SecurityAlarms, type SecurityAlarmsProps } from '../../../src';
import { CONTROLS_METADATA } from '../../../src/common/compliance/controls';
import { newStack } from '../../support/templates';

const page: IAlarmAction = { bind: () => ({ alarmActionArn: 'page' }) };
const imported = (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:eu-west-1:111111111111:security');
const subscribedTopic = (stack: Stack, id = 'Subscribed') => new NotificationTopic(stack, id, { emailAddresses: ['a@example.com'] }).topic;
const trailIn = (stack: Stack, props = {}) => new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Bucket'), ...props });

/** Whether the alarm on root's use says, once all is made, that it serves the controls that prescribe it. */
function serves(propsOf: (stack: Stack) => Partial<SecurityAlarmsProps>, later: (stack: Stack) => void = () => undefined): boolean {
  const stack = newStack();
  const { logGroup = trailIn(stack).logGroup, ...props } = propsOf(stack);
  const { alarms } = new SecurityAlarms(stack, 'Alarms', { logGroup, topic: 'topic' in props ? undefined : subscribedTopic(stack), namePrefix: 'test', ...props });
  later(stack);
  Template.fromStack(stack);
  const said = alarms.RootUsage.node.defaultChild!.node.metadata.filter(({ type }) => type === CONTROLS_METADATA).flatMap(({ data }) => Object.keys(data));
  expect(said.includes('CIS 4.3')).toBe(said.includes('CloudWatch.1'));
  return said.includes('CloudWatch.1');
}

describe('a compliance alarm serves the controls that prescribe it', () => {
  test.each<[string, (stack: Stack) => Partial<SecurityAlarmsProps>]>([
    ['it publishes to a topic with a subscription', () => ({})],
    ['its own action publishes to one', (stack) => ({ eventOverrides: { RootUsage: { alarmActions: [new SnsAction(subscribedTopic(stack, 'Own'))] } } })],
    ['the trail is in another stack', (stack) => ({ logGroup: trailIn(new Stack(stack.node.root as Stack, 'Audit')).logGroup })],
    ['the trail delivers to the given log group', (stack) => {
      const logGroup = new logs.LogGroup(stack, 'LogGroup');
      trailIn(stack, { logGroup });
      return { logGroup };
    }],
  ])('where %s', (_, propsOf) => expect(serves(propsOf)).toBe(true));

  test('where somebody is subscribed later', () => {
    const subscribe = (stack: Stack) => (stack.node.findChild('Later') as sns.Topic).addSubscription(new UrlSubscription('https://example.com/'));
    expect(serves((stack) => ({ topic: new sns.Topic(stack, 'Later') }), subscribe)).toBe(true);
  });
});

describe('a compliance alarm does not say that it serves them', () => {
  test.each<[string, (stack: Stack) => Partial<SecurityAlarmsProps>]>([
    ['it has no actions', () => ({ eventOverrides: { RootUsage: { alarmActions: [] } } })],
    ['it does something else', () => ({ topic: undefined, alarmActions: [page] })],
    ['it has another pattern', () => ({ eventOverrides: { RootUsage: { pattern: '{ $.a = 1 }' } } })],
    ['it waits for more', () => ({ eventOverrides: { RootUsage: { threshold: 2 } } })],
    ['nobody is subscribed to its topic', (stack) => ({ topic: new NotificationTopic(stack, 'Bare').topic })],
    ['its topic is imported, and nobody knows who is subscribed', (stack) => ({ topic: imported(stack) })],
    ['its log group is imported, and nobody knows what feeds it', (stack) => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Group', 'trail') })],
    ['no trail feeds its log group', (stack) => ({ logGroup: new logs.LogGroup(stack, 'Group') })],
    ['the trail records one region', (stack) => ({ logGroup: trailIn(stack, { multiRegion: false }).logGroup })],
  ])('where %s', (_, propsOf) => expect(serves(propsOf)).toBe(false));
});
