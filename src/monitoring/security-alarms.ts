import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Names } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EventSeverity, SECURITY_EVENTS, type SecurityEvent } from './security-events';
import { validateSecurityAlarms } from './validation';

/** How the alarm of one event differs from the others. */
export interface SecurityEventOverride {
  /**
   * Whether there is an alarm for the event.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * How many events within the period raise the alarm: at least 1. Security Hub demands 1.
   * @default 1
   */
  readonly threshold?: number;

  /**
   * The period in which events are counted: whole minutes up to a day.
   * @default Duration.minutes(5)
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
   * What the alarm does, in place of what all alarms do.
   * @default - it tells the topic, and does the actions of all alarms
   */
  readonly actions?: cloudwatch.IAlarmAction[];
}

/** What `SecurityAlarms` watches, and whom it tells. */
export interface SecurityAlarmsProps {
  /**
   * The log group of a CloudTrail trail, new or imported, of one account or of an organization. Security Hub demands that the trail
   * records all regions and is homed in this one.
   */
  readonly logGroup: logs.ILogGroup;

  /**
   * The topic that every alarm tells. The policy of an encrypted topic's key must let CloudWatch alarms use the key, as that of a
   * `NotificationTopic` does: otherwise alarms are lost in silence.
   * @default - none: give actions then
   */
  readonly topic?: sns.ITopic;

  /**
   * What every alarm does besides telling the topic. An alarm takes five actions at most.
   * @default - nothing
   */
  readonly actions?: cloudwatch.IAlarmAction[];

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

/**
 * A metric filter, a metric and an alarm for each security event that CIS and Security Hub ask for, and for the user's own.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export class SecurityAlarms extends Construct {
  /** The events that CIS and Security Hub ask for. */
  public static readonly EVENTS: SecurityEvent[] = SECURITY_EVENTS;

  /** The alarms, by the id of the event. */
  public readonly alarms: { [id: string]: cloudwatch.Alarm } = {};

  /** The metric filters, by the id of the event. */
  public readonly metricFilters: { [id: string]: logs.CfnMetricFilter } = {};

  private readonly actions: cloudwatch.IAlarmAction[];
  private readonly namePrefix: string;

  constructor(scope: Construct, id: string, private readonly props: SecurityAlarmsProps) {
    super(scope, id);
    const events = [...SECURITY_EVENTS, ...(props.additionalEvents ?? [])];
    validateSecurityAlarms(this, events, props);
    this.actions = [...(props.topic ? [new SnsAction(props.topic)] : []), ...(props.actions ?? [])];
    this.namePrefix = props.namePrefix ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    for (const event of events) {
      const override = props.overrides?.[event.id] ?? {};
      if (override.enabled !== false) {
        this.watch(event, override);
      }
    }
  }

  private watch(event: SecurityEvent, override: SecurityEventOverride): void {
    const name = `${this.namePrefix}-${event.id}`;
    const metricNamespace = this.props.metricNamespace ?? 'LogMetrics';
    this.metricFilters[event.id] = new logs.CfnMetricFilter(this, `${event.id}Filter`, {
      logGroupName: this.props.logGroup.logGroupName,
      filterPattern: override.pattern ?? event.pattern,
      metricTransformations: [{ metricNamespace, metricName: name, metricValue: '1', defaultValue: 0 }],
    });
    const alarm = new cloudwatch.Alarm(this, event.id, {
      alarmName: name,
      alarmDescription: describe(event, override.severity),
      metric: new cloudwatch.Metric({
        namespace: metricNamespace, metricName: name, statistic: cloudwatch.Stats.SUM, period: override.period ?? Duration.minutes(5),
      }),
      threshold: override.threshold ?? 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...(override.actions ?? this.actions));
    this.alarms[event.id] = alarm;
  }
}

function describe(event: SecurityEvent, severity = event.severity ?? EventSeverity.MEDIUM): string {
  const { title, response, controls } = event;
  return [`${severity}: ${title}.`, response, controls?.length && `(${controls.join(', ')})`].filter(Boolean).join(' ');
}
