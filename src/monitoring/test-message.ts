import * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface TestMessageProps {
  readonly topic: sns.ITopic;
  readonly schedule: events.Schedule;
  readonly deadLetterQueue: sqs.IQueue;
}

/** A rule that publishes a test message on a schedule. */
export class TestMessage extends Construct {
  constructor(scope: Construct, id: string, { topic, schedule, deadLetterQueue }: TestMessageProps) {
    super(scope, id);
    // The L2 target would add statements to the policies of the topic and the queue, which let EventBridge in already.
    const rule = new events.CfnRule(this, 'Rule', {
      description: 'Publishes a test message, so that people see that notifications reach them',
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

/**
 * Chat channels show no other message than those of AWS services that they know, and those of this form.
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
function message(topicArn: string): Record<string, unknown> {
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: 'This is a test of notifications',
      description: `Nothing has happened. It shows that messages published to ${topicArn} reach you.`,
      nextSteps: ['Nothing is to be done. Where it should have come and has not, look at the topic, its subscriptions and the dead letter queue.'],
    },
    metadata: { summary: 'A scheduled test message', eventType: 'NotificationTest' },
  };
}
