import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Duration } from 'aws-cdk-lib/core';

/** How much an event matters. */
export enum SecurityEventSeverity {
  /** Somebody should look at once. */
  HIGH = 'high',

  /** Somebody should look the same day. */
  MEDIUM = 'medium',

  /** Single occurrences are ordinary. */
  LOW = 'low',
}

/** Something in a CloudTrail log that people are alarmed of. */
export interface SecurityEvent {
  /** Tells the event apart; it stands in the names of metric and alarm: lower-case letters, digits and single hyphens. */
  readonly id: string;

  /** What happened, as the alarm says it. */
  readonly title: string;

  /**
   * The filter pattern that matches the event's CloudTrail records: 1024 characters at most.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
   */
  readonly pattern: string;

  /**
   * What whoever is alarmed should do.
   * @default - the alarm says only what happened
   */
  readonly response?: string;

  /**
   * How much the event matters.
   * @default SecurityEventSeverity.MEDIUM
   */
  readonly severity?: SecurityEventSeverity;

  /**
   * The number of the recommendation in versions 1.4 to 5 of the CIS AWS Foundations Benchmark; version 7 has the same in its section 5.
   * @default - none
   */
  readonly cisId?: string;

  /**
   * The AWS Security Hub control that the alarm satisfies, such as `CloudWatch.1`.
   * @default - none
   */
  readonly securityHubId?: string;

  /**
   * How many records within a period raise the alarm. Security Hub demands 1.
   * @default 1
   */
  readonly threshold?: number;

  /**
   * Over how long records are counted: whole minutes, a day at most.
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;
}

/** What is different about one of the events. */
export interface SecurityEventOverride {
  /**
   * Whether the event has neither metric nor alarm.
   * @default false
   */
  readonly disabled?: boolean;

  /**
   * The filter pattern. Security Hub fails a control whose pattern is not its own.
   * @default - the event's
   */
  readonly pattern?: string;

  /**
   * How much the event matters.
   * @default - the event's
   */
  readonly severity?: SecurityEventSeverity;

  /**
   * How many records within a period raise the alarm.
   * @default - the event's
   */
  readonly threshold?: number;

  /**
   * Over how long records are counted: whole minutes, a day at most.
   * @default - the event's
   */
  readonly period?: Duration;

  /**
   * What the alarm does, in place of what the other alarms do.
   * @default - what the other alarms do
   */
  readonly actions?: cloudwatch.IAlarmAction[];
}
