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

  test('asks no endpoint to confirm again when another goes', () => {
    const [, kept] = PROPS.httpsEndpoints!;
    expect(endpointsOf(templateOf((stack) => addTopic(stack, { httpsEndpoints: [kept] })))).toEqual({ [kept]: endpointsOf(template)[kept] });
  });

  test('keeps what no subscription could deliver, as soon as there is one', () => {
    const subscriptions = Object.values(template.findResources(SUBSCRIPTION));
    expect(subscriptions).toHaveLength(3);
    for (const { Properties, DependsOn } of subscriptions) {
      expect(Properties.RedrivePolicy).toEqual({ deadLetterTargetArn: QUEUE_ARN });
      expect(DependsOn).toContainEqual(expect.stringMatching(/^NotificationsDeadLettersPolicy/));
    }
  });

  test('keeps it for 14 days, encrypted by SQS', () => {
    expect(only(template, 'AWS::SQS::Queue').Properties).toEqual({ MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true });
  });

  test('lets only this topic and the rules of this account fill the queue, and nobody without TLS', () => {
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

  test('offers the queue to others', () => {
    const stack = newStack();
    expect(stack.resolve(addTopic(stack).deadLetterQueue.queueArn)).toEqual(QUEUE_ARN);
  });
});

describe('the test message', () => {
  const template = templateOf((stack) => addTopic(stack, PROPS));
  const [target] = only(template, 'AWS::Events::Rule').Properties.Targets;

  test('comes when the schedule says, through EventBridge, whose failures are kept', () => {
    const { Properties, DependsOn } = only(template, 'AWS::Events::Rule');
    expect(Properties.ScheduleExpression).toBe('cron(0 8 ? * MON *)');
    expect(target).toMatchObject({ Arn: TOPIC, DeadLetterConfig: { Arn: QUEUE_ARN } });
    expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^NotificationsPolicy/), expect.stringMatching(/^NotificationsDeadLettersPolicy/)]));
  });

  test('is in the form that chat channels show, and says that it is a test', () => {
    const text = JSON.parse(target.Input['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'TOPIC')).join(''));
    expect(text).toMatchObject({ version: '1.0', source: 'custom', content: { textType: 'client-markdown', title: 'This is a test of notifications' } });
    expect(text.content.description).toContain('published to TOPIC reach you');
  });

  test('needs no other permission than rules have', () => {
    const without = templateOf((stack) => addTopic(stack, { ...PROPS, testMessageSchedule: undefined }));
    without.resourceCountIs('AWS::Events::Rule', 0);
    for (const type of ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy', 'AWS::KMS::Key']) {
      expect(template.findResources(type)).toEqual(without.findResources(type));
    }
    template.resourceCountIs('AWS::IAM::Role', 0);
  });
});

describe('a notification topic is not said to have no subscription', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['with an HTTPS endpoint', (stack) => addTopic(stack, { httpsEndpoints: ['https://example.com/'] })],
    ['with a Slack channel', (stack) => addTopic(stack, { slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }] })],
    ['with a Teams channel', (stack) => addTopic(stack, {
      teamsChannels: [{ tenantId: '12345678-1234-1234-1234-123456789012', teamId: '12345678-1234-1234-1234-123456789013', channelId: '19%3Aabc%40thread.tacv2' }],
    })],
    ["with a Slack channel of the CDK's own", (stack) => new SlackChannelConfiguration(stack, 'Slack', {
      slackChannelConfigurationName: 'own', slackWorkspaceId: 'T0123ABCD', slackChannelId: 'C0123456789', notificationTopics: [addTopic(stack).topic],
    })],
  ])('%s', (_, build) => {
    const stack = newStack();
    build(stack);
    Template.fromStack(stack);
    expect(warningsOf(stack).join()).toBe('');
  });
});

describe('wrong ways of delivery', () => {
  const refusal = (props: NotificationTopicProps, region?: string) => {
    try {
      addTopic(newStack(region === undefined ? undefined : { env: { region } }), props);
      return 'nothing';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const slack = { workspaceId: 'T0123ABCD', channelId: 'C0123456789' };
  const teams = { tenantId: '12345678-1234-1234-1234-123456789012', teamId: '87654321-1234-1234-1234-123456789012', channelId: '19%3Aabc_1%40thread.tacv2' };

  test.each<[string, NotificationTopicProps, string]>([
    ['a URL without TLS', { httpsEndpoints: ['http://example.com/'] }, 'httpsEndpoints: "http://example.com/". Give a URL such as https://example.com/alerts'],
    ['a URL without a host', { httpsEndpoints: ['https:///alerts'] }, 'httpsEndpoints: "https:///alerts". Give a URL'],
    ['the same URL twice', { httpsEndpoints: ['https://a.example.com', 'https://a.example.com'] }, 'It is there twice'],
    ['URLs that only the deployment knows', { httpsEndpoints: Fn.split(',', Fn.importValue('urls')) }, 'give them one by one, such as [Fn.select(0, list)]'],
    ['addresses that only the deployment knows', { emailAddresses: Fn.split(',', Fn.importValue('addresses')) }, 'emailAddresses: known to the deployment only'],
    ['a pending window that only the deployment knows', { keyPendingWindow: Duration.days(Lazy.number({ produce: () => 8 })) }, 'keyPendingWindow: '],
    ['a pending window of hours', { keyPendingWindow: Duration.hours(180) }, 'keyPendingWindow: 7.5. These are days'],
    ['an empty workspace', { slackChannels: [{ ...slack, workspaceId: '' }] }, 'slackChannels.workspaceId: "". Give the id that the console of Amazon Q shows'],
    ['the name of a Slack channel', { slackChannels: [{ ...slack, channelId: '#alerts' }] }, 'slackChannels.channelId: "#alerts". Give the end of the link to the channel'],
    ['the same Slack channel twice', { slackChannels: [slack, slack] }, 'slackChannels: "T0123ABCD/C0123456789". It is there twice'],
    ['the name of a tenant', { teamsChannels: [{ ...teams, tenantId: 'example.com' }] }, 'teamsChannels.tenantId: "example.com". Give the id'],
    ['the name of a team', { teamsChannels: [{ ...teams, teamId: 'Operations' }] }, 'teamsChannels.teamId: "Operations". Give the id'],
    ['a decoded Teams channel', { teamsChannels: [{ ...teams, channelId: '19:abc@thread.tacv2' }] }, 'Give it as it stands in the link to the channel, such as 19%3Aabc123%40thread.tacv2'],
    ['the same Teams channel twice', { teamsChannels: [teams, teams] }, 'It is there twice'],
    ...['daily', 'rate(0 days)', 'rate(1 days)', 'rate(2 day)', 'rate(1.5 days)', 'cron(0 8 ? * MON)', 'at(2026-11-30T08:00:00)'].map((schedule): [string, NotificationTopicProps, string] => [
      `a schedule ${schedule}`, { testMessageSchedule: Schedule.expression(schedule) }, `testMessageSchedule: "${schedule}". Give a Schedule of a rule`,
    ]),
  ])('%s is refused with the remedy', (_, props, message) => {
    expect(refusal(props)).toContain(message);
    expect(refusal(props)).toContain('has a problem:');
  });

  test.each(['cn-north-1', 'us-gov-west-1'])('chat channels are refused in %s, where Amazon Q is not', (region) => {
    const message = refusal({ slackChannels: [slack], teamsChannels: [teams] }, region);
    expect(message).toContain('has 2 problems:');
    expect(message).toMatch(new RegExp(`slackChannels: "${region}"\\. Amazon Q Developer in chat applications is not in aws-(cn|us-gov)`));
    expect(refusal({ httpsEndpoints: ['https://example.com/'] }, region)).toBe('nothing');
  });

  test.each(['rate(1 day)', 'rate(12 hours)', 'cron(0 8 ? * MON *)', 'cron(0/15 8-17  1,15 * ? 2026-2030)'])('a schedule %s is none', (schedule) => {
    expect(refusal({ testMessageSchedule: Schedule.expression(schedule) })).toBe('nothing');
  });

  test('are all named together', () => {
    expect(refusal({ httpsEndpoints: ['ftp://x'], slackChannels: [{ workspaceId: '', channelId: '' }], emailAddresses: ['x'] })).toContain('has 4 problems:');
  });

  test('are none where only the deployment knows a value', () => {
    const unknown = (name: string) => Fn.importValue(name);
    const template = templateOf((stack) => addTopic(stack, {
      httpsEndpoints: [unknown('url'), unknown('other-url')],
      slackChannels: [{ workspaceId: unknown('workspace'), channelId: unknown('channel') }],
      teamsChannels: [{ tenantId: unknown('tenant'), teamId: unknown('team'), channelId: unknown('teams-channel') }],
    }));
    template.resourceCountIs(SUBSCRIPTION, 2);
    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', { SlackChannelId: { 'Fn::ImportValue': 'channel' } });
    template.hasResourceProperties('AWS::Chatbot::MicrosoftTeamsChannelConfiguration', { TeamId: { 'Fn::ImportValue': 'team' } });
  });
});
