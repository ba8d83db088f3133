import type { BaselineContext } from './pillars/pillar';
import { areAlarmsEnabled, SECURITY_ALARM_OPTIONS } from './pillars/security-alarms';
import { hasAccessLogs, hasNewLogBucket, hasRecorder, isArchived } from './pillars/storage';
import type { BaselineOptions } from './presets';
import { isSpecified } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

/** Options that have no effect with other options. */
interface Unused {
  /** The paths of the options, or the pillar to which all of them belong. */
  readonly paths: readonly string[];
  /** The paths of options of the pillar that have an effect nevertheless. */
  readonly except?: readonly string[];
  readonly applies: (options: BaselineOptions) => boolean;
  /** The other options. Completes "because". */
  readonly because: string;
}

const disabled = (pillar: 'network' | 'trail' | 'config' | 'account' | 'notifications' | 'database' | 'webTier', others: Partial<Unused> = {}): Unused => ({
  ...others, paths: [pillar, ...others.paths ?? []], applies: (options) => options[pillar].enabled === false, because: `${pillar}.enabled is false`,
});

const UNUSED: readonly Unused[] = [
  disabled('network', { except: ['network.vpc'] }),
  disabled('trail', { paths: ['storage.trailBucket'], except: ['trail.logGroup'] }),
  disabled('config'),
  disabled('account'),
  disabled('notifications'),
  // The port is that of another database in the isolated subnets.
  disabled('database', { except: ['database.port'] }),
  disabled('webTier', { paths: ['certificate'] }),
  {
    paths: ['trail.logGroup'],
    applies: (options) => options.trail.enabled === false && !areAlarmsEnabled(options),
    because: 'trail.enabled is false and there are no security alarms',
  },
  {
    paths: [...SECURITY_ALARM_OPTIONS, 'realTimeRules'].map((name) => `notifications.${name}`),
    applies: ({ notifications }) => notifications.enabled !== false && notifications.securityAlarms === false,
    because: 'notifications.securityAlarms is false',
  },
  {
    paths: ['notifications.findings'],
    applies: ({ notifications: { enabled, findings = {} } }) =>
      enabled !== false && findings.enabled === false && Object.values(findings).some(isSpecified),
    because: 'notifications.findings.enabled is false',
  },
  { paths: ['storage.configBucket'], applies: (options) => !hasRecorder(options), because: 'config.enabled is false or config.mode is ADOPT' },
  {
    paths: ['config.recordingFrequency'],
    applies: (options) => options.config.enabled !== false && !hasRecorder(options),
    because: 'config.mode is ADOPT',
  },
  { paths: ['storage.accessLogsBucket'], applies: (options) => !hasAccessLogs(options), because: 'the baseline creates no other bucket and no load balancer' },
  {
    paths: ['storage.logFileExpiration', 'storage.archiveLogFiles'],
    applies: (options) => !hasNewLogBucket(options),
    because: 'the baseline creates no log bucket',
  },
  {
    paths: ['storage.archiveLogFiles'],
    applies: (options) => hasNewLogBucket(options) && !isArchived(options),
    because: 'storage.logFileExpiration is at most 90 days or an unresolved token',
  },
  {
    paths: ['database.port'],
    applies: ({ database, network }) => database.enabled === false && (network.enabled === false || network.vpc !== undefined),
    because: 'the baseline creates neither a database nor a network',
  },
  {
    paths: ['notifications.lowNoiseActions'],
    applies: ({ notifications: { lowNoiseAlarms, eventOverrides = {} } }) =>
      lowNoiseAlarms === false && !Object.values(eventOverrides).some((override) => override.lowNoiseEnabled),
    because: 'notifications.lowNoiseAlarms is false',
  },
  {
    paths: ['notifications.displayName'],
    applies: (options) => options.notifications.enabled !== false && !hasNewTopic(options),
    because: 'the baseline creates no topic',
  },
  {
    paths: ['storage.keyPendingWindow'],
    applies: (options) => options.storage.encryptionKey !== undefined && !hasNewTopic(options),
    because: 'the baseline creates no KMS key',
  },
];

/** Whether the baseline creates a topic, which has its own key. */
function hasNewTopic({ notifications: { enabled, topic, deliveryFailureTopic, auditEmailAddresses = [] } }: BaselineOptions): boolean {
  return enabled !== false && (topic === undefined || deliveryFailureTopic === undefined || auditEmailAddresses.length > 0);
}

/** Warns about options that the user specified and that have no effect with the other options. */
export function warnOfUnusedOptions({ scope, props, options }: BaselineContext): void {
  const specified = Object.entries(props).flatMap(([name, value]) => (
    name in options && typeof value === 'object'
      ? Object.entries(value as object).filter(([option, one]) => option !== 'enabled' && isSpecified(one)).map(([option]) => `${name}.${option}`)
      : isSpecified(value) ? [name] : []
  ));
  for (const { paths, except = [], because } of UNUSED.filter(({ applies }) => applies(options))) {
    const unused = specified.filter((path) => !except.includes(path) && paths.some((one) => path === one || path.startsWith(`${one}.`)));
    if (unused.length > 0) {
      new Problems(scope).warn('unusedOption', `These options have no effect, because ${because}: ${unused.join(', ')}. Remove them, or change the other options.`);
    }
  }
}
