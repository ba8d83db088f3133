import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { eventPatternOf, hasRealTimeRule, severityOf } from './alarm-routing';
import { problemOfPattern } from './filter-pattern';
import type { CommonSecurityAlarmsProps, SecurityEventOverride } from './props';
import { EventSeverity, type SecurityEvent } from './security-event';
import { isUnknown } from '../../common/cdk/known-values';
import type { Problems, Requirement } from '../../common/validation/problems';

/** The number of characters that title and response leave of the 1,024 characters of an alarm description. */
const MAX_CONTROLS_LENGTH = 90;

/** The ids of the constructs and alarms of the real-time rules. */
const RESERVED_IDS = ['RealTimeRules', 'Undelivered'];

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

/** jsii passes a Python dictionary in a map without its snake_case keys, so that a mistaken override can arrive empty. */
const OVERRIDE: Requirement<SecurityEventOverride> = {
  isMet: (override) => Object.values(override).some((value) => value !== undefined),
  must: 'contain at least one setting',
  remedy: 'Specify a setting, or omit the event. In Python, use the class SecurityEventOverride: in a dictionary, keys in snake_case are lost.',
};

/** Records the problems of the events that the user adds. */
export function checkAdditionalEvents(problems: Problems, events: SecurityEvent[], props: CommonSecurityAlarmsProps): void {
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

/** Records the problems of changes of the events. */
export function checkOverrides(problems: Problems, events: SecurityEvent[], overrides: { [id: string]: SecurityEventOverride }): void {
  const ids = events.map(({ id }) => id);
  for (const [id, override] of Object.entries(overrides)) {
    const { threshold, lowNoiseThreshold, period, pattern, lowNoisePattern } = override;
    problems
      .check('eventOverrides', id, {
        isMet: (value) => ids.includes(value),
        must: 'have only ids of events as keys',
        remedy: `Use one of these ids: ${ids.join(', ')}. To add an event, use {additionalEvents}.`,
      })
      .check(`eventOverrides.${id}`, override, OVERRIDE)
      .check(`eventOverrides.${id}.threshold`, threshold, THRESHOLD)
      .check(`eventOverrides.${id}.lowNoiseThreshold`, lowNoiseThreshold, THRESHOLD);
    problems.checkKnownTime(`eventOverrides.${id}.period`, period, 'seconds', PERIOD);
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
  const violated = pattern === undefined || isUnknown(pattern) ? undefined : problemOfPattern(pattern);
  if (violated) {
    problems.add({ prop, value: pattern, ...violated });
  }
}
