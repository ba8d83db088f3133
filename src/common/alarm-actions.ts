import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { letAlarmsPublish } from './told-topics';

/** What an alarm does in each of its states. */
export interface Reaction {
  readonly onAlarm: IAlarmAction[];
  readonly onOk: IAlarmAction[];
}

/** Gives the alarm its actions, and lets it publish to the topics among them. */
export function react(alarm: Alarm, { onAlarm, onOk }: Reaction): void {
  alarm.addAlarmAction(...onAlarm);
  alarm.addOkAction(...onOk);
  [...onAlarm, ...onOk].filter((action) => action instanceof SnsAction)
    .forEach((action) => letAlarmsPublish(alarm, action.bind(alarm, alarm).alarmActionArn));
}
