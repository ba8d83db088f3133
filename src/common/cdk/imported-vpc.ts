import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';

/** An attribute that an imported VPC or subnet was not given is undefined, or throws. */
function isKnown(read: () => string | undefined): boolean {
  try {
    return Boolean(read());
  } catch {
    return false;
  }
}

/** Whether the CIDR block of the VPC is known. */
export function hasKnownCidr(vpc: IVpc): boolean {
  return isKnown(() => vpc.vpcCidrBlock);
}

/** Whether the route tables of all subnets are known. */
export function haveKnownRouteTables(subnets: ISubnet[]): boolean {
  return subnets.every((subnet) => isKnown(() => subnet.routeTable.routeTableId));
}
