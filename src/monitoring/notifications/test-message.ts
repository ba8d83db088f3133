import * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { customNotification } from './custom-notification';

export interface TestMessageProps {
  readonly topic: sns.ITopic;
  readonly schedule: events.Schedule;
  readonly deadLetterQueue: sqs.IQueue;
}

/** Creates an EventBridge rule that publishes a test message on a schedule. */
export class TestMessage extends Construct {
  constructor(scope: Construct, id: string, { topic, schedule, deadLetterQueue }: TestMessageProps) {
    super(scope, id);
    // The L2 target would add statements to the policies of the topic and the queue, which already allow EventBridge.
    const rule = new events.CfnRule(this, 'Rule', {
      description: 'Publishes a test message that shows whether notifications reach the subscribers',
      scheduleExpression: schedule.expressionString,
      targets: [{
        id: 'Topic',
        arn: topic.topicArn,
        input: Stack.of(this).toJsonString(message(topic.topicArn)),
        deadLetterConfig: { arn: deadLetterQueue.queueArn },
      }],
    });
    rule.node.addDependency(topic, deadLetterQueue);
  }
}

function message(topicArn: string): Record<string, unknown> {
  return customNotification({
    eventType: 'NotificationTest',
    summary: 'Scheduled test notification',
    title: 'Scheduled test notification',
    description: `This is a test. It confirms that notifications of topic ${topicArn} are delivered to you.`,
    nextSteps: ['No action is required. If a scheduled test notification does not arrive, check the topic, its subscriptions and the dead-letter queue.'],
  });
}
