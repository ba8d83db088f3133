import { Template } from 'aws-cdk-lib/assertions';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Duration, Fn, Lazy, type Stack } from 'aws-cdk-lib/core';
import { NotificationTopic, type NotificationTopicProps } from '../../../src';
import { newStack, only, recommendedFlags, statementsOf, templateOf, warningsOf } from '../../support/templates';

const SUBSCRIPTION = 'AWS::SNS::Subscription';
const TOPIC = { Ref: expect.stringMatching(/^Notifications[0-9A-F]{8}$/) };
const QUEUE_ARN = { 'Fn::GetAtt': [expect.stringMatching(/^NotificationsDeadLetters/), 'Arn'] };
const PROPS: NotificationTopicProps = {
  emailAddresses: ['a@example.com'],
  httpsEndpoints: ['https://events.example.com/integration/1/enqueue', 'https://example.com:8443/alerts?key=1'],
  testMessageSchedule: Schedule.cron({ weekDay: 'MON', hour: '8', minute: '0' }),
};

const addTopic = (stack: Stack, props?: NotificationTopicProps) => new NotificationTopic(stack, 'Notifications', props);
const endpointsOf = (template: Template) =>
  Object.fromEntries(Object.entries(template.findResources(SUBSCRIPTION)).map(([id, { Properties }]) => [Properties.Endpoint, id]));

describe('the delivery of notifications', () => {
  const build = (stack: Stack) => addTopic(stack, PROPS);
  const template = templateOf(build);

  test('is the same with every recommended feature flag', () => {
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test.each(PROPS.httpsEndpoints!)('posts to %s', (url) => {
    template.hasResourceProperties(SUBSCRIPTION, { Protocol: 'https', Endpoint: url });
  });

  test('retains the subscription of an endpoint when another endpoint is removed', () => {
    const [, remaining] = PROPS.httpsEndpoints!;
    expect(endpointsOf(templateOf((stack) => addTopic(stack, { httpsEndpoints: [remaining] })))).toEqual({ [remaining]: endpointsOf(template)[remaining] });
  });

  test('sends undelivered messages of each subscription to the dead-letter queue, whose policy is created first', () => {
    const subscriptions = Object.values(template.findResources(SUBSCRIPTION));
    expect(subscriptions).toHaveLength(3);
    for (const { Properties, DependsOn } of subscriptions) {
      expect(Properties.RedrivePolicy).toEqual({ deadLetterTargetArn: QUEUE_ARN });
      expect(DependsOn).toContainEqual(expect.stringMatching(/^NotificationsDeadLettersPolicy/));
    }
  });

  test('retains undelivered messages for 14 days in a queue with SSE-SQS', () => {
    expect(only(template, 'AWS::SQS::Queue').Properties).toEqual({ MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true });
  });

  test('allows only this topic and rules of this account to send messages to the queue, and denies requests without TLS', () => {
    const send = (Sid: string, Service: string, Condition: unknown) => ({
      [Sid]: { Sid, Effect: 'Allow', Principal: { Service }, Action: 'sqs:SendMessage', Resource: QUEUE_ARN, Condition },
    });
    const rules = ['arn:', { Ref: 'AWS::Partition' }, ':events:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':rule/*'];
    expect(statementsOf(template, 'AWS::SQS::QueuePolicy')).toEqual({
      ...send('Subscriptions', 'sns.amazonaws.com', { ArnEquals: { 'aws:SourceArn': TOPIC } }),
      ...send('Rules', 'events.amazonaws.com', { ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', rules] } } }),
      DenyInsecureTransport: {
        Sid: 'DenyInsecureTransport', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: QUEUE_ARN, Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    });
  });

  test('exposes the dead-letter queue', () => {
    const stack = newStack();
    expect(stack.resolve(addTopic(stack).deadLetterQueue.queueArn)).toEqual(QUEUE_ARN);
  });
});

describe('the test message', () => {
  const template = templateOf((stack) => addTopic(stack, PROPS));
  const [target] = only(template, 'AWS::Events::Rule').Properties.Targets;

  test('is published by a scheduled rule with the dead-letter queue, after the policies of the topic and the queue are created', () => {
    const { Properties, DependsOn } = only(template, 'AWS::Events::Rule');
    expect(Properties.ScheduleExpression).toBe('cron(0 8 ? * MON *)');
    expect(target).toMatchObject({ Arn: TOPIC, DeadLetterConfig: { Arn: QUEUE_ARN } });
    expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^NotificationsPolicy/), expect.stringMatching(/^NotificationsDeadLettersPolicy/)]));
  });

  test('is a custom notification that is recognizable as a test', () => {
    const text = JSON.parse(target.Input['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'TOPIC')).join(''));
    expect(text).toMatchObject({ version: '1.0', source: 'custom', content: { textType: 'client-markdown', title: 'Scheduled test notification' } });
    expect(text.content.description).toMatch(/^This is a test\..* topic TOPIC /);
  });

  test('requires no permissions in addition to those of all rules', () => {
    const without = templateOf((stack) => addTopic(stack, { ...PROPS, testMessageSchedule: undefined }));
    without.resourceCountIs('AWS::Events::Rule', 0);
    for (const type of ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy', 'AWS::KMS::Key']) {
      expect(template.findResources(type)).toEqual(without.findResources(type));
    }
    template.resourceCountIs('AWS::IAM::Role', 0);
  });
});

describe('a notification topic does not warn about missing subscriptions', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['with an HTTPS endpoint', (stack) => addTopic(stack, { httpsEndpoints: ['https://example.com/'] })],
    ['with a Slack channel', (stack) => addTopic(stack, { slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }] })],
    ['with a Teams channel', (stack) => addTopic(stack, {
      teamsChannels: [{ tenantId: '12345678-1234-1234-1234-123456789012', teamId: '12345678-1234-1234-1234-123456789013', channelId: '19%3Aabc%40thread.tacv2' }],
    })],
    ['with a Slack channel of an L2 construct of the CDK', (stack) => new SlackChannelConfiguration(stack, 'Slack', {
      slackChannelConfigurationName: 'own', slackWorkspaceId: 'T0123ABCD', slackChannelId: 'C0123456789', notificationTopics: [addTopic(stack).topic],
    })],
  ])('%s', (_, build) => {
    const stack = newStack();
    build(stack);
    Template.fromStack(stack);
    expect(warningsOf(stack).join()).toBe('');
  });
});

describe('invalid endpoints, channels and schedules', () => {
  const errorOf = (props: NotificationTopicProps, region?: string) => {
    try {
      addTopic(newStack(region === undefined ? undefined : { env: { region } }), props);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const slack = { workspaceId: 'T0123ABCD', channelId: 'C0123456789' };
  const teams = { tenantId: '12345678-1234-1234-1234-123456789012', teamId: '87654321-1234-1234-1234-123456789012', channelId: '19%3Aabc_1%40thread.tacv2' };

  test.each<[string, NotificationTopicProps, string]>([
    ['a URL without TLS', { httpsEndpoints: ['http://example.com/'] }, 'httpsEndpoints must be an HTTPS URL of at most 2048 characters, with a domain name or an IP address, got "http://example.com/".'],
    ['a URL without a domain name', { httpsEndpoints: ['https:///alerts'] }, 'got "https:///alerts".'],
    ['a duplicate URL', { httpsEndpoints: ['https://a.example.com', 'https://a.example.com'] }, 'httpsEndpoints must contain each element only once, got "https://a.example.com".'],
    ['a list of URLs that is an unresolved token', { httpsEndpoints: Fn.split(',', Fn.importValue('urls')) }, 'httpsEndpoints must have a number of elements that is known at synthesis'],
    ['a list of addresses that is an unresolved token', { emailAddresses: Fn.split(',', Fn.importValue('addresses')) }, 'emailAddresses must have a number of elements that is known at synthesis'],
    ['a pending window that is an unresolved token', { keyPendingWindow: Duration.days(Lazy.number({ produce: () => 8 })) }, 'keyPendingWindow must be known at synthesis'],
    ['a pending window of hours', { keyPendingWindow: Duration.hours(180) }, 'keyPendingWindow must be a whole number of days from 7 to 30, got Duration.hours(180).'],
    ['an empty workspace id', { slackChannels: [{ ...slack, workspaceId: '' }] }, 'slackChannels.workspaceId must be a Slack workspace id, which consists of 1 to 255 uppercase letters and digits, got "".'],
    ['the name of a Slack channel', { slackChannels: [{ ...slack, channelId: '#alerts' }] }, 'slackChannels.channelId must be a Slack channel id, which consists of 1 to 255 letters and digits, got "#alerts".'],
    ['a duplicate Slack channel', { slackChannels: [slack, slack] }, 'slackChannels must contain each element only once, got "T0123ABCD/C0123456789".'],
    ['the name of a tenant', { teamsChannels: [{ ...teams, tenantId: 'example.com' }] }, 'teamsChannels.tenantId must be a GUID, got "example.com".'],
    ['the name of a team', { teamsChannels: [{ ...teams, teamId: 'Operations' }] }, 'teamsChannels.teamId must be a GUID, got "Operations".'],
    ['a decoded Teams channel id', { teamsChannels: [{ ...teams, channelId: '19:abc@thread.tacv2' }] }, 'teamsChannels.channelId must be a URL-encoded Microsoft Teams channel id of at most 255 characters, got "19:abc@thread.tacv2".'],
    ['a duplicate Teams channel', { teamsChannels: [teams, teams] }, 'teamsChannels must contain each element only once'],
    ...['daily', 'rate(0 days)', 'rate(1 days)', 'rate(2 day)', 'rate(1.5 days)', 'cron(0 8 ? * MON)', 'at(2026-11-30T08:00:00)'].map((schedule): [string, NotificationTopicProps, string] => [
      `the schedule ${schedule}`, { testMessageSchedule: Schedule.expression(schedule) }, `testMessageSchedule must be a rate expression or a cron expression with six fields, got "${schedule}".`,
    ]),
  ])('are rejected: %s', (_, props, message) => {
    expect(errorOf(props)).toContain(message);
    expect(errorOf(props)).toContain('has a problem:');
  });

  test.each(['cn-north-1', 'us-gov-west-1'])('include chat channels in %s, because Amazon Q is not available there', (region) => {
    const message = errorOf({ slackChannels: [slack], teamsChannels: [teams] }, region);
    expect(message).toContain('has 2 problems:');
    expect(message).toMatch(new RegExp(`slackChannels must not be specified in a region of the partition aws-(cn|us-gov).*got "${region}"`));
    expect(errorOf({ httpsEndpoints: ['https://example.com/'] }, region)).toBe('');
  });

  test.each(['rate(1 day)', 'rate(12 hours)', 'cron(0 8 ? * MON *)', 'cron(0/15 8-17  1,15 * ? 2026-2030)'])('do not include the schedule %s', (schedule) => {
    expect(errorOf({ testMessageSchedule: Schedule.expression(schedule) })).toBe('');
  });

  test('are reported together', () => {
    expect(errorOf({ httpsEndpoints: ['ftp://x'], slackChannels: [{ workspaceId: '', channelId: '' }], emailAddresses: ['x'] })).toContain('has 4 problems:');
  });

  test('do not include unresolved tokens', () => {
    const unresolved = (name: string) => Fn.importValue(name);
    const template = templateOf((stack) => addTopic(stack, {
      httpsEndpoints: [unresolved('url'), unresolved('other-url')],
      slackChannels: [{ workspaceId: unresolved('workspace'), channelId: unresolved('channel') }],
      teamsChannels: [{ tenantId: unresolved('tenant'), teamId: unresolved('team'), channelId: unresolved('teams-channel') }],
    }));
    template.resourceCountIs(SUBSCRIPTION, 2);
    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', { SlackChannelId: { 'Fn::ImportValue': 'channel' } });
    template.hasResourceProperties('AWS::Chatbot::MicrosoftTeamsChannelConfiguration', { TeamId: { 'Fn::ImportValue': 'team' } });
  });
});
