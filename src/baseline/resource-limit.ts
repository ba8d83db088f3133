import { CfnResource, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { beforeSynthesis } from '../common/cdk/before-synthesis';
import { Problems } from '../common/validation/problems';

/** The limit of CloudFormation for resources in a template, and the number from which a warning is shown. */
const MAX_RESOURCES = 500;
const MANY_RESOURCES = 450;

/**
 * Warns before synthesis if the stack of a baseline is nearly full.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function warnNearResourceLimit(baseline: Construct): void {
  const stack = Stack.of(baseline);
  beforeSynthesis(stack, () => {
    const count = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node) && Stack.of(node) === stack).length;
    if (count > MANY_RESOURCES) {
      new Problems(baseline).warn('manyResources',
        `Stack '${stack.node.path}' has ${count} resources, and CloudFormation allows ${MAX_RESOURCES}: move resources that do not belong to the baseline to other stacks.`);
    }
  });
}
