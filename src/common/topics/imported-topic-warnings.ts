import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { publisherOf, topicStatements, type PublisherId } from './topic-publishers';
import { stateOf } from '../cdk/construct-state';
import { whenComplete } from '../cdk/when-complete';
import { nameOf, printStatements } from '../policies/required-statements';
import { Problems } from '../validation/problems';

/**
 * Warns, once for each topic, that the policy of a topic that is not defined in the app must allow the services that publish to it. The
 * warning is added when all aspects have been applied, so that all publishers are known.
 *
 * @param scope the first construct that makes a service publish to the topic; the service publishes from its account and region
 */
export function warnOfImportedTopic(scope: IConstruct, topicArn: string, publisher: PublisherId): void {
  const publishersByTopic = stateOf(scope.node.root, 'importedTopicPublishers', () => new Map<string, Set<PublisherId>>());
  const name = nameOf(scope, topicArn);
  const present = publishersByTopic.get(name);
  if (present) {
    present.add(publisher);
    return;
  }
  const publishers = new Set([publisher]);
  publishersByTopic.set(name, publishers);
  whenComplete(scope, () => warn(scope, topicArn, name, [...publishers].sort()));
}

/** Adds the warning to the resource, so that the construct around it can acknowledge it. */
function warn(scope: IConstruct, topicArn: string, name: string, publishers: PublisherId[]): void {
  const onTopic = publishers.flatMap((publisher) => topicStatements(Stack.of(scope), topicArn, [publisher]));
  new Problems(scope.node.defaultChild ?? scope).warn('importedTopic',
    `The policy of topic ${name} cannot be changed because the topic is imported; unauthorized messages are dropped without an error. `
    + `Ask its owner to make sure that the policy contains these statements:\n${printStatements(scope, onTopic)}\n${adviceOnEncryption(publishers)}`);
}

function adviceOnEncryption(ids: PublisherId[]): string {
  const publishers = ids.map(publisherOf);
  const services = publishers.filter(({ refusesEncryption }) => !refusesEncryption).map(({ service }) => service);
  return publishers.length > services.length
    ? 'The topic must not be encrypted, because AWS Config does not support encrypted topics.'
    : `If the topic is encrypted, its key policy must allow ${services.join(', ')} to use kms:Decrypt and kms:GenerateDataKey*. The key policy of alias/aws/sns does not.`;
}
