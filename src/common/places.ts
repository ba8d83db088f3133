import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Whether two constructs are made in one region of one account. Of stacks whose account or region only the deployment knows, each may be meant for another. */
export function isSamePlace(one: IConstruct, other: IConstruct): boolean {
  const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
  const places = [stack, otherStack].map(({ account, region }) => [account, region]);
  return stack === otherStack || (places.flat().every((value) => !Token.isUnresolved(value)) && String(places[0]) === String(places[1]));
}
