import type { EventPattern } from 'aws-cdk-lib/aws-events';

/** The severity of a security event. */
export enum EventSeverity {
  /** Investigate immediately. */
  HIGH = 'HIGH',

  /** Investigate on the same day. */
  MEDIUM = 'MEDIUM',

  /** For information and later review: no immediate action is required. */
  LOW = 'LOW',
}

/** A security event: CloudTrail events that raise an alarm. */
export interface SecurityEvent {
  /** The id, which is part of the names of the filter, the metric and the alarm: 1 to 64 letters and digits. */
  readonly id: string;

  /** A short description of the event: 1 to 200 characters. */
  readonly title: string;

  /**
   * The filter pattern of CloudWatch Logs: at most 1,024 characters.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern: string;

  /**
   * The filter pattern of a second, low-noise alarm for the on-call engineer. It leaves out events that require no action, and can add events that
   * no control requires. At most 1,024 characters.
   * @default - the event has no low-noise alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
   */
  readonly lowNoisePattern?: string;

  /**
   * The event pattern of EventBridge. Events of severity HIGH that have one are also published by a real-time rule, within seconds.
   * @default - the event has no real-time rule
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
   */
  readonly eventPattern?: EventPattern;

  /**
   * Whether `eventPattern` also matches read-only calls: those whose names begin with Describe, Get or List, and others. EventBridge delivers
   * them only to rules that are enabled for them, free of charge, in every region. Each call that matches is a message.
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
   * The recommended response, which is part of the description of the alarm: at most 700 characters.
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
