import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib/core';
import { NatGatewayAlarms, NotificationTopic, RootSignInRule, SecurityAlarms, DeliveryFailureAlarms, type SecurityAlarmsProps } from '../../../src';
import { webTier } from '../../compute/support';
import { database } from '../../database/support';

export const ownTopic = (stack: Stack, props: sns.TopicProps = { enforceSSL: true }) => new sns.Topic(stack, 'Own', props);
export const other = (stack: Stack) => (stack.node.tryFindChild('Other') as NotificationTopic | undefined ?? new NotificationTopic(stack, 'Other', { emailAddresses: ['a@example.com'] })).topic;

export const addAlarms = (stack: Stack, props: Partial<SecurityAlarmsProps>) => new SecurityAlarms(stack, 'Alarms', {
  logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'trail'), topic: other(stack), namePrefix: 'test', ...props,
});

/** Different alarms and options that publish to a topic. */
export const WAYS_TO_PUBLISH: [string, (stack: Stack, topic: sns.ITopic) => void][] = [
  ['a security alarm', (stack, topic) => addAlarms(stack, { topic, lowNoiseTopic: other(stack) })],
  ['a low-noise alarm', (stack, topic) => addAlarms(stack, { lowNoiseTopic: topic, realTimeRules: false })],
  ['an alarm on events of a severity', (stack, topic) => addAlarms(stack, { severityTopics: { low: topic } })],
  ['a low-noise alarm on events of a severity', (stack, topic) => addAlarms(stack, { lowNoiseSeverityTopics: { medium: topic } })],
  ['the delivery failure alarm of the real-time rules', (stack, topic) => addAlarms(stack, { deliveryFailureTopic: topic })],
  ['an action of all alarms', (stack, topic) => addAlarms(stack, { alarmActions: [new SnsAction(topic)] })],
  ['an action of one alarm', (stack, topic) => addAlarms(stack, { eventOverrides: { VpcChanges: { alarmActions: [new SnsAction(topic)] } } })],
  ['an alarm that enters the OK state', (stack, topic) => addAlarms(stack, { okActions: [new SnsAction(topic)] })],
  ['an alarm of DeliveryFailureAlarms', (stack, topic) => new DeliveryFailureAlarms(stack, 'Undelivered', { topic: other(stack), alarmActions: [new SnsAction(topic)] })],
  ['the delivery failure alarm of RootSignInRule', (stack, topic) => new RootSignInRule(stack, 'Root', { topic: other(stack), deliveryFailureTopic: topic })],
  ['an alarm of a database', (stack, topic) => database(stack, { alarmActions: [new SnsAction(topic)] })],
  ['an alarm of a web tier', (stack, topic) => webTier(stack, { alarmActions: [new SnsAction(topic)] })],
  ['an alarm of a NAT gateway', (stack, topic) => new NatGatewayAlarms(stack, 'Nat', { natGatewayIds: ['nat-1'], alarmActions: [new SnsAction(topic)] })],
  ['an alarm whose action refers to an imported copy of the topic', (stack, topic) => new NatGatewayAlarms(stack, 'Nat', {
    natGatewayIds: ['nat-1'], alarmActions: [new SnsAction(sns.Topic.fromTopicArn(stack, 'Imported', topic.topicArn))],
  })],
];
