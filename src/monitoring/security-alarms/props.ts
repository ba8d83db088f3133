import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { EventSeverity, SecurityEvent } from './security-event';

/** How the alarms of one event differ from the others. */
export interface SecurityEventOverride {
  /**
   * Whether anything watches for the event: alarm, low-noise alarm and rule.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * How many events within the period raise the alarm: at least 1. Security Hub demands 1.
   * @default 1
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly threshold?: number;

  /**
   * The period in which events are counted, for the low-noise alarm too: whole minutes up to a day.
   * @default Duration.minutes(5)
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly period?: Duration;

  /**
   * Another pattern. Security Hub accepts none but its own.
   * @default - the event's pattern
   */
  readonly pattern?: string;

  /**
   * How much the event matters.
   * @default - the event's severity
   */
  readonly severity?: EventSeverity;

  /**
   * What the alarm does, in place of what all alarms do: five actions at most. With an empty list it tells nobody.
   * @default - it tells the topic, and does the actions of all alarms
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * Whether the event has a low-noise alarm.
   * @default - as `lowNoiseAlarms` says, where the event has a low-noise pattern
   */
  readonly lowNoiseEnabled?: boolean;

  /**
   * Another pattern for the low-noise alarm. An event without one gets a low-noise alarm by it.
   * @default - the event's low-noise pattern
   */
  readonly lowNoisePattern?: string;

  /**
   * How many events within the period raise the low-noise alarm: at least 1.
   * @default 1
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly lowNoiseThreshold?: number;

  /**
   * What the low-noise alarm does, in place of what all low-noise alarms do: five actions at most. With an empty list it tells nobody.
   * @default - what all low-noise alarms do
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly lowNoiseActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether the event is told within seconds, ahead of its alarms, where it is severe and has an event pattern.
   * @default - as `realTimeRules` says, but not where `actions` or `lowNoiseActions` are given, since a rule can tell a topic only, and not where
   * another pattern or a threshold above 1 is given without `eventPattern`: a rule counts nothing, and tells of the first event that it sees
   */
  readonly realTimeRules?: boolean;

  /**
   * Another event as EventBridge sees it, such as one that goes with another pattern. It switches the rule on again.
   * @default - the event's event pattern
   */
  readonly eventPattern?: EventPattern;

  /**
   * Whether the rule sees calls that only read, too: see `SecurityEvent.includeReadOnlyEvents`.
   * @default - as the event says; false where another `eventPattern` is given
   */
  readonly includeReadOnlyEvents?: boolean;
}

/** A topic for each severity. */
export interface SeverityTopics {
  /**
   * The topic for events of severity HIGH.
   * @default - the topic of all
   */
  readonly high?: sns.ITopic;

  /**
   * The topic for events of severity MEDIUM.
   * @default - the topic of all
   */
  readonly medium?: sns.ITopic;

  /**
   * The topic for events of severity LOW.
   * @default - the topic of all
   */
  readonly low?: sns.ITopic;
}

/** What `SecurityAlarms` watches, and whom it tells. */
export interface SecurityAlarmsProps {
  /**
   * The log group of a CloudTrail trail, new or imported, of one account or of an organization.
   *
   * It is in the stack's account and region, where metric filters and alarms must be. The trail sends it management events, reads and
   * writes, of all regions and of global services, and for an organization of all accounts: what the trail leaves out raises no alarm.
   * Security Hub demands besides that a trail of all regions is homed in this one.
   */
  readonly logGroup: logs.ILogGroup;

  /**
   * The topic that every compliance alarm tells, in the stack's region. Security Hub demands that it has a subscription. An imported topic, and
   * the key of an encrypted one, must let CloudWatch alarms and EventBridge publish: otherwise messages are lost in silence. The policies
   * of a topic that is made in the same app, and of its key, are seen to, whichever prop names it.
   * @default - none: give severityTopics or actions then
   */
  readonly topic?: sns.ITopic;

  /**
   * The topics that compliance alarms tell in place of `topic`, by the severity of the event.
   * @default - `topic` for all
   */
  readonly severityTopics?: SeverityTopics;

  /**
   * What every compliance alarm does besides telling the topic. An alarm takes five actions at most, the topic among them. The CDK gives a
   * function one permission for all alarms, and fails at the second, unless it is `new LambdaAction(fn, { useUniquePermissionId: true })`.
   * @default - nothing
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * Whether events that have a low-noise pattern get a second, low-noise alarm.
   * @default true
   */
  readonly lowNoiseAlarms?: boolean;

  /**
   * The topic that low-noise alarms tell, and the rules that are ahead of them: that of the people who are paged. `topic` then is left to
   * the auditor and Security Hub. Without one, people hear of the same event twice, from the compliance alarm and the quiet one: the quiet
   * one sees some that the strict one does not, and would be missed.
   * @default - unless lowNoiseSeverityTopics or lowNoiseActions say otherwise, low-noise alarms do what the compliance alarm of the event does
   */
  readonly lowNoiseTopic?: sns.ITopic;

  /**
   * The topics that low-noise alarms tell in place of `lowNoiseTopic`, by the severity of the event.
   * @default - `lowNoiseTopic` for all
   */
  readonly lowNoiseSeverityTopics?: SeverityTopics;

  /**
   * What every low-noise alarm does besides telling its own topic, where it has one: with actions alone there are no rules by default. With an empty list and no topic of their own, quiet
   * alarms tell nobody, and only show.
   * @default - nothing besides
   */
  readonly lowNoiseActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether topics hear too when all is well again. Alarms whose actions an override gives are left out.
   * @default false
   */
  readonly notifyOk?: boolean;

  /**
   * What every alarm does when all is well again, besides what `notifyOk` says: five actions at most, the topic among them.
   * @default - nothing
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether severe events that have an event pattern are told within seconds by EventBridge too, ahead of their alarms. It sees calls
   * that this account makes in the stack's region and that a trail records there; root's sign-ins are seen in us-east-1 only, by a
   * `RootSignInRule`.
   * @default true where there is a topic for severe events; not where low-noise alarms have `lowNoiseActions` and no topic, which a warning says
   */
  readonly realTimeRules?: boolean;

  /**
   * The topic that hears when EventBridge could not publish: another than the one that it could not publish to, or a warning says so.
   * @default - `topic`
   */
  readonly deliveryFailureTopic?: sns.ITopic;

  /**
   * Put before every alarm's and metric's name, with a hyphen. Two sets of alarms in one account and region need two.
   * @default - a name made from the construct's path
   */
  readonly namePrefix?: string;

  /**
   * The namespace of the metrics.
   * @default 'LogMetrics': the one in Security Hub's instructions
   */
  readonly metricNamespace?: string;

  /**
   * How single alarms differ, by the id of the event.
   * @default - none differs
   */
  readonly overrides?: { [id: string]: SecurityEventOverride };

  /**
   * The user's own events.
   * @default - none
   */
  readonly additionalEvents?: SecurityEvent[];
}
