import { Stats, type Alarm, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { pathsOf, type BaselineContext, type BaselineParts, type PathsOutside, type Pillar } from './pillar';
import { SecurityAlarms, type CommonSecurityAlarmsProps, type SecurityAlarmsProps } from '../../monitoring';
import { eventsOf } from '../../monitoring/security-alarms/security-events';
import { checkSecurityAlarms } from '../../monitoring/security-alarms/validation';
import type { BaselineOptions } from '../presets';

export const SECURITY_ALARMS_PATHS: PathsOutside<SecurityAlarmsProps, CommonSecurityAlarmsProps> = {
  logGroup: 'trail.logGroup',
  topic: 'notifications.topic',
  namePrefix: 'environmentSuffix',
  metricNamespace: 'environmentSuffix',
};

/** Creates the security alarms. Their options are part of `notifications`. */
export const SECURITY_ALARMS: Pillar = {
  validate(problems, { scope, options }) {
    if (areEnabled(options)) {
      const { notifications } = options;
      const events = eventsOf(notifications);
      problems.include((inner) => checkSecurityAlarms(inner, scope, events, notifications, true), pathsOf('notifications', SECURITY_ALARMS_PATHS));
    }
  },

  create(context, parts) {
    const { scope, options, namePrefix } = context;
    if (!areEnabled(options) || !parts.trailLogGroup) {
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

function areEnabled({ notifications }: BaselineOptions): boolean {
  return notifications.enabled !== false && notifications.securityAlarms !== false;
}

/** Selects the topics. If there is a separate topic for auditors, low-noise alarms and real-time rules publish to the main topic. */
function topicsOf({ options: { notifications } }: BaselineContext, { routing }: BaselineParts): CommonSecurityAlarmsProps & Pick<SecurityAlarmsProps, 'topic'> {
  const { topic, deliveryFailureTopic, audit } = routing!;
  const lowNoiseTopic = notifications.lowNoiseTopic ?? (audit && topic);
  return { ...notifications, topic: audit?.topic ?? topic, lowNoiseTopic, deliveryFailureTopic };
}
