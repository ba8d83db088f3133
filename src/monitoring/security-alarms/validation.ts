import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { AlarmRouting, hasRealTimeRule } from './alarm-routing';
import { checkAdditionalEvents, checkOverrides } from './event-validation';
import { checkLogGroup } from './log-group-limits';
import type { CommonSecurityAlarmsProps, SecurityAlarmsProps, SeverityTopics } from './props';
import type { SecurityEvent } from './security-event';
import { checkWithoutLogGroup } from './without-log-group';
import { checkActions } from '../../common/alarms/alarm-actions';
import { checkTopicRegion } from '../../common/topics/topic-location';
import { Problems, type Requirement } from '../../common/validation/problems';

const NAME_PREFIX: Requirement<string> = {
  isMet: (value) => /^[\w./#-]{1,128}$/.test(value),
  must: 'consist of 1 to 128 letters, digits and the characters _ . / # -',
  remedy: "Use a prefix such as 'my-app'.",
};

/**
 * CloudWatch also allows a colon, but metric filters do not.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
 */
const METRIC_NAMESPACE: Requirement<string> = {
  isMet: (value) => /^[\w ./#-]{1,255}$/.test(value) && value.trim() !== '' && !value.startsWith('AWS/'),
  must: 'consist of 1 to 255 letters, digits, spaces and the characters _ . / # -, not only of spaces, and not begin with AWS/',
  remedy: "Use a namespace such as 'LogMetrics'.",
};

/** The props that can be checked before the log group and the topic exist. */
export type CheckedSecurityAlarmsProps = CommonSecurityAlarmsProps & Partial<SecurityAlarmsProps>;

/** Validates the props of `SecurityAlarms` and all events, including the additional ones, and throws an error if there are problems. */
export function validateSecurityAlarms(scope: Construct, events: SecurityEvent[], props: SecurityAlarmsProps): void {
  const problems = new Problems(scope);
  if (!props.logGroup) {
    checkWithoutLogGroup(problems, props);
  }
  checkSecurityAlarms(problems, scope, events, props);
  problems.throwIfAny();
}

/**
 * Records the problems of the props and of all events.
 *
 * @param hasTopic whether the alarms will have a topic. `SecureBaseline` validates the props before it creates the topic.
 */
export function checkSecurityAlarms(
  problems: Problems, scope: Construct, events: SecurityEvent[], props: CheckedSecurityAlarmsProps, hasTopic = props.topic !== undefined,
): void {
  problems.check('namePrefix', props.namePrefix, NAME_PREFIX).check('metricNamespace', props.metricNamespace, METRIC_NAMESPACE);
  if (props.logGroup) {
    checkLogGroup(problems, scope, props.logGroup);
  }
  if (!hasTopic) {
    checkDestinations(problems, events, props);
  }
  checkTopics(problems, scope, props);
  checkAllActions(problems, props, hasTopic);
  checkAdditionalEvents(problems, events, props);
  checkOverrides(problems, events, props.eventOverrides ?? {});
}

/** Returns an error if other `SecurityAlarms` have the same prefix, because the names of alarms must be unique in an account and region. */
export function problemOfNames(others: Construct[]): string | undefined {
  return others.length > 0
    ? `The alarms would have the same names as the alarms of '${others[0].node.path}'. Specify a different namePrefix.`
    : undefined;
}

/** Adds a warning if the alarm on messages that rules could not publish uses the topic of the rules. */
export function warnOfSameTopic(scope: Construct, topic: ITopic, deliveryFailureTopic?: ITopic): void {
  const arnOf = ({ topicArn }: ITopic) => JSON.stringify(Stack.of(scope).resolve(topicArn));
  if (deliveryFailureTopic && arnOf(topic) === arnOf(deliveryFailureTopic)) {
    new Problems(scope).warn('sameTopic',
      `The alarm on messages that cannot be published to topic '${topic.node.path}' publishes to the same topic. Its notifications may not be delivered either. `
      + 'Specify a different topic as deliveryFailureTopic.');
  }
}

/** Without a topic for all events, each event requires a topic for its severity, or actions. */
function checkDestinations(problems: Problems, events: SecurityEvent[], props: CheckedSecurityAlarmsProps): void {
  const routing = new AlarmRouting(props);
  const overrideOf = ({ id }: SecurityEvent) => props.eventOverrides?.[id] ?? {};
  const enabled = events.filter((event) => overrideOf(event).enabled !== false);
  const hasActions = (event: SecurityEvent) => routing.compliance(event, overrideOf(event)).alarmActions.length > 0;
  const withoutActions = enabled.filter((event) => !overrideOf(event).alarmActions && !hasActions(event));
  const hasAlarms = props.logGroup !== undefined || props.realTimeRules !== true;
  if (hasAlarms && withoutActions.length > 0) {
    const which = withoutActions.length < enabled.length ? ` of ${withoutActions.map(({ id }) => id).join(', ')}` : '';
    problems.add({
      prop: 'topic',
      value: undefined,
      must: `be specified, because the alarms${which} have no actions`,
      remedy: 'Specify {topic}, such as the topic of a NotificationTopic, or {severityTopics} or {alarmActions}.',
    });
  }
  const hasRule = (event: SecurityEvent) => hasRealTimeRule(event, overrideOf(event), { realTimeRules: props.realTimeRules ?? false });
  if (enabled.some((event) => hasRule(event) && !routing.realTimeTopic(event, overrideOf(event)))) {
    problems.add({
      prop: 'realTimeRules',
      value: true,
      must: 'not be enabled without a topic for events of severity HIGH',
      remedy: 'Specify {topic}, or a topic for each of these events, or disable the real-time rules.',
    });
  }
}

/** Records topics in regions that the alarms and rules cannot publish to. */
export function checkTopics(problems: Problems, scope: Construct, props: CheckedSecurityAlarmsProps): void {
  const bySeverity = (prop: string, { high, medium, low }: SeverityTopics = {}) =>
    Object.entries({ high, medium, low }).map(([severity, topic]) => [`${prop}.${severity}`, topic] as const);
  const topics = [
    ['topic', props.topic], ['lowNoiseTopic', props.lowNoiseTopic], ['deliveryFailureTopic', props.deliveryFailureTopic],
    ...bySeverity('severityTopics', props.severityTopics), ...bySeverity('lowNoiseSeverityTopics', props.lowNoiseSeverityTopics),
    ...(props.additionalEvents ?? []).map(({ id, topic }) => [`additionalEvents.${id}.topic`, topic] as const),
    ...Object.entries(props.eventOverrides ?? {}).map(([id, { topic }]) => [`eventOverrides.${id}.topic`, topic] as const),
  ] as const;
  topics.forEach(([prop, topic]) => checkTopicRegion(problems, scope, prop, topic?.env.region));
}

function checkAllActions(problems: Problems, props: CheckedSecurityAlarmsProps, hasTopic: boolean): void {
  const hasComplianceTopic = hasTopic || props.severityTopics !== undefined;
  const hasLowNoiseTopic = Boolean(props.lowNoiseTopic ?? props.lowNoiseSeverityTopics);
  checkActions(problems, 'alarmActions', props.alarmActions, hasComplianceTopic);
  checkActions(problems, 'lowNoiseActions', props.lowNoiseActions, hasLowNoiseTopic);
  checkActions(problems, 'okActions', props.okActions, Boolean(props.notifyOk) && (hasComplianceTopic || hasLowNoiseTopic));
  for (const { id, topic, alarmActions } of props.additionalEvents ?? []) {
    const together = alarmActions && [...props.alarmActions ?? [], ...alarmActions];
    checkActions(problems, `additionalEvents.${id}.alarmActions`, together, hasComplianceTopic || topic !== undefined);
  }
  for (const [id, { alarmActions, lowNoiseActions }] of Object.entries(props.eventOverrides ?? {})) {
    checkActions(problems, `eventOverrides.${id}.alarmActions`, alarmActions);
    checkActions(problems, `eventOverrides.${id}.lowNoiseActions`, lowNoiseActions);
  }
}
