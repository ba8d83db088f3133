import { Stats, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { declareControls } from '../../common/compliance/controls';
import { acknowledge } from '../../common/compliance/nag-acknowledgements';

/**
 * Creates a dead-letter queue that retains messages for 14 days, which is the maximum that SQS supports.
 *
 * The queue uses SSE-SQS, which requires no permissions for a key. The policy of the AWS managed key `alias/aws/sqs` does not allow AWS services
 * to send messages.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function createDeadLetterQueue(scope: Construct, id: string): sqs.IQueue {
  const queue = new sqs.Queue(scope, id, { encryption: sqs.QueueEncryption.SQS_MANAGED, retentionPeriod: Duration.days(14) });
  queue.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'DenyInsecureTransport',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['sqs:*'],
    resources: [queue.queueArn],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  }));
  acknowledge(queue, 'The queue is itself a dead-letter queue', 'AwsSolutions-SQS3');
  declareControls(queue, { 'CIS -/-/-/2.21': 'queue policy allows specific principals only' });
  return queue;
}

/** Returns the metric of the number of messages in the queue. */
export function visibleMessages(queue: sqs.IQueue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: Stats.MAXIMUM });
}

/** Allows a service to send messages to the queue under the conditions. */
export function allowSendMessage(queue: sqs.IQueue, sid: string, service: string, conditions: iam.Conditions): void {
  queue.addToResourcePolicy(new iam.PolicyStatement({
    sid, principals: [new iam.ServicePrincipal(service)], actions: ['sqs:SendMessage'], resources: [queue.queueArn], conditions,
  }));
}
