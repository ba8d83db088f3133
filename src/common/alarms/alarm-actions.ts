import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct, IConstruct } from 'constructs';
import type { AlarmOptions } from './alarm-options';
import { stateOf } from '../cdk/construct-state';
import { isUnknown } from '../cdk/known-values';
import { checkTopicRegion } from '../topics/topic-location';
import { isTopicArn, regionOfTopic } from '../topics/topic-lookup';
import { allowAlarmToPublish } from '../topics/topic-permissions';
import { Problems } from '../validation/problems';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ACTIONS = 5;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_NAME = 255;

/** The actions of an alarm when it enters the ALARM state and when it returns to the OK state. */
export type AlarmActions = Required<Pick<AlarmOptions, 'alarmActions' | 'okActions'>>;

type ActionList = keyof AlarmActions;

/** Adds the actions to the alarm, and allows it to publish to the topics among them. */
export function addAlarmActions(alarm: Alarm, { alarmActions, okActions }: AlarmActions): void {
  alarm.addAlarmAction(...alarmActions.map((action) => recordTopic(alarm, 'alarmActions', action)));
  alarm.addOkAction(...okActions.map((action) => recordTopic(alarm, 'okActions', action)));
  const topics = topicArnsByList(alarm);
  const topicArns = [...new Set([...topics.alarmActions, ...topics.okActions])];
  const problems = new Problems(alarm.node.scope as Construct);
  topicArns.forEach((topicArn) =>
    checkTopicRegion(problems, alarm, topics.alarmActions.has(topicArn) ? 'alarmActions' : 'okActions', regionOfTopic(topicArn)));
  problems.throwIfAny();
  topicArns.forEach((topicArn) => allowAlarmToPublish(alarm, topicArn));
}

/** Returns the ARNs of the topics that the alarm publishes to when it enters the ALARM state. */
export function alarmTopicArns(alarm: IConstruct): string[] {
  return [...topicArnsByList(alarm).alarmActions];
}

function topicArnsByList(alarm: IConstruct): Record<ActionList, Set<string>> {
  return stateOf(alarm, 'topicArns', () => ({ alarmActions: new Set<string>(), okActions: new Set<string>() }));
}

/**
 * Returns an action that records the ARN of its topic when the alarm binds it. Binding the action a second time to read the ARN could create its
 * resources twice.
 */
function recordTopic(alarm: Alarm, list: ActionList, action: IAlarmAction): IAlarmAction {
  return {
    bind: (scope, bound) => {
      const config = action.bind(scope, bound);
      if (isTopicArn(config.alarmActionArn) ?? isSnsAction(action)) {
        topicArnsByList(alarm)[list].add(config.alarmActionArn);
      }
      return config;
    },
  };
}

/**
 * Whether the action is an `SnsAction` of any copy of aws-cdk-lib. Needed only for an ARN that does not show the service, such as an imported
 * value.
 */
function isSnsAction(action: IAlarmAction): boolean {
  return (action as { readonly topic?: { readonly topicArn?: string } }).topic?.topicArn !== undefined;
}

/**
 * Records a list with more actions than an alarm can have.
 * @param hasTopic whether the alarm also publishes to a topic, which is one more action
 */
export function checkActions(problems: Problems, prop: string, actions: IAlarmAction[] = [], hasTopic = false): void {
  const max = hasTopic ? MAX_ACTIONS - 1 : MAX_ACTIONS;
  problems.check(`${prop}.length`, actions.length, {
    isMet: (count) => count <= max,
    must: `be at most ${max}`,
    remedy: `CloudWatch allows ${MAX_ACTIONS} actions for each state of an alarm${hasTopic ? ', including the topic' : ''}. Replace several actions with one topic that has several subscriptions.`,
  });
}

/** Records a prefix that is empty or makes the name of an alarm too long. */
export function checkNamePrefix(problems: Problems, prop: string, prefix: string | undefined, names: string[]): void {
  const longest = Math.max(...names.filter((name) => !isUnknown(name)).map(({ length }) => length));
  problems
    .check(prop, prefix, { isMet: (value) => value !== '', must: 'not be empty', remedy: "Use a prefix such as 'my-app', or omit it." })
    .check(prop, prefix, {
      isMet: () => longest <= MAX_NAME,
      must: `result in alarm names of at most ${MAX_NAME} characters`,
      remedy: `The longest name has ${longest} characters. Shorten the prefix by at least ${longest - MAX_NAME} characters.`,
    });
}
