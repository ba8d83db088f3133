import type { ISubnet, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';

/** The first subnet in each Availability Zone: load balancers and interface endpoints accept no more, and a VPC may have several groups of a type. */
export function onePerAvailabilityZone(subnets: ISubnet[]): ISubnet[] {
  const zones = subnets.map(availabilityZoneOf);
  return subnets.filter((_, index) => zones.indexOf(zones[index]) === index);
}

/** The subnets of a selection. */
export interface SelectedSubnets {
  /** None when the selection fails. */
  readonly subnets: ISubnet[];
  /** Why there are none. */
  readonly failure: string;
}

/** The subnets of a selection: a VPC throws when it has no such subnets. */
export function selectSubnets(vpc: IVpc, selection: SubnetSelection): SelectedSubnets {
  try {
    return { subnets: vpc.selectSubnets(selection).subnets, failure: 'no subnets' };
  } catch (error) {
    return { subnets: [], failure: (error as Error).message };
  }
}

/** The Availability Zone as text that can be compared; the id of the subnet when its zone is not known. */
export function availabilityZoneOf(subnet: ISubnet): string {
  try {
    return JSON.stringify(Stack.of(subnet).resolve(subnet.availabilityZone));
  } catch {
    // A subnet that is imported by its id alone throws.
    return subnet.subnetId;
  }
}

/** The Availability Zones of subnets; undefined unless all are known. */
export function knownAvailabilityZones(subnets: ISubnet[]): string[] | undefined {
  try {
    return [...new Set(subnets.map(({ availabilityZone }) => availabilityZone))];
  } catch {
    return undefined;
  }
}
