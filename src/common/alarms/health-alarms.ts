import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { checkActions, checkNamePrefix, react } from './alarm-actions';
import { ALARM_WITH_ACTIONS, declareControls } from '../compliance/controls';
import { acknowledge } from '../compliance/nag-acknowledgements';
import { Problems } from '../validation/problems';

/** An alarm on the health of something, as a row of a table. */
export interface HealthAlarm {
  /** The construct's id, and the end of the alarm's name. */
  readonly id: string;
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** Whether it goes off below the threshold rather than above. */
  readonly below?: boolean;
  /** How many periods in a row must be on the wrong side. */
  readonly periods: number;
  /** What no data means: nothing new, unless the metric is reported only when all is well, or only when it is not. */
  readonly missingData?: cloudwatch.TreatMissingData;
  /** Whether a percentile of few values says nothing. */
  readonly manySamplesOnly?: boolean;
}

export interface HealthAlarmActions {
  /** What the alarms' names begin with. CloudFormation names the alarms where there is none. */
  readonly alarmNamePrefix?: string;
  /** What stands between it and the alarm's id. */
  readonly nameMiddle: string;
  /** What is done about trouble. */
  readonly actions?: cloudwatch.IAlarmAction[];
  /** What is done about its end, and as soon as there are first data: CloudWatch counts these as a change too. The same as `actions`, unless given. */
  readonly okActions?: cloudwatch.IAlarmAction[];
}

/** Makes the alarms, which tell of trouble and of its end; by id. */
export function createHealthAlarms(
  scope: Construct,
  alarms: HealthAlarm[],
  given: HealthAlarmActions,
): { [id: string]: cloudwatch.Alarm } {
  validate(scope, alarms, given);
  const { alarmNamePrefix, nameMiddle, actions = [], okActions = actions } = given;
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
    react(alarm, { onAlarm: actions, onOk: okActions });
    if (actions.length > 0) {
      declareControls(alarm, ALARM_WITH_ACTIONS);
    } else {
      acknowledge(alarm, 'No actions were given: alarmActions says who hears of it', 'NIST.800.53.R5-CloudWatchAlarmAction');
    }
    return [row.id, alarm];
  }));
}

/** The props have these names wherever there are such alarms. */
function validate(scope: Construct, alarms: HealthAlarm[], { alarmNamePrefix, nameMiddle, actions, okActions }: HealthAlarmActions): void {
  const problems = new Problems(scope);
  checkActions(problems, 'alarmActions', actions);
  checkActions(problems, 'okActions', okActions);
  checkNamePrefix(problems, 'alarmNamePrefix', alarmNamePrefix, alarms.map(({ id }) => `${alarmNamePrefix ?? ''}${nameMiddle}${id}`));
  problems.throwIfAny();
}
