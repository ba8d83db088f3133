import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Names } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SecurityEventSeverity, type SecurityEvent, type SecurityEventOverride } from './security-event';
import { SECURITY_EVENTS } from './security-events';
import { validateSecurityAlarms } from './validation';

/** What `SecurityAlarms` watch, and whom they tell. */
export interface SecurityAlarmsProps {
  /**
   * The log group to which a trail delivers, new or imported, of one account or of an organization. Security Hub demands that the trail
   * records every region and belongs to this region.
   */
  readonly logGroup: logs.ILogGroup;

  /**
   * The topic that every alarm is sent to. If it is encrypted, its key's policy must let CloudWatch alarms use the key, as that of a
   * `NotificationTopic` does: otherwise alarms are lost in silence.
   * @default - none: give `actions` then
   */
  readonly topic?: sns.ITopic;

  /**
   * What every alarm does besides being sent to the topic. An alarm has five actions at most.
   * @default - nothing
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * Stands before the name of every alarm and metric, with a hyphen. Two sets of alarms in one account and region need two.
   * @default - a name made from the construct's path
   */
  readonly namePrefix?: string;

  /**
   * The namespace of the metrics.
   * @default 'LogMetrics', the one that Security Hub's instructions name
   */
  readonly metricNamespace?: string;

  /**
   * The events. To add to the baseline's own: `[...SecurityAlarms.BASELINE, { id, title, pattern }]`.
   * @default SecurityAlarms.BASELINE
   */
  readonly events?: SecurityEvent[];

  /**
   * What is different about single events, by id.
   * @default - nothing
   */
  readonly overrides?: { [id: string]: SecurityEventOverride };
}

/**
 * Alarms on what an attacker would do first, read from a CloudTrail log group: a metric filter, a metric and an alarm for each event.
 *
 * The events, their patterns and thresholds are those that AWS Security Hub checks for the CIS AWS Foundations Benchmark, to the letter.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export class SecurityAlarms extends Construct {
  /** The events of section 4 of the CIS AWS Foundations Benchmark. */
  public static readonly BASELINE: SecurityEvent[] = SECURITY_EVENTS;

  /** The alarms, by the event's id. */
  public readonly alarms: { [id: string]: cloudwatch.Alarm } = {};

  /** The metric filters, by the event's id. */
  public readonly metricFilters: { [id: string]: logs.CfnMetricFilter } = {};

  private readonly actions: cloudwatch.IAlarmAction[];

  constructor(scope: Construct, id: string, private readonly props: SecurityAlarmsProps) {
    super(scope, id);
    const namePrefix = props.namePrefix ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const events = overridden(props);
    validateSecurityAlarms(this, props, events);
    this.actions = [...(props.topic ? [new actions.SnsAction(props.topic)] : []), ...(props.actions ?? [])];
    for (const event of events) {
      this.watch(event, `${namePrefix}-${event.id}`);
    }
  }

  private watch(event: SecurityEvent, name: string): void {
    const scope = new Construct(this, event.id);
    const metric = new cloudwatch.Metric({
      namespace: this.props.metricNamespace ?? 'LogMetrics',
      metricName: name,
      statistic: cloudwatch.Stats.SUM,
      period: event.period ?? Duration.minutes(5),
    });
    this.metricFilters[event.id] = new logs.CfnMetricFilter(scope, 'MetricFilter', {
      logGroupName: this.props.logGroup.logGroupName,
      filterPattern: event.pattern,
      metricTransformations: [{ metricNamespace: metric.namespace, metricName: name, metricValue: '1', defaultValue: 0 }],
    });
    const alarm = metric.createAlarm(scope, 'Alarm', {
      alarmName: name,
      alarmDescription: describe(event),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: event.threshold ?? 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...(this.props.overrides?.[event.id]?.actions ?? this.actions));
    this.alarms[event.id] = alarm;
  }
}

function overridden({ events = SecurityAlarms.BASELINE, overrides = {} }: SecurityAlarmsProps): SecurityEvent[] {
  return events
    .filter(({ id }) => !overrides[id]?.disabled)
    .map((event) => {
      const { pattern, severity, threshold, period } = overrides[event.id] ?? {};
      return {
        ...event,
        pattern: pattern ?? event.pattern,
        severity: severity ?? event.severity,
        threshold: threshold ?? event.threshold,
        period: period ?? event.period,
      };
    });
}

function describe({ title, response, severity, cisId, securityHubId }: SecurityEvent): string {
  const controls = [cisId && `CIS ${cisId}`, securityHubId && `Security Hub ${securityHubId}`].filter(Boolean).join(', ');
  const sentences = [`${title}.`, response, `Severity: ${severity ?? SecurityEventSeverity.MEDIUM}.`, controls && `(${controls})`];
  return sentences.filter(Boolean).join(' ');
}
