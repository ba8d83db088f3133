import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';

/** Whether the attribute of a VPC or subnet is known. An attribute that was omitted in the import is undefined or throws an error. */
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
