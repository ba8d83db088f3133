import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { visibleMessages } from './dead-letter-queue';
import type { DeliveryFailureAlarmsProps } from './props';
import { alarmTopicArns, checkActions, checkNamePrefix } from '../../common/alarms/alarm-actions';
import { createEventAlarm } from '../../common/alarms/event-alarm';
import { keepProps } from '../../common/cdk/property-injectors';
import { Problems } from '../../common/validation/problems';

/**
 * Creates alarms on messages of a topic that were not delivered to its subscribers. The alarms publish to a second topic.
 *
 * - `Failed`: deliveries failed. For HTTPS endpoints and chat channels, SNS counts every attempt, so that an endpoint that responds late also
 *   sets off the alarm.
 * - `Lost`: undelivered messages could not be sent to the dead-letter queue.
 * - `DeadLetters1` and so on: undelivered messages are in a dead-letter queue. The alarm returns to the OK state when the messages are deleted, or
 *   when the retention period of the queue ends.
 *
 * The alarms do not detect unconfirmed e-mail addresses and endpoints, messages that a spam filter or a chat service drops after the delivery, and
 * alarms that cannot publish to the topic, which only the history of those alarms shows. Messages that EventBridge cannot publish, for example
 * because it has no permission for the key, are sent to the dead-letter queue of the rule. To detect the other failures, use `testMessageSchedule`
 * of `NotificationTopic`.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html#sns-metrics
 *
 * @example
 * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
 * import { DeliveryFailureAlarms, NotificationTopic } from '@org/secure-baseline';
 *
 * const alarms = new NotificationTopic(this, 'Alarms', { emailAddresses: ['security@example.com'] });
 * const undelivered = new NotificationTopic(this, 'Undelivered', { emailAddresses: ['on-call@example.com'] });
 * new DeliveryFailureAlarms(this, 'DeliveryFailures', {
 *   topic: alarms.topic,
 *   deadLetterQueues: [alarms.deadLetterQueue],
 *   alarmActions: [new SnsAction(undelivered.topic)],
 * });
 */
export class DeliveryFailureAlarms extends Construct {
  /** The alarms, by id: `Failed`, `Lost`, and for each queue `DeadLetters1`, `DeadLetters2` and so on. */
  public readonly alarms: { [id: string]: cloudwatch.Alarm };

  constructor(scope: Construct, id: string, props: DeliveryFailureAlarmsProps) {
    super(scope, id);
    keepProps(this);
    const symptoms = symptomsOf(props);
    validateProps(this, props, symptoms);
    const { alarmActions = [], okActions = alarmActions } = props;
    this.alarms = Object.fromEntries(symptoms.map((symptom) => [symptom.id, createEventAlarm(this, symptom.id, {
      name: nameOf(props, symptom), description: symptom.description, metric: symptom.metric, actions: { alarmActions, okActions },
    })]));
    this.rejectMonitoredTopic(props);
  }

  /** Called after the alarms are created, because the topic of an action is known only after the alarm has bound the action. */
  private rejectMonitoredTopic({ topic }: DeliveryFailureAlarmsProps): void {
    const textOf = (topicArn: string) => JSON.stringify(Stack.of(this).resolve(topicArn));
    if (alarmTopicArns(this.alarms.Failed).some((topicArn) => textOf(topicArn) === textOf(topic.topicArn))) {
      new Problems(this).add({
        prop: 'alarmActions', value: topic.node.path, must: 'not publish to the monitored topic', remedy: 'Use an SnsAction of another topic.',
      }).throwIfAny();
    }
  }
}

/** A metric that shows undelivered messages, and its alarm. */
interface Symptom {
  readonly id: string;
  readonly name: string;
  readonly metric: cloudwatch.IMetric;
  readonly description: string;
}

function symptomsOf({ topic, deadLetterQueues = [] }: DeliveryFailureAlarmsProps): Symptom[] {
  const period = Duration.minutes(5);
  return [
    {
      id: 'Failed',
      name: 'notifications-failed',
      metric: topic.metricNumberOfNotificationsFailed({ period, statistic: cloudwatch.Stats.SUM }),
      description: `SNS could not deliver notifications of topic ${topic.topicName}. Check that the subscribers of the topic are available and respond.`,
    },
    {
      id: 'Lost',
      name: 'notifications-lost',
      metric: topic.metric('NumberOfNotificationsFailedToRedriveToDlq', { period, statistic: cloudwatch.Stats.SUM }),
      description: `Undelivered notifications of topic ${topic.topicName} were lost, because SNS could not send them to the dead-letter queue. `
        + 'Check that the policy of the queue allows SNS to send messages.',
    },
    ...deadLetterQueues.map((queue, index) => ({
      id: `DeadLetters${index + 1}`,
      name: `notifications-undelivered${index === 0 ? '' : `-${index + 1}`}`,
      metric: visibleMessages(queue),
      description: `Undelivered notifications of topic ${topic.topicName} are in the dead-letter queue ${queue.queueName}. `
        + 'Read the messages, correct the cause of the failed deliveries, and then delete the messages.',
    })),
  ];
}

function nameOf({ alarmNamePrefix }: DeliveryFailureAlarmsProps, { name }: Symptom): string | undefined {
  return alarmNamePrefix && `${alarmNamePrefix}-${name}`;
}

function validateProps(scope: Construct, props: DeliveryFailureAlarmsProps, symptoms: Symptom[]): void {
  const { topic, alarmActions = [], okActions, alarmNamePrefix } = props;
  const { region } = Stack.of(scope);
  const problems = new Problems(scope).check('topic', topic.env.region, {
    isMet: (value) => Token.isUnresolved(region) || value === region,
    must: `be in ${region}, the region of the alarms`,
    remedy: 'Use a topic of this region, or create the alarms in a stack in the region of the topic.',
  });
  checkNamePrefix(problems, 'alarmNamePrefix', alarmNamePrefix, symptoms.map((symptom) => nameOf(props, symptom) ?? symptom.name));
  checkActions(problems, 'alarmActions', alarmActions);
  checkActions(problems, 'okActions', okActions);
  if (alarmActions.length === 0) {
    problems.add({ prop: 'alarmActions', value: undefined, must: 'contain at least one action', remedy: 'Use an SnsAction of a second topic.' });
  }
  problems.throwIfAny();
}
