import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack, Token, type Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { AlarmRouting, eventPatternOf, hasRealTimeRule, severityOf } from './alarm-routing';
import { problemOfPattern } from './filter-pattern';
import { checkLogGroup } from './log-group-limits';
import type { CommonSecurityAlarmsProps, SecurityAlarmsProps, SecurityEventOverride, SeverityTopics } from './props';
import { EventSeverity, type SecurityEvent } from './security-event';
import { checkActions } from '../../common/alarms/alarm-actions';
import { checkTopicRegion } from '../../common/topics/topic-location';
import { Problems } from '../../common/validation/problems';

/** The characters that title and response leave of the 1,024 of a description. */
const MAX_CONTROLS = 90;

/** The ids of the constructs of the rules. */
const RESERVED = ['RealTimeRules', 'Undelivered'];

/** The props that can be checked before the log group and the topic exist. */
export type CheckedSecurityAlarmsProps = CommonSecurityAlarmsProps & Partial<SecurityAlarmsProps>;

/** Checks the props of `SecurityAlarms` and all events, the additional ones included, and throws if there are problems. */
export function validateSecurityAlarms(scope: Construct, events: SecurityEvent[], props: SecurityAlarmsProps): void {
  const problems = new Problems(scope);
  checkSecurityAlarms(problems, scope, events, props);
  problems.throwIfAny();
}

/**
 * Records the problems of the props and of all events.
 *
 * @param hasTopic whether the alarms will have a topic. `SecureBaseline` checks before it creates one.
 */
export function checkSecurityAlarms(
  problems: Problems, scope: Construct, events: SecurityEvent[], props: CheckedSecurityAlarmsProps, hasTopic = props.topic !== undefined,
): void {
  problems
    .check('namePrefix', props.namePrefix, { isMet: (value) => /^[\w./#-]{1,128}$/.test(value), must: 'TODO', remedy: 'Give 1 to 128 letters, digits and _ . / # -' })
    .check('metricNamespace', props.metricNamespace, { isMet: isNamespace, must: 'TODO', remedy: "Give 1 to 255 letters, digits, spaces and _ . / # -, not spaces alone, and not 'AWS/' before them." });
  if (props.logGroup) {
    checkLogGroup(problems, scope, props.logGroup);
  }
  if (!hasTopic) {
    checkDestinations(problems, events, props);
  }
  checkTopics(problems, scope, props);
  checkAllActions(problems, props, hasTopic);
  checkAdditional(problems, events, props);
  checkOverrides(problems, events, props.eventOverrides ?? {});
}

/** Two alarms of the same name are the same alarm. */
export function problemOfNames(others: Construct[]): string | undefined {
  return others.length > 0 ? `Its alarms would have the names of those of '${others[0].node.path}': give another namePrefix.` : undefined;
}

/** Warns if the alarm on messages that rules could not publish uses the topic of the rules. */
export function warnOfSameTopic(scope: Construct, topic: ITopic, deliveryFailureTopic?: ITopic): void {
  const arnOf = ({ topicArn }: ITopic) => JSON.stringify(Stack.of(scope).resolve(topicArn));
  if (deliveryFailureTopic && arnOf(topic) === arnOf(deliveryFailureTopic)) {
    new Problems(scope).warn('sameTopic',
      `The alarm on messages that cannot be published to topic '${topic.node.path}' uses the same topic, and may not be delivered either. Give another topic as deliveryFailureTopic.`);
  }
}

/** Without a topic for all events, each needs the topic of its severity, or actions. */
function checkDestinations(problems: Problems, events: SecurityEvent[], props: CheckedSecurityAlarmsProps): void {
  const routing = new AlarmRouting(props);
  const overrideOf = ({ id }: SecurityEvent) => props.eventOverrides?.[id] ?? {};
  const enabled = events.filter((event) => overrideOf(event).enabled !== false);
  const hasActions = (event: SecurityEvent) => routing.compliance(event, overrideOf(event)).alarmActions.length > 0;
  const withoutActions = enabled.filter((event) => !overrideOf(event).alarmActions && !hasActions(event));
  if (withoutActions.length > 0) {
    const which = withoutActions.length < enabled.length ? ` of ${withoutActions.map(({ id }) => id).join(', ')}` : '';
    const remedy = `The alarms${which} have no actions. Give a topic, such as that of a NotificationTopic, or alarmActions.`;
    problems.add({ prop: 'topic', value: undefined, must: 'TODO', remedy });
  }
  const needsTopic = props.realTimeRules || enabled.some((event) => overrideOf(event).realTimeRule);
  if (needsTopic && !routing.realTimeTopic()) {
    const remedy = 'Real-time rules require a topic for events of severity HIGH. Give topic, or leave this out.';
    problems.add({ prop: 'realTimeRules', value: true, must: 'TODO', remedy });
  }
}

/** Records topics of other regions. */
export function checkTopics(problems: Problems, scope: Construct, props: CheckedSecurityAlarmsProps): void {
  const bySeverity = (prop: string, { high, medium, low }: SeverityTopics = {}) =>
    Object.entries({ high, medium, low }).map(([severity, topic]) => [`${prop}.${severity}`, topic] as const);
  const topics = [
    ['topic', props.topic], ['lowNoiseTopic', props.lowNoiseTopic], ['deliveryFailureTopic', props.deliveryFailureTopic],
    ...bySeverity('severityTopics', props.severityTopics), ...bySeverity('lowNoiseSeverityTopics', props.lowNoiseSeverityTopics),
  ] as const;
  topics.forEach(([prop, topic]) => checkTopicRegion(problems, scope, prop, topic?.env.region));
}

function checkAllActions(problems: Problems, props: CheckedSecurityAlarmsProps, hasTopic: boolean): void {
  const hasComplianceTopic = hasTopic || props.severityTopics !== undefined;
  const hasLowNoiseTopic = Boolean(props.lowNoiseTopic ?? props.lowNoiseSeverityTopics);
  checkActions(problems, 'alarmActions', props.alarmActions, hasComplianceTopic);
  checkActions(problems, 'lowNoiseActions', props.lowNoiseActions, hasLowNoiseTopic);
  checkActions(problems, 'okActions', props.okActions, Boolean(props.notifyOk) && (hasComplianceTopic || hasLowNoiseTopic));
  for (const [id, { alarmActions, lowNoiseActions }] of Object.entries(props.eventOverrides ?? {})) {
    checkActions(problems, `eventOverrides.${id}.alarmActions`, alarmActions);
    checkActions(problems, `eventOverrides.${id}.lowNoiseActions`, lowNoiseActions);
  }
}

function checkAdditional(problems: Problems, events: SecurityEvent[], props: CheckedSecurityAlarmsProps): void {
  const { additionalEvents = [], eventOverrides = {} } = props;
  for (const event of additionalEvents) {
    const prop = `additionalEvents.${event.id}`;
    const eventPattern = eventPatternOf(event, eventOverrides[event.id] ?? {});
    problems
      .check('additionalEvents.id', event.id, { isMet: (id) => /^[a-zA-Z0-9]{1,64}$/.test(id), must: 'TODO', remedy: 'It stands in names: give 1 to 64 letters and digits.' })
      .check(`${prop}.title`, event.title, { isMet: (title) => title.length >= 1 && title.length <= 200, must: 'TODO', remedy: 'Give 1 to 200 characters.' })
      .check(`${prop}.response`, event.response, { isMet: (response) => response.length <= 700, must: 'TODO', remedy: 'Give 700 characters at most.' })
      .check(`${prop}.controls`, event.controls?.join(', '), { isMet: (controls) => controls.length <= MAX_CONTROLS, must: 'TODO', remedy: `They stand in the description of the alarm: give ${MAX_CONTROLS} characters together at most.` })
      .check(`${prop}.includeReadOnlyEvents`, event.includeReadOnlyEvents, { isMet: (value) => !value || eventPattern !== undefined, must: 'TODO', remedy: 'A rule sees by its eventPattern: give one, or leave this out.' });
    checkEventPattern(problems, `${prop}.eventPattern`, event.eventPattern);
    checkPattern(problems, `${prop}.pattern`, event.pattern);
    checkPattern(problems, `${prop}.lowNoisePattern`, event.lowNoisePattern);
    checkMessage(problems, prop, { ...event, eventPattern });
    checkUnique(problems, event, events.filter((other) => other !== event));
  }
}

/** EventBridge would take a text between < and > for a variable: they "cannot be escaped". */
function checkMessage(problems: Problems, prop: string, { eventPattern, title, response }: SecurityEvent): void {
  for (const [part, text] of Object.entries({ title, response })) {
    const published = eventPattern && text;
    problems.check(`${prop}.${part}`, published, { isMet: (value) => !/[<>]/.test(value), must: 'TODO', remedy: 'It stands in the message of a rule: give no < and >.' });
  }
}

/** An event reserves the ids of its constructs, even of those that are not created now. */
function checkUnique(problems: Problems, event: SecurityEvent, others: SecurityEvent[]): void {
  const idsOf = ({ id }: SecurityEvent) => [id, `${id}Filter`, `${id}LowNoise`, `${id}LowNoiseFilter`];
  const other = others.find((one) => idsOf(one).some((id) => idsOf(event).includes(id)));
  if (other?.id === event.id) {
    problems.add({ prop: 'additionalEvents.id', value: event.id, must: 'TODO', remedy: 'Another event has this id: give another, or override the event.' });
  } else if (other || RESERVED.includes(event.id)) {
    const remedy = `What is made for ${other?.id ?? 'the rules'} has such a name: give another id.`;
    problems.add({ prop: 'additionalEvents.id', value: event.id, must: 'TODO', remedy });
  }
}

function checkOverrides(problems: Problems, events: SecurityEvent[], overrides: { [id: string]: SecurityEventOverride }): void {
  const ids = events.map(({ id }) => id);
  for (const [id, override] of Object.entries(overrides)) {
    const { threshold, lowNoiseThreshold, period, pattern, lowNoisePattern } = override;
    problems
      .check('eventOverrides', id, { isMet: (value) => ids.includes(value), must: 'TODO', remedy: `There is no such event. There are: ${ids.join(', ')}.` })
      .check(`eventOverrides.${id}.threshold`, threshold, { isMet: isThreshold, must: 'TODO', remedy: 'Give 1 or more.' })
      .check(`eventOverrides.${id}.lowNoiseThreshold`, lowNoiseThreshold, { isMet: isThreshold, must: 'TODO', remedy: 'Give 1 or more.' });
    checkPeriod(problems, `eventOverrides.${id}.period`, period);
    checkEventPattern(problems, `eventOverrides.${id}.eventPattern`, override.eventPattern);
    checkPattern(problems, `eventOverrides.${id}.pattern`, pattern);
    checkPattern(problems, `eventOverrides.${id}.lowNoisePattern`, lowNoisePattern);
    checkApplies(problems, events.find((event) => event.id === id), override);
  }
}

/** Records settings that have no effect. */
function checkApplies(problems: Problems, event: SecurityEvent | undefined, override: SecurityEventOverride): void {
  if (!event) {
    return;
  }
  const { lowNoisePattern, lowNoiseEnabled, lowNoiseThreshold, lowNoiseActions } = override;
  if (!event.lowNoisePattern && !lowNoisePattern) {
    for (const [prop, value] of Object.entries({ lowNoiseEnabled, lowNoiseThreshold, lowNoiseActions })) {
      problems.check(`eventOverrides.${event.id}.${prop}`, value, { isMet: () => false, must: 'TODO', remedy: 'The event has no low-noise alarm: give lowNoisePattern too, or leave this out.' });
    }
  }
  problems.check(`eventOverrides.${event.id}.realTimeRule`, override.realTimeRule, { isMet: (value) => !value || hasRealTimeRule(event, override, {}), must: 'TODO', remedy: 'Real-time rules require severity HIGH and an eventPattern. Give the event both, or leave this out.' });
  problems.check(`eventOverrides.${event.id}.eventPattern`, override.eventPattern && severityOf(event, override), { isMet: (severity) => severity === EventSeverity.HIGH, must: 'TODO', remedy: 'Only events of severity HIGH have a real-time rule. Give the event that severity, or leave this out.' });
  const pattern = eventPatternOf(event, override);
  problems.check(`eventOverrides.${event.id}.includeReadOnlyEvents`, override.includeReadOnlyEvents, { isMet: (value) => !value || pattern !== undefined, must: 'TODO', remedy: 'A rule sees by its eventPattern: give one, or leave this out.' });
}

function checkEventPattern(problems: Problems, prop: string, eventPattern?: EventPattern): void {
  const fields = Object.values(eventPattern ?? {}).filter((field) => field !== undefined);
  problems.check(prop, eventPattern && JSON.stringify(eventPattern), { isMet: () => fields.length > 0, must: 'TODO', remedy: 'EventBridge takes no empty one: give it a source at least, or leave it out.' });
}

function checkPattern(problems: Problems, prop: string, pattern?: string): void {
  const remedy = pattern === undefined || Token.isUnresolved(pattern) ? undefined : problemOfPattern(pattern);
  if (remedy) {
    problems.add({ prop, value: pattern, must: 'TODO', remedy });
  }
}

function checkPeriod(problems: Problems, prop: string, period?: Duration): void {
  if (period?.isUnresolved()) {
    problems.add({ prop, value: period, must: 'TODO', remedy: 'Only the deployment knows it: give minutes that are known, such as Duration.minutes(5).' });
  } else {
    problems.check(prop, period?.toSeconds({ integral: false }), { isMet: isPeriod, must: 'TODO', remedy: 'These are seconds: give whole minutes up to a day, such as Duration.minutes(5).' });
  }
}

/** JSON knows no infinity. */
function isThreshold(value: number): boolean {
  return value >= 1 && Number.isFinite(value);
}

/**
 * Metrics of log filters have a resolution of a minute.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
function isPeriod(seconds: number): boolean {
  return seconds % 60 === 0 && seconds >= 60 && seconds <= 86_400;
}

/**
 * CloudWatch takes a colon too, and a metric filter does not.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
 */
function isNamespace(value: string): boolean {
  return /^[\w ./#-]{1,255}$/.test(value) && value.trim() !== '' && !value.startsWith('AWS/');
}
