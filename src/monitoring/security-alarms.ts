import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Problems } from '../common/problems';
import { SECURITY_EVENTS, type SecurityEvent } from './security-events';

/** How the alarm of one event differs from the others. */
export interface SecurityEventOverride {
  /**
   * Whether there is an alarm for the event.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * How many events within the period raise the alarm: at least 1.
   * @default 1
   */
  readonly threshold?: number;

  /**
   * The period in which events are counted: 10, 20 or 30 seconds, or whole minutes up to a day.
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * Another pattern. Security Hub accepts none but its own.
   * @default - the event's pattern
   */
  readonly pattern?: string;

  /**
   * What the alarm does.
   * @default - the actions of all alarms
   */
  readonly actions?: cloudwatch.IAlarmAction[];
}

/** What `SecurityAlarms` watches, and whom it tells. */
export interface SecurityAlarmsProps {
  /** The log group of a CloudTrail trail that records all regions. */
  readonly logGroup: logs.ILogGroup;

  /**
   * What every alarm does, such as `new SnsAction(topic)` of aws-cdk-lib/aws-cloudwatch-actions.
   * @default - nothing
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * Put before every alarm's name, with a hyphen.
   * @default - CloudFormation names the alarms
   */
  readonly namePrefix?: string;

  /**
   * The namespace of the metrics.
   * @default 'SecurityAlarms'
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

  constructor(scope: Construct, id: string, props: SecurityAlarmsProps) {
    super(scope, id);
    const events = [...SECURITY_EVENTS, ...(props.additionalEvents ?? [])];
    validateProps(this, events, props.overrides ?? {});
    for (const event of events) {
      const override = props.overrides?.[event.id] ?? {};
      if (override.enabled !== false) {
        this.alarms[event.id] = this.createAlarm(event, override, props);
      }
    }
  }

  private createAlarm(event: SecurityEvent, override: SecurityEventOverride, props: SecurityAlarmsProps): cloudwatch.Alarm {
    const metricNamespace = props.metricNamespace ?? 'SecurityAlarms';
    const filter = new logs.CfnMetricFilter(this, `${event.id}Filter`, {
      logGroupName: props.logGroup.logGroupName,
      filterPattern: override.pattern ?? event.pattern,
      metricTransformations: [{ metricNamespace, metricName: event.id, metricValue: '1', defaultValue: 0 }],
    });
    const alarm = new cloudwatch.Alarm(this, event.id, {
      alarmName: props.namePrefix && `${props.namePrefix}-${event.id}`,
      alarmDescription: describe(event),
      metric: new cloudwatch.Metric({
        namespace: metricNamespace, metricName: event.id, statistic: cloudwatch.Stats.SUM, period: override.period ?? Duration.minutes(5),
      }),
      threshold: override.threshold ?? 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...(override.actions ?? props.actions ?? []));
    alarm.node.addDependency(filter);
    return alarm;
  }
}

function describe({ title, severity, response, controls }: SecurityEvent): string {
  return `${severity}: ${title}. ${response}${controls?.length ? ` (${controls.join(', ')})` : ''}`;
}

const isEventId = (id: string) => /^[a-zA-Z0-9]{1,64}$/.test(id);
const isPattern = (pattern: string) => pattern.length <= 1024 && /^\{.*\}$/s.test(pattern) && isBalanced(pattern);

function isBalanced(pattern: string): boolean {
  let depth = 0;
  for (const character of pattern.replace(/"[^"]*"/g, '')) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}

function validateProps(scope: Construct, events: SecurityEvent[], overrides: { [id: string]: SecurityEventOverride }): void {
  const problems = new Problems(scope);
  const remedy = 'Give a JSON pattern in braces, with balanced parentheses, of 1,024 characters at most.';
  const ids = events.map(({ id }) => id);
  for (const [index, { id, pattern }] of events.entries()) {
    problems
      .check('additionalEvents.id', id, isEventId, 'Give 1 to 64 letters and digits.')
      .check('additionalEvents.pattern', pattern, isPattern, remedy);
    if (ids.indexOf(id) !== index) {
      problems.add({ prop: 'additionalEvents.id', value: id, remedy: 'Another event has this id: give another, or override the event.' });
    }
  }
  for (const [id, { threshold, period, pattern }] of Object.entries(overrides)) {
    problems
      .check('overrides', id, (value) => ids.includes(value), `There is no such event. There are: ${ids.join(', ')}.`)
      .check(`overrides.${id}.threshold`, threshold, (value) => value >= 1, 'Give 1 or more.')
      .check(`overrides.${id}.period`, period, (value) => isAlarmPeriod(value.toSeconds()), 'Give 10, 20 or 30 seconds, or whole minutes up to a day.')
      .check(`overrides.${id}.pattern`, pattern, isPattern, remedy);
  }
  problems.throwIfAny();
}

function isAlarmPeriod(seconds: number): boolean {
  return [10, 20, 30].includes(seconds) || (seconds % 60 === 0 && seconds >= 60 && seconds <= 86_400);
}
