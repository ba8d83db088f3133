import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Whether the construct is a CloudFormation resource of the type, such as `sns.CfnTopic.CFN_RESOURCE_TYPE_NAME`. Two copies of aws-cdk-lib may
 * be installed, and an object of one is no instance of the classes of the other: the type of the resource is the same in both.
 */
export function isResourceOfType<T extends CfnResource>(construct: IConstruct | undefined, type: string): construct is T {
  return construct !== undefined && CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;
}
