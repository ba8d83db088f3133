import type * as kms from 'aws-cdk-lib/aws-kms';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ClosedDefaultSecurityGroupFunction } from './closed-default-security-group-function';
import type { ClosedDefaultSecurityGroupProperties } from './resource-properties';
import { declareControls } from '../../common/compliance/controls';
import { CustomResourceFunction } from '../../common/custom-resource/custom-resource-function';

/** Which group a `ClosedDefaultSecurityGroup` closes. */
export interface ClosedDefaultSecurityGroupProps {
  /** The id of a VPC's default security group. */
  readonly securityGroupId: string;

  /**
   * Encrypts the log group of the function, which all of these in a stack share.
   * @default - the encryption of CloudWatch Logs' own
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Takes all rules out of a VPC's default security group, which CloudFormation itself cannot change.
 *
 * Nothing is restored when it is deleted: an empty group is the safe one, and it goes with its VPC. The CDK's own resource for it leaves a
 * log group behind (https://github.com/aws/aws-cdk/issues/29248).
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2
 */
export class ClosedDefaultSecurityGroup extends Construct {
  constructor(scope: Construct, id: string, props: ClosedDefaultSecurityGroupProps) {
    super(scope, id);
    const handler = CustomResourceFunction.singleton(this, 'ClosedDefaultSecurityGroupFunction', {
      createFunction: (parent, name, options) => new ClosedDefaultSecurityGroupFunction(parent, name, options),
      description: 'Takes all rules out of default security groups',
      timeout: Duration.minutes(1),
      memorySize: 256,
      encryptionKey: props.encryptionKey,
    });
    const groupArn = Stack.of(this).formatArn({ service: 'ec2', resource: 'security-group', resourceName: props.securityGroupId });
    handler.allow('ReadRules', ['ec2:DescribeSecurityGroups'], ['*'], undefined, 'ec2:DescribeSecurityGroups knows no narrower resource');
    handler.allow('RevokeRules', ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'], [groupArn]);
    const properties: ClosedDefaultSecurityGroupProperties = { SecurityGroupId: props.securityGroupId };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ClosedDefaultSecurityGroup',
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: { ...properties },
    });
    handler.addDependent(resource);
    declareControls(resource, {
      'CIS 5.3/5.4/5.5/6.5': 'removes all rules from the default security group',
      'EC2.2': 'removes all rules from the default security group',
    });
  }
}
