import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { checkRegion } from '../topics/topic-location';
import { letAlarmsPublish, regionOf } from '../topics/topic-permissions';
import { Problems } from '../validation/problems';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ACTIONS = 5;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_NAME = 255;

/** What an alarm does in each of its states. */
export interface Reaction {
  readonly onAlarm: IAlarmAction[];
  readonly onOk: IAlarmAction[];
}

/** Gives the alarm its actions, and lets it publish to the topics among them. */
export function react(alarm: Alarm, { onAlarm, onOk }: Reaction): void {
  const actions = [...onAlarm, ...onOk].filter((action) => action instanceof SnsAction);
  const topicArns = [...new Set(actions.map((action) => action.bind(alarm, alarm).alarmActionArn))];
  const problems = new Problems(alarm.node.scope as Construct);
  topicArns.forEach((topicArn) => checkRegion(problems, alarm, 'actions', regionOf(topicArn)));
  problems.throwIfAny();
  alarm.addAlarmAction(...onAlarm);
  alarm.addOkAction(...onOk);
  topicArns.forEach((topicArn) => letAlarmsPublish(alarm, topicArn));
}

/** Records that an alarm would do more than it can. */
export function checkActions(problems: Problems, prop: string, actions: IAlarmAction[] = [], besideTopic = false): void {
  const most = besideTopic ? MAX_ACTIONS - 1 : MAX_ACTIONS;
  problems.check(`${prop}.length`, actions.length, (count) => count <= most,
    `An alarm takes ${MAX_ACTIONS} actions at most${besideTopic ? ', the topic among them' : ''}: give ${most}, or let a topic tell several.`);
}

/** Records that alarms of these names cannot be made. */
export function checkNamePrefix(problems: Problems, prop: string, prefix: string | undefined, names: string[]): void {
  const longest = Math.max(...names.filter((name) => !Token.isUnresolved(name)).map(({ length }) => length));
  problems
    .check(prop, prefix, (value) => value !== '', 'Give a character at least, or leave it out.')
    .check(prop, prefix, () => longest <= MAX_NAME, `An alarm's name has ${MAX_NAME} characters at most, and with it one has ${longest}: give a shorter one.`);
}
