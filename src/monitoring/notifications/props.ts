import type * as chatbot from 'aws-cdk-lib/aws-chatbot';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { AlarmOptions } from '../../common/alarms/alarm-options';
import type { PublisherId } from '../../common/topics/topic-publishers';

/** A channel of a Slack workspace. The workspace must be authorized in the console of Amazon Q Developer in chat applications. */
export interface SlackChannel {
  /**
   * The id of the workspace as shown in that console, such as T0123ABCD, not its name.
   * @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
   */
  readonly workspaceId: string;

  /** The id of the channel, which is the last part of its link, such as C0123456789. Invite the Amazon Q app to private channels. */
  readonly channelId: string;
}

/** A channel of a Microsoft Teams team. The team must be authorized in the console of Amazon Q Developer in chat applications. */
export interface TeamsChannel {
  /** The id of the tenant as shown in that console: a GUID. */
  readonly tenantId: string;

  /** The id of the team as shown in that console: a GUID. */
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
  /** The topics whose messages the channels show. Specify all topics of a channel together, because an account can configure a channel only once. */
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
   * The level of the logs that Amazon Q writes to the log group `/aws/chatbot/CONFIGURATION` in us-east-1. AWS creates the log group, and it is
   * retained when the stack is deleted.
   * @default LoggingLevel.ERROR, because messages that cannot be shown are recorded only in these logs
   */
  readonly loggingLevel?: chatbot.LoggingLevel;
}

/** Settings of a topic that `NotificationTopic` and the `notifications` of `SecureBaseline` share. */
export interface CommonNotificationTopicProps {
  /**
   * The services that are allowed to publish to the topic and to use its key.
   * @default - CloudWatch alarms, EventBridge and RDS, so that alarms, rules and databases outside this app can publish too
   * @internal
   */
  readonly _publishers?: readonly PublisherId[];

  /**
   * The e-mail addresses that are subscribed. AWS sends a message with a confirmation link to each address.
   * @default - none; a warning is added unless the topic has another subscription
   */
  readonly emailAddresses?: string[];

  /**
   * The HTTPS URLs that messages are posted to. Each endpoint must confirm the subscription request that AWS posts to it.
   * @default - none
   */
  readonly httpsEndpoints?: string[];

  /**
   * The Slack channels that show the messages. To show several topics in one channel, use `ChatChannels`.
   * @default - none
   */
  readonly slackChannels?: SlackChannel[];

  /**
   * The Microsoft Teams channels that show the messages. To show several topics in one channel, use `ChatChannels`.
   * @default - none
   */
  readonly teamsChannels?: TeamsChannel[];

  /**
   * The schedule of a test message, such as `Schedule.cron({ weekDay: 'MON', hour: '8', minute: '0' })`. The message takes the same path as security
   * events: EventBridge, the key, the topic and its subscriptions. If it does not arrive, security events do not arrive either.
   * @default - no test message
   */
  readonly testMessageSchedule?: Schedule;

  /**
   * The name of the sender in e-mails: at most 100 characters.
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
   * The removal policy of the key of the topic. The deletion of the key loses no data, because SNS does not retain messages.
   * @default RemovalPolicy.DESTROY
   */
  readonly keyRemovalPolicy?: RemovalPolicy;

  /**
   * The waiting period before the key is deleted, during which the deletion can be canceled: 7 to 30 days.
   * @default Duration.days(7)
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly keyPendingWindow?: Duration;
}

/**
 * Properties of `DeliveryFailureAlarms`. `alarmActions` are required and must not publish to the monitored topic: use `new SnsAction(topic)` with a
 * second topic that has other subscribers.
 */
export interface DeliveryFailureAlarmsProps extends AlarmOptions {
  /** The topic to monitor, in the stack's region. */
  readonly topic: sns.ITopic;

  /**
   * The dead-letter queues of the topic's subscriptions, such as `deadLetterQueue` of a `NotificationTopic`.
   * @default - none
   */
  readonly deadLetterQueues?: sqs.IQueue[];
}
