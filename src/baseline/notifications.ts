import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Stack, type Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { NotificationOptions } from './notification-options';
import { NotificationTopic, DeliveryFailureAlarms, type SecurityAlarmsProps, type SeverityTopics } from '../monitoring';
import type { NatGatewayAlarmsProps } from '../network';

/** How the topics are named, and how long their deleted keys can be brought back. */
interface TopicSettings {
  readonly namePrefix: string;
  readonly keyPendingWindow: Duration;
}

/** Where alarms and events go, and where goes what does not get there. */
export interface Notifications {
  readonly topic: sns.ITopic;
  readonly undelivered: DeliveryFailureAlarms;
  readonly othersUndelivered: DeliveryFailureAlarms[];
  /** Whom the security alarms tell. */
  readonly routing: Omit<SecurityAlarmsProps, 'logGroup'>;
  /** What all alarms on health have in common. */
  readonly healthAlarms: Omit<NatGatewayAlarmsProps, 'natGatewayIds'>;
}

/** A topic that cannot deliver cannot tell of it either: a second one does. */
export function createNotifications(scope: Construct, options: NotificationOptions = {}, settings: TopicSettings): Notifications {
  const { namePrefix, keyPendingWindow } = settings;
  const own = options.topic ? undefined : new NotificationTopic(scope, 'Notifications', { ...options, topicName: namePrefix, keyPendingWindow });
  const topic = options.topic ?? own!.topic;
  const deliveryFailureTopic = options.deliveryFailureTopic ?? new NotificationTopic(scope, 'DeliveryFailureTopic', {
    emailAddresses: options.emailAddresses, topicName: `${namePrefix}-undelivered`, keyPendingWindow,
  }).topic;
  const audit = createAuditTopic(scope, options, settings);
  const undelivered = new DeliveryFailureAlarms(scope, 'DeliveryFailureAlarms', {
    topic,
    deadLetterQueues: own && [own.deadLetterQueue],
    alarmNamePrefix: namePrefix,
    ...deliveryFailureActions(options, deliveryFailureTopic),
  });
  const routing = routingOf(options, { topic, deliveryFailureTopic, auditTopic: audit?.topic });
  const alarmActions = [new SnsAction(topic)];
  return {
    topic,
    undelivered,
    othersUndelivered: watchOthers(scope, { topic, namePrefix, options, audit, routing }),
    routing,
    healthAlarms: { alarmActions, okActions: options.notifyHealthOk === false ? [] : alarmActions, alarmNamePrefix: namePrefix },
  };
}

function deliveryFailureActions({ notifyHealthOk }: NotificationOptions, topic: sns.ITopic) {
  return { alarmActions: [new SnsAction(topic)], okActions: notifyHealthOk === false ? [] : undefined };
}

function createAuditTopic(
  scope: Construct, { auditEmailAddresses = [] }: NotificationOptions, { namePrefix, keyPendingWindow }: TopicSettings,
): NotificationTopic | undefined {
  return auditEmailAddresses.length === 0 ? undefined : new NotificationTopic(scope, 'AuditTopic', {
    emailAddresses: auditEmailAddresses, topicName: `${namePrefix}-audit`, keyPendingWindow,
  });
}

interface Topics {
  readonly topic: sns.ITopic;
  readonly deliveryFailureTopic: sns.ITopic;
  readonly auditTopic?: sns.ITopic;
}

/** With a topic for the auditor, the topic of all is that of the people who are paged. */
function routingOf(options: NotificationOptions, { topic, deliveryFailureTopic, auditTopic }: Topics): Notifications['routing'] {
  return {
    ...options,
    topic: auditTopic ?? topic,
    lowNoiseTopic: options.lowNoiseTopic ?? (auditTopic && topic),
    deliveryFailureTopic,
  };
}

interface Told {
  readonly topic: sns.ITopic;
  readonly namePrefix: string;
  readonly options: NotificationOptions;
  readonly audit?: NotificationTopic;
  readonly routing: Notifications['routing'];
}

/** Every other topic that security alarms tell is watched too, each once, and only the one that hears of it is not. */
function watchOthers(scope: Construct, { topic, namePrefix, options, audit, routing }: Told): DeliveryFailureAlarms[] {
  const arnOf = ({ topicArn }: sns.ITopic) => JSON.stringify(Stack.of(scope).resolve(topicArn));
  const seen = new Set([topic, routing.deliveryFailureTopic!].map(arnOf));
  const bySeverity = (prefix: string, topics: SeverityTopics = {}) =>
    Object.entries({ High: topics.high, Medium: topics.medium, Low: topics.low }).map(([severity, one]) => [`${prefix}${severity}`, one] as const);
  const others = [
    ['Audit', audit?.topic], ['LowNoise', options.lowNoiseTopic],
    ...bySeverity('', options.severityTopics), ...bySeverity('LowNoise', options.lowNoiseSeverityTopics),
  ] as const;
  return others.flatMap(([name, other]) => {
    if (!other || seen.has(arnOf(other))) {
      return [];
    }
    seen.add(arnOf(other));
    return [new DeliveryFailureAlarms(scope, `DeliveryFailureAlarms${name}`, {
      topic: other,
      deadLetterQueues: other === audit?.topic ? [audit.deadLetterQueue] : undefined,
      alarmNamePrefix: `${namePrefix}-${name}`,
      ...deliveryFailureActions(options, routing.deliveryFailureTopic!),
    })];
  });
}
