import * as iam from 'aws-cdk-lib/aws-iam';
import { Aspects, CfnResource, Stack, Tags, type IAspect } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import type { SecureBaselineProps } from './props';
import { beforeSynthesis } from '../common/cdk/before-synthesis';
import { CustomResourceFunction } from '../common/custom-resource/custom-resource-function';
import { Problems } from '../common/validation/problems';

/** Tags everything that can be tagged, the functions of the custom resources included, which belong to the stack. */
export function tagResources(baseline: Construct, props: SecureBaselineProps): void {
  const tags = { Environment: props.environmentSuffix, Owner: props.owner, CostCenter: props.costCenter };
  for (const scope of scopesOf(baseline)) {
    Object.entries(tags).forEach(([key, value]) => Tags.of(scope).add(key, value));
  }
}

/** Gives every role the boundary and the path that an enterprise account demands. */
export function applyRoleOptions(baseline: Construct, props: SecureBaselineProps): void {
  const { permissionsBoundary, rolePath } = props;
  if (permissionsBoundary === undefined && rolePath === undefined) {
    return;
  }
  for (const scope of scopesOf(baseline)) {
    Aspects.of(scope).add(new RoleOptions(permissionsBoundary?.managedPolicyArn, rolePath));
  }
}

/** CloudFormation's limit of resources in a template, and where a stack comes near it. */
const MOST_RESOURCES = 500;
const MANY_RESOURCES = 450;

/**
 * Warns, once all is made, where a stack with a baseline is nearly full.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function warnNearLimit(baseline: Construct): void {
  const stack = Stack.of(baseline);
  beforeSynthesis(stack, () => {
    const count = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node) && Stack.of(node) === stack).length;
    if (count > MANY_RESOURCES) {
      new Problems(baseline).warn('manyResources',
        `Stack '${stack.node.path}' has ${count} resources, and CloudFormation takes ${MOST_RESOURCES}: put what is not the baseline's into other stacks.`);
    }
  });
}

function scopesOf(baseline: Construct): Construct[] {
  return [baseline, ...CustomResourceFunction.allOf(baseline)];
}

class RoleOptions implements IAspect {
  constructor(private readonly permissionsBoundary?: string, private readonly path?: string) {}

  public visit(node: IConstruct): void {
    if (iam.CfnRole.isCfnRole(node)) {
      node.permissionsBoundary = this.permissionsBoundary ?? node.permissionsBoundary;
      node.path = this.path ?? node.path;
    }
  }
}
