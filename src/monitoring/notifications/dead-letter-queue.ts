import { Stats, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { declareControls } from '../../common/compliance/controls';
import { acknowledge } from '../../common/compliance/nag-acknowledgements';

/**
 * A queue for what could not be delivered, kept for as long as SQS keeps anything.
 *
 * SQS encrypts it with keys of its own, which senders need no permission for. With AWS managed `alias/aws/sqs` none could send to it.
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
  acknowledge(queue, 'It takes what subscriptions and rules could not deliver: it is the last queue', 'AwsSolutions-SQS3');
  declareControls(queue, { 'CIS -/-/-/2.21': 'the policy lets in named principals only' });
  return queue;
}

/** How many messages wait. */
export function waitingMessages(queue: sqs.IQueue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: Stats.MAXIMUM });
}

/** Lets a service send, under these conditions. */
export function letSend(queue: sqs.IQueue, sid: string, service: string, conditions: iam.Conditions): void {
  queue.addToResourcePolicy(new iam.PolicyStatement({
    sid, principals: [new iam.ServicePrincipal(service)], actions: ['sqs:SendMessage'], resources: [queue.queueArn], conditions,
  }));
}
