import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { isKnownToDiffer } from '../cdk/environments';
import type { Problems } from '../validation/problems';

/** Records the region of a topic that rules and alarms of the stack cannot tell. */
export function checkRegion(problems: Problems, scope: IConstruct, prop: string, given?: string): void {
  const { region } = Stack.of(scope);
  problems.check(prop, given, (value) => Token.isUnresolved(region) || value === region,
    `Rules and alarms tell topics of their own region only: give one of ${region}.`);
}

/** Whether the topic is known to be in another account than the construct. */
export function isInOtherAccount(topic: ITopic, scope: IConstruct): boolean {
  return isKnownToDiffer(Stack.of(scope).account, topic.env.account);
}
