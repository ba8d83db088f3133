import { hasRealTimeRule } from './alarm-routing';
import type { CommonSecurityAlarmsProps, SecurityEventOverride } from './props';
import { isSpecified } from '../../common/validation/formats';
import type { Problems } from '../../common/validation/problems';

/** The settings of all alarms. Only real-time rules can be created without a log group. */
const ALARM_SETTINGS: readonly (keyof CommonSecurityAlarmsProps)[] = ['alarmActions', 'okActions', 'notifyOk', 'lowNoiseAlarms', 'lowNoiseActions'];

/** The settings of the alarms of a single event. */
const EVENT_SETTINGS: readonly (keyof SecurityEventOverride)[] = [
  'threshold', 'period', 'pattern', 'alarmActions', 'lowNoiseEnabled', 'lowNoisePattern', 'lowNoiseThreshold', 'lowNoiseActions',
];

/**
 * Records the problems of security alarms without the log group of a trail. Real-time rules require a trail too, but it can be any trail that records
 * the account: `realTimeRules: true` states that one exists.
 *
 * @param requested the other props that require a log group
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function checkWithoutLogGroup(problems: Problems, props: CommonSecurityAlarmsProps, requested: readonly string[] = []): void {
  if (props.realTimeRules !== true) {
    const which = requested.length > 0 ? ` for ${requested.map((prop) => `{${prop}}`).join(', ')}` : '';
    problems.add({
      prop: 'logGroup',
      value: undefined,
      must: `be specified${which} unless {realTimeRules} is true`,
      remedy: 'Alarms evaluate the log group of a trail. If another trail records the account, set {realTimeRules} to true to create only the real-time rules.',
    });
    return;
  }
  const overrides = props.eventOverrides ?? {};
  const unused = [
    ...ALARM_SETTINGS.filter((prop) => isSpecified(props[prop])),
    ...Object.entries(overrides).flatMap(([id, override]) =>
      EVENT_SETTINGS.filter((prop) => isSpecified(override[prop])).map((prop) => `eventOverrides.${id}.${prop}`)),
    ...(props.additionalEvents ?? []).filter((event) => !hasRealTimeRule(event, overrides[event.id] ?? {}, {})).map(({ id }) => `additionalEvents.${id}`),
  ];
  for (const prop of unused) {
    problems.add({
      prop,
      value: undefined,
      must: 'not be specified without {logGroup}',
      remedy: 'Without the log group of a trail, only real-time rules are created, for events of severity HIGH with an event pattern. Remove it, or specify {logGroup}.',
    });
  }
}
