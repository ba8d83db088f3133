import { SubnetType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Token } from 'aws-cdk-lib/core';
import type { WebTierProps } from './props';
import { areInTwoAvailabilityZones, checkDefaultSubnets, describeSubnets, knownAvailabilityZones, selectSubnets, type SelectedSubnets } from '../common/cdk/subnets';
import type { Problems } from '../common/validation/problems';

type SubnetProps = Pick<WebTierProps, 'vpc' | 'vpcSubnets' | 'loadBalancerSubnets' | 'certificate' | 'targetType'>;

export function instanceSubnets({ vpc, vpcSubnets }: SubnetProps): SelectedSubnets {
  return selectSubnets(vpc, vpcSubnets ?? { subnetType: SubnetType.PRIVATE_WITH_EGRESS });
}

/** Selects all subnets that the load balancer can use. It uses the first in each Availability Zone. */
export function loadBalancerSubnets({ vpc, loadBalancerSubnets: selection, certificate }: SubnetProps): SelectedSubnets {
  return selectSubnets(vpc, selection ?? { subnetType: certificate ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS });
}

/** Records that there are no subnets for the instances or the load balancer, or that the load balancer cannot reach the instances. */
export function checkSubnets(problems: Problems, props: SubnetProps): void {
  const checks = props.targetType === TargetType.IP ? [checkLoadBalancer] : [checkInstances, checkLoadBalancer, checkReachability];
  checks.forEach((check) => check(problems, props));
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html */
function checkReachability(problems: Problems, props: SubnetProps): void {
  const [instances, loadBalancer] = [instanceSubnets(props), loadBalancerSubnets(props)].map(({ subnets }) => knownAvailabilityZones(subnets));
  if (hasUnknownAvailabilityZones(props.vpc) || !instances || !loadBalancer || loadBalancer.length < 2) {
    return;
  }
  const unreachable = instances.filter((availabilityZone) => !loadBalancer.includes(availabilityZone));
  problems.check('vpcSubnets', unreachable.join(', '), {
    isMet: (availabilityZones) => availabilityZones === '',
    must: `be in the Availability Zones of the load balancer, ${loadBalancer.join(', ')}`,
    remedy: 'Select only subnets in these Availability Zones with {vpcSubnets}, or add subnets to {loadBalancerSubnets}.',
  });
}

function checkInstances(problems: Problems, props: SubnetProps): void {
  const { subnets, failure } = instanceSubnets(props);
  if (!props.vpcSubnets) {
    checkDefaultSubnets(problems, 'vpcSubnets', subnets);
  }
  if (subnets.length > 0) {
    return;
  }
  if (props.vpcSubnets) {
    problems.add({
      prop: 'vpcSubnets',
      value: failure,
      must: 'select subnets that exist in the VPC',
      remedy: 'Select them by a type, a group name or Availability Zones that the VPC has.',
    });
  } else {
    problems.add({
      prop: 'vpc',
      value: describeSubnets(props.vpc),
      must: 'have private subnets with egress for the instances',
      remedy: 'Use a VPC with such subnets, import it with privateSubnetIds, or select other subnets with {vpcSubnets}.',
    });
  }
}

function checkLoadBalancer(problems: Problems, props: SubnetProps): void {
  const { vpc, loadBalancerSubnets: selection, certificate } = props;
  const { subnets, failure } = loadBalancerSubnets(props);
  const isMet = () => subnets.length > 0 && (hasUnknownAvailabilityZones(vpc) || areInTwoAvailabilityZones(subnets));
  if (selection) {
    problems.check('loadBalancerSubnets', subnets.map(({ node }) => node.path).join(', ') || failure, {
      isMet,
      must: 'include subnets in at least two Availability Zones',
      remedy: 'Select subnets in another Availability Zone too.',
    });
  } else {
    checkDefaultSubnets(problems, 'loadBalancerSubnets', subnets);
    const [type, ids] = certificate ? ['public subnets', 'publicSubnetIds'] : ['private subnets with egress', 'privateSubnetIds'];
    problems.check('vpc', describeSubnets(vpc), {
      isMet,
      must: `have ${type} in at least two Availability Zones for the load balancer`,
      remedy: `Use a VPC with such subnets, import it with ${ids}, or select other subnets with {loadBalancerSubnets}.`,
    });
  }
}

/** Whether the Availability Zones of the VPC are an unresolved token, whose length is not known at synthesis. */
function hasUnknownAvailabilityZones({ availabilityZones }: IVpc): boolean {
  return Token.isUnresolved(availabilityZones);
}
