import type { CfnSubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import type { Tier } from '../../address-plan';
import type { AclRules } from '../acl-rules';

/** A network whose ACLs are checked. */
export interface CheckedNetwork {
  readonly vpc: IVpc;
  /** The resource of the VPC. */
  readonly resource: IConstruct;
  readonly subnets: { readonly [tier in Tier]: readonly CfnSubnet[] };
  readonly tierCidrs: { readonly [tier in Tier]: string };
  readonly rules: AclRules;
}
