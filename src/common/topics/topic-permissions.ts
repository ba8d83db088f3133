import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AspectPriority, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { warnOfImportedTopic } from './imported-topic-warnings';
import { isInOtherAccount } from './topic-location';
import { topicOf } from './topic-lookup';
import { keyStatements, topicStatements, type PublisherId } from './topic-publishers';
import { warnUnlessSubscribed } from './topic-subscriptions';
import { beforeSynthesis } from '../cdk/before-synthesis';
import { stateOf } from '../cdk/construct-state';
import { isResourceOfType } from '../cdk/resource-type';
import { allowOnKey } from '../policies/key-policy';
import { Problems } from '../validation/problems';

/**
 * Allows a service to publish to a topic of this app and to use the topic's key. The policies of imported topics cannot be changed: a warning
 * prints the statements that they need.
 *
 * A topic without a policy remains without one, because AWS's default policy allows the account to publish. Any policy, such as the single
 * Deny of `enforceSSL`, replaces the default policy and must then name the services. The default policy allows no other account, so that an
 * account whose alarms publish to the topic gets a statement of its own.
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
  const isForeign = isInOtherAccount(topic, scope);
  const source = Stack.of(isForeign ? scope : topic);
  const sid = isForeign ? `${publisher}${source.account}` : publisher;
  const allowedSids = stateOf(topic, 'allowedPublishers', () => new Set<string>());
  if (allowedSids.has(sid)) {
    return;
  }
  allowedSids.add(sid);
  if (allowedSids.size === 1) {
    warnIfFifo(topic);
  }
  allowUseOfKey(topic, withSid(sid, keyStatements(source, publisher)));
  addToPolicies(topic, withSid(sid, topicStatements(source, topic.topicArn, publisher)), isForeign);
}

/** The same for an alarm, with a warning if nothing is subscribed to the topic. */
export function allowAlarmToPublish(alarm: IConstruct, topicArn: string): void {
  allowPublish(alarm, topicArn, 'CloudWatchAlarms');
  const topic = topicOf(topicArn);
  if (topic) {
    warnUnlessSubscribed(topic,
      `Alarms publish to topic '${topic.node.path}', which has no subscription. Add one, or acknowledge this warning if it has one that is defined elsewhere.`);
  }
}

function warnIfFifo(topic: sns.Topic): void {
  if (topic.fifo) {
    new Problems(topic.node.defaultChild as sns.CfnTopic).warn('fifoTopic',
      `Topic '${topic.node.path}' is a FIFO topic, which accepts only messages with a message group and delivers only to queues. Use a standard topic.`);
  }
}

/** Statements of one policy must have different sids. */
function withSid(sid: string, statements: iam.PolicyStatement[]): iam.PolicyStatement[] {
  return statements.map((statement) => statement.copy({ sid }));
}

function allowUseOfKey(topic: sns.Topic, statements: iam.PolicyStatement[]): void {
  const { masterKey } = topic;
  if (masterKey?.keyArn.endsWith(':alias/aws/sns')) {
    new Problems(topic.node.defaultChild as sns.CfnTopic).warn('topicKey',
      `Topic '${topic.node.path}' is encrypted with alias/aws/sns, which AWS services may not use: their messages are dropped without an error. `
      + 'Encrypt it with a customer managed key, or use a NotificationTopic.');
  } else if (masterKey) {
    allowOnKey(topic, masterKey, statements);
  }
}

/** Adds the statements before synthesis, because the policy may be created after the alarm. */
function addToPolicies(topic: sns.Topic, statements: iam.PolicyStatement[], needsPolicy: boolean): void {
  beforeSynthesis(topic, () => {
    if (needsPolicy && policiesOf(topic).length === 0) {
      topicStatements(Stack.of(topic), topic.topicArn).forEach((statement) => topic.addToResourcePolicy(statement));
    }
    policiesOf(topic).forEach((policy) => policy.addStatements(...statements));
  }, AspectPriority.READONLY - 1);
}

/** The documents of the topic's policies, which only the `TopicPolicy` around the resource has. */
function policiesOf(topic: sns.Topic): iam.PolicyDocument[] {
  return topic.node.root.node.findAll()
    .filter((node) => isResourceOfType<sns.CfnTopicPolicy>(node, sns.CfnTopicPolicy.CFN_RESOURCE_TYPE_NAME) && node.topics.includes(topic.topicArn))
    .flatMap((node) => (node.node.scope as Partial<sns.TopicPolicy> | undefined)?.document ?? []);
}
