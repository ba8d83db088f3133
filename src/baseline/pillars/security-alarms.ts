import { Stats, type Alarm, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { pathsOf, type BaselineContext, type BaselineParts, type PathsOutside, type Pillar } from './pillar';
import { hasTrailLogGroup, withRecordsChanged } from './records-changed';
import { isSpecified } from '../../common/validation/formats';
import { Problems } from '../../common/validation/problems';
import { SecurityAlarms, type CommonSecurityAlarmsProps, type SecurityAlarmsProps } from '../../monitoring';
import { eventsOf } from '../../monitoring/security-alarms/security-events';
import { checkSecurityAlarms } from '../../monitoring/security-alarms/validation';
import { checkWithoutLogGroup } from '../../monitoring/security-alarms/without-log-group';
import type { NotificationOptions } from '../options';
import type { BaselineOptions } from '../presets';

export const SECURITY_ALARMS_PATHS: PathsOutside<SecurityAlarmsProps, CommonSecurityAlarmsProps> = {
  logGroup: 'trail.logGroup',
  topic: 'notifications.topic',
  namePrefix: 'environmentSuffix',
  metricNamespace: 'environmentSuffix',
};

/** Creates the security alarms. Their options are part of `notifications`. */
export const SECURITY_ALARMS: Pillar = {
  validate(problems, { scope, props, options }) {
    if (!areAlarmsEnabled(options)) {
      return;
    }
    const notifications = withRecordsChanged(options);
    const events = eventsOf(notifications);
    const requested = SECURITY_ALARM_OPTIONS.filter((name) => isSpecified(props.notifications?.[name]));
    problems.include((inner) => {
      checkSecurityAlarms(inner, scope, events, notifications, true);
      if (!hasTrailLogGroup(options) && (notifications.realTimeRules || requested.length > 0)) {
        checkWithoutLogGroup(inner, notifications, requested);
      }
    }, pathsOf('notifications', SECURITY_ALARMS_PATHS));
  },

  create(context, parts) {
    const { scope, options, namePrefix } = context;
    if (!areAlarmsEnabled(options)) {
      return parts;
    }
    if (!hasTrailLogGroup(options) && !options.notifications.realTimeRules) {
      new Problems(scope).warn('noSecurityAlarms', 'No security alarms are created, because trail.enabled is false. '
        + 'Specify the log group of another trail as trail.logGroup, set notifications.realTimeRules to true to create only real-time rules if another trail records the account, '
        + 'or set notifications.securityAlarms to false.');
      return parts;
    }
    const securityAlarms = new SecurityAlarms(scope, 'SecurityAlarms', {
      ...topicsOf(context, parts),
      logGroup: parts.trailLogGroup,
      namePrefix,
      metricNamespace: `SecurityAlarms/${namePrefix}`,
    });
    return { ...parts, securityAlarms };
  },

  dashboardSections({ securityAlarms }) {
    const alarms = Object.values(securityAlarms?.alarms ?? {});
    const graphs = alarms.length > 0 ? [{ title: 'Events', metrics: alarms.map(countOf) }] : [];
    return [
      { title: 'Security events: compliance alarms', alarms, graphs },
      { title: 'Security events: low-noise alarms', alarms: Object.values(securityAlarms?.lowNoiseAlarms ?? {}) },
    ];
  },
};

/** The metric of an alarm on the first event is the maximum, which does not show the number of events. */
function countOf({ metric }: Alarm): Metric {
  return (metric as Metric).with({ statistic: Stats.SUM });
}

/** The options that require security alarms. */
export const SECURITY_ALARM_OPTIONS = [
  'securityAlarms', 'auditEmailAddresses', 'severityTopics', 'alarmActions', 'okActions', 'notifyOk', 'lowNoiseAlarms', 'lowNoiseTopic',
  'lowNoiseSeverityTopics', 'lowNoiseActions', 'eventOverrides', 'additionalEvents',
] as const satisfies readonly (keyof NotificationOptions)[];

export function areAlarmsEnabled({ notifications }: BaselineOptions): boolean {
  return notifications.enabled !== false && notifications.securityAlarms !== false;
}

/** Selects the topics. If there is a separate topic for auditors, low-noise alarms and real-time rules publish to the main topic. */
function topicsOf({ options }: BaselineContext, { routing, accountGuardrails }: BaselineParts): CommonSecurityAlarmsProps & Pick<SecurityAlarmsProps, 'topic'> {
  const { topic, deliveryFailureTopic, audit } = routing!;
  // Engineers respond to this event, not auditors.
  const notifications = withRecordsChanged(options, accountGuardrails, audit && topic);
  const lowNoiseTopic = notifications.lowNoiseTopic ?? (audit && topic);
  return { ...notifications, topic: audit?.topic ?? topic, lowNoiseTopic, deliveryFailureTopic };
}
