import type { EventPattern } from 'aws-cdk-lib/aws-events';

/** How much an event matters. */
export enum EventSeverity {
  /** Somebody should look now. */
  HIGH = 'HIGH',

  /** Somebody should look today. */
  MEDIUM = 'MEDIUM',

  /** Good to know afterwards: nobody has to act at once. */
  LOW = 'LOW',
}

/** Something in CloudTrail's events that raises an alarm. */
export interface SecurityEvent {
  /** Names the filter, the metric and the alarm: 1 to 64 letters and digits. */
  readonly id: string;

  /** What happened, in a few words: 1 to 200 characters. */
  readonly title: string;

  /**
   * The filter pattern of CloudWatch Logs: 1,024 characters at most.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern: string;

  /**
   * A pattern meant for paging people: a second alarm beside that of `pattern`, which leaves out what nobody would act on, and adds what
   * an auditor does not ask for. 1,024 characters at most.
   * @default - the event has no second alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
   */
  readonly lowNoisePattern?: string;

  /**
   * The event as EventBridge sees it. Events of severity HIGH that have one are also told within seconds, ahead of their alarm.
   * @default - the event is told by its alarm only
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
   */
  readonly eventPattern?: EventPattern;

  /**
   * Whether `eventPattern` sees calls that only read, too: those that begin with Describe, Get or List, and others. EventBridge hands them
   * only to rules that ask for them, free of charge, in every region. Each that matches is a message.
   * @default false
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
   */
  readonly includeReadOnlyEvents?: boolean;

  /**
   * How much it matters.
   * @default EventSeverity.MEDIUM
   */
  readonly severity?: EventSeverity;

  /**
   * What to do when it happens: 700 characters at most.
   * @default - the alarm gives no advice
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly response?: string;

  /**
   * The controls that the alarm serves, such as `CloudWatch.1` or `CIS 4.3`.
   * @default - none
   */
  readonly controls?: string[];
}
