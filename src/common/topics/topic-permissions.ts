import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Arn, ArnFormat, AspectPriority, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { warnOfImported } from './imported-topic-warnings';
import { isInOtherAccount } from './topic-location';
import { keyStatements, topicStatements, type PublisherId } from './topic-publishers';
import { isSubscribed, warnUnlessSubscribed } from './topic-subscriptions';
import { beforeSynthesis } from '../cdk/before-synthesis';
import { allowOnKey } from '../policies/key-policy';
import { Problems } from '../validation/problems';

/** What has been let in: publishers by their sid. */
const opened = new WeakMap<sns.Topic, Set<string>>();

/**
 * Lets a service publish to a topic that is made in this app, and use its key; the policies of other topics are their owners', whom a warning
 * shows what they need.
 *
 * A topic without a policy is left without: AWS's default one lets the account publish. Any policy, such as the single Deny of `enforceSSL`,
 * takes the place of the default, and then says what may publish. The default lets no other account publish, so that one whose alarms tell
 * the topic gets a statement of its own.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * @param teller what makes the service publish
 */
export function letPublish(teller: IConstruct, topicArn: string, publisher: PublisherId): void {
  const topic = topicOf(topicArn);
  if (!topic) {
    warnOfImported(teller, topicArn, publisher);
    return;
  }
  const isForeign = isInOtherAccount(topic, teller);
  const source = Stack.of(isForeign ? teller : topic);
  const sid = isForeign ? `${publisher}${source.account}` : publisher;
  const sids = opened.get(topic) ?? new Set<string>();
  if (sids.has(sid)) {
    return;
  }
  opened.set(topic, sids.add(sid));
  if (sids.size === 1) {
    warnIfFifo(topic);
  }
  openKey(topic, named(sid, keyStatements(source, publisher)));
  openPolicies(topic, named(sid, topicStatements(source, topic.topicArn, publisher)), isForeign);
}

/** The same for alarms, of which somebody should hear. */
export function letAlarmsPublish(alarm: IConstruct, topicArn: string): void {
  letPublish(alarm, topicArn, 'CloudWatchAlarms');
  const topic = topicOf(topicArn);
  if (topic) {
    warnUnlessSubscribed(topic,
      `Alarms tell topic '${topic.node.path}', to which nobody is subscribed: subscribe somebody, or acknowledge this where somebody is subscribed elsewhere.`);
  }
}

function warnIfFifo(topic: sns.Topic): void {
  if (topic.fifo) {
    new Problems(topic.node.defaultChild as sns.CfnTopic).warn('fifoTopic',
      `Topic '${topic.node.path}' is a FIFO topic, which takes no message without a group and delivers to queues alone: give a standard one.`);
  }
}

/** Statements of one policy may not share a sid. */
function named(sid: string, statements: iam.PolicyStatement[]): iam.PolicyStatement[] {
  return statements.map((statement) => statement.copy({ sid }));
}

/** Whether the topic is known to have a subscription. */
export function isHeard(topicArn: string): boolean {
  const topic = topicOf(topicArn);
  return topic !== undefined && isSubscribed(topic);
}

/** The region that the topic is known to be in. */
export function regionOf(topicArn: string): string | undefined {
  return Token.isUnresolved(topicArn) ? topicOf(topicArn)?.env.region : Arn.split(topicArn, ArnFormat.NO_RESOURCE_NAME).region;
}

/** The topic of this app whose ARN it is; undefined for one that only has been imported. */
function topicOf(topicArn: string): sns.Topic | undefined {
  const token = Token.isUnresolved(topicArn) ? Tokenization.reverseString(topicArn).firstToken : undefined;
  const topic = Reference.isReference(token) ? token.target.node.scope : undefined;
  return topic instanceof sns.Topic && topic.topicArn === topicArn ? topic : undefined;
}

function openKey(topic: sns.Topic, statements: iam.PolicyStatement[]): void {
  const { masterKey } = topic;
  if (masterKey?.keyArn.endsWith(':alias/aws/sns')) {
    new Problems(topic.node.defaultChild as sns.CfnTopic).warn('topicKey',
      `Topic '${topic.node.path}' is encrypted with alias/aws/sns, which AWS services may not use: what they publish is lost in silence. `
      + 'Give it a key of its own, or use a NotificationTopic.');
  } else if (masterKey) {
    allowOnKey(topic, masterKey, statements);
  }
}

/** Looks when all is made, since a policy may come later than the alarm. */
function openPolicies(topic: sns.Topic, statements: iam.PolicyStatement[], needed: boolean): void {
  beforeSynthesis(topic, () => {
    if (needed && policiesOf(topic).length === 0) {
      topicStatements(Stack.of(topic), topic.topicArn).forEach((statement) => topic.addToResourcePolicy(statement));
    }
    policiesOf(topic).forEach(({ document }) => document.addStatements(...statements));
  }, AspectPriority.READONLY - 1);
}

function policiesOf(topic: sns.Topic): sns.TopicPolicy[] {
  return topic.node.root.node.findAll().flatMap((node) => {
    const policy = node instanceof sns.CfnTopicPolicy && node.topics.includes(topic.topicArn) ? node.node.scope : undefined;
    return policy instanceof sns.TopicPolicy ? [policy] : [];
  });
}
