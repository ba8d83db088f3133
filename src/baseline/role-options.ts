import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Aspects, CfnResource, type IAspect } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import type { RoleOptions } from './props';
import { scopesOf } from './tags';

/** Gives every role the path and the permissions boundary. */
export function applyRoleOptions(baseline: Construct, options: RoleOptions = {}): void {
  if (options.path !== undefined || options.permissionsBoundary) {
    scopesOf(baseline).forEach((scope) => Aspects.of(scope).add(new RoleAspect(options)));
  }
}

class RoleAspect implements IAspect {
  constructor(private readonly options: RoleOptions) {}

  public visit(node: IConstruct): void {
    if (isRole(node)) {
      node.permissionsBoundary = this.options.permissionsBoundary?.managedPolicyArn ?? node.permissionsBoundary;
      node.path = this.options.path ?? node.path;
    }
  }
}

function isRole(node: IConstruct): node is CfnRole {
  return CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::Role';
}
