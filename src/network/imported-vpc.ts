import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';

/** An imported VPC tells what it was given: anything else throws, or is undefined. */
function isTold(read: () => string | undefined): boolean {
  try {
    return Boolean(read());
  } catch {
    return false;
  }
}

/** Whether the VPC tells its own address range. */
export function tellsRange(vpc: IVpc): boolean {
  return isTold(() => vpc.vpcCidrBlock);
}

/** Whether the subnets tell their address ranges. */
export function tellRanges(subnets: ISubnet[]): boolean {
  return subnets.every((subnet) => isTold(() => subnet.ipv4CidrBlock));
}

/** Whether the subnets tell their route tables. */
export function tellRouteTables(subnets: ISubnet[]): boolean {
  return subnets.every((subnet) => isTold(() => subnet.routeTable.routeTableId));
}
