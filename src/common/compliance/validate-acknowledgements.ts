import { Token, type CfnResource } from 'aws-cdk-lib/core';
import { recordAcknowledgements } from '../cdk/internals';

/**
 * Acknowledges rule W3010 of CloudFormation Validate, which newer versions of the CDK run during synthesis, for a resource whose Availability Zones are
 * specified by the user or belong to subnets of the user. The package itself uses `Fn::GetAZs`.
 * @see https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md
 */
export function acknowledgeAvailabilityZones(resource: CfnResource, availabilityZones: string[] = []): void {
  if (availabilityZones.some((name) => !Token.isUnresolved(name))) {
    recordAcknowledgements(resource, ['CloudFormation-Validate::W3010'], 'The Availability Zones are those that the user selected');
  }
}
