import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * A queue for what the topic's subscriptions and this account's EventBridge rules could not deliver, kept for as long as SQS keeps anything.
 *
 * SQS encrypts it with keys of its own, which senders need no permission for. With AWS managed `alias/aws/sqs` neither could send to it.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/rule-dlq.html
 */
export function createDeadLetterQueue(scope: Construct, id: string, topicArn: string): sqs.IQueue {
  const queue = new sqs.Queue(scope, id, { encryption: sqs.QueueEncryption.SQS_MANAGED, retentionPeriod: Duration.days(14) });
  const rules = Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
  const allow = (sid: string, service: string, test: string, sourceArn: string) => queue.addToResourcePolicy(new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(service)],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { [test]: { 'aws:SourceArn': sourceArn } },
  }));
  allow('Subscriptions', 'sns.amazonaws.com', 'ArnEquals', topicArn);
  allow('Rules', 'events.amazonaws.com', 'ArnLike', rules);
  queue.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'DenyInsecureTransport',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['sqs:*'],
    resources: [queue.queueArn],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  }));
  return queue;
}
