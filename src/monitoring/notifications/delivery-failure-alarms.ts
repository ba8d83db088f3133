import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { waitingMessages } from './dead-letter-queue';
import { checkActions } from '../../common/alarms/alarm-actions';
import { createEventAlarm } from '../../common/alarms/event-alarm';
import { checkRegion } from '../../common/topics/topic-location';
import { Problems } from '../../common/validation/problems';

/** Whose notifications are watched, and who hears that some were not delivered. */
export interface DeliveryFailureAlarmsProps {
  /** The topic that is watched, of the stack's region. */
  readonly topic: sns.ITopic;

  /**
   * The queues that hold what could not be delivered, such as `deadLetterQueue` of the topic's `NotificationTopic`.
   * @default - none
   */
  readonly deadLetterQueues?: sqs.IQueue[];

  /**
   * The topic that tells of it: another than the one that is watched, with other subscribers or another way to them.
   * @default - none: give `actions`
   */
  readonly alertTopic?: sns.ITopic;

  /**
   * What else the alarms do.
   * @default - nothing
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * Whether they do the same when all is well again, which is also once after the deployment, when the first data are there.
   * @default true
   */
  readonly notifyOk?: boolean;

  /**
   * What the alarms' names begin with.
   * @default - names made by CloudFormation
   */
  readonly alarmNamePrefix?: string;
}

/**
 * Alarms on notifications that did not reach their subscribers, which a second topic tells of.
 *
 * - Deliveries failed: for HTTPS endpoints and chat channels every attempt counts, so that one which answers late sets it off too.
 * - Undelivered messages were lost: they could not be put in the dead letter queue either.
 * - Undelivered messages wait in a queue, until somebody reads and deletes them or 14 days are over.
 *
 * It cannot see e-mail addresses and endpoints that never confirmed, messages that a spam filter or a chat service dropped after they were
 * delivered, and alarms that could not publish, of which only the alarm's own history tells. What EventBridge could not publish, such as
 * for want of the key, waits in the queue where the rule names it as its dead letter queue. For the rest there is
 * `testMessageSchedule` of `NotificationTopic`.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html#sns-metrics
 */
export class DeliveryFailureAlarms extends Construct {
  /** The alarms. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: DeliveryFailureAlarmsProps) {
    super(scope, id);
    validateProps(this, props);
    const actions = [...(props.alertTopic ? [new SnsAction(props.alertTopic)] : []), ...(props.actions ?? [])];
    const reaction = { onAlarm: actions, onOk: props.notifyOk === false ? [] : actions };
    this.alarms = symptomsOf(props).map(({ id: symptom, name, metric, description }) => createEventAlarm(this, symptom, {
      name: props.alarmNamePrefix && `${props.alarmNamePrefix}-${name}`, description, metric, reaction,
    }));
  }
}

/** What shows that something was not delivered. */
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
      description: `SNS could not deliver notifications of ${topic.topicName}. Look whether its subscribers still answer.`,
    },
    {
      id: 'Lost',
      name: 'notifications-lost',
      metric: topic.metric('NumberOfNotificationsFailedToRedriveToDlq', { period, statistic: cloudwatch.Stats.SUM }),
      description: `Undelivered notifications of ${topic.topicName} were lost. Look at the policy of its dead letter queue.`,
    },
    ...deadLetterQueues.map((queue, index) => ({
      id: `DeadLetters${index + 1}`,
      name: `notifications-undelivered${index === 0 ? '' : `-${index + 1}`}`,
      metric: waitingMessages(queue),
      description: `Undelivered notifications of ${topic.topicName} wait in ${queue.queueName}. Read them, mend the cause, delete them.`,
    })),
  ];
}

function validateProps(scope: Construct, { topic, alertTopic, actions = [], alarmNamePrefix }: DeliveryFailureAlarmsProps): void {
  const { region } = Stack.of(scope);
  const problems = new Problems(scope)
    .check('alarmNamePrefix', alarmNamePrefix, ({ length }) => length >= 1 && length <= 200, 'Give 1 to 200 characters.')
    .check('topic', topic.env.region, (value) => Token.isUnresolved(region) || value === region, `Alarms watch topics of their own region only: give one of ${region}.`);
  checkRegion(problems, scope, 'alertTopic', alertTopic?.env.region);
  checkActions(problems, 'actions', actions, alertTopic !== undefined);
  const arnOf = ({ topicArn }: sns.ITopic) => JSON.stringify(Stack.of(scope).resolve(topicArn));
  if (!alertTopic && actions.length === 0) {
    problems.add({ prop: 'alertTopic', value: undefined, remedy: 'Alarms that do nothing tell nobody: give a second topic, or actions.' });
  } else if (alertTopic && arnOf(alertTopic) === arnOf(topic)) {
    problems.add({ prop: 'alertTopic', value: alertTopic.node.path, remedy: 'A topic cannot tell that it tells nobody: give another than the one that is watched.' });
  }
  problems.throwIfAny();
}
