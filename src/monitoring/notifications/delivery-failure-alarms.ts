import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { visibleMessages } from './dead-letter-queue';
import type { DeliveryFailureAlarmsProps } from './props';
import { alarmTopicArns, checkActions, checkNamePrefix } from '../../common/alarms/alarm-actions';
import { createEventAlarm } from '../../common/alarms/event-alarm';
import { Problems } from '../../common/validation/problems';

/**
 * Alarms on messages of a topic that did not reach its subscribers, which publish to a second topic.
 *
 * - `Failed`: deliveries failed. For HTTPS endpoints and chat channels every attempt counts, so that an endpoint which responds late also
 *   raises the alarm.
 * - `Lost`: undelivered messages could not be sent to the dead-letter queue.
 * - `DeadLetters1` and so on: undelivered messages are in a dead-letter queue, until they are deleted or 14 days have passed.
 *
 * The alarms cannot detect e-mail addresses and endpoints that were never confirmed, messages that a spam filter or a chat service dropped after
 * their delivery, and alarms that could not publish, which only the history of the alarm shows. Messages that EventBridge could not publish, for
 * example without permission for the key, are in the dead-letter queue if the rule names it. For the rest use `testMessageSchedule` of
 * `NotificationTopic`.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html#sns-metrics
 */
export class DeliveryFailureAlarms extends Construct {
  /** The alarms, by id: `Failed`, `Lost`, and `DeadLetters1` and so on for the queues. */
  public readonly alarms: { [id: string]: cloudwatch.Alarm };

  constructor(scope: Construct, id: string, props: DeliveryFailureAlarmsProps) {
    super(scope, id);
    const symptoms = symptomsOf(props);
    validateProps(this, props, symptoms);
    const { alarmActions = [], okActions = alarmActions } = props;
    this.alarms = Object.fromEntries(symptoms.map((symptom) => [symptom.id, createEventAlarm(this, symptom.id, {
      name: nameOf(props, symptom), description: symptom.description, metric: symptom.metric, actions: { alarmActions, okActions },
    })]));
    this.refuseMonitoredTopic(props);
  }

  /** The topic that an action publishes to is known when the alarm has bound it. */
  private refuseMonitoredTopic({ topic }: DeliveryFailureAlarmsProps): void {
    const textOf = (topicArn: string) => JSON.stringify(Stack.of(this).resolve(topicArn));
    if (alarmTopicArns(this.alarms.Failed).some((topicArn) => textOf(topicArn) === textOf(topic.topicArn))) {
      const remedy = 'Alarms must not publish to the topic that they monitor. Use an SnsAction of another topic.';
      new Problems(this).add({ prop: 'alarmActions', value: topic.node.path, must: 'TODO', remedy }).throwIfAny();
    }
  }
}

/** A sign of messages that were not delivered. */
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
      description: `SNS could not deliver notifications of ${topic.topicName}. Check whether its subscribers still respond.`,
    },
    {
      id: 'Lost',
      name: 'notifications-lost',
      metric: topic.metric('NumberOfNotificationsFailedToRedriveToDlq', { period, statistic: cloudwatch.Stats.SUM }),
      description: `Undelivered notifications of ${topic.topicName} were lost. Check the policy of its dead-letter queue.`,
    },
    ...deadLetterQueues.map((queue, index) => ({
      id: `DeadLetters${index + 1}`,
      name: `notifications-undelivered${index === 0 ? '' : `-${index + 1}`}`,
      metric: visibleMessages(queue),
      description: `Undelivered notifications of ${topic.topicName} are in ${queue.queueName}. Read them, remove the cause, and delete them.`,
    })),
  ];
}

function nameOf({ alarmNamePrefix }: DeliveryFailureAlarmsProps, { name }: Symptom): string | undefined {
  return alarmNamePrefix && `${alarmNamePrefix}-${name}`;
}

function validateProps(scope: Construct, props: DeliveryFailureAlarmsProps, symptoms: Symptom[]): void {
  const { topic, alarmActions = [], okActions, alarmNamePrefix } = props;
  const { region } = Stack.of(scope);
  const problems = new Problems(scope).check('topic', topic.env.region, { isMet: (value) => Token.isUnresolved(region) || value === region, must: 'TODO', remedy: `Alarms monitor topics of their own region only: give a topic of ${region}.` });
  checkNamePrefix(problems, 'alarmNamePrefix', alarmNamePrefix, symptoms.map((symptom) => nameOf(props, symptom) ?? symptom.name));
  checkActions(problems, 'alarmActions', alarmActions);
  checkActions(problems, 'okActions', okActions);
  if (alarmActions.length === 0) {
    problems.add({ prop: 'alarmActions', value: undefined, must: 'TODO', remedy: 'At least one action is required. Use an SnsAction of a second topic.' });
  }
  problems.throwIfAny();
}
