import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Whether two constructs are made in one region of one account. Of stacks whose account or region only the deployment knows, each may be meant for another. */
export function isSamePlace(one: IConstruct, other: IConstruct): boolean {
  const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
  const places = [stack, otherStack].map(({ account, region }) => [account, region]);
  return stack === otherStack || (places.flat().every((value) => !Token.isUnresolved(value)) && String(places[0]) === String(places[1]));
}

/** Whether an account or region is known to be another than ours. */
export function isElsewhere(ours: string, theirs: string): boolean {
  return !Token.isUnresolved(ours) && !Token.isUnresolved(theirs) && ours !== theirs;
}

/**
 * Whether texts of two constructs mean the same. A token in another stack can mean another thing, and one of another environment cannot be
 * resolved there: there it must be the same token.
 */
export function isSameText(one: IConstruct, text: string | undefined, other: IConstruct, otherText: string): boolean {
  const resolved = (value: unknown) => JSON.stringify(Stack.of(one).resolve(value));
  return text === otherText || (Stack.of(one) === Stack.of(other) && resolved(text) === resolved(otherText));
}
