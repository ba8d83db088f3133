import { idOf, ofType, type SynthesizedBaseline } from '../baseline/presets-under-test';
import { INTERNET, TemplateNetwork, type Host } from '../network/packets';

/** Who sends and receives packets in a baseline: one host in each zone. */
export interface Hosts {
  readonly network: TemplateNetwork;
  /** What the baseline itself consists of. */
  readonly parts: Record<string, Host[]>;
  /** Hosts of somebody else's, which no security group holds back. */
  readonly strangers: Record<string, Host[]>;
  readonly outside: Record<string, Host[]>;
}

export const TIERS = ['Public', 'Private', 'Isolated'];
/** Services that gateway endpoints lead to, at addresses of the internet. The package repositories of Amazon Linux are in S3. */
const GATEWAY_SERVICES = { S3: '52.218.0.1', DynamoDB: '52.94.0.1' };

/** The hosts of a preset, by what they are. */
export function hostsOf(preset: SynthesizedBaseline): Hosts {
  const network = new TemplateNetwork(preset.resources);
  const properties = (type: string) => preset.resources[idOf(preset, type)].Properties;
  const front = properties('AWS::ElasticLoadBalancingV2::LoadBalancer');
  const [{ Groups }] = properties('AWS::EC2::LaunchTemplate').LaunchTemplateData.NetworkInterfaces;
  const endpoints = ofType(preset, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties).filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface');
  const services = Object.entries(GATEWAY_SERVICES).map(([name, address]) => [name, [{ address, service: name.toLowerCase() }]]);
  return {
    network,
    parts: {
      'load balancer': network.hostsIn(front.Subnets, front.SecurityGroups),
      'instances': network.hostsIn(properties('AWS::AutoScaling::AutoScalingGroup').VPCZoneIdentifier, Groups),
      'database': network.hostsIn(properties('AWS::RDS::DBSubnetGroup').SubnetIds, properties('AWS::RDS::DBInstance').VPCSecurityGroups),
      'interface endpoints': endpoints.flatMap(({ SubnetIds, SecurityGroupIds }) => network.hostsIn(SubnetIds, SecurityGroupIds)),
    },
    strangers: Object.fromEntries(TIERS.map((tier) => [`${tier.toLowerCase()} subnets`, network.bareHostsIn(tier)])),
    outside: { internet: [INTERNET], ...Object.fromEntries(services) },
  };
}
