import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { SecurityEvent, SecurityEventOverride, SeverityTopics, SlackChannel, TeamsChannel } from '../monitoring';

/** Who hears of alarms and events. */
export interface NotificationOptions {
  /**
   * An existing topic whose policy, and whose key's policy, let CloudWatch alarms and RDS events publish.
   * @default - a `NotificationTopic`
   */
  readonly topic?: ITopic;

  /**
   * The addresses that are subscribed to the new topic. Each must confirm a message that AWS sends.
   * @default - none, and a warning says so
   */
  readonly emailAddresses?: string[];

  /**
   * The URLs that are subscribed to the new topic. Each must confirm.
   * @default - none
   */
  readonly httpsEndpoints?: string[];

  /**
   * The Slack channels that are subscribed to the new topic.
   * @default - none
   */
  readonly slackChannels?: SlackChannel[];

  /**
   * The channels of Microsoft Teams that are subscribed to the new topic.
   * @default - none
   */
  readonly teamsChannels?: TeamsChannel[];

  /**
   * When a test message goes all the way to the subscribers of the new topic.
   * @default - never
   */
  readonly testMessageSchedule?: Schedule;

  /**
   * The topic that hears of notifications that were not delivered: another one than `topic`.
   * @default - a second `NotificationTopic`, with the same e-mail addresses
   */
  readonly undeliveredTopic?: ITopic;

  /**
   * The topic that quiet alarms tell, that of the people who are paged: see `SecurityAlarmsProps.quietTopic`.
   * @default - the topic of all
   */
  readonly quietTopic?: ITopic;

  /**
   * The topics that strict alarms tell, by the severity of the event.
   * @default - the topic of all
   */
  readonly severityTopics?: SeverityTopics;

  /**
   * How the alarms of single security events differ, by the id of the event.
   * @default - none differs
   */
  readonly eventOverrides?: { [id: string]: SecurityEventOverride };

  /**
   * Security events of the user's own.
   * @default - none
   */
  readonly additionalEvents?: SecurityEvent[];

  /**
   * Whether the security alarms are made.
   * @default true
   */
  readonly securityAlarms?: boolean;
}
