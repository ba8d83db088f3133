import { Stack, Token } from 'aws-cdk-lib/core';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import type { NotificationTopicProps, SlackChannel, TeamsChannel } from './props';
import { EMAIL_ADDRESS, PENDING_WINDOW } from '../../common/validation/formats';
import { Problems, type Requirement } from '../../common/validation/problems';

/** The chat channels of a `NotificationTopic` or of `ChatChannels`. */
interface Channels {
  readonly slackChannels?: SlackChannel[];
  readonly teamsChannels?: TeamsChannel[];
}

/** Validates the props of a `NotificationTopic`, and throws an error if there are problems. */
export function validateNotificationTopic(scope: Construct, props: NotificationTopicProps): void {
  const problems = new Problems(scope);
  checkNotificationTopic(problems, scope, props);
  problems.throwIfAny();
}

/** Records the problems of the props of a `NotificationTopic`, including its chat channels. */
export function checkNotificationTopic(problems: Problems, scope: Construct, props: NotificationTopicProps): void {
  problems
    .check('topicName', props.topicName, {
      isMet: (value) => /^[\w-]{1,256}$/.test(value),
      must: "consist of 1 to 256 letters, digits, '_' and '-'",
      remedy: "Use a name such as 'security-notifications'.",
    })
    .check('displayName', props.displayName, {
      isMet: (value) => value.length <= 100,
      must: 'have at most 100 characters',
      remedy: "Use a shorter name, such as 'Security notifications'.",
    });
  problems.checkKnownTime('keyPendingWindow', props.keyPendingWindow, 'days', PENDING_WINDOW);
  problems.check('testMessageSchedule', props.testMessageSchedule?.expressionString, {
    isMet: isScheduleOfRule,
    must: 'be a rate expression or a cron expression with six fields',
    remedy: 'Use Schedule.rate() or Schedule.cron() of aws-cdk-lib/aws-events, such as Schedule.rate(Duration.days(7)).',
  });
  checkEndpoints(problems, 'emailAddresses', props.emailAddresses, EMAIL_ADDRESS);
  checkEndpoints(problems, 'httpsEndpoints', props.httpsEndpoints, HTTPS_URL);
  checkChatChannels(problems, scope, props);
}

/** Records the problems of chat channels. */
export function checkChatChannels(problems: Problems, scope: Construct, { slackChannels = [], teamsChannels = [] }: Channels): void {
  checkPartition(problems, scope, { slackChannels, teamsChannels });
  for (const { workspaceId, channelId } of slackChannels) {
    problems.check('slackChannels.workspaceId', workspaceId, SLACK_WORKSPACE_ID).check('slackChannels.channelId', channelId, SLACK_CHANNEL_ID);
  }
  for (const { tenantId, teamId, channelId } of teamsChannels) {
    problems
      .check('teamsChannels.tenantId', tenantId, TEAMS_GUID)
      .check('teamsChannels.teamId', teamId, TEAMS_GUID)
      .check('teamsChannels.channelId', channelId, TEAMS_CHANNEL_ID);
  }
  checkDuplicates(problems, 'slackChannels', slackChannels.map((channel) => `${channel.workspaceId}/${channel.channelId}`));
  checkDuplicates(problems, 'teamsChannels', teamsChannels.map((channel) => `${channel.teamId}/${channel.channelId}`));
}

/** SNS requires a host that it can reach by its domain name or IP address. */
const HTTPS_URL: Requirement<string> = {
  isMet: (value) => value.length <= 2048 && /^https:\/\/[^\s/?#]*[^\s/?#.]\.[^\s/?#.]+([/?#]\S*)?$/i.test(value),
  must: 'be an HTTPS URL of at most 2048 characters, with a domain name or an IP address',
  remedy: "Use a URL such as 'https://example.com/alerts'.",
};

/** @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html */
const SLACK_WORKSPACE_ID: Requirement<string> = {
  isMet: (value) => /^[0-9A-Z]{1,255}$/.test(value),
  must: 'be a Slack workspace id, which consists of 1 to 255 uppercase letters and digits',
  remedy: 'Copy the id from the console of Amazon Q Developer in chat applications, such as T0123ABCD.',
};

/** @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html */
const SLACK_CHANNEL_ID: Requirement<string> = {
  isMet: (value) => /^[A-Za-z0-9]{1,255}$/.test(value),
  must: 'be a Slack channel id, which consists of 1 to 255 letters and digits',
  remedy: 'Copy the last part of the link to the channel, such as C0123456789. Do not use the name of the channel.',
};

/** @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateTeamsChannelConfiguration.html */
const TEAMS_GUID: Requirement<string> = {
  isMet: (value) => /^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/.test(value),
  must: 'be a GUID',
  remedy: 'Copy the id from the console of Amazon Q Developer in chat applications, such as 12345678-1234-1234-1234-123456789012.',
};

/** @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateTeamsChannelConfiguration.html */
const TEAMS_CHANNEL_ID: Requirement<string> = {
  isMet: (value) => value.length <= 255 && /^[\w=+/.,-]*%3a[\w=+/.,-]*%40[\w=+/.,-]*$/i.test(value),
  must: 'be a URL-encoded Microsoft Teams channel id of at most 255 characters',
  remedy: 'Copy the id from the link to the channel without decoding it, such as 19%3Aabc123%40thread.tacv2.',
};

/**
 * Whether the expression is supported by EventBridge rules: a rate, or a cron expression with six fields. One-time schedules require EventBridge
 * Scheduler.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
function isScheduleOfRule(value: string): boolean {
  return /^cron\(\s*\S+(\s+\S+){5}\s*\)$/.test(value) || /^rate\(\s*(0*1\s+(minute|hour|day)|0*([2-9]|[1-9]\d+)\s+(minutes|hours|days))\s*\)$/.test(value);
}

/** Single endpoints can be unresolved tokens, but the list cannot: a subscription is created for each element. */
function checkEndpoints(problems: Problems, prop: string, endpoints: string[] = [], requirement: Requirement<string>): void {
  if (Token.isUnresolved(endpoints)) {
    problems.add({
      prop,
      value: endpoints,
      must: 'have a number of elements that is known at synthesis, because each element requires a subscription',
      remedy: 'Specify the elements separately, such as [Fn.select(0, list)].',
    });
    return;
  }
  endpoints.forEach((endpoint) => problems.check(prop, endpoint, requirement));
  checkDuplicates(problems, prop, endpoints);
}

function checkDuplicates(problems: Problems, prop: string, values: string[]): void {
  values.filter((value, index) => values.indexOf(value) < index)
    .forEach((value) => problems.add({ prop, value, must: 'contain each element only once', remedy: 'Remove the duplicate.' }));
}

/**
 * The API of Amazon Q accepts only ARNs of topics, roles and policies in the partition `aws`.
 * @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
 */
function checkPartition(problems: Problems, scope: Construct, channels: Channels): void {
  const { region } = Stack.of(scope);
  const partition = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  if (partition === undefined || partition === 'aws') {
    return;
  }
  for (const [prop, specified] of Object.entries(channels)) {
    if (specified.length > 0) {
      problems.add({
        prop,
        value: region,
        must: `not be specified in a region of the partition ${partition}, because Amazon Q Developer in chat applications is not available there`,
        remedy: 'Subscribe e-mail addresses or HTTPS endpoints to the topics instead.',
      });
    }
  }
}
