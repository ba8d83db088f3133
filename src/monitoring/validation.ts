import type { Construct } from 'constructs';
import { isBalanced, MAX_PATTERN_LENGTH } from './filter-pattern';
import type { SecurityAlarmsProps } from './security-alarms';
import type { SecurityEvent } from './security-events';
import { Problems } from '../common/problems';

/** Checks the props of `SecurityAlarms` and all its events, the user's own among them. */
export function validateSecurityAlarms(scope: Construct, events: SecurityEvent[], props: SecurityAlarmsProps): void {
  const problems = new Problems(scope)
    .check('namePrefix', props.namePrefix, (value) => /^[\w./#-]{1,128}$/.test(value), 'Give 1 to 128 letters, digits and _ . / # -')
    .check('metricNamespace', props.metricNamespace, isNamespace, "Give 1 to 255 characters without : * $, and not 'AWS/' before them.");
  if (!props.topic && !props.actions?.length) {
    problems.add({ prop: 'topic', value: undefined, remedy: 'Alarms that do nothing tell nobody: give a topic, such as that of a NotificationTopic, or actions.' });
  }
  checkAdditional(problems, events, props.additionalEvents ?? []);
  checkOverrides(problems, events.map(({ id }) => id), props);
  problems.throwIfAny();
}

function checkAdditional(problems: Problems, events: SecurityEvent[], additional: SecurityEvent[]): void {
  for (const event of additional) {
    problems
      .check('additionalEvents.id', event.id, (id) => /^[a-zA-Z0-9]{1,64}$/.test(id), 'It stands in names: give 1 to 64 letters and digits.')
      .check(`additionalEvents.${event.id}.title`, event.title, (title) => title.length >= 1 && title.length <= 200, 'Give 1 to 200 characters.')
      .check(`additionalEvents.${event.id}.response`, event.response, (response) => response.length <= 700, 'Give 700 characters at most.');
    checkPattern(problems, `additionalEvents.${event.id}.pattern`, event.pattern);
    if (events.some((other) => other !== event && other.id === event.id)) {
      problems.add({ prop: 'additionalEvents.id', value: event.id, remedy: 'Another event has this id: give another, or override the event.' });
    }
  }
}

function checkOverrides(problems: Problems, ids: string[], { overrides = {} }: SecurityAlarmsProps): void {
  for (const [id, { threshold, period, pattern }] of Object.entries(overrides)) {
    problems
      .check('overrides', id, (value) => ids.includes(value), `There is no such event. There are: ${ids.join(', ')}.`)
      .check(`overrides.${id}.threshold`, threshold, (value) => value >= 1, 'Give 1 or more.')
      .check(`overrides.${id}.period`, period?.toSeconds(), isPeriod, 'These are seconds: give whole minutes up to a day, such as Duration.minutes(5).');
    checkPattern(problems, `overrides.${id}.pattern`, pattern);
  }
}

function checkPattern(problems: Problems, prop: string, pattern?: string): void {
  problems
    .check(prop, pattern, ({ length }) => length <= MAX_PATTERN_LENGTH, `CloudWatch Logs takes ${MAX_PATTERN_LENGTH} characters at most, and it has ${pattern?.length}: make two events of it.`)
    .check(prop, pattern, (value) => /^\s*\{.*\}\s*$/s.test(value) && isBalanced(value), 'Give a JSON pattern in braces, in which every bracket and quotation mark is closed.');
}

/**
 * Metrics of log filters have a resolution of a minute.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
function isPeriod(seconds: number): boolean {
  return seconds % 60 === 0 && seconds >= 60 && seconds <= 86_400;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html */
function isNamespace(value: string): boolean {
  return value.length >= 1 && value.length <= 255 && !value.startsWith('AWS/') && !/[:*$]/.test(value);
}
