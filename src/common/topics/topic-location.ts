import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { isKnownToDiffer } from '../cdk/environments';
import type { Problems } from '../validation/problems';

/** Records the region of a topic that alarms and rules of the stack cannot publish to. */
export function checkTopicRegion(problems: Problems, scope: IConstruct, prop: string, topicRegion?: string): void {
  const { region } = Stack.of(scope);
  problems.check(prop, topicRegion, { isMet: (value) => Token.isUnresolved(region) || value === region, must: 'TODO', remedy: `Alarms and rules publish to topics of their own region only: give a topic of ${region}.` });
}

/** Whether the topic is known to be in another account than the construct. */
export function isInOtherAccount(topic: ITopic, scope: IConstruct): boolean {
  return isKnownToDiffer(Stack.of(scope).account, topic.env.account);
}
