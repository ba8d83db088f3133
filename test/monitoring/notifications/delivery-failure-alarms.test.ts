import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import { NotificationTopic, DeliveryFailureAlarms, type DeliveryFailureAlarmsProps } from '../../../src';
import { newStack, recommendedFlags, templateOf } from '../../support/templates';

const ALARM = 'AWS::CloudWatch::Alarm';
const SECOND = { Ref: expect.stringMatching(/^Second[0-9A-F]{8}$/) };

function addAlarms(stack: Stack, props?: Partial<DeliveryFailureAlarmsProps>): DeliveryFailureAlarms {
  const { topic, deadLetterQueue } = new NotificationTopic(stack, 'First', { emailAddresses: ['a@example.com'] });
  const second = new NotificationTopic(stack, 'Second', { httpsEndpoints: ['https://example.com/'] });
  return new DeliveryFailureAlarms(stack, 'Undelivered', { topic, deadLetterQueues: [deadLetterQueue, second.deadLetterQueue], alarmActions: [new SnsAction(second.topic)], ...props });
}

describe('delivery failure alarms', () => {
  const build = (stack: Stack) => addAlarms(stack, { alarmNamePrefix: 'baseline-test' });
  const template = templateOf(build);
  const alarms = Object.fromEntries(Object.values(template.findResources(ALARM)).map(({ Properties }) => [Properties.AlarmName, Properties]));

  test.each<[string, string, string, string, object]>([
    ['baseline-test-notifications-failed', 'AWS/SNS', 'NumberOfNotificationsFailed', 'Sum', { Name: 'TopicName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^First/), 'TopicName'] } }],
    ['baseline-test-notifications-lost', 'AWS/SNS', 'NumberOfNotificationsFailedToRedriveToDlq', 'Sum', { Name: 'TopicName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^First/), 'TopicName'] } }],
    ['baseline-test-notifications-undelivered', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', { Name: 'QueueName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^FirstDeadLetters/), 'QueueName'] } }],
    ['baseline-test-notifications-undelivered-2', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', { Name: 'QueueName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^SecondDeadLetters/), 'QueueName'] } }],
  ])('%s is set off by the first failure, and not by missing data', (name, Namespace, MetricName, Statistic, dimension) => {
    expect(alarms[name]).toMatchObject({
      Namespace,
      MetricName,
      Statistic,
      Dimensions: [dimension],
      Threshold: 1,
      EvaluationPeriods: 1,
      Period: 300,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('are one for each metric and queue', () => {
    expect(Object.keys(alarms)).toHaveLength(4);
  });

  test.each(Object.keys(alarms))('%s publishes to the second topic in the ALARM and OK states', (name) => {
    expect(alarms[name]).toMatchObject({ AlarmActions: [SECOND], OKActions: [SECOND] });
  });

  test('are the same with every recommended feature flag', () => {
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test('have the specified actions, and generated names by default', () => {
    const other = templateOf((stack) => {
      const action = new SnsAction(new sns.Topic(stack, 'Third'));
      const { alarms: created } = addAlarms(stack, { alarmActions: [action], deadLetterQueues: undefined });
      expect(Object.keys(created)).toEqual(['Failed', 'Lost']);
    });
    for (const { Properties } of Object.values(other.findResources(ALARM))) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Third/) }]);
      expect(Properties).not.toHaveProperty('AlarmName');
    }
  });

  test('monitor a topic of another stack', () => {
    const stack = newStack();
    const other = new Stack(stack.node.root as Stack, 'Other');
    const { topic } = new NotificationTopic(other, 'First');
    new DeliveryFailureAlarms(stack, 'Undelivered', { topic, alarmActions: [new SnsAction(new sns.Topic(stack, 'Second'))] });
    Template.fromStack(stack).resourceCountIs(ALARM, 2);
  });
});

describe('delivery failure alarms are rejected', () => {
  const topicInOtherRegion = (scope: sns.ITopic) => sns.Topic.fromTopicArn(scope, 'OtherRegion', 'arn:aws:sns:us-east-1:111111111111:other-region');

  test.each<[string, (topic: sns.ITopic) => Partial<DeliveryFailureAlarmsProps>, RegExp]>([
    ['without actions', () => ({ alarmActions: undefined }), /alarmActions must contain at least one action, got no value.*SnsAction/],
    ['with an empty list of actions', () => ({ alarmActions: [] }), /alarmActions must contain at least one action, got no value.*SnsAction/],
    ['if they publish to the monitored topic', (topic) => ({ alarmActions: [new SnsAction(topic)] }), /alarmActions must not publish to the monitored topic, got "Stack\/First"/],
    ['if they publish to the monitored topic, imported by its ARN', (topic) => ({ alarmActions: [new SnsAction(sns.Topic.fromTopicArn(topic, 'Imported', topic.topicArn))] }), /alarmActions must not publish to the monitored topic, got "Stack\/First"/],
    ['with an empty name prefix', () => ({ alarmNamePrefix: '' }), /alarmNamePrefix must not be empty, got ""/],
    ['with a prefix that makes their names too long', () => ({ alarmNamePrefix: 'a'.repeat(235) }), /alarmNamePrefix must .*255 characters, got "a+".*256/],
    ['on a topic in another region', (topic) => ({ topic: topicInOtherRegion(topic) }), /- topic must be in eu-west-1.*got "us-east-1"/],
    ['with an action that publishes to a topic in another region', (topic) => ({ alarmActions: [new SnsAction(topicInOtherRegion(topic))] }),
      /^DeliveryFailureAlarms 'Stack\/Undelivered' has a problem:\n {2}- alarmActions must .*eu-west-1, got "us-east-1"/],
    ['with an OK action that publishes to a topic in another region', (topic) => ({ okActions: [new SnsAction(topicInOtherRegion(topic))] }), /- okActions must .*eu-west-1, got "us-east-1"/],
    ['with more than five actions', (topic) => ({ alarmActions: Array(6).fill(new SnsAction(topic)) }), /alarmActions\.length must be at most 5, got 6/],
  ])('%s', (_, props, message) => {
    const topic = new sns.Topic(newStack({ env: { region: 'eu-west-1' } }), 'First');
    const second = new sns.Topic(Stack.of(topic), 'Second');
    expect(() => new DeliveryFailureAlarms(Stack.of(topic), 'Undelivered', { topic, alarmActions: [new SnsAction(second)], ...props(topic) })).toThrow(message);
  });
});
