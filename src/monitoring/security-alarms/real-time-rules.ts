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
import { Problems } from '../../common/validation/problems';
import { customNotification } from '../notifications/custom-notification';
import { allowSendMessage, createDeadLetterQueue, visibleMessages } from '../notifications/dead-letter-queue';

/** An event with a real-time rule, the topic of the rule, and the names of the alarms that notify of the same event. */
export interface RealTimeEvent {
  readonly event: SecurityEvent;
  readonly topic: sns.ITopic;
  readonly alarmNames: string[];
}

export interface RealTimeRulesProps {
  readonly events: RealTimeEvent[];
  readonly deliveryFailureActions: AlarmActions;
  readonly deliveryFailureAlarmName?: string;
}

/** Creates EventBridge rules that publish events to a topic within seconds, a dead-letter queue, and an alarm on the queue. */
export class RealTimeRules extends Construct {
  public readonly rules: { [id: string]: events.Rule } = {};
  public readonly deadLetterQueue: sqs.IQueue;
  public readonly deliveryFailureAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: RealTimeRulesProps) {
    super(scope, id);
    for (const topic of topicsOf(props.events)) {
      allowPublish(this, topic.topicArn, 'EventBridge');
      warnOfOtherAccount(this, topic);
    }
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters');
    props.events.forEach((event) => {
      this.rules[event.event.id] = this.createRule(event);
    });
    this.allowRulesToSendMessages();
    this.deliveryFailureAlarm = this.createDeliveryFailureAlarm(props);
  }

  private createRule({ event, topic, alarmNames }: RealTimeEvent): events.Rule {
    const rule = new events.Rule(this, `${event.id}Rule`, {
      description: `Publishes a notification within seconds: ${event.title}`,
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
        // After 15 minutes, the alarm has notified of the event.
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
      description: `Real-time rules could not publish security events, which are in the dead-letter queue ${this.deadLetterQueue.queueName}. `
        + 'Check that the policies of the topic and its key allow EventBridge to publish. Read the messages, and then delete them.',
      metric: visibleMessages(this.deadLetterQueue),
      actions: deliveryFailureActions,
    });
  }
}

/** Returns the topics that the rules publish to, each one once. */
export function topicsOf(realTimeEvents: RealTimeEvent[]): sns.ITopic[] {
  return [...new Set(realTimeEvents.map(({ topic }) => topic))];
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html */
function warnOfOtherAccount(scope: Construct, topic: sns.ITopic): void {
  if (isInOtherAccount(topic, scope)) {
    new Problems(scope).warn('otherAccount',
      `Real-time rules cannot publish to topic '${topic.node.path}' of account ${topic.env.account}, because EventBridge requires a role for topics of other accounts. `
      + 'Their messages are sent to the dead-letter queue, which sets off an alarm. '
      + `Use a topic of account ${Stack.of(scope).account}, or set realTimeRules to false.`);
  }
}

/**
 * Returns the message of the rule. EventBridge does not escape the values that it inserts, and replaces missing values with an empty text. Therefore,
 * the message contains only values that have no quotation marks, and only within texts.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-issues
 */
function messageOf({ id, title, response }: SecurityEvent, alarmNames: string[]): Record<string, unknown> {
  const at = (path: string) => events.EventField.fromPath(path);
  const call = `${at('$.detail.userIdentity.type')} ${at('$.detail.userIdentity.arn')} called ${at('$.detail.eventName')}`;
  const place = `in account ${at('$.account')} and region ${at('$.region')} at ${at('$.time')}`;
  const followingAlarms = alarmNames.length > 0 && `The alarm ${alarmNames.join(' or ')} follows within minutes.`;
  return customNotification({
    eventType: id,
    summary: title,
    title: `${EventSeverity.HIGH}: ${title}`,
    description: [`${call} ${place}.`, response, followingAlarms].filter(Boolean).join('\n'),
    nextSteps: [`Open event ${at('$.detail.eventID')} in the event history of CloudTrail.`],
    keywords: [EventSeverity.HIGH, id],
  });
}
