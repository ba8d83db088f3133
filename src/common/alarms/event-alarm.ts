import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { addAlarmActions, type AlarmActions } from './alarm-actions';
import { ALARM_WITH_ACTIONS, declareControls } from '../compliance/controls';

export interface EventAlarmProps {
  readonly name?: string;
  readonly description: string;
  /** Counts unwanted events. The metric has no data in periods without events. */
  readonly metric: cloudwatch.IMetric;
  /** @default 1 */
  readonly threshold?: number;
  readonly actions: AlarmActions;
}

/** Creates an alarm that enters the ALARM state when the number of events in one period reaches the threshold. */
export function createEventAlarm(
  scope: Construct, id: string, { name, description, metric, threshold = 1, actions }: EventAlarmProps,
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmName: name,
    alarmDescription: description,
    metric,
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  addAlarmActions(alarm, actions);
  declareControls(alarm, actions.alarmActions.length > 0 ? ALARM_WITH_ACTIONS : {});
  return alarm;
}
