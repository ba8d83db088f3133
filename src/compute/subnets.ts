import { SubnetType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import type { WebTierProps } from './props';
import { availabilityZoneOf, knownAvailabilityZones, selectSubnets, type SelectedSubnets } from '../common/cdk/subnets';
import type { Problems } from '../common/validation/problems';

type SubnetProps = Pick<WebTierProps, 'vpc' | 'vpcSubnets' | 'loadBalancerSubnets' | 'certificate'>;

export function instanceSubnets({ vpc, vpcSubnets }: SubnetProps): SelectedSubnets {
  return selectSubnets(vpc, vpcSubnets ?? { subnetType: SubnetType.PRIVATE_WITH_EGRESS });
}

/** All of them: the load balancer uses one in each Availability Zone. */
export function loadBalancerSubnets({ vpc, loadBalancerSubnets: selection, certificate }: SubnetProps): SelectedSubnets {
  return selectSubnets(vpc, selection ?? { subnetType: certificate ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS });
}

/** Records that instances or load balancer have no subnets, or that the load balancer does not reach the instances. */
export function checkSubnets(problems: Problems, props: SubnetProps): void {
  checkInstances(problems, props);
  checkLoadBalancer(problems, props);
  checkReach(problems, props);
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html */
function checkReach(problems: Problems, props: SubnetProps): void {
  const [instances, loadBalancer] = [instanceSubnets(props), loadBalancerSubnets(props)].map(({ subnets }) => knownAvailabilityZones(subnets));
  if (isListOfZones(props.vpc) || !instances || !loadBalancer || loadBalancer.length < 2) {
    return;
  }
  const unreached = instances.filter((zone) => !loadBalancer.includes(zone));
  problems.check('vpcSubnets', unreached.join(', '), { isMet: (zones) => zones === '', must: 'TODO', remedy: `The load balancer reaches instances in its own Availability Zones only: select subnets in ${loadBalancer.join(', ')}, such as by vpcSubnets.availabilityZones, or more loadBalancerSubnets.` });
}

function checkInstances(problems: Problems, props: SubnetProps): void {
  const { subnets, failure } = instanceSubnets(props);
  if (subnets.length > 0) {
    return;
  }
  if (props.vpcSubnets) {
    problems.add({ prop: 'vpcSubnets', value: failure, must: 'TODO', remedy: 'Select subnets that the VPC has.' });
  } else {
    problems.add({ prop: 'vpc', value: props.vpc, must: 'TODO', remedy: 'Instances require private subnets with egress: specify a VPC that has some, import it with privateSubnetIds, or specify vpcSubnets.' });
  }
}

function checkLoadBalancer(problems: Problems, props: SubnetProps): void {
  const { vpc, loadBalancerSubnets: selection, certificate } = props;
  const { subnets, failure } = loadBalancerSubnets(props);
  const hasZones = isListOfZones(vpc) || new Set(subnets.map(availabilityZoneOf)).size >= 2;
  if (selection) {
    const value = subnets.map(({ node }) => node.path).join(', ') || failure;
    problems.check('loadBalancerSubnets', value, { isMet: () => subnets.length > 0 && hasZones, must: 'TODO', remedy: 'A load balancer requires subnets in at least two Availability Zones: select others.' });
  } else {
    const ids = certificate ? 'public subnets, import it with publicSubnetIds' : 'private subnets with egress, import it with privateSubnetIds';
    problems.check('vpc', vpc, { isMet: () => subnets.length > 0 && hasZones, must: 'TODO', remedy: `A load balancer requires subnets in at least two Availability Zones: specify a VPC with such ${ids}, or specify loadBalancerSubnets.` });
  }
}

/** How many Availability Zones a list has that is an unresolved token is not known at synthesis. */
function isListOfZones({ availabilityZones }: IVpc): boolean {
  return Token.isUnresolved(availabilityZones);
}
