import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import type { BaselineContext, NotificationRouting } from './pillar';
import { withRecordsChanged } from './records-changed';
import { DeliveryFailureAlarms, type NotificationTopic, type SeverityTopics } from '../../monitoring';
import { ownTopicOf } from '../../monitoring/security-alarms/alarm-routing';
import { eventsOf } from '../../monitoring/security-alarms/security-events';

/** A topic that alarms or rules publish to. */
interface Destination {
  readonly name: string;
  readonly topic?: ITopic;
  /** The construct that created the topic and its dead-letter queue. Undefined for an existing topic. */
  readonly created?: NotificationTopic;
}

/** Creates alarms on undelivered notifications for each topic, except for the topic to which these alarms publish. */
export function createDeliveryFailureAlarms(
  { scope, options, namePrefix }: BaselineContext, { topic, deliveryFailureTopic, audit }: NotificationRouting, created?: NotificationTopic,
): DeliveryFailureAlarms[] {
  const { lowNoiseTopic, severityTopics, lowNoiseSeverityTopics, eventOverrides = {}, notifyHealthOk, findings } = options.notifications;
  const arnOf = (one: ITopic) => JSON.stringify(Stack.of(scope).resolve(one.topicArn));
  const alarmActions = [new SnsAction(deliveryFailureTopic)];
  const seen = new Set([arnOf(deliveryFailureTopic)]);
  const destinations: Destination[] = [
    { name: '', topic, created }, { name: 'Audit', topic: audit?.topic, created: audit }, { name: 'LowNoise', topic: lowNoiseTopic },
    ...bySeverity('', severityTopics), ...bySeverity('LowNoise', lowNoiseSeverityTopics),
    ...bySeverity('Findings', findings?.severityTopics),
    ...eventsOf(withRecordsChanged(options)).filter(({ id }) => eventOverrides[id]?.enabled !== false)
      .map((event) => ({ name: `Event${event.id}`, topic: ownTopicOf(event, eventOverrides[event.id] ?? {}) })),
  ];
  return destinations.flatMap((destination) => {
    if (!destination.topic || seen.has(arnOf(destination.topic))) {
      return [];
    }
    seen.add(arnOf(destination.topic));
    return [new DeliveryFailureAlarms(scope, `DeliveryFailureAlarms${destination.name}`, {
      topic: destination.topic,
      deadLetterQueues: destination.created && [destination.created.deadLetterQueue],
      alarmActions,
      okActions: notifyHealthOk === false ? [] : alarmActions,
      alarmNamePrefix: destination.name ? `${namePrefix}-${destination.name}` : namePrefix,
    })];
  });
}

function bySeverity(prefix: string, { high, medium, low }: SeverityTopics = {}): Destination[] {
  return Object.entries({ High: high, Medium: medium, Low: low }).map(([severity, topic]) => ({ name: `${prefix}${severity}`, topic }));
}
