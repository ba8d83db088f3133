import { INTERNET, TemplateNetwork, type Host } from './packets';
import { idOf, nonProduction, ofType, PRESETS, production, type SynthesizedBaseline } from '../baseline/presets-under-test';

const TIERS = ['Public', 'Private', 'Isolated'];
/** In no network ACL open to the internet, which costs a NAT gateway two of its 64,512 ports. */
const CLOSED = [3306, 3389];

interface Paths {
  readonly network: TemplateNetwork;
  readonly loadBalancer: Host[];
  readonly instances: Host[];
  readonly database: Host[];
}

function pathsOf(preset: SynthesizedBaseline): Paths {
  const network = new TemplateNetwork(preset.resources);
  const properties = (type: string) => preset.resources[idOf(preset, type)].Properties;
  const front = properties('AWS::ElasticLoadBalancingV2::LoadBalancer');
  const [{ Groups }] = properties('AWS::EC2::LaunchTemplate').LaunchTemplateData.NetworkInterfaces;
  return {
    network,
    loadBalancer: network.hostsIn(front.Subnets, front.SecurityGroups),
    instances: network.hostsIn(properties('AWS::AutoScaling::AutoScalingGroup').VPCZoneIdentifier, Groups),
    database: network.hostsIn(properties('AWS::RDS::DBSubnetGroup').SubnetIds, properties('AWS::RDS::DBInstance').VPCSecurityGroups),
  };
}

/** The ports that are lost between any two of the hosts. */
function lostBetween(network: TemplateNetwork, from: Host[], to: Host[], port: number): number[] {
  return [...new Set(from.flatMap((one) => to.flatMap((other) => network.lostPorts(one, other, port))))].sort((a, b) => a - b);
}

/** The ports of the hosts to which a caller gets. */
function openPorts(network: TemplateNetwork, from: Host, to: Host[]): number[] {
  return network.ports.filter((port) => to.some((host) => network.connects(from, host, port)));
}

describe.each(PRESETS)('in %s', (_name, preset) => {
  const { network, loadBalancer, instances, database } = pathsOf(preset);
  const anywhere = TIERS.flatMap((tier) => network.bareHostsIn(tier));

  test('the load balancer reaches the targets on the TLS port, from whichever of its own ports, in every zone', () => {
    expect(lostBetween(network, loadBalancer, instances, 443)).toEqual([]);
    expect(openPorts(network, loadBalancer[0], instances)).toEqual([443]);
  });

  test('nothing but the load balancer reaches the targets', () => {
    expect([INTERNET, ...instances, ...database, ...anywhere].filter((from) => openPorts(network, from, instances).length > 0)).toEqual([]);
  });

  test('the targets reach the database on 3306, in every zone', () => {
    expect(lostBetween(network, instances, database, 3306)).toEqual([]);
    expect(openPorts(network, instances[0], database)).toEqual([3306]);
  });

  test('nothing but the targets reaches the database', () => {
    const others = [INTERNET, ...loadBalancer, ...anywhere];
    expect(others.filter((from) => openPorts(network, from, database).length > 0)).toEqual([]);
    expect(network.bareHostsIn('Public').flatMap((from) => openPorts(network, from, network.bareHostsIn('Isolated')))).toEqual([]);
  });

  test.each([22, 3306, 3389])('the internet never reaches port %i in any tier, whatever the security groups let in', (port) => {
    expect(anywhere.filter((host) => network.connects(INTERNET, host, port))).toEqual([]);
  });

  test('the internet reaches no target and no database, on no port', () => {
    expect(openPorts(network, INTERNET, [...instances, ...database])).toEqual([]);
  });

  test('outbound HTTPS of the targets gets back through the NAT gateway', () => {
    expect(lostBetween(network, instances, [INTERNET], 443)).toEqual(CLOSED);
  });

  test('the targets get out over HTTPS only', () => {
    expect(openPorts(network, instances[0], [INTERNET])).toEqual([443]);
  });

  test('the isolated subnets have no way out, not even for a host that may send everything', () => {
    expect(TIERS.map((tier) => network.bareHostsIn(tier).map(({ subnet }) => network.wayOut(subnet!)))).toEqual([
      ['internet gateway', 'internet gateway'], ['NAT gateway', 'NAT gateway'], [undefined, undefined],
    ]);
    expect(network.bareHostsIn('Isolated').flatMap((from) => openPorts(network, from, [INTERNET]))).toEqual([]);
  });

  test('no security group is left with the rule that EC2 gives those without one', () => {
    expect(network.groupsWithoutEgressRule()).toEqual([]);
  });
});

describe('the load balancer of production', () => {
  const { network, loadBalancer } = pathsOf(production);

  test('is reached from the internet on 443 and 80 only', () => {
    expect(openPorts(network, INTERNET, loadBalancer)).toEqual([80, 443]);
  });

  test.each([443, 80])('answers clients on port %i, from whichever port they call', (port) => {
    expect(lostBetween(network, [INTERNET], loadBalancer, port)).toEqual([]);
  });
});

describe('the internal load balancer of non-production', () => {
  const { network, loadBalancer } = pathsOf(nonProduction);

  test('is reached on 80 from the public and the private subnets of every zone', () => {
    const clients = ['Public', 'Private'].flatMap((tier) => network.bareHostsIn(tier));
    expect(lostBetween(network, clients, loadBalancer, 80)).toEqual([]);
  });

  test('is not reached from the internet', () => {
    expect(openPorts(network, INTERNET, loadBalancer)).toEqual([]);
  });
});

test('the targets of production reach the interface endpoints on 443, in every zone', () => {
  const { network, instances } = pathsOf(production);
  const endpoints = ofType(production, 'AWS::EC2::VPCEndpoint').filter(([, { Properties }]) => Properties.VpcEndpointType === 'Interface')
    .flatMap(([, { Properties }]) => network.hostsIn(Properties.SubnetIds, Properties.SecurityGroupIds));
  expect(endpoints.length).toBeGreaterThanOrEqual(12);
  expect(lostBetween(network, instances, endpoints, 443)).toEqual([]);
});
