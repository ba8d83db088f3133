import type * as chatbot from 'aws-cdk-lib/aws-chatbot';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { AlarmOptions } from '../../common/alarms/alarm-options';

/** A channel of a Slack workspace that is authorized in the console of Amazon Q Developer in chat applications. */
export interface SlackChannel {
  /**
   * The id of the workspace in that console, such as T0123ABCD, not its name.
   * @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
   */
  readonly workspaceId: string;

  /** The id of the channel: the end of its link, such as C0123456789. The Amazon Q app must be invited to a private channel. */
  readonly channelId: string;
}

/** A channel of a Microsoft Teams team that is authorized in the console of Amazon Q Developer in chat applications. */
export interface TeamsChannel {
  /** The id of the tenant in that console. */
  readonly tenantId: string;

  /** The id of the team in that console. */
  readonly teamId: string;

  /**
   * The id of the channel as it appears in its link, between `/channel/` and the next slash, such as
   * 19%3Ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2. It must remain URL-encoded.
   * @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateTeamsChannelConfiguration.html
   */
  readonly channelId: string;
}

/** Properties of `ChatChannels`. */
export interface ChatChannelsProps {
  /** The topics that the channels show. Give all topics of a channel at once: an account can configure a channel only once. */
  readonly topics: sns.ITopic[];

  /**
   * The Slack channels.
   * @default - none
   */
  readonly slackChannels?: SlackChannel[];

  /**
   * The Microsoft Teams channels.
   * @default - none
   */
  readonly teamsChannels?: TeamsChannel[];

  /**
   * What Amazon Q writes to the log group `/aws/chatbot/CONFIGURATION` in us-east-1, which AWS creates and which outlives the stack.
   * @default LoggingLevel.ERROR - messages that cannot be shown are recorded nowhere else
   */
  readonly loggingLevel?: chatbot.LoggingLevel;
}

/** Settings of a topic that `NotificationTopic` and the notifications of `SecureBaseline` have in common. */
export interface CommonNotificationTopicProps {
  /**
   * The e-mail addresses that are subscribed. Each must confirm a message that AWS sends.
   * @default - none; a warning is added unless something else is subscribed to the topic
   */
  readonly emailAddresses?: string[];

  /**
   * The `https` URLs that messages are posted to. Each must confirm a message that AWS posts.
   * @default - none
   */
  readonly httpsEndpoints?: string[];

  /**
   * The Slack channels that show messages. To show several topics in one channel, use `ChatChannels`.
   * @default - none
   */
  readonly slackChannels?: SlackChannel[];

  /**
   * The Microsoft Teams channels that show messages. To show several topics in one channel, use `ChatChannels`.
   * @default - none
   */
  readonly teamsChannels?: TeamsChannel[];

  /**
   * When a test message is published, such as `Schedule.cron({ weekDay: 'MON', hour: '8', minute: '0' })`. It takes the same way as security
   * events, through EventBridge, the key, the topic and its subscriptions: if it does not arrive, they would not either.
   * @default - never
   */
  readonly testMessageSchedule?: Schedule;

  /**
   * The sender that e-mails show: at most 100 characters.
   * @default - AWS Notifications
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
   */
  readonly displayName?: string;
}

/** Properties of `NotificationTopic`. */
export interface NotificationTopicProps extends CommonNotificationTopicProps {
  /**
   * The name of the topic: 1 to 256 letters, digits, '_' and '-'.
   * @default - CloudFormation generates the name
   * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
   */
  readonly topicName?: string;

  /**
   * What happens to the key of the topic when the stack is deleted. No data is lost with it, because SNS does not keep messages.
   * @default RemovalPolicy.DESTROY
   */
  readonly keyRemovalPolicy?: RemovalPolicy;

  /**
   * The time in which the deleted key can be restored: 7 to 30 days.
   * @default Duration.days(7)
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly keyPendingWindow?: Duration;
}

/**
 * Properties of `DeliveryFailureAlarms`. `alarmActions` are required, and must not publish to the topic that is monitored: give
 * `new SnsAction(topic)` of a second topic, with other subscribers.
 */
export interface DeliveryFailureAlarmsProps extends AlarmOptions {
  /** The topic that is monitored, in the stack's region. */
  readonly topic: sns.ITopic;

  /**
   * The dead-letter queues of the topic's subscriptions, such as `deadLetterQueue` of its `NotificationTopic`.
   * @default - none
   */
  readonly deadLetterQueues?: sqs.IQueue[];
}
