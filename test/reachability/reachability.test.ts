import { hostsOf, type Hosts } from './hosts';
import { PRESETS, type SynthesizedBaseline } from '../baseline/presets-under-test';
import { TemplateNetwork, type Host } from '../network/packets';

/** The ports that network ACLs do not open to the internet. Connections to the internet cannot use these two of their 64,512 source ports. */
const CLOSED_PORTS = [3306, 3389];

/** The open ports of each pair of hosts, and for each port the source ports that are blocked. */
type Reachability = Record<string, Record<number, number[]>>;

/** The connections that instances require. */
const INSTANCE_CONNECTIONS: Reachability = {
  'instances to database': { 3306: [] },
  'instances to internet': { 443: CLOSED_PORTS },
  'instances to S3': { 443: CLOSED_PORTS },
  'instances to DynamoDB': { 443: CLOSED_PORTS },
};

const EXPECTED: Record<string, Reachability> = {
  'production': {
    'internet to load balancer': { 80: [], 443: [] },
    'load balancer to instances': { 443: [] },
    ...INSTANCE_CONNECTIONS,
    'instances to interface endpoints': { 443: [] },
    // The load balancer is open to the internet, and the endpoints to the VPC.
    'instances to load balancer': { 443: [] },
    'public subnets to load balancer': { 80: [], 443: [] },
    'private subnets to load balancer': { 80: [], 443: [] },
    'public subnets to interface endpoints': { 443: [] },
    'private subnets to interface endpoints': { 443: [] },
  },
  'non-production': {
    'load balancer to instances': { 443: [] },
    ...INSTANCE_CONNECTIONS,
    'public subnets to load balancer': { 80: [] },
    'private subnets to load balancer': { 80: [] },
  },
};

/**
 * Returns the reachability between hosts of the baseline and other hosts. A port is open if it is open in any Availability Zone, and a source port is
 * blocked if it is blocked in any Availability Zone.
 */
function reachabilityOf({ network, parts, otherHosts, outside }: Hosts): Reachability {
  const pairs = Object.entries({ ...parts, ...otherHosts, internet: outside.internet }).flatMap(([from, senders]) =>
    Object.entries(from in parts ? { ...parts, ...outside } : parts).filter(([to]) => to !== from).map(([to, receivers]) => ({ name: `${from} to ${to}`, senders, receivers })));
  const reachable = pairs.map(({ name, senders, receivers }): [string, Reachability[string]] => [name, openPorts(network, senders, receivers)]);
  return Object.fromEntries(reachable.filter(([, ports]) => Object.keys(ports).length > 0));
}

function openPorts(network: TemplateNetwork, senders: Host[], receivers: Host[]): Reachability[string] {
  const pairs = senders.flatMap((from) => receivers.map((to) => ({ from, to })));
  const open = network.ports.filter((port) => pairs.some(({ from, to }) => network.connects(from, to, port)));
  return Object.fromEntries(open.map((port) => [port, [...new Set(pairs.flatMap(({ from, to }) => network.blockedSourcePorts(from, to, port)))].sort((a, b) => a - b)]));
}

function ofType({ resources }: SynthesizedBaseline, ...types: string[]) {
  return Object.values(resources).filter(({ Type }) => types.some((type) => Type === `AWS::EC2::${type}`)).map(({ Properties }) => Properties);
}

describe.each(PRESETS)('in %s', (name, preset) => {
  const hosts = hostsOf(preset);

  test('the only connections are the required ones, from all source ports and in every Availability Zone', () => {
    expect(reachabilityOf(hosts)).toEqual(EXPECTED[name]);
  });

  test('instances reach S3 and DynamoDB without a NAT gateway', () => {
    const [instance] = hosts.parts.instances;
    const withoutNat = Object.entries(preset.resources).filter(([, { Type, Properties }]) => !(Type === 'AWS::EC2::Route' && Properties.NatGatewayId));
    const network = new TemplateNetwork(Object.fromEntries(withoutNat));
    const [[internet], [s3], [dynamoDb]] = [hosts.outside.internet, hosts.outside.S3, hosts.outside.DynamoDB];
    expect([s3, dynamoDb, internet].map((to) => network.connects(instance, to, 443))).toEqual([true, true, false]);
  });

  /** @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html */
  test('the VPC resolves names with the Amazon DNS server, to which security groups and network ACLs do not apply', () => {
    expect(ofType(preset, 'VPC')).toEqual([expect.objectContaining({ EnableDnsSupport: true, EnableDnsHostnames: true })]);
    expect(ofType(preset, 'DHCPOptions', 'VPCDHCPOptionsAssociation')).toEqual([]);
  });

  test('network ACLs allow only TCP over IPv4', () => {
    const entries = ofType(preset, 'NetworkAclEntry');
    expect(entries.length).toBeGreaterThan(10);
    expect(entries.filter(({ Protocol, CidrBlock }) => Protocol !== 6 || CidrBlock === undefined)).toEqual([]);
    expect(ofType(preset, 'VPCCidrBlock', 'EgressOnlyInternetGateway')).toEqual([]);
    expect(ofType(preset, 'Subnet').filter(({ Ipv6CidrBlock, AssignIpv6AddressOnCreation }) => Ipv6CidrBlock ?? AssignIpv6AddressOnCreation)).toEqual([]);
  });

  test('the VPC has no peering, transit gateway or VPN connections, and subnets assign no public addresses', () => {
    expect(ofType(preset, 'VPCPeeringConnection', 'TransitGatewayAttachment', 'TransitGatewayVpcAttachment', 'VPNGateway', 'VPNConnection', 'ClientVpnEndpoint')).toEqual([]);
    expect(ofType(preset, 'Subnet').filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch !== false)).toEqual([]);
  });
});
