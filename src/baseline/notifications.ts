import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { NotificationOptions } from './notification-options';
import { NotificationTopic, UndeliveredNotifications } from '../monitoring';

/** How the topics are named, and how long their deleted keys can be brought back. */
interface TopicSettings {
  readonly namePrefix: string;
  readonly keyPendingWindow: Duration;
}

/** Where alarms and events go, and where goes what does not get there. */
export interface Notifications {
  readonly topic: sns.ITopic;
  readonly undeliveredTopic: sns.ITopic;
  readonly undelivered: UndeliveredNotifications;
}

/** A topic that cannot deliver cannot tell of it either: a second one does. */
export function createNotifications(
  scope: Construct, options: NotificationOptions = {}, { namePrefix, keyPendingWindow }: TopicSettings,
): Notifications {
  const own = options.topic ? undefined : new NotificationTopic(scope, 'Notifications', { ...options, topicName: namePrefix, keyPendingWindow });
  const topic = options.topic ?? own!.topic;
  const undeliveredTopic = options.undeliveredTopic ?? new NotificationTopic(scope, 'UndeliveredTopic', {
    emailAddresses: options.emailAddresses, topicName: `${namePrefix}-undelivered`, keyPendingWindow,
  }).topic;
  const undelivered = new UndeliveredNotifications(scope, 'UndeliveredNotifications', {
    topic, deadLetterQueues: own && [own.deadLetterQueue], alertTopic: undeliveredTopic, alarmNamePrefix: namePrefix,
  });
  return { topic, undeliveredTopic, undelivered };
}
