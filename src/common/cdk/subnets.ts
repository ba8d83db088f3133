import type { ISubnet, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import type { Problems } from '../validation/problems';

/**
 * Returns the first subnet in each Availability Zone. Load balancers and interface endpoints accept only one subnet per Availability Zone, but a
 * VPC can have several subnet groups of the same type.
 */
export function onePerAvailabilityZone(subnets: ISubnet[]): ISubnet[] {
  const availabilityZones = subnets.map(availabilityZoneOf);
  return subnets.filter((_, index) => availabilityZones.indexOf(availabilityZones[index]) === index);
}

/**
 * Records that a default selection includes several subnets in an Availability Zone, such as those of two subnet groups. The groups can have different
 * purposes, such as transit gateway attachments.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-best-design-practices.html
 */
export function checkDefaultSubnets(problems: Problems, prop: string, subnets: ISubnet[]): void {
  if (onePerAvailabilityZone(subnets).length < subnets.length) {
    problems.add({
      prop,
      value: undefined,
      must: 'be specified if the VPC has several subnets of its default type in an Availability Zone',
      remedy: `The default would include ${subnets.map(({ node }) => node.id).join(', ')}. Select a group with subnetGroupName, or specify the subnets.`,
    });
  }
}

/** The result of a subnet selection. */
export interface SelectedSubnets {
  /** Empty if the selection fails. */
  readonly subnets: ISubnet[];
  /** Why a selection of the user selects no subnets. */
  readonly failure: string;
}

/** Selects subnets of a VPC. If the VPC has no such subnets, `failure` is the error of the CDK without the internal names of subnet types. */
export function selectSubnets(vpc: IVpc, selection: SubnetSelection): SelectedSubnets {
  try {
    return { subnets: vpc.selectSubnets(selection).subnets, failure: 'no subnets' };
  } catch (error) {
    return { subnets: [], failure: (error as Error).message.replace(/Deprecated_\w+,|,?Deprecated_\w+/g, '') };
  }
}

/** Describes the subnets of a VPC, for a VPC without the subnets that a construct uses by default. */
export function describeSubnets({ node, publicSubnets, privateSubnets, isolatedSubnets }: IVpc): string {
  return `${node.path} (public subnets: ${publicSubnets.length}, private subnets with egress: ${privateSubnets.length}, isolated subnets: ${isolatedSubnets.length})`;
}

/** Whether subnets are in at least two Availability Zones, as load balancers and databases require. */
export function areInTwoAvailabilityZones(subnets: ISubnet[]): boolean {
  return new Set(subnets.map(availabilityZoneOf)).size >= 2;
}

/** Returns the Availability Zone as text that can be compared, or the id of the subnet if its Availability Zone is not known. */
export function availabilityZoneOf(subnet: ISubnet): string {
  try {
    return JSON.stringify(Stack.of(subnet).resolve(subnet.availabilityZone));
  } catch {
    // The CDK throws an error for a subnet that is imported by its id only.
    return subnet.subnetId;
  }
}

/** Returns the Availability Zones of subnets, or undefined if at least one is not known. */
export function knownAvailabilityZones(subnets: ISubnet[]): string[] | undefined {
  try {
    return [...new Set(subnets.map(({ availabilityZone }) => availabilityZone))];
  } catch {
    return undefined;
  }
}
