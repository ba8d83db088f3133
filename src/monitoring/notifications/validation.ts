import { Stack, Token, type Duration } from 'aws-cdk-lib/core';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import type { NotificationTopicProps, SlackChannel, TeamsChannel } from './props';
import { EMAIL_ADDRESS, isWhole } from '../../common/validation/formats';
import { Problems, type Requirement } from '../../common/validation/problems';

/** The chat channels of a topic or of `ChatChannels`. */
interface Channels {
  readonly slackChannels?: SlackChannel[];
  readonly teamsChannels?: TeamsChannel[];
}

/** Checks the props of a `NotificationTopic`, and throws if there are problems. */
export function validateNotificationTopic(scope: Construct, props: NotificationTopicProps): void {
  const problems = new Problems(scope);
  checkNotificationTopic(problems, scope, props);
  problems.throwIfAny();
}

/** Records the problems of the props of a `NotificationTopic`, its chat channels included. */
export function checkNotificationTopic(problems: Problems, scope: Construct, props: NotificationTopicProps): void {
  problems
    .check('topicName', props.topicName, { isMet: (value) => /^[\w-]{1,256}$/.test(value), must: 'TODO', remedy: "Give 1 to 256 letters, digits, '_' and '-'." })
    .check('displayName', props.displayName, { isMet: (value) => value.length <= 100, must: 'TODO', remedy: 'Give 100 characters at most.' });
  checkPendingWindow(problems, props.keyPendingWindow);
  problems.check('testMessageSchedule', props.testMessageSchedule?.expressionString, { isMet: isSchedule, must: 'TODO', remedy: "Give a Schedule of a rule, such as 'rate(7 days)' or 'cron(0 8 ? * MON *)'." });
  checkEndpoints(problems, 'emailAddresses', props.emailAddresses, EMAIL_ADDRESS);
  checkEndpoints(problems, 'httpsEndpoints', props.httpsEndpoints, { isMet: isHttpsUrl, must: 'TODO', remedy: 'Give a URL such as https://example.com/alerts: messages go over TLS only.' });
  checkChatChannels(problems, scope, props);
}

/** Records the problems of chat channels. */
export function checkChatChannels(problems: Problems, scope: Construct, { slackChannels = [], teamsChannels = [] }: Channels): void {
  checkPartition(problems, scope, { slackChannels, teamsChannels });
  for (const { workspaceId, channelId } of slackChannels) {
    problems
      .check('slackChannels.workspaceId', workspaceId, { isMet: isSlackWorkspace, must: 'TODO', remedy: 'Give the id that the console of Amazon Q shows, such as T0123ABCD.' })
      .check('slackChannels.channelId', channelId, { isMet: isSlackChannel, must: 'TODO', remedy: 'Give the end of the link to the channel, such as C0123456789, not its name.' });
  }
  for (const { tenantId, teamId, channelId } of teamsChannels) {
    problems
      .check('teamsChannels.tenantId', tenantId, { isMet: isGuid, must: 'TODO', remedy: `Give the id that the console of Amazon Q shows, such as ${EXAMPLE_GUID}.` })
      .check('teamsChannels.teamId', teamId, { isMet: isGuid, must: 'TODO', remedy: `Give the id that the console of Amazon Q shows, such as ${EXAMPLE_GUID}.` })
      .check('teamsChannels.channelId', channelId, { isMet: isTeamsChannel, must: 'TODO', remedy: 'Give it as it stands in the link to the channel, such as 19%3Aabc123%40thread.tacv2.' });
  }
  checkTwice(problems, 'slackChannels', slackChannels.map((channel) => `${channel.workspaceId}/${channel.channelId}`));
  checkTwice(problems, 'teamsChannels', teamsChannels.map((channel) => `${channel.teamId}/${channel.channelId}`));
}

const EXAMPLE_GUID = '12345678-1234-1234-1234-123456789012';

function checkPendingWindow(problems: Problems, window?: Duration): void {
  if (window?.isUnresolved()) {
    problems.add({ prop: 'keyPendingWindow', value: window, must: 'TODO', remedy: 'Only the deployment knows it: give Duration.days(7) to Duration.days(30).' });
  } else {
    problems.check('keyPendingWindow', window?.toDays({ integral: false }), { isMet: isWhole(7, 30), must: 'TODO', remedy: 'These are days: give Duration.days(7) to Duration.days(30).' });
  }
}

/**
 * Rules take rates and six fields, and leave single times to EventBridge Scheduler.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
function isSchedule(value: string): boolean {
  return /^cron\(\s*\S+(\s+\S+){5}\s*\)$/.test(value) || /^rate\(\s*(0*1\s+(minute|hour|day)|0*([2-9]|[1-9]\d+)\s+(minutes|hours|days))\s*\)$/.test(value);
}

/** A list of which only the deployment knows how long it is can make no subscriptions, while a single value may well be unknown. */
function checkEndpoints(problems: Problems, prop: string, endpoints: string[] = [], requirement: Requirement<string>): void {
  if (Token.isUnresolved(endpoints)) {
    const why = 'Each needs a subscription, and only the deployment knows how many there are';
    problems.add({ prop, value: endpoints, must: 'TODO', remedy: `${why}: give them one by one, such as [Fn.select(0, list)].` });
    return;
  }
  endpoints.forEach((endpoint) => problems.check(prop, endpoint, requirement));
  checkTwice(problems, prop, endpoints);
}

function checkTwice(problems: Problems, prop: string, values: string[]): void {
  values.filter((value, index) => values.indexOf(value) < index)
    .forEach((value) => problems.add({ prop, value, must: 'TODO', remedy: 'It is there twice: give each once.' }));
}

/**
 * The ARNs that the service accepts, of topics, roles and policies, are those of `aws` alone.
 * @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
 */
function checkPartition(problems: Problems, scope: Construct, channels: Channels): void {
  const { region } = Stack.of(scope);
  const partition = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  if (partition === undefined || partition === 'aws') {
    return;
  }
  for (const [prop, given] of Object.entries(channels)) {
    if (given.length > 0) {
      problems.add({ prop, value: region, must: 'TODO', remedy: `Amazon Q Developer in chat applications is not in ${partition}: give httpsEndpoints or emailAddresses.` });
    }
  }
}

/** SNS needs a host that it can reach by name or address. */
function isHttpsUrl(value: string): boolean {
  return value.length <= 2048 && /^https:\/\/[^\s/?#]*[^\s/?#.]\.[^\s/?#.]+([/?#]\S*)?$/i.test(value);
}

/** @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html */
function isSlackWorkspace(value: string): boolean {
  return /^[0-9A-Z]{1,255}$/.test(value);
}

/** @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html */
function isSlackChannel(value: string): boolean {
  return /^[A-Za-z0-9]{1,255}$/.test(value);
}

/** @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateTeamsChannelConfiguration.html */
function isGuid(value: string): boolean {
  return /^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/.test(value);
}

/** @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateTeamsChannelConfiguration.html */
function isTeamsChannel(value: string): boolean {
  return value.length <= 255 && /^[\w=+/.,-]*%3a[\w=+/.,-]*%40[\w=+/.,-]*$/i.test(value);
}
