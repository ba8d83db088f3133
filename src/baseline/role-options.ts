import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Aspects, type IAspect } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import type { RoleOptions } from './options';
import { scopesOf } from './tags';
import { isResourceOfType } from '../common/cdk/resource-type';

/** Sets the path and the permissions boundary of every role in the baseline. */
export function applyRoleOptions(baseline: Construct, options: RoleOptions = {}): void {
  if (options.path !== undefined || options.permissionsBoundary) {
    scopesOf(baseline).forEach((scope) => Aspects.of(scope).add(new RoleAspect(options)));
  }
}

class RoleAspect implements IAspect {
  constructor(private readonly options: RoleOptions) {}

  public visit(node: IConstruct): void {
    if (isResourceOfType<CfnRole>(node, 'AWS::IAM::Role')) {
      node.permissionsBoundary = this.options.permissionsBoundary?.managedPolicyArn ?? node.permissionsBoundary;
      node.path = this.options.path ?? node.path;
    }
  }
}
