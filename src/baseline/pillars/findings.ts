import type { Construct } from 'constructs';
import { pathsOf, type PathsOutside, type Pillar } from './pillar';
import { isInOtherAccount } from '../../common/topics/topic-location';
import type { Problems } from '../../common/validation/problems';
import { FindingNotifications, type CommonFindingNotificationsProps, type FindingNotificationsProps, type SeverityTopics } from '../../monitoring';
import { checkFindingNotifications } from '../../monitoring/findings/validation';
import type { FindingOptions, NotificationOptions } from '../options';

export const FINDINGS_PATHS: PathsOutside<FindingNotificationsProps, CommonFindingNotificationsProps> = {
  topic: 'notifications.topic',
  deliveryFailureTopic: 'notifications.deliveryFailureTopic',
  alarmNamePrefix: 'environmentSuffix',
  encryptionKey: 'storage.encryptionKey',
};

/** Publishes findings to the topics of low-noise alarms, which on-call engineers subscribe to. Their options are part of `notifications`. */
export const FINDINGS: Pillar = {
  validate(problems, { scope, options: { notifications } }) {
    if (areFindingsEnabled(notifications)) {
      problems.include((inner) => checkFindingNotifications(inner, scope, notifications.findings ?? {}), pathsOf('notifications.findings', FINDINGS_PATHS));
      checkTopicAccounts(problems, scope, notifications);
    }
  },

  create({ scope, options: { notifications }, namePrefix }, parts) {
    if (!areFindingsEnabled(notifications)) {
      return parts;
    }
    const { enabled: _, ...findings }: FindingOptions = notifications.findings ?? {};
    const { topic, deliveryFailureTopic } = parts.routing!;
    return {
      ...parts,
      findingNotifications: new FindingNotifications(scope, 'Findings', {
        ...findings,
        topic: notifications.lowNoiseTopic ?? topic,
        severityTopics: severityTopicsOf(notifications),
        deliveryFailureTopic,
        alarmNamePrefix: namePrefix,
        encryptionKey: parts.encryptionKey,
      }),
    };
  },
};

/** The regions of these topics are checked with those of the security alarms. Alarms can publish to topics of other accounts, the function cannot. */
function checkTopicAccounts(problems: Problems, scope: Construct, options: NotificationOptions): void {
  const { high, medium, low } = severityTopicsOf({ ...options, findings: undefined }) ?? {};
  const topics = options.findings?.severityTopics ? [] : [high, medium, low];
  const others = [options.lowNoiseTopic ?? options.topic, ...topics].filter((topic) => topic !== undefined && isInOtherAccount(topic, scope));
  if (others.length > 0) {
    problems.add({
      prop: 'notifications.findings.enabled',
      value: true,
      must: 'be false, because findings cannot be published to topics of other accounts',
      remedy: 'Set it to false, or use topics of the account of the stack, such as {notifications.lowNoiseTopic}.',
    });
  }
}

function areFindingsEnabled({ enabled, findings }: NotificationOptions): boolean {
  return enabled !== false && findings?.enabled !== false;
}

/** Returns the topics by severity: those of findings, or else of low-noise alarms. Without topics of low-noise alarms, those of compliance alarms. */
function severityTopicsOf(
  { findings, lowNoiseSeverityTopics, lowNoiseTopic, severityTopics, auditEmailAddresses }: NotificationOptions,
): SeverityTopics | undefined {
  const hasLowNoise = lowNoiseTopic !== undefined || Boolean(auditEmailAddresses?.length);
  return findings?.severityTopics ?? lowNoiseSeverityTopics ?? (hasLowNoise ? undefined : severityTopics);
}
