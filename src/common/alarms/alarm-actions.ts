import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import type { AlarmOptions } from './alarm-options';
import { stateOf } from '../cdk/construct-state';
import { checkTopicRegion } from '../topics/topic-location';
import { isTopicArn, regionOfTopic } from '../topics/topic-lookup';
import { allowAlarmToPublish } from '../topics/topic-permissions';
import { Problems } from '../validation/problems';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ACTIONS = 5;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_NAME = 255;

/** The actions of an alarm in both states. */
export type AlarmActions = Required<Pick<AlarmOptions, 'alarmActions' | 'okActions'>>;

type ActionList = keyof AlarmActions;

/** Adds the actions to the alarm, and allows it to publish to the topics among them. */
export function addAlarmActions(alarm: Alarm, { alarmActions, okActions }: AlarmActions): void {
  alarm.addAlarmAction(...alarmActions.map((action) => recorded(alarm, 'alarmActions', action)));
  alarm.addOkAction(...okActions.map((action) => recorded(alarm, 'okActions', action)));
  const topics = topicArnsByList(alarm);
  const topicArns = [...new Set([...topics.alarmActions, ...topics.okActions])];
  const problems = new Problems(alarm.node.scope as Construct);
  topicArns.forEach((topicArn) =>
    checkTopicRegion(problems, alarm, topics.alarmActions.has(topicArn) ? 'alarmActions' : 'okActions', regionOfTopic(topicArn)));
  problems.throwIfAny();
  topicArns.forEach((topicArn) => allowAlarmToPublish(alarm, topicArn));
}

/** The topics that the alarm publishes to when it goes to the ALARM state. */
export function alarmTopicArns(alarm: IConstruct): string[] {
  return [...topicArnsByList(alarm).alarmActions];
}

function topicArnsByList(alarm: IConstruct): Record<ActionList, Set<string>> {
  return stateOf(alarm, 'topicArns', () => ({ alarmActions: new Set<string>(), okActions: new Set<string>() }));
}

/** The action, which records the topic's ARN when the alarm binds it: to bind it twice could create its resources twice. */
function recorded(alarm: Alarm, list: ActionList, action: IAlarmAction): IAlarmAction {
  return {
    bind: (scope, bound) => {
      const config = action.bind(scope, bound);
      if (isTopicArn(config.alarmActionArn) ?? hasTopic(action)) {
        topicArnsByList(alarm)[list].add(config.alarmActionArn);
      }
      return config;
    },
  };
}

/** Whether it is an `SnsAction`, of any copy of aws-cdk-lib: asked only if the ARN, such as an imported value, does not say what it is. */
function hasTopic(action: IAlarmAction): boolean {
  return (action as { readonly topic?: { readonly topicArn?: string } }).topic?.topicArn !== undefined;
}

/** Records more actions than an alarm can have. */
export function checkActions(problems: Problems, prop: string, actions: IAlarmAction[] = [], besideTopic = false): void {
  const most = besideTopic ? MAX_ACTIONS - 1 : MAX_ACTIONS;
  problems.check(`${prop}.length`, actions.length, { isMet: (count) => count <= most, must: 'TODO', remedy: `An alarm has at most ${MAX_ACTIONS} actions${besideTopic ? ', the topic included' : ''}. Give at most ${most}, or publish to a topic that has several subscriptions.` });
}

/** Records a prefix that makes the names of alarms invalid. */
export function checkNamePrefix(problems: Problems, prop: string, prefix: string | undefined, names: string[]): void {
  const longest = Math.max(...names.filter((name) => !Token.isUnresolved(name)).map(({ length }) => length));
  problems
    .check(prop, prefix, { isMet: (value) => value !== '', must: 'TODO', remedy: 'Give at least one character, or leave it out.' })
    .check(prop, prefix, { isMet: () => longest <= MAX_NAME, must: 'TODO', remedy: `The name of an alarm has at most ${MAX_NAME} characters, and with this prefix one has ${longest}. Give a shorter prefix.` });
}
