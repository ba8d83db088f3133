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
  return new DeliveryFailureAlarms(stack, 'Undelivered', { topic, deadLetterQueues: [deadLetterQueue, second.deadLetterQueue], alertTopic: second.topic, ...props });
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

  test.each(Object.keys(alarms))('%s tells the second topic of bad and of good', (name) => {
    expect(alarms[name]).toMatchObject({ AlarmActions: [SECOND], OKActions: [SECOND] });
  });

  test('are the same with every recommended feature flag', () => {
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test('do what else they are told, under names of CloudFormation', () => {
    const other = templateOf((stack) => {
      const action = new SnsAction(new sns.Topic(stack, 'Third'));
      expect(addUndelivered(stack, { alertTopic: undefined, actions: [action], deadLetterQueues: undefined }).alarms).toHaveLength(2);
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
    new DeliveryFailureAlarms(stack, 'Undelivered', { topic, alertTopic: new sns.Topic(stack, 'Second') });
    Template.fromStack(stack).resourceCountIs(ALARM, 2);
  });
});

describe('alarms on undelivered notifications are refused', () => {
  const elsewhere = (scope: sns.ITopic) => sns.Topic.fromTopicArn(scope, 'Elsewhere', 'arn:aws:sns:us-east-1:111111111111:elsewhere');

  test.each<[string, (topic: sns.ITopic) => Partial<DeliveryFailureAlarmsProps>, RegExp]>([
    ['when they tell nobody', () => ({}), /alertTopic: not given\. Alarms that do nothing tell nobody/],
    ['when the topic that fails shall tell of it', (topic) => ({ alertTopic: topic }), /alertTopic: "Stack\/First"\. A topic cannot tell that it tells nobody/],
    ['when it is the same topic, imported', (topic) => ({ alertTopic: sns.Topic.fromTopicArn(topic, 'Imported', topic.topicArn) }), /A topic cannot tell/],
    ['when their names begin with nothing', (topic) => ({ alertTopic: new sns.Topic(topic, 'Second'), alarmNamePrefix: '' }), /alarmNamePrefix: ""\. Give 1 to 200 characters/],
    ['when another region watches', (topic) => ({ topic: elsewhere(topic), alertTopic: new sns.Topic(topic, 'Second') }), /- topic: "us-east-1"\. Alarms watch topics of their own region only: give one of eu-west-1/],
    ['when another region tells of it', (topic) => ({ alertTopic: elsewhere(topic) }), /- alertTopic: "us-east-1"\. Rules and alarms tell topics of their own region only: give one of eu-west-1/],
    ['when an action tells a topic of another region', (topic) => ({ actions: [new SnsAction(elsewhere(topic))] }), /^DeliveryFailureAlarms 'Stack\/Undelivered' has a problem:\n {2}- actions: "us-east-1"\. Rules and alarms tell/],
    ['when they do more than an alarm can', (topic) => ({ alertTopic: new sns.Topic(topic, 'Second'), actions: Array(5).fill(new SnsAction(topic)) }), /actions\.length: 5\. An alarm takes 5 actions at most, the topic/],
  ])('%s', (_, props, message) => {
    const topic = new sns.Topic(newStack({ env: { region: 'eu-west-1' } }), 'First');
    expect(() => new DeliveryFailureAlarms(Stack.of(topic), 'Undelivered', { topic, ...props(topic) })).toThrow(message);
  });
});
