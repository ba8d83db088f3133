import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** The severity of a security event. */
export enum EventSeverity {
  /** Investigate immediately. */
  HIGH = 'HIGH',

  /** Investigate the same day. */
  MEDIUM = 'MEDIUM',

  /** For information and later review: no immediate action is required. */
  LOW = 'LOW',
}

/** A security event: a pattern of CloudTrail events that sets off an alarm. */
export interface SecurityEvent {
  /** The id of the event, which is part of the names of the metric filter, the metric and the alarm: 1 to 64 letters and digits. */
  readonly id: string;

  /** A short sentence that describes what happened, without a period: 1 to 200 characters. */
  readonly title: string;

  /**
   * The filter pattern of CloudWatch Logs: at most 1,024 characters.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern: string;

  /**
   * The filter pattern of a second, low-noise alarm for the on-call engineer: at most 1,024 characters. It typically excludes events that require no
   * action, and can include events that no control requires.
   * @default - the event has no low-noise alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
   */
  readonly lowNoisePattern?: string;

  /**
   * The event pattern of an EventBridge rule. A real-time rule publishes events of severity HIGH that have an event pattern within seconds.
   * @default - the event has no real-time rule
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
   */
  readonly eventPattern?: EventPattern;

  /**
   * Whether `eventPattern` also matches read-only calls, such as those whose names begin with Describe, Get or List. EventBridge delivers them only
   * to rules that are enabled for them, free of charge and in every region. A message is published for each call that matches.
   * @default false
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
   */
  readonly includeReadOnlyEvents?: boolean;

  /**
   * The severity of the event.
   * @default EventSeverity.MEDIUM
   */
  readonly severity?: EventSeverity;

  /**
   * The SNS topic of the event's compliance alarm, low-noise alarm and real-time rule, in the stack's region.
   * @default - the topics of all events
   */
  readonly topic?: ITopic;

  /**
   * The actions of the compliance alarm in addition to its topic and the actions of all compliance alarms: together at most five. A real-time rule
   * runs no actions.
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * The recommended response in complete sentences, which is part of the description of the alarm: at most 700 characters.
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly response?: string;

  /**
   * The controls that the alarm implements, such as `CloudWatch.1` or `CIS 4.3`.
   * @default - none
   */
  readonly controls?: string[];
}
