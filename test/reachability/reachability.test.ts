import { hostsOf, type Hosts } from './hosts';
import { PRESETS, type SynthesizedBaseline } from '../baseline/presets-under-test';
import { TemplateNetwork, type Host } from '../network/packets';

/** In no network ACL open to the internet: it costs callers of the internet two of their 64,512 ports. */
const CLOSED = [3306, 3389];

/** On which ports who reaches whom, and from which ports of their own they do not. */
type Reach = Record<string, Record<number, number[]>>;

/** What instances need, at their start and later. */
const OF_INSTANCES: Reach = {
  'instances to database': { 3306: [] },
  'instances to internet': { 443: CLOSED },
  'instances to S3': { 443: CLOSED },
  'instances to DynamoDB': { 443: CLOSED },
};

const REACH: Record<string, Reach> = {
  'production': {
    'internet to load balancer': { 80: [], 443: [] },
    'load balancer to instances': { 443: [] },
    ...OF_INSTANCES,
    'instances to interface endpoints': { 443: [] },
    // It is open to everybody, and the endpoints to the VPC.
    'instances to load balancer': { 443: [] },
    'public subnets to load balancer': { 80: [], 443: [] },
    'private subnets to load balancer': { 80: [], 443: [] },
    'public subnets to interface endpoints': { 443: [] },
    'private subnets to interface endpoints': { 443: [] },
  },
  'non-production': {
    'load balancer to instances': { 443: [] },
    ...OF_INSTANCES,
    'public subnets to load balancer': { 80: [] },
    'private subnets to load balancer': { 80: [] },
  },
};

/** Who reaches whom of the baseline and outside it, in any zone; the ports of callers are those that fail in any. */
function reachOf({ network, parts, strangers, outside }: Hosts): Reach {
  const pairs = Object.entries({ ...parts, ...strangers, internet: outside.internet }).flatMap(([from, senders]) =>
    Object.entries(from in parts ? { ...parts, ...outside } : parts).filter(([to]) => to !== from).map(([to, receivers]) => ({ name: `${from} to ${to}`, senders, receivers })));
  const reached = pairs.map(({ name, senders, receivers }): [string, Reach[string]] => [name, openPorts(network, senders, receivers)]);
  return Object.fromEntries(reached.filter(([, ports]) => Object.keys(ports).length > 0));
}

function openPorts(network: TemplateNetwork, senders: Host[], receivers: Host[]): Reach[string] {
  const pairs = senders.flatMap((from) => receivers.map((to) => ({ from, to })));
  const open = network.ports.filter((port) => pairs.some(({ from, to }) => network.connects(from, to, port)));
  return Object.fromEntries(open.map((port) => [port, [...new Set(pairs.flatMap(({ from, to }) => network.blockedSourcePorts(from, to, port)))].sort((a, b) => a - b)]));
}

function ofType({ resources }: SynthesizedBaseline, ...types: string[]) {
  return Object.values(resources).filter(({ Type }) => types.some((type) => Type === `AWS::EC2::${type}`)).map(({ Properties }) => Properties);
}

describe.each(PRESETS)('in %s', (name, preset) => {
  const hosts = hostsOf(preset);

  test('everybody reaches whom they need, from whichever port and in every zone, and nobody else', () => {
    expect(reachOf(hosts)).toEqual(REACH[name]);
  });

  test('package repositories and tables are reached without a NAT gateway', () => {
    const [instance] = hosts.parts.instances;
    const withoutNat = Object.entries(preset.resources).filter(([, { Type, Properties }]) => !(Type === 'AWS::EC2::Route' && Properties.NatGatewayId));
    const network = new TemplateNetwork(Object.fromEntries(withoutNat));
    const [[internet], [packages], [tables]] = [hosts.outside.internet, hosts.outside.S3, hosts.outside.DynamoDB];
    expect([packages, tables, internet].map((to) => network.connects(instance, to, 443))).toEqual([true, true, false]);
  });

  /** @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html */
  test('names are resolved by the VPC itself, to which neither security groups nor network ACLs apply', () => {
    expect(ofType(preset, 'VPC')).toEqual([expect.objectContaining({ EnableDnsSupport: true, EnableDnsHostnames: true })]);
    expect(ofType(preset, 'DHCPOptions', 'VPCDHCPOptionsAssociation')).toEqual([]);
  });

  test('nothing but TCP passes, over IPv4', () => {
    const entries = ofType(preset, 'NetworkAclEntry');
    expect(entries.length).toBeGreaterThan(10);
    expect(entries.filter(({ Protocol, CidrBlock }) => Protocol !== 6 || CidrBlock === undefined)).toEqual([]);
    expect(ofType(preset, 'VPCCidrBlock', 'EgressOnlyInternetGateway')).toEqual([]);
    expect(ofType(preset, 'Subnet').filter(({ Ipv6CidrBlock, AssignIpv6AddressOnCreation }) => Ipv6CidrBlock ?? AssignIpv6AddressOnCreation)).toEqual([]);
  });

  test('a network has no other way in or out: no peers, no VPN, no addresses given by subnets', () => {
    expect(ofType(preset, 'VPCPeeringConnection', 'TransitGatewayAttachment', 'TransitGatewayVpcAttachment', 'VPNGateway', 'VPNConnection', 'ClientVpnEndpoint')).toEqual([]);
    expect(ofType(preset, 'Subnet').filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch !== false)).toEqual([]);
  });
});
