import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { EventSeverity, SecurityEvent } from './security-event';

/** How the alarms of one event differ from the alarms of the other events. */
export interface SecurityEventOverride {
  /**
   * Whether the event is monitored: the compliance alarm, the low-noise alarm and the real-time rule.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The number of events within the period that raises the compliance alarm: at least 1. Security Hub accepts only 1.
   * @default 1
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly threshold?: number;

  /**
   * The period in which events are counted, for the low-noise alarm too: whole minutes, at most one day.
   * @default Duration.minutes(5)
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly period?: Duration;

  /**
   * The filter pattern of the compliance alarm. Security Hub accepts only the event's own pattern.
   * @default - the event's pattern
   */
  readonly pattern?: string;

  /**
   * The severity of the event.
   * @default - the event's severity
   */
  readonly severity?: EventSeverity;

  /**
   * The actions of the compliance alarm, which replace its topic and the actions of all compliance alarms: at most five. With an empty list
   * the alarm has no actions.
   * @default - the topic and the actions of all compliance alarms
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether the event has a low-noise alarm.
   * @default - the value of `lowNoiseAlarms`, if the event has a low-noise pattern
   */
  readonly lowNoiseEnabled?: boolean;

  /**
   * The filter pattern of the low-noise alarm. It adds a low-noise alarm to an event that has none.
   * @default - the event's low-noise pattern
   */
  readonly lowNoisePattern?: string;

  /**
   * The number of events within the period that raises the low-noise alarm: at least 1.
   * @default 1
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly lowNoiseThreshold?: number;

  /**
   * The actions of the low-noise alarm, which replace its topic and the actions of all low-noise alarms: at most five. With an empty list the
   * alarm has no actions.
   * @default - the topic and the actions of all low-noise alarms
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly lowNoiseActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether a real-time rule publishes the event within seconds. The event must have severity HIGH and an event pattern.
   * @default - the value of `realTimeRules`. False if `alarmActions` or `lowNoiseActions` are given, because a rule can only publish to a
   * topic, and if another pattern or a threshold above 1 is given without `eventPattern`, because a rule publishes every event that it matches
   */
  readonly realTimeRule?: boolean;

  /**
   * The event pattern of the real-time rule, such as one that corresponds to another filter pattern. It enables the rule.
   * @default - the event's event pattern
   */
  readonly eventPattern?: EventPattern;

  /**
   * Whether the real-time rule also receives read-only calls: see `SecurityEvent.includeReadOnlyEvents`.
   * @default - the event's value; false if another `eventPattern` is given
   */
  readonly includeReadOnlyEvents?: boolean;
}

/** An SNS topic for each severity. */
export interface SeverityTopics {
  /**
   * The topic for events of severity HIGH.
   * @default - the topic for all severities
   */
  readonly high?: sns.ITopic;

  /**
   * The topic for events of severity MEDIUM.
   * @default - the topic for all severities
   */
  readonly medium?: sns.ITopic;

  /**
   * The topic for events of severity LOW.
   * @default - the topic for all severities
   */
  readonly low?: sns.ITopic;
}

/** Settings of security alarms that `SecurityAlarms` and the notifications of `SecureBaseline` have in common. */
export interface CommonSecurityAlarmsProps {
  /**
   * The topics of compliance alarms by the severity of the event, which replace `topic`.
   * @default - `topic` for all severities
   */
  readonly severityTopics?: SeverityTopics;

  /**
   * The actions of every compliance alarm besides its topic. An alarm has at most five actions, the topic included. For several alarms use
   * `new LambdaAction(fn, { useUniquePermissionId: true })`: otherwise the CDK fails at the second alarm.
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * The actions of every security alarm when it returns to the OK state, besides the topics of `notifyOk`: at most five, the topic included.
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether security alarms also publish to their topics when they return to the OK state. Alarms whose actions are overridden do not.
   * @default false
   */
  readonly notifyOk?: boolean;

  /**
   * Whether events that have a low-noise pattern get a second, low-noise alarm.
   * @default true
   */
  readonly lowNoiseAlarms?: boolean;

  /**
   * The SNS topic for low-noise alarms and real-time rules, typically the on-call topic. `topic` then receives only what the auditor and
   * Security Hub require. Without it, subscribers are notified of the same event by both alarms.
   * @default - unless lowNoiseSeverityTopics or lowNoiseActions are given, low-noise alarms have the actions of the compliance alarm of the
   * event; in SecureBaseline with `auditEmailAddresses`, the topic of the notifications
   */
  readonly lowNoiseTopic?: sns.ITopic;

  /**
   * The topics of low-noise alarms by the severity of the event, which replace `lowNoiseTopic`.
   * @default - `lowNoiseTopic` for all severities
   */
  readonly lowNoiseSeverityTopics?: SeverityTopics;

  /**
   * The actions of every low-noise alarm besides its own topic, if it has one. With actions and no topic, there are no real-time rules by
   * default. With an empty list and no topic, low-noise alarms have no actions.
   * @default - none
   */
  readonly lowNoiseActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether EventBridge rules also publish events of severity HIGH that have an event pattern, within seconds. The rules see the calls that
   * this account makes in the stack's region and that a trail records there. Sign-ins of the root user are seen only in us-east-1, by a
   * `RootSignInRule`.
   * @default true if there is a topic for events of severity HIGH; false, with a warning, if low-noise alarms have `lowNoiseActions` and no topic
   */
  readonly realTimeRules?: boolean;

  /**
   * The SNS topic for messages that could not be delivered. With the topic of the messages themselves, a warning is added.
   * @default - `topic`; in SecureBaseline, a second `NotificationTopic` with the same e-mail addresses
   */
  readonly deliveryFailureTopic?: sns.ITopic;

  /**
   * How the alarms of single events differ, by the id of the event.
   * @default - no event differs
   */
  readonly eventOverrides?: { [id: string]: SecurityEventOverride };

  /**
   * Security events besides the default ones.
   * @default - none
   */
  readonly additionalEvents?: SecurityEvent[];
}

/** Properties of `SecurityAlarms`. */
export interface SecurityAlarmsProps extends CommonSecurityAlarmsProps {
  /**
   * The log group of a CloudTrail trail, new or imported, of one account or of an organization.
   *
   * It must be in the stack's account and region, as metric filters and alarms are. The trail must send it management events, reads and writes,
   * of all regions and of global services, and for an organization of all accounts: what the trail leaves out raises no alarm. Security Hub
   * also requires that this region is the home region of a trail of all regions.
   */
  readonly logGroup: logs.ILogGroup;

  /**
   * The SNS topic of every compliance alarm, in the stack's region. Security Hub requires that it has a subscription. The policy of an
   * imported topic, and of the key of an encrypted one, must allow CloudWatch alarms and EventBridge to publish: otherwise messages are dropped
   * without an error. The policies of topics and keys of the same app are extended, whichever prop names the topic.
   * @default - none: then `severityTopics` or `alarmActions` are required
   */
  readonly topic?: sns.ITopic;

  /**
   * The prefix of the names of alarms and metrics, followed by a hyphen. Two `SecurityAlarms` in one account and region need different ones.
   * @default - generated from the path of the construct
   */
  readonly namePrefix?: string;

  /**
   * The namespace of the metrics.
   * @default 'LogMetrics': the one in Security Hub's instructions
   */
  readonly metricNamespace?: string;
}

/** Properties of `RootSignInRule`. */
export interface RootSignInRuleProps {
  /** The SNS topic, in us-east-1. The policy of an imported topic, and of the key of an encrypted one, must allow EventBridge to publish. */
  readonly topic: sns.ITopic;

  /**
   * The SNS topic, in us-east-1, for messages that could not be delivered. With the same topic as `topic`, a warning is added.
   * @default - `topic`
   */
  readonly deliveryFailureTopic?: sns.ITopic;

  /**
   * The name of the alarm that follows, such as that of `alarms.RootUsage` of the `SecurityAlarms` of another region. The message contains it.
   * @default - the message names no alarm
   */
  readonly alarmName?: string;
}
