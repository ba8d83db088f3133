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
import { Problems, type Requirement } from '../../common/validation/problems';

/** The number of characters that title and response leave of the 1,024 characters of an alarm description. */
const MAX_CONTROLS_LENGTH = 90;

/** The ids of the constructs and alarms of the real-time rules. */
const RESERVED_IDS = ['RealTimeRules', 'Undelivered'];

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

/** A threshold of infinity cannot be represented in JSON. */
const THRESHOLD: Requirement<number> = {
  isMet: (value) => value >= 1 && Number.isFinite(value),
  must: 'be a finite number of at least 1',
  remedy: 'Use 1 for an alarm after the first event.',
};

/**
 * Metrics of metric filters have a resolution of one minute.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const PERIOD: Requirement<number> = {
  isMet: (seconds) => seconds % 60 === 0 && seconds >= 60 && seconds <= 86_400,
  must: 'be whole minutes, at least one minute and at most one day',
  remedy: 'Use a period such as Duration.minutes(5).',
};

const EVENT_ID: Requirement<string> = {
  isMet: (id) => /^[a-zA-Z0-9]{1,64}$/.test(id),
  must: 'consist of 1 to 64 letters and digits, because it is part of names',
  remedy: "Use an id such as 'AccessKeyDeleted'.",
};

const TITLE: Requirement<string> = {
  isMet: (title) => title.length >= 1 && title.length <= 200,
  must: 'have 1 to 200 characters',
  remedy: "Use a short sentence such as 'An access key was deleted'.",
};

const RESPONSE: Requirement<string> = {
  isMet: (response) => response.length <= 700,
  must: 'have at most 700 characters',
  remedy: 'Shorten the response, and refer to a runbook for details.',
};

const CONTROLS: Requirement<string> = {
  isMet: (controls) => controls.length <= MAX_CONTROLS_LENGTH,
  must: `have at most ${MAX_CONTROLS_LENGTH} characters in total, because they are part of the description of the alarm`,
  remedy: 'Specify fewer controls.',
};

/** EventBridge replaces text between < and > with the value of a variable, and the characters "cannot be escaped". */
const MESSAGE_TEXT: Requirement<string> = {
  isMet: (text) => !/[<>]/.test(text),
  must: 'not contain < or >, because EventBridge interprets them as variables in the message of the rule',
  remedy: 'Remove these characters.',
};

/** The props that can be checked before the log group and the topic exist. */
export type CheckedSecurityAlarmsProps = CommonSecurityAlarmsProps & Partial<SecurityAlarmsProps>;

/** Validates the props of `SecurityAlarms` and all events, including the additional ones, and throws an error if there are problems. */
export function validateSecurityAlarms(scope: Construct, events: SecurityEvent[], props: SecurityAlarmsProps): void {
  const problems = new Problems(scope);
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
      `The alarm on messages that real-time rules cannot publish to topic '${topic.node.path}' publishes to the same topic. Its notifications may not be delivered either. `
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
  if (withoutActions.length > 0) {
    const which = withoutActions.length < enabled.length ? ` of ${withoutActions.map(({ id }) => id).join(', ')}` : '';
    problems.add({
      prop: 'topic',
      value: undefined,
      must: `be specified, because the alarms${which} have no actions`,
      remedy: 'Specify {topic}, such as the topic of a NotificationTopic, or {severityTopics} or {alarmActions}.',
    });
  }
  const requiresTopic = props.realTimeRules || enabled.some((event) => overrideOf(event).realTimeRule);
  if (requiresTopic && !routing.realTimeTopic()) {
    problems.add({
      prop: 'realTimeRules',
      value: true,
      must: 'not be enabled without a topic for events of severity HIGH',
      remedy: 'Specify {topic}, or disable the real-time rules.',
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

function checkAdditionalEvents(problems: Problems, events: SecurityEvent[], props: CheckedSecurityAlarmsProps): void {
  const { additionalEvents = [], eventOverrides = {} } = props;
  for (const event of additionalEvents) {
    const prop = `additionalEvents.${event.id}`;
    const eventPattern = eventPatternOf(event, eventOverrides[event.id] ?? {});
    problems
      .check('additionalEvents.id', event.id, EVENT_ID)
      .check(`${prop}.title`, event.title, TITLE)
      .check(`${prop}.response`, event.response, RESPONSE)
      .check(`${prop}.controls`, event.controls?.join(', '), CONTROLS)
      .check(`${prop}.includeReadOnlyEvents`, event.includeReadOnlyEvents, requiresEventPattern(eventPattern));
    checkEventPattern(problems, `${prop}.eventPattern`, event.eventPattern);
    checkPattern(problems, `${prop}.pattern`, event.pattern);
    checkPattern(problems, `${prop}.lowNoisePattern`, event.lowNoisePattern);
    checkMessage(problems, prop, { ...event, eventPattern });
    checkUnique(problems, event, events.filter((other) => other !== event));
  }
}

/** Checks the texts that the message of a real-time rule contains. */
function checkMessage(problems: Problems, prop: string, { eventPattern, title, response }: SecurityEvent): void {
  for (const [part, text] of Object.entries({ title, response })) {
    problems.check(`${prop}.${part}`, eventPattern && text, MESSAGE_TEXT);
  }
}

/** An event reserves the ids of all its possible constructs, including those that are not created with the current props. */
function checkUnique(problems: Problems, event: SecurityEvent, others: SecurityEvent[]): void {
  const idsOf = ({ id }: SecurityEvent) => [id, `${id}Filter`, `${id}LowNoise`, `${id}LowNoiseFilter`];
  const conflicting = others.find((other) => idsOf(other).some((id) => idsOf(event).includes(id)));
  if (conflicting?.id === event.id) {
    problems.add({
      prop: 'additionalEvents.id',
      value: event.id,
      must: 'not be the id of another event',
      remedy: 'Use a different id. To change the other event, use {eventOverrides}.',
    });
  } else if (conflicting || RESERVED_IDS.includes(event.id)) {
    problems.add({
      prop: 'additionalEvents.id',
      value: event.id,
      must: `not conflict with the ids of the constructs of ${conflicting?.id ?? 'real-time rules'}`,
      remedy: 'Use a different id.',
    });
  }
}

function checkOverrides(problems: Problems, events: SecurityEvent[], overrides: { [id: string]: SecurityEventOverride }): void {
  const ids = events.map(({ id }) => id);
  for (const [id, override] of Object.entries(overrides)) {
    const { threshold, lowNoiseThreshold, period, pattern, lowNoisePattern } = override;
    problems
      .check('eventOverrides', id, {
        isMet: (value) => ids.includes(value),
        must: 'have only ids of events as keys',
        remedy: `Use one of these ids: ${ids.join(', ')}. To add an event, use {additionalEvents}.`,
      })
      .check(`eventOverrides.${id}.threshold`, threshold, THRESHOLD)
      .check(`eventOverrides.${id}.lowNoiseThreshold`, lowNoiseThreshold, THRESHOLD);
    checkPeriod(problems, `eventOverrides.${id}.period`, period);
    checkEventPattern(problems, `eventOverrides.${id}.eventPattern`, override.eventPattern);
    checkPattern(problems, `eventOverrides.${id}.pattern`, pattern);
    checkPattern(problems, `eventOverrides.${id}.lowNoisePattern`, lowNoisePattern);
    checkHasEffect(problems, events.find((event) => event.id === id), override);
  }
}

/** Records settings that have no effect on the event. */
function checkHasEffect(problems: Problems, event: SecurityEvent | undefined, override: SecurityEventOverride): void {
  if (!event) {
    return;
  }
  const { lowNoisePattern, lowNoiseEnabled, lowNoiseThreshold, lowNoiseActions } = override;
  if (!event.lowNoisePattern && !lowNoisePattern) {
    for (const [prop, value] of Object.entries({ lowNoiseEnabled, lowNoiseThreshold, lowNoiseActions })) {
      problems.check(`eventOverrides.${event.id}.${prop}`, value, {
        isMet: () => false,
        must: 'not be specified for an event without a low-noise alarm',
        remedy: 'Specify a low-noise pattern in the same override, or omit this setting.',
      });
    }
  }
  problems
    .check(`eventOverrides.${event.id}.realTimeRule`, override.realTimeRule, {
      isMet: (value) => !value || hasRealTimeRule(event, override, {}),
      must: 'not be true unless the event has severity HIGH and an event pattern',
      remedy: 'Specify the severity and an event pattern in the same override, or omit this setting.',
    })
    .check(`eventOverrides.${event.id}.eventPattern`, override.eventPattern && severityOf(event, override), {
      isMet: (severity) => severity === EventSeverity.HIGH,
      must: 'be specified only for events of severity HIGH, because other events have no real-time rule',
      remedy: 'Set the severity to EventSeverity.HIGH in the same override, or omit the event pattern.',
    })
    .check(`eventOverrides.${event.id}.includeReadOnlyEvents`, override.includeReadOnlyEvents, requiresEventPattern(eventPatternOf(event, override)));
}

function requiresEventPattern(eventPattern?: EventPattern): Requirement<boolean> {
  return {
    isMet: (value) => !value || eventPattern !== undefined,
    must: 'not be true for an event without an event pattern',
    remedy: 'Specify an event pattern too, or omit this setting.',
  };
}

function checkEventPattern(problems: Problems, prop: string, eventPattern?: EventPattern): void {
  const fields = Object.values(eventPattern ?? {}).filter((field) => field !== undefined);
  problems.check(prop, eventPattern && JSON.stringify(eventPattern), {
    isMet: () => fields.length > 0,
    must: 'have at least one field',
    remedy: "Specify a field such as source: ['aws.iam'], or omit the event pattern.",
  });
}

function checkPattern(problems: Problems, prop: string, pattern?: string): void {
  const violated = pattern === undefined || Token.isUnresolved(pattern) ? undefined : problemOfPattern(pattern);
  if (violated) {
    problems.add({ prop, value: pattern, ...violated });
  }
}

/** Unlike most props, an unresolved period is a problem. */
function checkPeriod(problems: Problems, prop: string, period?: Duration): void {
  if (period?.isUnresolved()) {
    problems.add({
      prop,
      value: period,
      must: 'be known at synthesis',
      remedy: 'Use a period such as Duration.minutes(5) instead of an unresolved token.',
    });
  } else {
    problems.checkTime(prop, period, 'seconds', PERIOD);
  }
}
