import * as sns from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib/core';
import { NotificationTopic, RootSignInRule, SecurityAlarms, type RootSignInRuleProps } from '../../../src';
import { newStack, only, recommendedFlags, templateOf } from '../../support/templates';

const env = { account: '111111111111', region: 'us-east-1' };
const topicArn = (region: string, name = 'security') => `arn:aws:sns:${region}:111111111111:${name}`;

const addRule = (stack: Stack, props: Partial<RootSignInRuleProps> = {}) => new RootSignInRule(stack, 'Root', {
  topic: sns.Topic.fromTopicArn(stack, 'Topic', topicArn('us-east-1')), ...props,
});

describe('the rule for sign-ins of the root user', () => {
  const template = templateOf((stack) => addRule(stack, { alarmName: 'baseline-RootUsage' }), { env });
  const { Properties } = only(template, 'AWS::Events::Rule');

  test('has the event pattern of the real-time rule for RootUsage, which includes sign-ins', () => {
    const { detailType, detail } = SecurityAlarms.defaultEvents.find(({ id }) => id === 'RootUsage')!.eventPattern!;
    expect(Properties).toMatchObject({ State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', EventPattern: { 'detail-type': detailType, detail } });
    expect(Properties.EventPattern['detail-type']).toEqual(expect.arrayContaining(['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail']));
  });

  test('publishes to the topic, with the name of the alarm', () => {
    expect(Properties.Targets[0]).toMatchObject({ Arn: topicArn('us-east-1'), DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/DeadLetters/), 'Arn'] } } });
    expect(Properties.Targets[0].InputTransformer.InputTemplate).toContain('The alarm baseline-RootUsage follows within minutes.');
  });

  test('publishes no name of an alarm by default', () => {
    const { Targets } = only(templateOf(addRule, { env }), 'AWS::Events::Rule').Properties;
    expect(Targets[0].InputTransformer.InputTemplate).not.toContain('follows');
  });

  test.each<[string, string[], (stack: Stack) => Partial<RootSignInRuleProps>]>([
    ['the topic', [topicArn('us-east-1')], () => ({})],
    ['a second topic', [topicArn('us-east-1', 'second')], (stack) => ({ deliveryFailureTopic: sns.Topic.fromTopicArn(stack, 'Second', topicArn('us-east-1', 'second')) })],
  ])('has an alarm on undelivered messages that publishes to %s', (_, AlarmActions, props) => {
    const alarm = only(templateOf((stack) => addRule(stack, props(stack)), { env }), 'AWS::CloudWatch::Alarm');
    expect(alarm.Properties).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1, AlarmActions });
  });

  test('exposes the rule, the dead-letter queue and the alarm', () => {
    const { rule, deadLetterQueue, deliveryFailureAlarm } = addRule(newStack({ env }));
    expect([rule, deadLetterQueue, deliveryFailureAlarm]).not.toContain(undefined);
  });

  test('is the same with every recommended feature flag', () => {
    const build = (stack: Stack) => addRule(stack, { topic: new NotificationTopic(stack, 'Notifications', { emailAddresses: ['a@example.com'] }).topic });
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(templateOf(build).toJSON());
  });

  test('is rejected outside us-east-1', () => {
    expect(() => addRule(newStack({ env: { ...env, region: 'eu-central-1' } })))
      .toThrow(/env\.region must be us-east-1, .*got "eu-central-1"\. Create the RootSignInRule in a stack in us-east-1/);
  });

  test.each(['topic', 'deliveryFailureTopic'])('is rejected if %s is in another region', (prop) => {
    const stack = newStack({ env });
    const topic = sns.Topic.fromTopicArn(stack, 'OtherRegion', topicArn('eu-central-1'));
    expect(() => addRule(stack, { [prop]: topic })).toThrow(new RegExp(`${prop} must .*us-east-1, got "eu-central-1"`));
  });

  test('is created if the region is an unresolved token', () => {
    templateOf(addRule).resourceCountIs('AWS::Events::Rule', 1);
  });
});
