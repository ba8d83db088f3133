import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { createDeliveryFailureAlarms } from './delivery-failures';
import { pathsOf, type BaselineContext, type BaselineParts, type PathsOutside, type Pillar } from './pillar';
import { EMAIL_ADDRESS } from '../../common/validation/formats';
import type { Problems } from '../../common/validation/problems';
import { NotificationTopic, type CommonNotificationTopicProps, type NotificationTopicProps } from '../../monitoring';
import { checkNotificationTopic } from '../../monitoring/notifications/validation';
import type { NotificationOptions } from '../options';

export const NOTIFICATION_TOPIC_PATHS: PathsOutside<NotificationTopicProps, CommonNotificationTopicProps> = {
  topicName: 'environmentSuffix',
  keyRemovalPolicy: 'retainData',
  keyPendingWindow: 'storage.keyPendingWindow',
};

/** Creates the topics and the alarms on undelivered notifications. */
export const NOTIFICATIONS: Pillar = {
  validate(problems, context) {
    const { scope, options: { notifications } } = context;
    problems.include((inner) => checkNotificationTopic(inner, scope, notifications), pathsOf('notifications', NOTIFICATION_TOPIC_PATHS));
    notifications.auditEmailAddresses?.forEach((address) =>
      problems.check('notifications.auditEmailAddresses', address, EMAIL_ADDRESS));
    checkExistingTopic(problems, notifications);
  },

  create(context, parts) {
    const { options: { notifications }, namePrefix } = context;
    if (notifications.enabled === false) {
      return { ...parts, healthAlarms: { alarmNamePrefix: namePrefix } };
    }
    const created = notifications.topic ? undefined : createTopic(context, 'Notifications', namePrefix, notifications);
    const { emailAddresses } = notifications;
    const topic = notifications.topic ?? created!.topic;
    const deliveryFailureTopic = notifications.deliveryFailureTopic
      ?? createTopic(context, 'DeliveryFailureTopic', `${namePrefix}-delivery-failures`, { emailAddresses, _publishers: ['CloudWatchAlarms'] }).topic;
    const audit = notifications.auditEmailAddresses?.length
      ? createTopic(context, 'AuditTopic', `${namePrefix}-audit`, { emailAddresses: notifications.auditEmailAddresses, _publishers: ['CloudWatchAlarms'] })
      : undefined;
    const routing = { topic, deliveryFailureTopic, audit };
    const alarmActions = [new SnsAction(topic)];
    return {
      ...parts,
      notificationTopic: topic,
      routing,
      deliveryFailureAlarms: createDeliveryFailureAlarms(context, routing, created),
      healthAlarms: { alarmActions, okActions: notifications.notifyHealthOk === false ? [] : alarmActions, alarmNamePrefix: namePrefix },
    };
  },

  outputs: ({ notificationTopic }) => [
    { name: 'NotificationTopicArn', description: 'The ARN of the topic for alarms and database events', value: notificationTopic?.topicArn },
  ],

  dashboardSections({ deliveryFailureAlarms = [], securityAlarms, findingNotifications }: BaselineParts) {
    const ofRules = [securityAlarms?.deliveryFailureAlarm, findingNotifications?.deliveryFailureAlarm].filter((alarm) => alarm !== undefined);
    const alarms = [...deliveryFailureAlarms.flatMap((one) => Object.values(one.alarms)), ...ofRules];
    return [{ title: 'Delivery of notifications', alarms }];
  },
};

function createTopic({ scope, options }: BaselineContext, id: string, topicName: string, props: CommonNotificationTopicProps): NotificationTopic {
  return new NotificationTopic(scope, id, { ...props, topicName, keyPendingWindow: options.storage.keyPendingWindow });
}

/** Records options that have no effect on an existing topic. */
function checkExistingTopic(problems: Problems, options: NotificationOptions): void {
  const { topic, emailAddresses, httpsEndpoints, slackChannels, teamsChannels, testMessageSchedule } = options;
  if (!topic) {
    return;
  }
  const subscribers = Object.entries({ emailAddresses, httpsEndpoints, slackChannels, teamsChannels });
  for (const [prop, value] of subscribers.filter(([, list]) => list?.length)) {
    problems.add({ prop: `notifications.${prop}`, value, must: 'not be specified together with {notifications.topic}', remedy: 'Subscribe them to the existing topic itself, or remove {notifications.topic}.' });
  }
  problems.check('notifications.testMessageSchedule', testMessageSchedule?.expressionString, {
    isMet: () => false,
    must: 'not be specified together with {notifications.topic}',
    remedy: 'Specify testMessageSchedule of the NotificationTopic that creates the existing topic, or remove {notifications.topic}.',
  });
}
