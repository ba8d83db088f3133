import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { addAlarmActions, checkActions, checkNamePrefix } from './alarm-actions';
import type { AlarmOptions } from './alarm-options';
import { ALARM_WITH_ACTIONS, declareControls } from '../compliance/controls';
import { acknowledge } from '../compliance/nag-acknowledgements';
import { Problems } from '../validation/problems';

/** An alarm on the health of a resource. */
export interface HealthAlarm {
  /** The id of the construct, which is also the last part of the alarm's name. */
  readonly id: string;
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** Whether values below the threshold breach it, instead of values above it. */
  readonly below?: boolean;
  /** The number of consecutive periods that must breach the threshold. */
  readonly periods: number;
  /** @default cloudwatch.TreatMissingData.MISSING */
  readonly missingData?: cloudwatch.TreatMissingData;
  /** Whether a percentile is not evaluated while there are too few samples for it to be statistically significant. */
  readonly ignoreLowSampleCount?: boolean;
}

export interface HealthAlarmOptions extends AlarmOptions {
  /** The part of the names between `alarmNamePrefix` and the id of the alarm. */
  readonly nameMiddle: string;
}

/** Creates the alarms and returns them by id. */
export function createHealthAlarms(
  scope: Construct,
  alarms: HealthAlarm[],
  options: HealthAlarmOptions,
): { [id: string]: cloudwatch.Alarm } {
  validate(scope, alarms, options);
  const { alarmNamePrefix, nameMiddle, alarmActions = [], okActions = alarmActions } = options;
  return Object.fromEntries(alarms.map((row) => {
    const alarm = new cloudwatch.Alarm(scope, row.id, {
      alarmName: alarmNamePrefix && `${alarmNamePrefix}${nameMiddle}${row.id}`,
      alarmDescription: row.description,
      metric: row.metric,
      threshold: row.threshold,
      evaluationPeriods: row.periods,
      comparisonOperator: row.below ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: row.missingData ?? cloudwatch.TreatMissingData.MISSING,
      evaluateLowSampleCountPercentile: row.ignoreLowSampleCount ? 'ignore' : undefined,
    });
    addAlarmActions(alarm, { alarmActions, okActions });
    if (alarmActions.length > 0) {
      declareControls(alarm, ALARM_WITH_ACTIONS);
    } else {
      acknowledge(alarm, 'No alarmActions are specified', 'NIST.800.53.R5-CloudWatchAlarmAction');
    }
    return [row.id, alarm];
  }));
}

function validate(scope: Construct, alarms: HealthAlarm[], { alarmNamePrefix, nameMiddle, alarmActions, okActions }: HealthAlarmOptions): void {
  const problems = new Problems(scope);
  checkActions(problems, 'alarmActions', alarmActions);
  checkActions(problems, 'okActions', okActions);
  checkNamePrefix(problems, 'alarmNamePrefix', alarmNamePrefix, alarms.map(({ id }) => `${alarmNamePrefix ?? ''}${nameMiddle}${id}`));
  problems.throwIfAny();
}
