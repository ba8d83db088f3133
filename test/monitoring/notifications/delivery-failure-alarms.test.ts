import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import { NotificationTopic, DeliveryFailureAlarms, type DeliveryFailureAlarmsProps } from '../../../src';
import { newStack, recommendedFlags, templateOf } from '../../support/templates';

const ALARM = 'AWS::CloudWatch::Alarm';
const SECOND = { Ref: expect.stringMatching(/^Second[0-9A-F]{8}$/) };

function addUndelivered(stack: Stack, props?: Partial<DeliveryFailureAlarmsProps>): DeliveryFailureAlarms {
  const { topic, deadLetterQueue } = new NotificationTopic(stack, 'First', { emailAddresses: ['a@example.com'] });
  const second = new NotificationTopic(stack, 'Second', { httpsEndpoints: ['https://example.com/'] });
  return new DeliveryFailureAlarms(stack, 'Undelivered', { topic, deadLetterQueues: [deadLetterQueue, second.deadLetterQueue], alarmActions: [new SnsAction(second.topic)], ...props });
}

describe('alarms on undelivered notifications', () => {
  const build = (stack: Stack) => addUndelivered(stack, { alarmNamePrefix: 'baseline-test' });
  const template = templateOf(build);
  const alarms = Object.fromEntries(Object.values(template.findResources(ALARM)).map(({ Properties }) => [Properties.AlarmName, Properties]));

  test.each<[string, string, string, string, object]>([
    ['baseline-test-notifications-failed', 'AWS/SNS', 'NumberOfNotificationsFailed', 'Sum', { Name: 'TopicName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^First/), 'TopicName'] } }],
    ['baseline-test-notifications-lost', 'AWS/SNS', 'NumberOfNotificationsFailedToRedriveToDlq', 'Sum', { Name: 'TopicName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^First/), 'TopicName'] } }],
    ['baseline-test-notifications-undelivered', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', { Name: 'QueueName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^FirstDeadLetters/), 'QueueName'] } }],
    ['baseline-test-notifications-undelivered-2', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', { Name: 'QueueName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^SecondDeadLetters/), 'QueueName'] } }],
  ])('%s goes off at the first, and not while nothing is sent', (name, Namespace, MetricName, Statistic, dimension) => {
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

  test('are all of these', () => {
    expect(Object.keys(alarms)).toHaveLength(4);
  });

  test.each(Object.keys(alarms))('%s publishes to the second topic in both states', (name) => {
    expect(alarms[name]).toMatchObject({ AlarmActions: [SECOND], OKActions: [SECOND] });
  });

  test('are the same with every recommended feature flag', () => {
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test('have other actions, and names that CloudFormation generates', () => {
    const other = templateOf((stack) => {
      const action = new SnsAction(new sns.Topic(stack, 'Third'));
      const { alarms: created } = addUndelivered(stack, { alarmActions: [action], deadLetterQueues: undefined });
      expect(Object.keys(created)).toEqual(['Failed', 'Lost']);
    });
    for (const { Properties } of Object.values(other.findResources(ALARM))) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Third/) }]);
      expect(Properties).not.toHaveProperty('AlarmName');
    }
  });

  test('watch a topic of another stack', () => {
    const stack = newStack();
    const other = new Stack(stack.node.root as Stack, 'Other');
    const { topic } = new NotificationTopic(other, 'First');
    new DeliveryFailureAlarms(stack, 'Undelivered', { topic, alarmActions: [new SnsAction(new sns.Topic(stack, 'Second'))] });
    Template.fromStack(stack).resourceCountIs(ALARM, 2);
  });
});

describe('alarms on undelivered notifications are rejected', () => {
  const elsewhere = (scope: sns.ITopic) => sns.Topic.fromTopicArn(scope, 'Elsewhere', 'arn:aws:sns:us-east-1:111111111111:elsewhere');

  test.each<[string, (topic: sns.ITopic) => Partial<DeliveryFailureAlarmsProps>, RegExp]>([
    ['without actions', () => ({ alarmActions: undefined }), /alarmActions: not given.*SnsAction/],
    ['with an empty list of actions', () => ({ alarmActions: [] }), /alarmActions: not given.*SnsAction/],
    ['if they publish to the topic that they monitor', (topic) => ({ alarmActions: [new SnsAction(topic)] }), /alarmActions: "Stack\/First".*another topic/],
    ['if they publish to it as an imported topic', (topic) => ({ alarmActions: [new SnsAction(sns.Topic.fromTopicArn(topic, 'Imported', topic.topicArn))] }), /alarmActions: "Stack\/First".*another topic/],
    ['with an empty prefix of their names', () => ({ alarmNamePrefix: '' }), /alarmNamePrefix: "".*at least one character/],
    ['with a prefix that makes their names too long', () => ({ alarmNamePrefix: 'a'.repeat(235) }), /alarmNamePrefix: "a+".*255.*256/],
    ['on a topic of another region', (topic) => ({ topic: elsewhere(topic) }), /- topic: "us-east-1".*eu-west-1/],
    ['with an action that publishes to a topic of another region', (topic) => ({ alarmActions: [new SnsAction(elsewhere(topic))] }),
      /^DeliveryFailureAlarms 'Stack\/Undelivered' has a problem:\n {2}- alarmActions: "us-east-1".*eu-west-1/],
    ['with an OK action that publishes to a topic of another region', (topic) => ({ okActions: [new SnsAction(elsewhere(topic))] }), /- okActions: "us-east-1".*eu-west-1/],
    ['with more actions than an alarm can have', (topic) => ({ alarmActions: Array(6).fill(new SnsAction(topic)) }), /alarmActions\.length: 6.*at most 5/],
  ])('%s', (_, props, message) => {
    const topic = new sns.Topic(newStack({ env: { region: 'eu-west-1' } }), 'First');
    const second = new sns.Topic(Stack.of(topic), 'Second');
    expect(() => new DeliveryFailureAlarms(Stack.of(topic), 'Undelivered', { topic, alarmActions: [new SnsAction(second)], ...props(topic) })).toThrow(message);
  });
});
