import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { SecurityEvent, SecurityEventOverride, SeverityTopics, SlackChannel, TeamsChannel } from '../monitoring';

/**
 * Who hears of alarms and events.
 *
 * By default one topic hears of all, and of a severe event up to three times: within seconds by a rule, then by the compliance alarm, which is the
 * auditor's and must tell a topic with a subscription, and by the low-noise alarm, which is meant for people. With `auditEmailAddresses` the
 * compliance alarms go there, and `emailAddresses` hear of the rest. `lowNoiseAlarms: false` leaves rules and compliance alarms, which are noisier and do not
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
  readonly deliveryFailureTopic?: ITopic;

  /**
   * The addresses of those who look after the fact: compliance security alarms tell them, by a topic of their own, and no longer the topic of all.
   * Each must confirm a message that AWS sends; Security Hub demands one that has.
   * @default - compliance alarms tell the topic of all
   */
  readonly auditEmailAddresses?: string[];

  /**
   * Whether security events get low-noise alarms, too: see `SecurityAlarmsProps.lowNoiseAlarms`.
   * @default true
   */
  readonly lowNoiseAlarms?: boolean;

  /**
   * The topic that low-noise alarms tell, that of the people who are paged: see `SecurityAlarmsProps.lowNoiseTopic`.
   * @default - the topic of all
   */
  readonly lowNoiseTopic?: ITopic;

  /**
   * The topics that compliance alarms tell, by the severity of the event.
   * @default - the topic of all
   */
  readonly severityTopics?: SeverityTopics;

  /**
   * The topics that low-noise alarms tell, by the severity of the event.
   * @default - `lowNoiseTopic` for all
   */
  readonly lowNoiseSeverityTopics?: SeverityTopics;

  /**
   * What every compliance security alarm does besides telling its topic.
   * @default - nothing
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * What every low-noise security alarm does besides telling a topic of its own: see `SecurityAlarmsProps.lowNoiseActions`.
   * @default - nothing
   */
  readonly lowNoiseActions?: IAlarmAction[];

  /**
   * Whether severe security events are told within seconds by EventBridge too: see `SecurityAlarmsProps.realTimeRules`.
   * @default true, unless low-noise alarms have `lowNoiseActions` and no topic
   */
  readonly realTimeRules?: boolean;

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
