import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { CLOSED_TO_THE_WORLD, declareControls } from '../common/compliance/controls';

/** Creates the security group of an instance, which allows no connections. */
export function createSecurityGroup(scope: Construct, vpc: ec2.IVpc, description: string): ec2.ISecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, description, allowAllOutbound: false });
  declareControls(group, CLOSED_TO_THE_WORLD);
  return group;
}
