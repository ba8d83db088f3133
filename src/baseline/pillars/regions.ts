import { Stack, type IResource } from 'aws-cdk-lib/core';
import type { BaselineContext } from './pillar';
import { isKnownToDiffer } from '../../common/cdk/environments';
import type { Problems } from '../../common/validation/problems';

/** Records a resource that works in its own region only, and is known to be in another. */
export function checkRegion(problems: Problems, { scope }: BaselineContext, prop: string, resource?: IResource): void {
  const { region } = Stack.of(scope);
  if (resource && isKnownToDiffer(region, resource.env.region)) {
    problems.add({
      prop,
      value: `${resource.node.path} in ${resource.env.region}`,
      must: 'TODO', remedy: `It works within its region only: give one in ${region}, the region of the stack.`,
    });
  }
}
