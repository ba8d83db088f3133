import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { addAlarmActions, checkActions, checkNamePrefix } from './alarm-actions';
import type { AlarmOptions } from './alarm-options';
import { ALARM_WITH_ACTIONS, declareControls } from '../compliance/controls';
import { acknowledge } from '../compliance/nag-acknowledgements';
import { Problems } from '../validation/problems';

/** An alarm on the health of a resource, as a row of a table. */
export interface HealthAlarm {
  /** The id of the construct, and the end of the alarm's name. */
  readonly id: string;
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** Whether values below the threshold, rather than above it, breach it. */
  readonly below?: boolean;
  /** The number of consecutive periods that must breach the threshold. */
  readonly periods: number;
  /** How missing data are treated. By default they do not change the state. */
  readonly missingData?: cloudwatch.TreatMissingData;
  /** Whether a percentile of few samples is ignored. */
  readonly manySamplesOnly?: boolean;
}

export interface HealthAlarmOptions extends AlarmOptions {
  /** The part of the names between the prefix and the id of the alarm. */
  readonly nameMiddle: string;
}

/** Creates the alarms, by id. */
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
      evaluateLowSampleCountPercentile: row.manySamplesOnly ? 'ignore' : undefined,
    });
    addAlarmActions(alarm, { alarmActions, okActions });
    if (alarmActions.length > 0) {
      declareControls(alarm, ALARM_WITH_ACTIONS);
    } else {
      acknowledge(alarm, 'The user gave no alarmActions', 'NIST.800.53.R5-CloudWatchAlarmAction');
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
