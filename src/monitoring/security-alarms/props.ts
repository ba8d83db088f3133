import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { EventSeverity, SecurityEvent } from './security-event';

/** Settings of a single event that override the event and the settings of all events. */
export interface SecurityEventOverride {
  /**
   * Whether the event is monitored. If false, it has no compliance alarm, no low-noise alarm and no real-time rule.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The number of events within the period that sets off the compliance alarm: at least 1. Security Hub requires 1. With a higher threshold, whoever
   * can publish in the namespace of the metrics can prevent the alarm by publishing negative values.
   * @default 1
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly threshold?: number;

  /**
   * The period in which both alarms count events: whole minutes, at most one day.
   * @default Duration.minutes(5)
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly period?: Duration;

  /**
   * The filter pattern of the compliance alarm. Security Hub requires the event's default pattern.
   * @default - the event's pattern
   */
  readonly pattern?: string;

  /**
   * The severity of the event.
   * @default - the event's severity
   */
  readonly severity?: EventSeverity;

  /**
   * The SNS topic of the event's compliance alarm, low-noise alarm and real-time rule, in the stack's region.
   * @default - the topic of the event, or else the topics of all events
   */
  readonly topic?: sns.ITopic;

  /**
   * The actions of the compliance alarm, which replace its topic and the actions of all compliance alarms: at most five. If the list is empty, the
   * alarm has no actions.
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
   * The filter pattern of the low-noise alarm. It adds a low-noise alarm to an event without one.
   * @default - the event's low-noise pattern
   */
  readonly lowNoisePattern?: string;

  /**
   * The number of events within the period that sets off the low-noise alarm: at least 1. With a higher threshold, whoever can publish in the namespace
   * of the metrics can prevent the alarm by publishing negative values.
   * @default 1
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly lowNoiseThreshold?: number;

  /**
   * The actions of the low-noise alarm, which replace its topic and the actions of all low-noise alarms: at most five. If the list is empty, the
   * alarm has no actions.
   * @default - the topic and the actions of all low-noise alarms
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly lowNoiseActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether a real-time rule publishes the event within seconds. The event must have severity HIGH and an event pattern.
   * @default - the value of `realTimeRules`. False if the override has `alarmActions` or `lowNoiseActions` and no `topic`, because a rule can
   * publish only to a topic.
   * Also false if the override has a pattern, or a threshold above 1, without `eventPattern`, because a rule publishes every event that it matches
   */
  readonly realTimeRule?: boolean;

  /**
   * The event pattern of the real-time rule, for example one that matches the same events as an overridden `pattern`. The event must have severity
   * HIGH. It adds a rule to an event without one, and retains the rule if `pattern` or `threshold` are overridden.
   * @default - the event's event pattern
   */
  readonly eventPattern?: EventPattern;

  /**
   * Whether the real-time rule also matches read-only calls: see `SecurityEvent.includeReadOnlyEvents`.
   * @default - the event's value; false if the override has an `eventPattern`
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

/** Settings of security alarms that `SecurityAlarms` and the `notifications` of `SecureBaseline` share. */
export interface CommonSecurityAlarmsProps {
  /**
   * The topics of compliance alarms by the severity of the event. They replace `topic`.
   * @default - `topic` for all severities
   */
  readonly severityTopics?: SeverityTopics;

  /**
   * The actions of every compliance alarm in addition to its topic. An alarm has at most five actions, including the topic. To invoke a function, use
   * `new LambdaAction(fn, { useUniquePermissionId: true })`: otherwise, synthesis fails at the second alarm.
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * The actions of every security alarm when it returns to the OK state, in addition to the topics of `notifyOk`: at most five, including the topic.
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether security alarms also publish to their topics when they return to the OK state. It does not apply to alarms with overridden actions.
   * @default false
   */
  readonly notifyOk?: boolean;

  /**
   * Whether events with a low-noise pattern have a second, low-noise alarm.
   * @default true
   */
  readonly lowNoiseAlarms?: boolean;

  /**
   * The SNS topic for low-noise alarms and real-time rules, typically the on-call topic. `topic` then receives only the compliance alarms. Without
   * a separate topic, both alarms of an event notify the same subscribers.
   * @default - the actions of the compliance alarm of the event, unless `lowNoiseSeverityTopics` or `lowNoiseActions` are specified; in SecureBaseline
   * with `auditEmailAddresses`, the notification topic
   */
  readonly lowNoiseTopic?: sns.ITopic;

  /**
   * The topics of low-noise alarms by the severity of the event. They replace `lowNoiseTopic`.
   * @default - `lowNoiseTopic` for all severities
   */
  readonly lowNoiseSeverityTopics?: SeverityTopics;

  /**
   * The actions of every low-noise alarm in addition to `lowNoiseTopic` or `lowNoiseSeverityTopics`. With actions and without such a topic, there are
   * no real-time rules by default. With an empty list and without such a topic, low-noise alarms have no actions.
   * @default - none
   */
  readonly lowNoiseActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether EventBridge rules publish events of severity HIGH that have an event pattern within seconds. The rules match calls in this account and the
   * stack's region that a trail records; they require no log group. Sign-ins of the root user are matched only in us-east-1: add a `RootSignInRule` there.
   * @default true if there is a topic for events of severity HIGH; false, with a warning, if low-noise alarms have `lowNoiseActions` and no topic
   */
  readonly realTimeRules?: boolean;

  /**
   * The SNS topic of alarms on undelivered messages. If it is the topic of the messages, a warning is added.
   * @default - `topic`; in SecureBaseline, a second `NotificationTopic` with the same e-mail addresses
   */
  readonly deliveryFailureTopic?: sns.ITopic;

  /**
   * Settings of single events, by the id of the event. In Python, use instances of `SecurityEventOverride`: keys of a dictionary in snake_case are lost.
   * @default - no overrides
   */
  readonly eventOverrides?: { [id: string]: SecurityEventOverride };

  /**
   * Security events in addition to the default events. In Python, use instances of `SecurityEvent`: keys of a dictionary in snake_case are lost.
   * @default - none
   */
  readonly additionalEvents?: SecurityEvent[];
}

/** Properties of `SecurityAlarms`. */
export interface SecurityAlarmsProps extends CommonSecurityAlarmsProps {
  /**
   * The log group of a CloudTrail trail of one account or of an organization. The log group can be imported.
   *
   * It must be in the stack's account and region. The trail must send read and write management events of all regions, of global services and, for an
   * organization, of all accounts: events that the trail does not record set off no alarm. Security Hub also requires a multi-region trail with this
   * region as its home region.
   * @default - no alarms. `realTimeRules` must then be true, if another trail records the management events of the account: only the rules are created
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The SNS topic of every compliance alarm, in the stack's region. Security Hub requires that it has a subscription. The policy of an imported topic,
   * and of the key of an encrypted topic, must allow CloudWatch alarms and EventBridge to publish: otherwise, messages are dropped without an error.
   * If the topic is defined in the same app, the required statements are added to the policies of the topic and its key. The same applies to the other
   * props that specify topics.
   * @default - none; `severityTopics` or `alarmActions` are then required
   */
  readonly topic?: sns.ITopic;

  /**
   * The prefix of the names of alarms and metrics, which is followed by a hyphen: 1 to 128 characters. It must be different for each `SecurityAlarms`
   * in an account and region.
   * @default - generated from the path of the construct
   */
  readonly namePrefix?: string;

  /**
   * The namespace of the metrics.
   * @default 'LogMetrics', as in the instructions of Security Hub
   */
  readonly metricNamespace?: string;
}

/** Properties of `RootSignInRule`. */
export interface RootSignInRuleProps {
  /** The SNS topic, in us-east-1. The policy of an imported topic, and of the key of an encrypted topic, must allow EventBridge to publish. */
  readonly topic: sns.ITopic;

  /**
   * The SNS topic, in us-east-1, of the alarm on undelivered messages. If it is the same as `topic`, a warning is added.
   * @default - `topic`
   */
  readonly deliveryFailureTopic?: sns.ITopic;

  /**
   * The name of the alarm that notifies of the same event some minutes later, such as that of `alarms.RootUsage` of `SecurityAlarms` in another
   * region. It is included in the message.
   * @default - the message does not include the name of an alarm
   */
  readonly alarmName?: string;
}
