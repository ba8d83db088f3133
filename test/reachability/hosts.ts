import { idOf, ofType, type SynthesizedBaseline } from '../baseline/presets-under-test';
import { INTERNET, TemplateNetwork, type Host } from '../network/packets';

/** The hosts that send and receive packets in a baseline, with one host in each Availability Zone. */
export interface Hosts {
  readonly network: TemplateNetwork;
  /** The hosts of the baseline. */
  readonly parts: Record<string, Host[]>;
  /** Other hosts in the subnets of each tier, without security groups. */
  readonly otherHosts: Record<string, Host[]>;
  /** The hosts outside the VPC. */
  readonly outside: Record<string, Host[]>;
}

export const TIERS = ['Public', 'Private', 'Isolated'];
/** The services of gateway endpoints, which have public addresses. The package repositories of Amazon Linux are in S3. */
const GATEWAY_SERVICES = { S3: '52.218.0.1', DynamoDB: '52.94.0.1' };

/** Returns the hosts of a preset. */
export function hostsOf(preset: SynthesizedBaseline): Hosts {
  const network = new TemplateNetwork(preset.resources);
  const properties = (type: string) => preset.resources[idOf(preset, type)].Properties;
  const loadBalancer = properties('AWS::ElasticLoadBalancingV2::LoadBalancer');
  const [{ Groups }] = properties('AWS::EC2::LaunchTemplate').LaunchTemplateData.NetworkInterfaces;
  const endpoints = ofType(preset, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties).filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface');
  const services = Object.entries(GATEWAY_SERVICES).map(([name, address]) => [name, [{ address, service: name.toLowerCase() }]]);
  return {
    network,
    parts: {
      'load balancer': network.hostsIn(loadBalancer.Subnets, loadBalancer.SecurityGroups),
      'instances': network.hostsIn(properties('AWS::AutoScaling::AutoScalingGroup').VPCZoneIdentifier, Groups),
      'database': network.hostsIn(properties('AWS::RDS::DBSubnetGroup').SubnetIds, properties('AWS::RDS::DBInstance').VPCSecurityGroups),
      'interface endpoints': endpoints.flatMap(({ SubnetIds, SecurityGroupIds }) => network.hostsIn(SubnetIds, SecurityGroupIds)),
    },
    otherHosts: Object.fromEntries(TIERS.map((tier) => [`${tier.toLowerCase()} subnets`, network.bareHostsIn(tier)])),
    outside: { internet: [INTERNET], ...Object.fromEntries(services) },
  };
}
