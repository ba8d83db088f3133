import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EventSeverity, type SecurityEvent } from './security-event';
import type { AlarmActions } from '../../common/alarms/alarm-actions';
import { createEventAlarm } from '../../common/alarms/event-alarm';
import { isInOtherAccount } from '../../common/topics/topic-location';
import { allowPublish } from '../../common/topics/topic-permissions';
import { topicStatements } from '../../common/topics/topic-publishers';
import { Problems } from '../../common/validation/problems';
import { customNotification } from '../notifications/custom-notification';
import { allowSendMessage, createDeadLetterQueue, visibleMessages } from '../notifications/dead-letter-queue';

/** An event with a real-time rule, and the alarms that follow. */
export interface RealTimeEvent {
  readonly event: SecurityEvent;
  readonly alarmNames: string[];
}

export interface RealTimeRulesProps {
  readonly events: RealTimeEvent[];
  readonly topic: sns.ITopic;
  readonly deliveryFailureActions: AlarmActions;
  readonly deliveryFailureAlarmName?: string;
}

/** Rules that publish events to a topic within seconds, a dead-letter queue, and an alarm on the queue. */
export class RealTimeRules extends Construct {
  public readonly rules: { [id: string]: events.Rule } = {};
  public readonly deadLetterQueue: sqs.IQueue;
  public readonly deliveryFailureAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: RealTimeRulesProps) {
    super(scope, id);
    allowRulesToPublish(this, props.topic);
    warnOfOtherAccount(this, props.topic);
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters');
    props.events.forEach((event) => {
      this.rules[event.event.id] = this.createRule(event, props.topic);
    });
    this.allowRulesToSendMessages();
    this.deliveryFailureAlarm = this.createDeliveryFailureAlarm(props);
  }

  private createRule({ event, alarmNames }: RealTimeEvent, topic: sns.ITopic): events.Rule {
    const rule = new events.Rule(this, `${event.id}Rule`, {
      description: `Publishes before the alarm: ${event.title}`,
      eventPattern: event.eventPattern,
    });
    if (event.includeReadOnlyEvents) {
      // The L2 construct supports only ENABLED and DISABLED.
      (rule.node.defaultChild as events.CfnRule).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    }
    rule.addTarget({
      bind: () => ({
        arn: topic.topicArn,
        input: events.RuleTargetInput.fromObject(messageOf(event, alarmNames)),
        deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
        // By then the alarm has published.
        retryPolicy: { maximumEventAgeInSeconds: Duration.minutes(15).toSeconds(), maximumRetryAttempts: 185 },
      }),
    });
    return rule;
  }

  private allowRulesToSendMessages(): void {
    const ruleArns = Object.values(this.rules).map(({ ruleArn }) => ruleArn);
    allowSendMessage(this.deadLetterQueue, 'Rules', 'events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': ruleArns } });
  }

  private createDeliveryFailureAlarm({ deliveryFailureActions, deliveryFailureAlarmName }: RealTimeRulesProps): cloudwatch.Alarm {
    return createEventAlarm(this, 'Undelivered', {
      name: deliveryFailureAlarmName,
      description: `Real-time security events could not be published and are in ${this.deadLetterQueue.queueName}. `
        + 'Check the policies of the topic and its key; read the messages, and delete them.',
      metric: visibleMessages(this.deadLetterQueue),
      actions: deliveryFailureActions,
    });
  }
}

/**
 * EventBridge needs a policy of the topic, and a topic with a policy loses the default policy, which allows alarms to publish: both get statements.
 * A `NotificationTopic` has the same statements, and its policy keeps one of each; for an imported topic this only adds a warning.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 */
function allowRulesToPublish(scope: Construct, topic: sns.ITopic): void {
  allowPublish(scope, topic.topicArn, 'EventBridge');
  topicStatements(Stack.of(topic), topic.topicArn).forEach((statement) => topic.addToResourcePolicy(statement));
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html */
function warnOfOtherAccount(scope: Construct, topic: sns.ITopic): void {
  if (isInOtherAccount(topic, scope)) {
    new Problems(scope).warn('otherAccount',
      `Real-time rules publish to topic '${topic.node.path}' of account ${topic.env.account}, for which EventBridge requires a role that they do not have: `
      + 'messages that cannot be published are sent to their dead-letter queue, and an alarm is raised. '
      + `Use a topic of account ${Stack.of(scope).account}, or set realTimeRules to false.`);
  }
}

/**
 * EventBridge does not escape the values that it inserts, and inserts an empty text for a missing value: only values without quotation marks are
 * used, and only within texts.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-issues
 */
function messageOf({ id, title, response }: SecurityEvent, alarmNames: string[]): Record<string, unknown> {
  const at = (path: string) => events.EventField.fromPath(path);
  const call = `${at('$.detail.eventName')} by ${at('$.detail.userIdentity.type')} ${at('$.detail.userIdentity.arn')}`;
  const place = `in account ${at('$.account')}, region ${at('$.region')}, at ${at('$.time')}`;
  const followingAlarms = alarmNames.length > 0 && `The alarm ${alarmNames.join(' or ')} follows within minutes.`;
  return customNotification({
    eventType: id,
    summary: title,
    title: `${EventSeverity.HIGH}: ${title}`,
    description: [`${call}, ${place}.`, response, followingAlarms].filter(Boolean).join('\n'),
    nextSteps: [`Look at event ${at('$.detail.eventID')} in the event history of CloudTrail.`],
    keywords: [EventSeverity.HIGH, id],
  });
}
