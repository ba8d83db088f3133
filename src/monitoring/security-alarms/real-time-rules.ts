import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EventSeverity, type SecurityEvent } from './security-event';
import type { Reaction } from '../../common/alarms/alarm-actions';
import { createEventAlarm } from '../../common/alarms/event-alarm';
import { isInOtherAccount } from '../../common/topics/topic-location';
import { letPublish } from '../../common/topics/topic-permissions';
import { topicStatements } from '../../common/topics/topic-publishers';
import { Problems } from '../../common/validation/problems';
import { customNotification } from '../notifications/custom-notification';
import { createDeadLetterQueue, letSend, waitingMessages } from '../notifications/dead-letter-queue';

/** An event, and the alarms that will tell of it too. */
export interface ToldEvent {
  readonly event: SecurityEvent;
  readonly alarmNames: string[];
}

export interface SecurityEventRulesProps {
  readonly told: ToldEvent[];
  readonly topic: sns.ITopic;
  readonly undelivered: Reaction;
  readonly deliveryFailureAlarmName?: string;
}

/** Rules that tell a topic of events within seconds, and a queue for what they could not deliver, which an alarm watches. */
export class SecurityEventRules extends Construct {
  public readonly rules: { [id: string]: events.Rule } = {};
  public readonly deadLetterQueue: sqs.IQueue;
  public readonly deliveryFailureAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: SecurityEventRulesProps) {
    super(scope, id);
    letRulesPublish(this, props.topic);
    warnOfOtherAccount(this, props.topic);
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters');
    props.told.forEach((one) => {
      this.rules[one.event.id] = this.createRule(one, props.topic);
    });
    this.letRulesSend();
    this.deliveryFailureAlarm = this.watchQueue(props);
  }

  private createRule({ event, alarmNames }: ToldEvent, topic: sns.ITopic): events.Rule {
    const rule = new events.Rule(this, `${event.id}Rule`, {
      description: `Tells ahead of the alarm: ${event.title}`,
      eventPattern: event.eventPattern,
    });
    if (event.includeReadOnlyEvents) {
      // The L2 knows on and off only.
      (rule.node.defaultChild as events.CfnRule).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    }
    rule.addTarget({
      bind: () => ({
        arn: topic.topicArn,
        input: events.RuleTargetInput.fromObject(messageOf(event, alarmNames)),
        deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
        // After that the alarm itself has told.
        retryPolicy: { maximumEventAgeInSeconds: Duration.minutes(15).toSeconds(), maximumRetryAttempts: 185 },
      }),
    });
    return rule;
  }

  private letRulesSend(): void {
    const ruleArns = Object.values(this.rules).map(({ ruleArn }) => ruleArn);
    letSend(this.deadLetterQueue, 'Rules', 'events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': ruleArns } });
  }

  private watchQueue({ undelivered, deliveryFailureAlarmName }: SecurityEventRulesProps): cloudwatch.Alarm {
    return createEventAlarm(this, 'Undelivered', {
      name: deliveryFailureAlarmName,
      description: `Security events could not be told at once, and wait in ${this.deadLetterQueue.queueName}. `
        + 'Look at the policies of the topic and its key; read the messages, and delete them.',
      metric: waitingMessages(this.deadLetterQueue),
      reaction: undelivered,
    });
  }
}

/**
 * EventBridge needs a policy of the topic, and a topic that has one loses the default policy, by which alarms publish: both are let in.
 * A `NotificationTopic` has the same statements, of which the policy then keeps one; on an imported topic this does nothing but warn.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 */
function letRulesPublish(teller: Construct, topic: sns.ITopic): void {
  letPublish(teller, topic.topicArn, 'EventBridge');
  topicStatements(Stack.of(topic), topic.topicArn).forEach((statement) => topic.addToResourcePolicy(statement));
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html */
function warnOfOtherAccount(scope: Construct, topic: sns.ITopic): void {
  if (isInOtherAccount(topic, scope)) {
    new Problems(scope).warn('otherAccount',
      `Rules tell topic '${topic.node.path}' of account ${topic.env.account}, for which EventBridge asks for a role that they do not have: what they cannot `
      + `publish waits in their queue, and an alarm tells of it. Let them tell a topic of account ${Stack.of(scope).account}, or leave them out.`);
  }
}

/**
 * EventBridge does not escape what it puts in, and what is missing becomes an empty text: only values that
 * hold no quotation marks, and only within texts.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-issues
 */
function messageOf({ id, title, response }: SecurityEvent, alarmNames: string[]): Record<string, unknown> {
  const at = (path: string) => events.EventField.fromPath(path);
  const call = `${at('$.detail.eventName')} by ${at('$.detail.userIdentity.type')} ${at('$.detail.userIdentity.arn')}`;
  const place = `in account ${at('$.account')}, region ${at('$.region')}, at ${at('$.time')}`;
  const following = alarmNames.length > 0 && `The alarm ${alarmNames.join(' or ')} follows within minutes.`;
  return customNotification({
    eventType: id,
    summary: title,
    title: `${EventSeverity.HIGH}: ${title}`,
    description: [`${call}, ${place}.`, response, following].filter(Boolean).join('\n'),
    nextSteps: [`Look at event ${at('$.detail.eventID')} in the event history of CloudTrail.`],
    keywords: [EventSeverity.HIGH, id],
  });
}
