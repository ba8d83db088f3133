import * as sns from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib/core';
import { NotificationTopic, RootSignInRule, SecurityAlarms, type RootSignInRuleProps } from '../../../src';
import { newStack, only, recommendedFlags, templateOf } from '../../support/templates';

const env = { account: '111111111111', region: 'us-east-1' };
const topicArn = (region: string, name = 'security') => `arn:aws:sns:${region}:111111111111:${name}`;

const addRule = (stack: Stack, props: Partial<RootSignInRuleProps> = {}) => new RootSignInRule(stack, 'Root', {
  topic: sns.Topic.fromTopicArn(stack, 'Topic', topicArn('us-east-1')), ...props,
});

describe("the rule for root's sign-ins", () => {
  const template = templateOf((stack) => addRule(stack, { alarmName: 'baseline-RootUsage' }), { env });
  const { Properties } = only(template, 'AWS::Events::Rule');

  test('matches what the real-time rules of the alarms does, sign-ins among it', () => {
    const { detailType, detail } = SecurityAlarms.defaultEvents.find(({ id }) => id === 'RootUsage')!.eventPattern!;
    expect(Properties).toMatchObject({ State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', EventPattern: { 'detail-type': detailType, detail } });
    expect(Properties.EventPattern['detail-type']).toEqual(expect.arrayContaining(['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail']));
  });

  test('publishes to the topic, and names the alarm that follows', () => {
    expect(Properties.Targets[0]).toMatchObject({ Arn: topicArn('us-east-1'), DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/DeadLetters/), 'Arn'] } } });
    expect(Properties.Targets[0].InputTransformer.InputTemplate).toContain('The alarm baseline-RootUsage follows within minutes.');
  });

  test('names no alarm where it knows none', () => {
    const { Targets } = only(templateOf(addRule, { env }), 'AWS::Events::Rule').Properties;
    expect(Targets[0].InputTransformer.InputTemplate).not.toContain('follows');
  });

  test.each<[string, string[], (stack: Stack) => Partial<RootSignInRuleProps>]>([
    ['the topic', [topicArn('us-east-1')], () => ({})],
    ['a second topic', [topicArn('us-east-1', 'second')], (stack) => ({ deliveryFailureTopic: sns.Topic.fromTopicArn(stack, 'Second', topicArn('us-east-1', 'second')) })],
  ])('uses %s for messages that it could not deliver', (_, AlarmActions, props) => {
    const watched = only(templateOf((stack) => addRule(stack, props(stack)), { env }), 'AWS::CloudWatch::Alarm');
    expect(watched.Properties).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1, AlarmActions });
  });

  test('shows what it is made of', () => {
    const { rule, deadLetterQueue, deliveryFailureAlarm } = addRule(newStack({ env }));
    expect([rule, deadLetterQueue, deliveryFailureAlarm]).not.toContain(undefined);
  });

  test('is the same with every recommended feature flag', () => {
    const build = (stack: Stack) => addRule(stack, { topic: new NotificationTopic(stack, 'Notifications', { emailAddresses: ['a@example.com'] }).topic });
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(templateOf(build).toJSON());
  });

  test('is refused outside us-east-1, where it would see nothing', () => {
    expect(() => addRule(newStack({ env: { ...env, region: 'eu-central-1' } })))
      .toThrow(/env\.region: "eu-central-1"\. Root's sign-ins are recorded in us-east-1 only: put this in a stack of that region/);
  });

  test.each(['topic', 'deliveryFailureTopic'])('is refused with a %s of another region', (prop) => {
    const stack = newStack({ env });
    const topic = sns.Topic.fromTopicArn(stack, 'Elsewhere', topicArn('eu-central-1'));
    expect(() => addRule(stack, { [prop]: topic })).toThrow(new RegExp(`${prop}: "eu-central-1".*us-east-1`));
  });

  test('is made where only the deployment knows the region', () => {
    templateOf(addRule).resourceCountIs('AWS::Events::Rule', 1);
  });
});
