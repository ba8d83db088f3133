import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Returns the stack that is deployed: the stack of the construct, or the stack that contains it as a nested stack. */
export function topLevelStackOf(scope: IConstruct): Stack {
  const stack = Stack.of(scope);
  return stack.nestedStackParent ? topLevelStackOf(stack.nestedStackParent) : stack;
}

/** Whether two constructs are deployed to the same account and region. Two stacks with unresolved accounts or regions count as different environments. */
export function isSameEnvironment(one: IConstruct, other: IConstruct): boolean {
  const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
  const environments = [stack, otherStack].map(({ account, region }) => [account, region]);
  return stack === otherStack
    || (environments.flat().every((value) => !Token.isUnresolved(value)) && String(environments[0]) === String(environments[1]));
}

/** Whether two constructs are deployed to the same account. Two stacks with unresolved accounts count as different accounts. */
export function isSameAccount(one: IConstruct, other: IConstruct): boolean {
  const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
  return stack === otherStack || (!Token.isUnresolved(stack.account) && stack.account === otherStack.account);
}

/** Whether two accounts, or two regions, are different. False if either is an unresolved token. */
export function isKnownToDiffer(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

/**
 * Whether values of two constructs are the same. Tokens of the same stack are compared by their resolved values. Tokens of different stacks must
 * be identical, because a token can resolve to another value in another stack, or may not be resolvable there.
 */
export function isSameValue(one: IConstruct, value: string | undefined, other: IConstruct, otherValue: string): boolean {
  const resolved = (unresolved: unknown) => JSON.stringify(Stack.of(one).resolve(unresolved));
  return value === otherValue || (Stack.of(one) === Stack.of(other) && resolved(value) === resolved(otherValue));
}
