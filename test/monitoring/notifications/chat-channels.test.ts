import { Template } from 'aws-cdk-lib/assertions';
import { LoggingLevel, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import { ChatChannels, NotificationTopic, type SlackChannel, type TeamsChannel } from '../../../src';
import { newStack, only, recommendedFlags, statementsOf, templateOf } from '../../support/templates';

const SLACK = 'AWS::Chatbot::SlackChannelConfiguration';
const TEAMS = 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration';
const ALERTS: SlackChannel = { workspaceId: 'T0123ABCD', channelId: 'C0123456789' };
const URGENT: SlackChannel = { workspaceId: 'T0123ABCD', channelId: 'C9876543210' };
const OPERATIONS: TeamsChannel = {
  tenantId: '12345678-1234-1234-1234-123456789012', teamId: '87654321-1234-1234-1234-123456789012', channelId: '19%3Ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
};

describe('chat channels', () => {
  const build = (stack: Stack) => new NotificationTopic(stack, 'Notifications', { slackChannels: [ALERTS, URGENT], teamsChannels: [OPERATIONS] });
  const template = templateOf(build);
  const configurations = { ...template.findResources(SLACK), ...template.findResources(TEAMS) };

  test('are configured with the specified ids', () => {
    const slackChannels = Object.values(template.findResources(SLACK)).map(({ Properties }) => [Properties.SlackWorkspaceId, Properties.SlackChannelId]);
    expect(slackChannels).toEqual([ALERTS, URGENT].map(({ workspaceId, channelId }) => [workspaceId, channelId]));
    expect(only(template, TEAMS).Properties).toMatchObject({ TeamsTenantId: OPERATIONS.tenantId, TeamId: OPERATIONS.teamId, TeamsChannelId: OPERATIONS.channelId });
  });

  test.each(Object.entries(configurations))('%s shows messages of the topic, and logs messages that it cannot show', (_, { Properties }) => {
    expect(Properties).toMatchObject({ SnsTopicArns: [{ Ref: expect.stringMatching(/^Notifications[0-9A-F]{8}$/) }], LoggingLevel: 'ERROR' });
  });

  test.each(Object.entries(configurations))('%s restricts members to the permissions to read alarms with a guardrail policy', (_, { Properties }) => {
    const policyIds = Object.keys(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(Properties.GuardrailPolicies).toEqual(policyIds.map((id) => ({ Ref: id })));
    expect(policyIds).toHaveLength(1);
  });

  test('share one role that only Amazon Q can assume, and that can only read alarms', () => {
    const [[id, role]] = Object.entries(template.findResources('AWS::IAM::Role'));
    for (const { Properties } of Object.values(configurations)) {
      expect(Properties.IamRoleArn).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    }
    expect(role.Properties.Policies).toBeUndefined();
    template.resourceCountIs('AWS::IAM::Policy', 0);
    expect(role.Properties.ManagedPolicyArns).toEqual([{ Ref: expect.stringMatching(/^NotificationsChatPermissions/) }]);
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'chatbot.amazonaws.com' } }]);
    expect(Object.values(statementsOf(template, 'AWS::IAM::ManagedPolicy'))).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Action: ['DescribeAlarmHistory', 'DescribeAlarms', 'DescribeAlarmsForMetric', 'GetMetricData', 'GetMetricStatistics', 'GetMetricWidgetImage', 'ListMetrics']
          .map((action) => `cloudwatch:${action}`),
      }),
    ]);
  });

  test('do not change the policies of the key, the topic and the queue', () => {
    const without = templateOf((stack) => new NotificationTopic(stack, 'Notifications', { emailAddresses: ['a@example.com'] }));
    for (const type of ['AWS::KMS::Key', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy']) {
      expect(template.findResources(type)).toEqual(without.findResources(type));
    }
  });

  test('remain unchanged when another channel is removed', () => {
    const fewer = templateOf((stack) => new NotificationTopic(stack, 'Notifications', { slackChannels: [URGENT] }));
    const [[id, { Properties }]] = Object.entries(fewer.findResources(SLACK));
    expect(template.findResources(SLACK)[id].Properties).toEqual(Properties);
  });

  test('are the same with every recommended feature flag', () => {
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test('are not configured for an empty list', () => {
    const none = templateOf((stack) => new NotificationTopic(stack, 'Notifications', { slackChannels: [] }));
    none.resourceCountIs('AWS::IAM::Role', 0);
  });
});

describe('a chat channel', () => {
  test('shows messages of several topics', () => {
    const template = templateOf((stack) => {
      const topics = ['One', 'Two'].map((id) => new sns.Topic(stack, id));
      new ChatChannels(stack, 'Chat', { topics, slackChannels: [ALERTS], loggingLevel: LoggingLevel.NONE });
    });
    const refs = ['One', 'Two'].map((id) => ({ Ref: expect.stringMatching(`^${id}`) }));
    expect(only(template, SLACK).Properties).toMatchObject({ SnsTopicArns: refs, LoggingLevel: 'NONE' });
  });

  test('is validated by ChatChannels', () => {
    expect(() => new ChatChannels(newStack(), 'Chat', { topics: [], slackChannels: [{ ...ALERTS, channelId: '' }] })).toThrow(/slackChannels\.channelId must .*got ""/);
  });

  const inTwoStacks = (one?: StackProps, other?: StackProps) => {
    const stack = newStack(one);
    const otherStack = new Stack(stack.node.root as Stack, 'Other', other);
    for (const each of [stack, otherStack]) {
      new NotificationTopic(each, 'Notifications', { slackChannels: [ALERTS] });
    }
    return () => Template.fromStack(stack);
  };
  const account = (id: string): StackProps => ({ env: { account: id, region: 'eu-west-1' } });

  test('is rejected if it is configured twice in a stack', () => {
    const stack = newStack();
    new NotificationTopic(stack, 'One', { slackChannels: [ALERTS], teamsChannels: [OPERATIONS] });
    new NotificationTopic(stack, 'Two', { slackChannels: [ALERTS, URGENT] });
    expect(() => Template.fromStack(stack)).toThrow(/Channel C0123456789 of T0123ABCD is also configured by 'Stack\/Two\/.*ChatChannels/);
  });

  test('is rejected if an L2 construct of the CDK configures it too', () => {
    const stack = newStack();
    new NotificationTopic(stack, 'One', { slackChannels: [ALERTS] });
    new SlackChannelConfiguration(stack, 'Slack', { slackChannelConfigurationName: 'own', slackWorkspaceId: ALERTS.workspaceId, slackChannelId: ALERTS.channelId });
    expect(() => Template.fromStack(stack)).toThrow(/is also configured by 'Stack\/Slack\/Resource'/);
  });

  test.each<[string, boolean, StackProps | undefined, StackProps | undefined]>([
    ['in one account', true, account('111111111111'), account('111111111111')],
    ['in two accounts', false, account('111111111111'), account('222222222222')],
    ['in accounts that are unresolved tokens', false, undefined, undefined],
  ])('configured by two stacks %s: is rejected is %s', (_, isRejected, one, other) => {
    const synth = inTwoStacks(one, other);
    if (isRejected) {
      expect(synth).toThrow('is also configured by');
    } else {
      expect(synth).not.toThrow();
    }
  });
});
