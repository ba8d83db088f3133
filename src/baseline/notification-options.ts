import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { SecurityEvent, SecurityEventOverride, SeverityTopics, SlackChannel, TeamsChannel } from '../monitoring';

/**
 * Who hears of alarms and events.
 *
 * By default one topic hears of all, and of a severe event up to three times: within seconds by a rule, then by the strict alarm, which is the
 * auditor's and must tell a topic with a subscription, and by the quiet alarm, which is meant for people. With `auditEmailAddresses` the
 * strict alarms go there, and `emailAddresses` hear of the rest. `quiet: false` leaves rules and strict alarms, which are noisier and do not
 * see all that quiet ones see.
 */
export interface NotificationOptions {
  /**
   * An existing topic. If it is imported, its policy and that of its key must let CloudWatch alarms, EventBridge and RDS events publish.
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
   * The addresses of those who look after the fact: strict security alarms tell them, by a topic of their own, and no longer the topic of all.
   * Each must confirm a message that AWS sends; Security Hub demands one that has.
   * @default - strict alarms tell the topic of all
   */
  readonly auditEmailAddresses?: string[];

  /**
   * Whether security events get quiet alarms, too: see `SecurityAlarmsProps.quiet`.
   * @default true
   */
  readonly quiet?: boolean;

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
   * The topics that quiet alarms tell, by the severity of the event.
   * @default - `quietTopic` for all
   */
  readonly quietSeverityTopics?: SeverityTopics;

  /**
   * What every strict security alarm does besides telling its topic.
   * @default - nothing
   */
  readonly actions?: IAlarmAction[];

  /**
   * What every quiet security alarm does besides telling a topic of its own: see `SecurityAlarmsProps.quietActions`.
   * @default - nothing
   */
  readonly quietActions?: IAlarmAction[];

  /**
   * Whether severe security events are told within seconds by EventBridge too: see `SecurityAlarmsProps.fastPath`.
   * @default true, unless quiet alarms have `quietActions` and no topic
   */
  readonly fastPath?: boolean;

  /**
   * Whether topics hear too when the event of a security alarm is past. Most are over in a moment, so that it tells of nothing but time.
   * @default false
   */
  readonly notifyOk?: boolean;

  /**
   * What every security alarm does when all is well again, besides what `notifyOk` says.
   * @default - nothing
   */
  readonly okActions?: IAlarmAction[];

  /**
   * Whether the topics hear too when an alarm on health or on delivery is over: who was paged wants to know. CloudWatch says so of every
   * alarm once, too, as soon as it has its first data after the deployment.
   * @default true
   */
  readonly notifyHealthOk?: boolean;

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
