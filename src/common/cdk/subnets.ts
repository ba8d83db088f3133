import type { ISubnet } from 'aws-cdk-lib/aws-ec2';

/** One subnet a zone, the first: load balancers and interface endpoints take no more, and a VPC may have several groups of a kind. */
export function oneInEachZone(subnets: ISubnet[]): ISubnet[] {
  return subnets.filter(({ availabilityZone }, index) => subnets.findIndex((other) => other.availabilityZone === availabilityZone) === index);
}
