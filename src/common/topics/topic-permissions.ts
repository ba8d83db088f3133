import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AspectPriority, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { warnOfImportedTopic } from './imported-topic-warnings';
import { isInOtherAccount } from './topic-location';
import { topicOf } from './topic-lookup';
import { keyStatements, NOTIFICATION_PUBLISHERS, publisherOf, topicStatements, type PublisherId } from './topic-publishers';
import { warnUnlessSubscribed } from './topic-subscriptions';
import { beforeSynthesis } from '../cdk/before-synthesis';
import { stateOf } from '../cdk/construct-state';
import { isResourceOfType } from '../cdk/resource-type';
import { allowOnKey } from '../policies/key-policy';
import { Problems } from '../validation/problems';

/**
 * Allows a service to publish to a topic of this app and to use the topic's key. The policy of an imported topic cannot be changed: a warning
 * shows the statements that it must contain.
 *
 * A topic without a policy remains without one if the service publishes from the topic's account, because the default policy of SNS allows the
 * account to publish. Any other policy, such as the Deny statement of `enforceSSL`, replaces the default policy and must therefore allow the
 * services. The default policy does not allow other accounts, so a statement is added for each other account whose alarms publish to the topic. It
 * does not allow EventBridge and AWS Config either.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * @param scope the construct that makes the service publish
 */
export function allowPublish(scope: IConstruct, topicArn: string, publisher: PublisherId): void {
  const topic = topicOf(topicArn);
  if (!topic) {
    warnOfImportedTopic(scope, topicArn, publisher);
    return;
  }
  const isCrossAccount = isInOtherAccount(topic, scope);
  const source = Stack.of(isCrossAccount ? scope : topic);
  const sid = isCrossAccount ? `${publisher}${source.account}` : publisher;
  const allowedSids = allowedSidsOf(topic);
  if (allowedSids.has(sid)) {
    return;
  }
  allowedSids.add(sid);
  if (allowedSids.size === 1) {
    warnIfFifo(topic);
  }
  allowUseOfKey(topic, withSid(sid, keyStatements(source, [publisher])));
  const needsPolicy = isCrossAccount || publisherOf(publisher).requiresPolicy === true;
  addToPolicies(topic, withSid(sid, topicStatements(source, topic.topicArn, [publisher])), needsPolicy);
}

/** Returns the sids of the publishers that are allowed. The sid of a publisher in the account of the topic is its id. */
function allowedSidsOf(topic: sns.Topic): Set<string> {
  return stateOf(topic, 'allowedPublishers', () => new Set<string>());
}

/** Allows an alarm to publish to a topic, and warns if the topic has no subscription. */
export function allowAlarmToPublish(alarm: IConstruct, topicArn: string): void {
  allowPublish(alarm, topicArn, 'CloudWatchAlarms');
  const topic = topicOf(topicArn);
  if (topic) {
    warnUnlessSubscribed(topic,
      `Alarms publish to topic '${topic.node.path}', which has no subscription. Add a subscription, or acknowledge this warning if subscriptions are managed outside this app.`);
  }
}

function warnIfFifo(topic: sns.Topic): void {
  if (topic.fifo) {
    new Problems(topic.node.defaultChild as sns.CfnTopic).warn('fifoTopic',
      `Topic '${topic.node.path}' is a FIFO topic. FIFO topics reject messages without a message group id and deliver only to SQS queues. Use a standard topic.`);
  }
}

/** Copies statements with a sid, which must be unique within a policy. */
function withSid(sid: string, statements: iam.PolicyStatement[]): iam.PolicyStatement[] {
  return statements.map((statement) => statement.copy({ sid }));
}

function allowUseOfKey(topic: sns.Topic, statements: iam.PolicyStatement[]): void {
  const { masterKey } = topic;
  if (statements.length === 0) {
    return;
  }
  if (masterKey?.keyArn.endsWith(':alias/aws/sns')) {
    new Problems(topic.node.defaultChild as sns.CfnTopic).warn('topicKey',
      `Topic '${topic.node.path}' is encrypted with alias/aws/sns, which other AWS services are not allowed to use: their messages are dropped without an error. `
      + 'Encrypt it with a customer managed key, or use a NotificationTopic.');
  } else if (masterKey) {
    allowOnKey(topic, masterKey, statements);
  }
}

/**
 * Adds the statements before synthesis, because the policy may be created after the alarm.
 * @param needsPolicy whether a policy is created if the topic has none. It replaces the default policy, to which alarms of the account that the
 * package does not create may publish.
 */
function addToPolicies(topic: sns.Topic, statements: iam.PolicyStatement[], needsPolicy: boolean): void {
  beforeSynthesis(topic, () => {
    if (needsPolicy && policiesOf(topic).length === 0) {
      const publishers = NOTIFICATION_PUBLISHERS.filter((id) => id === 'CloudWatchAlarms' || allowedSidsOf(topic).has(id));
      topicStatements(Stack.of(topic), topic.topicArn, publishers).forEach((statement) => topic.addToResourcePolicy(statement));
    }
    policiesOf(topic).forEach((policy) => policy.addStatements(...statements));
  }, AspectPriority.READONLY - 1);
}

/** Returns the documents of the topic's policies. They are properties of the `TopicPolicy` constructs that contain the resources. */
function policiesOf(topic: sns.Topic): iam.PolicyDocument[] {
  return topic.node.root.node.findAll()
    .filter((node) => isResourceOfType<sns.CfnTopicPolicy>(node, sns.CfnTopicPolicy.CFN_RESOURCE_TYPE_NAME) && node.topics.includes(topic.topicArn))
    .flatMap((node) => (node.node.scope as Partial<sns.TopicPolicy> | undefined)?.document ?? []);
}
