import { Token, type Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isBalanced, MAX_PATTERN_LENGTH } from './filter-pattern';
import type { SecurityAlarmsProps } from './security-alarms';
import type { SecurityEvent } from './security-event';
import { SECURITY_EVENTS } from './security-events';
import { Problems } from '../common/problems';

const ONE_DAY = 86_400;

/** Checks the props of `SecurityAlarms`, and the events as they come out of the overrides. */
export function validateSecurityAlarms(scope: Construct, props: SecurityAlarmsProps, events: SecurityEvent[]): void {
  const problems = new Problems(scope)
    .check('namePrefix', props.namePrefix, (value) => /^[\w./#-]{1,128}$/.test(value), 'Give 1 to 128 letters, digits and _ . / # -')
    .check('metricNamespace', props.metricNamespace, isNamespace, "Give 1 to 255 characters, not beginning with 'AWS/' and without : * $");
  if (!props.topic && !props.actions?.length) {
    problems.add({ prop: 'topic', value: undefined, remedy: 'Alarms without an action tell nobody: give a topic, such as new NotificationTopic(...).topic, or actions.' });
  }
  checkIds(problems, props);
  events.forEach((event) => checkEvent(problems, event));
  problems.throwIfAny();
}

function checkIds(problems: Problems, { events = SECURITY_EVENTS, overrides = {} }: SecurityAlarmsProps): void {
  const known = new Set<string>();
  for (const { id } of events) {
    if (known.has(id)) {
      problems.add({ prop: 'events', value: id, remedy: 'The event is there twice: give each id once.' });
    }
    known.add(id);
  }
  for (const id of Object.keys(overrides).filter((one) => !known.has(one))) {
    problems.add({ prop: 'overrides', value: id, remedy: `There is no such event: give one of ${[...known].join(', ')}.` });
  }
}

function checkEvent(problems: Problems, { id, title, pattern, response, threshold, period }: SecurityEvent): void {
  const of = (name: string) => `events.${id}.${name}`;
  problems
    .check('events.id', id, (value) => !Token.isUnresolved(value) && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && value.length <= 100,
      'It stands in names: give 1 to 100 lower-case letters, digits and single hyphens between them.')
    .check(of('title'), title, (value) => value.length >= 1 && value.length <= 200, 'Give 1 to 200 characters.')
    .check(of('response'), response, (value) => value.length <= 700, 'Give 700 characters at most.')
    .check(of('pattern'), pattern, (value) => value.length >= 1 && value.length <= MAX_PATTERN_LENGTH,
      `CloudWatch Logs takes patterns of 1 to ${MAX_PATTERN_LENGTH} characters (this one has ${pattern.length}): split the event in two.`)
    .check(of('pattern'), pattern, isBalanced, 'A bracket or quotation mark is not closed, or closed twice.')
    .check(of('threshold'), threshold, (value) => value > 0, 'Give a number greater than 0.')
    .check(of('period'), period, isPeriod, 'Give whole minutes, a day at most, such as Duration.minutes(5).');
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function isPeriod(period: Duration): boolean {
  const seconds = period.toSeconds();
  return seconds >= 60 && seconds % 60 === 0 && seconds <= ONE_DAY;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html */
function isNamespace(value: string): boolean {
  return value.length >= 1 && value.length <= 255 && !value.startsWith('AWS/') && !/[:*$]/.test(value);
}
