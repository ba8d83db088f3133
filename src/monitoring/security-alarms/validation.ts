import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack, Token, type Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { AlarmRouting, eventPatternOf, isTold, severityOf } from './alarm-routing';
import { problemOfPattern } from './filter-pattern';
import { checkLogGroup } from './log-group-limits';
import type { SecurityAlarmsProps, SecurityEventOverride, SeverityTopics } from './props';
import { EventSeverity, type SecurityEvent } from './security-event';
import { checkActions } from '../../common/alarms/alarm-actions';
import { checkRegion } from '../../common/topics/topic-location';
import { Problems } from '../../common/validation/problems';

/** What the 1,024 characters of a description leave beside title and response. */
const MAX_CONTROLS = 90;

/** What is made for the rules. */
const RESERVED = ['RealTimeRules', 'Undelivered'];

/** Checks the props of `SecurityAlarms` and all its events, the user's own among them. */
export function validateSecurityAlarms(scope: Construct, events: SecurityEvent[], props: SecurityAlarmsProps): void {
  const problems = new Problems(scope)
    .check('namePrefix', props.namePrefix, (value) => /^[\w./#-]{1,128}$/.test(value), 'Give 1 to 128 letters, digits and _ . / # -')
    .check('metricNamespace', props.metricNamespace, isNamespace, "Give 1 to 255 letters, digits, spaces and _ . / # -, not spaces alone, and not 'AWS/' before them.");
  checkLogGroup(problems, scope, props.logGroup);
  checkDestinations(problems, events, props);
  checkTopics(problems, scope, props);
  checkAllActions(problems, props);
  checkAdditional(problems, events, props);
  checkOverrides(problems, events, props.overrides ?? {});
  problems.throwIfAny();
}

/** Two alarms of one name are one alarm, and so are their metrics. */
export function problemOfNames(others: Construct[]): string | undefined {
  return others.length > 0 ? `Its alarms would have the names of those of '${others[0].node.path}': give another namePrefix.` : undefined;
}

/** Warns where what rules cannot publish is told by the topic that they cannot publish to. */
export function warnOfSameTopic(scope: Construct, told: ITopic, undelivered?: ITopic): void {
  const arnOf = ({ topicArn }: ITopic) => JSON.stringify(Stack.of(scope).resolve(topicArn));
  if (undelivered && arnOf(told) === arnOf(undelivered)) {
    new Problems(scope).warn('sameTopic',
      `What rules cannot publish to topic '${told.node.path}' is told by the same topic, which may lose it too: give another one as deliveryFailureTopic.`);
  }
}

function checkDestinations(problems: Problems, events: SecurityEvent[], props: SecurityAlarmsProps): void {
  const routing = new AlarmRouting(props);
  const overrideOf = ({ id }: SecurityEvent) => props.overrides?.[id] ?? {};
  const watched = events.filter((event) => overrideOf(event).enabled !== false);
  const silent = watched.filter((event) => !overrideOf(event).actions && routing.compliance(event, overrideOf(event)).onAlarm.length === 0);
  if (silent.length > 0) {
    const which = silent.length < watched.length ? ` of ${silent.map(({ id }) => id).join(', ')}` : '';
    const remedy = `Alarms that do nothing tell nobody${which}: give a topic, such as that of a NotificationTopic, or actions.`;
    problems.add({ prop: 'topic', value: undefined, remedy });
  }
  const wanted = props.realTimeRules || watched.some((event) => overrideOf(event).realTimeRules);
  if (wanted && !routing.ahead()) {
    const remedy = 'Rules tell a topic, and there is none for severe events: give topic, or leave this out.';
    problems.add({ prop: 'realTimeRules', value: true, remedy });
  }
}

/** Records topics of other regions. */
export function checkTopics(problems: Problems, scope: Construct, props: Omit<SecurityAlarmsProps, 'logGroup'>): void {
  const bySeverity = (prop: string, { high, medium, low }: SeverityTopics = {}) =>
    Object.entries({ high, medium, low }).map(([severity, topic]) => [`${prop}.${severity}`, topic] as const);
  const topics = [
    ['topic', props.topic], ['lowNoiseTopic', props.lowNoiseTopic], ['deliveryFailureTopic', props.deliveryFailureTopic],
    ...bySeverity('severityTopics', props.severityTopics), ...bySeverity('lowNoiseSeverityTopics', props.lowNoiseSeverityTopics),
  ] as const;
  topics.forEach(([prop, topic]) => checkRegion(problems, scope, prop, topic?.env.region));
}

function checkAllActions(problems: Problems, props: SecurityAlarmsProps): void {
  const strict = Boolean(props.topic ?? props.severityTopics);
  const quiet = Boolean(props.lowNoiseTopic ?? props.lowNoiseSeverityTopics);
  checkActions(problems, 'actions', props.actions, strict);
  checkActions(problems, 'lowNoiseActions', props.lowNoiseActions, quiet);
  checkActions(problems, 'okActions', props.okActions, Boolean(props.notifyOk) && (strict || quiet));
  for (const [id, { actions, lowNoiseActions }] of Object.entries(props.overrides ?? {})) {
    checkActions(problems, `overrides.${id}.actions`, actions);
    checkActions(problems, `overrides.${id}.lowNoiseActions`, lowNoiseActions);
  }
}

function checkAdditional(problems: Problems, events: SecurityEvent[], { additionalEvents = [], overrides = {} }: SecurityAlarmsProps): void {
  for (const event of additionalEvents) {
    const prop = `additionalEvents.${event.id}`;
    const eventPattern = eventPatternOf(event, overrides[event.id] ?? {});
    problems
      .check('additionalEvents.id', event.id, (id) => /^[a-zA-Z0-9]{1,64}$/.test(id), 'It stands in names: give 1 to 64 letters and digits.')
      .check(`${prop}.title`, event.title, (title) => title.length >= 1 && title.length <= 200, 'Give 1 to 200 characters.')
      .check(`${prop}.response`, event.response, (response) => response.length <= 700, 'Give 700 characters at most.')
      .check(`${prop}.controls`, event.controls?.join(', '), (controls) => controls.length <= MAX_CONTROLS, `They stand in the description of the alarm: give ${MAX_CONTROLS} characters together at most.`)
      .check(`${prop}.includeReadOnlyEvents`, event.includeReadOnlyEvents, (value) => !value || eventPattern !== undefined, 'A rule sees by its eventPattern: give one, or leave this out.');
    checkEventPattern(problems, `${prop}.eventPattern`, event.eventPattern);
    checkPattern(problems, `${prop}.pattern`, event.pattern);
    checkPattern(problems, `${prop}.lowNoisePattern`, event.lowNoisePattern);
    checkMessage(problems, prop, { ...event, eventPattern });
    checkUnique(problems, event, events.filter((other) => other !== event));
  }
}

/** EventBridge would take what is between them for a variable: they "cannot be escaped". */
function checkMessage(problems: Problems, prop: string, { eventPattern, title, response }: SecurityEvent): void {
  for (const [part, text] of Object.entries({ title, response })) {
    const told = eventPattern && text;
    problems.check(`${prop}.${part}`, told, (value) => !/[<>]/.test(value), 'It stands in the message of a rule: give no < and >.');
  }
}

/** Each event takes ids for what it makes, whether it is made or not: it may be later. */
function checkUnique(problems: Problems, event: SecurityEvent, others: SecurityEvent[]): void {
  const idsOf = ({ id }: SecurityEvent) => [id, `${id}Filter`, `${id}LowNoise`, `${id}LowNoiseFilter`];
  const other = others.find((one) => idsOf(one).some((id) => idsOf(event).includes(id)));
  if (other?.id === event.id) {
    problems.add({ prop: 'additionalEvents.id', value: event.id, remedy: 'Another event has this id: give another, or override the event.' });
  } else if (other || RESERVED.includes(event.id)) {
    const remedy = `What is made for ${other?.id ?? 'the rules'} has such a name: give another id.`;
    problems.add({ prop: 'additionalEvents.id', value: event.id, remedy });
  }
}

function checkOverrides(problems: Problems, events: SecurityEvent[], overrides: { [id: string]: SecurityEventOverride }): void {
  const ids = events.map(({ id }) => id);
  for (const [id, override] of Object.entries(overrides)) {
    const { threshold, lowNoiseThreshold, period, pattern, lowNoisePattern } = override;
    problems
      .check('overrides', id, (value) => ids.includes(value), `There is no such event. There are: ${ids.join(', ')}.`)
      .check(`overrides.${id}.threshold`, threshold, isThreshold, 'Give 1 or more.')
      .check(`overrides.${id}.lowNoiseThreshold`, lowNoiseThreshold, isThreshold, 'Give 1 or more.');
    checkPeriod(problems, `overrides.${id}.period`, period);
    checkEventPattern(problems, `overrides.${id}.eventPattern`, override.eventPattern);
    checkPattern(problems, `overrides.${id}.pattern`, pattern);
    checkPattern(problems, `overrides.${id}.lowNoisePattern`, lowNoisePattern);
    checkApplies(problems, events.find((event) => event.id === id), override);
  }
}

/** What would have no effect was meant otherwise. */
function checkApplies(problems: Problems, event: SecurityEvent | undefined, override: SecurityEventOverride): void {
  if (!event) {
    return;
  }
  const { lowNoisePattern, lowNoiseEnabled, lowNoiseThreshold, lowNoiseActions } = override;
  if (!event.lowNoisePattern && !lowNoisePattern) {
    for (const [prop, value] of Object.entries({ lowNoiseEnabled, lowNoiseThreshold, lowNoiseActions })) {
      problems.check(`overrides.${event.id}.${prop}`, value, () => false, 'The event has no low-noise alarm: give lowNoisePattern too, or leave this out.');
    }
  }
  problems.check(`overrides.${event.id}.realTimeRules`, override.realTimeRules, (value) => !value || isTold(event, override, {}),
    'Rules tell of events of severity HIGH that have an eventPattern: give the event both, or leave this out.');
  problems.check(`overrides.${event.id}.eventPattern`, override.eventPattern && severityOf(event, override), (severity) => severity === EventSeverity.HIGH,
    'Rules tell of events of severity HIGH only: give the event that severity, or leave this out.');
  const pattern = eventPatternOf(event, override);
  problems.check(`overrides.${event.id}.includeReadOnlyEvents`, override.includeReadOnlyEvents, (value) => !value || pattern !== undefined,
    'A rule sees by its eventPattern: give one, or leave this out.');
}

function checkEventPattern(problems: Problems, prop: string, eventPattern?: EventPattern): void {
  const fields = Object.values(eventPattern ?? {}).filter((field) => field !== undefined);
  problems.check(prop, eventPattern && JSON.stringify(eventPattern), () => fields.length > 0, 'EventBridge takes no empty one: give it a source at least, or leave it out.');
}

function checkPattern(problems: Problems, prop: string, pattern?: string): void {
  const remedy = pattern === undefined || Token.isUnresolved(pattern) ? undefined : problemOfPattern(pattern);
  if (remedy) {
    problems.add({ prop, value: pattern, remedy });
  }
}

function checkPeriod(problems: Problems, prop: string, period?: Duration): void {
  if (period?.isUnresolved()) {
    problems.add({ prop, value: period, remedy: 'Only the deployment knows it: give minutes that are known, such as Duration.minutes(5).' });
  } else {
    problems.check(prop, period?.toSeconds({ integral: false }), isPeriod, 'These are seconds: give whole minutes up to a day, such as Duration.minutes(5).');
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
