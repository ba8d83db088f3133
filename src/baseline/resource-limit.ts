import { CfnResource, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { whenComplete } from '../common/cdk/when-complete';
import { Problems } from '../common/validation/problems';

/** The maximum number of resources in a CloudFormation template. */
const MAX_RESOURCES = 500;
/** The number of resources above which a warning is shown. */
const WARNING_THRESHOLD = 450;

/**
 * Warns if the stack of a baseline is close to the maximum number of resources. The check runs when all aspects have been
 * applied, because aspects can add resources.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function warnNearResourceLimit(baseline: Construct): void {
  const stack = Stack.of(baseline);
  whenComplete(baseline, () => {
    const count = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node) && Stack.of(node) === stack).length;
    if (count > WARNING_THRESHOLD) {
      new Problems(baseline).warn('manyResources',
        `Stack '${stack.node.path}' has ${count} resources, and the CloudFormation limit is ${MAX_RESOURCES}. Move resources that do not belong to the baseline to other stacks.`);
    }
  });
}
