import type * as kms from 'aws-cdk-lib/aws-kms';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ClosedDefaultSecurityGroupFunction } from './closed-default-security-group-function';
import { RESOURCE_TYPE, type ClosedDefaultSecurityGroupProperties } from './resource-properties';
import { declareControls } from '../../common/compliance/controls';
import { HandlerFunction } from '../../common/functions/handler-function';

/** Configures a `ClosedDefaultSecurityGroup`. */
export interface ClosedDefaultSecurityGroupProps {
  /** The id of the default security group of a VPC. */
  readonly securityGroupId: string;

  /**
   * Encrypts the log group of the function. The function is shared by all `ClosedDefaultSecurityGroup` constructs of a stack.
   * @default - encryption with a key that CloudWatch Logs manages
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Removes all rules from the default security group of a VPC, which CloudFormation does not support.
 *
 * The rules are not restored when the resource is deleted: a group without rules is the secure state, and EC2 deletes the group with its VPC. The
 * corresponding custom resource of the CDK is not used because it does not delete its log group (https://github.com/aws/aws-cdk/issues/29248).
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2
 */
export class ClosedDefaultSecurityGroup extends Construct {
  constructor(scope: Construct, id: string, props: ClosedDefaultSecurityGroupProps) {
    super(scope, id);
    const handler = HandlerFunction.singleton(this, 'ClosedDefaultSecurityGroupFunction', {
      createFunction: (parent, name, options) => new ClosedDefaultSecurityGroupFunction(parent, name, options),
      description: 'Removes all rules from default security groups',
      timeout: Duration.minutes(2),
      memorySize: 256,
      encryptionKey: props.encryptionKey,
    });
    const groupArn = Stack.of(this).formatArn({ service: 'ec2', resource: 'security-group', resourceName: props.securityGroupId });
    handler.allow('ReadRules', ['ec2:DescribeSecurityGroups'], ['*'], undefined, 'ec2:DescribeSecurityGroups does not support resource-level permissions');
    handler.allow('RevokeRules', ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'], [groupArn]);
    const properties: ClosedDefaultSecurityGroupProperties = { SecurityGroupId: props.securityGroupId };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.minutes(3),
      properties: { ...properties },
    });
    handler.addDependent(resource);
    declareControls(resource, {
      'CIS 5.3/5.4/5.5/6.5': 'removes all rules from the default security group',
      'EC2.2': 'removes all rules from the default security group',
    });
  }
}
