import { AspectPriority, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { serviceOf, topicStatements, type PublisherId } from './topic-publishers';
import { beforeSynthesis } from '../cdk/before-synthesis';
import { printStatements } from '../policies/key-policy';
import { Problems } from '../validation/problems';

/** What publishes to topics of others, by app and topic. */
const told = new WeakMap<IConstruct, Map<string, Set<PublisherId>>>();

/**
 * Warns, once for each topic, that the policy of a topic which is not made in the app must let in what publishes to it. Looks when all is made:
 * more may publish later.
 *
 * @param teller what tells the topic first, whose account and region publish
 */
export function warnOfImported(teller: IConstruct, topicArn: string, publisher: PublisherId): void {
  const topics = told.get(teller.node.root) ?? new Map<string, Set<PublisherId>>();
  told.set(teller.node.root, topics);
  const name = nameOf(teller, topicArn);
  const known = topics.get(name);
  if (known) {
    known.add(publisher);
    return;
  }
  const publishers = new Set([publisher]);
  topics.set(name, publishers);
  beforeSynthesis(teller, () => warn(teller, topicArn, name, [...publishers].sort()), AspectPriority.READONLY);
}

/** In another stack the same text of a token can mean another topic. */
function nameOf(teller: IConstruct, topicArn: string): string {
  const stack = Stack.of(teller);
  return Token.isUnresolved(topicArn) ? `${JSON.stringify(stack.resolve(topicArn))} of ${stack.node.path}` : topicArn;
}

/** The warning is the resource's, so that what makes it can acknowledge it. */
function warn(teller: IConstruct, topicArn: string, name: string, publishers: PublisherId[]): void {
  const onTopic = publishers.flatMap((publisher) => topicStatements(Stack.of(teller), topicArn, publisher));
  new Problems(teller.node.defaultChild ?? teller).warn('importedTopic',
    `The policy of topic ${name} is not ours to change, and what it does not let in is lost in silence. Its owner must see that it has: `
    + `${printStatements(teller, onTopic)} Whether it is encrypted is not known either: if so, its key must let ${publishers.map(serviceOf).join(', ')} `
    + 'use kms:Decrypt and kms:GenerateDataKey*, which alias/aws/sns does not.');
}
