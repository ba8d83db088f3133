import { Stack, type IResource } from 'aws-cdk-lib/core';
import type { BaselineContext } from './pillar';
import { isKnownToDiffer } from '../../common/cdk/environments';
import type { Problems } from '../../common/validation/problems';

/** Records a resource that is known to be in another region than the stack. */
export function checkRegion(problems: Problems, { scope }: BaselineContext, prop: string, resource?: IResource): void {
  const { region } = Stack.of(scope);
  if (resource && isKnownToDiffer(region, resource.env.region)) {
    problems.add({
      prop,
      value: `${resource.node.path} in ${resource.env.region}`,
      must: `be in region ${region}`,
      remedy: 'It cannot be used from another region. Use a resource in the region of the stack.',
    });
  }
}
