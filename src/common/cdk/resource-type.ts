import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Whether the construct is a CloudFormation resource of the type, such as `sns.CfnTopic.CFN_RESOURCE_TYPE_NAME`. `instanceof` does not recognize
 * a resource that another installed copy of aws-cdk-lib created. The resource type is the same in all copies.
 */
export function isResourceOfType<T extends CfnResource>(construct: IConstruct | undefined, type: string): construct is T {
  return construct !== undefined && CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;
}
