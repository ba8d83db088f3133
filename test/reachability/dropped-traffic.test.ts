import { Template } from 'aws-cdk-lib/assertions';
import { CfnInstance, Peer, Port, SecurityGroup, type IPeer } from 'aws-cdk-lib/aws-ec2';
import * as fc from 'fast-check';
import { ThreeTierVpc, TrafficPeer, type TierTraffic } from '../../src';
import { INTERNET, TemplateNetwork, type Host } from '../network/packets';
import { runs } from '../support/runs';
import { newStack, warningsOf } from '../support/templates';

type TierName = 'Public' | 'Private' | 'Isolated';
/** A tier whose security group is the peer of a rule, or a CIDR block. */
type PeerName = TierName | '0.0.0.0/0' | '10.0.0.0/16' | '10.0.64.0/20' | '203.0.113.0/24';

interface Rule {
  readonly tier: TierName;
  readonly egress: boolean;
  readonly peer: PeerName;
  readonly port: number;
}

const TIERS: readonly TierName[] = ['Public', 'Private', 'Isolated'];
const CIDR = '10.0.0.0/16';
/** The tier of the CIDR block. */
const PRIVATE_SUBNET = '10.0.64.0/20';

const tier = fc.constantFrom(...TIERS);
/** Port 53 is not included, because network ACLs do not filter requests to the Amazon DNS server. */
const port = fc.oneof(fc.constantFrom(22, 80, 443, 587, 1023, 1024, 3306, 3389, 8443, 65535), fc.integer({ min: 200, max: 65535 }));
const rule: fc.Arbitrary<Rule> = fc.record({
  tier, egress: fc.boolean(), port, peer: fc.constantFrom<PeerName>(...TIERS, '0.0.0.0/0', CIDR, PRIVATE_SUBNET, '203.0.113.0/24'),
});
const traffic: fc.Arbitrary<TierTraffic> = fc.record({
  source: fc.constantFrom(TrafficPeer.VPC, TrafficPeer.PUBLIC, TrafficPeer.PRIVATE, TrafficPeer.ISOLATED),
  destination: fc.constantFrom(TrafficPeer.VPC, TrafficPeer.PUBLIC, TrafficPeer.PRIVATE, TrafficPeer.ISOLATED, TrafficPeer.INTERNET),
  port: fc.constantFrom(Port.tcp(587), Port.tcpRange(3000, 9000), Port.tcpRange(1, 65535)),
});

/** A network with one security group in each tier and one rule, with its warnings and its packets. */
function networkWith(one: Rule, additionalTraffic: TierTraffic[]): { warnings: string[]; packets: TemplateNetwork } {
  const stack = newStack();
  const network = new ThreeTierVpc(stack, 'Network', { cidr: CIDR, maxAzs: 2, natGateways: 1, additionalTraffic });
  const { vpc } = network;
  const subnets = { Public: vpc.publicSubnets, Private: vpc.privateSubnets, Isolated: vpc.isolatedSubnets };
  const groups = Object.fromEntries(TIERS.map((name) => {
    const group = new SecurityGroup(stack, name, { vpc, allowAllOutbound: false });
    new CfnInstance(stack, `${name}Instance`, { subnetId: subnets[name][0].subnetId, securityGroupIds: [group.securityGroupId] });
    return [name, group];
  }));
  const peer: IPeer = groups[one.peer] ?? Peer.ipv4(one.peer);
  groups[one.tier][one.egress ? 'addEgressRule' : 'addIngressRule'](peer, Port.tcp(one.port));
  const template = Template.fromStack(stack);
  return { warnings: warningsOf(stack).filter((text) => text.includes('droppedTraffic')), packets: new TemplateNetwork(template.toJSON().Resources) };
}

/** Whether a connection succeeds that the rule allows, between hosts of different subnets. All addresses are the internet if it has a route. */
function passes({ tier: name, egress, peer, port: number }: Rule, packets: TemplateNetwork): boolean {
  const hosts = packets.bareHostsIn(name);
  const all = TIERS.flatMap((one) => packets.bareHostsIn(one));
  const route = packets.defaultRouteTarget(hosts[0].subnet!);
  const peers: { readonly [peer in PeerName]: Host[] } = {
    ...Object.fromEntries(TIERS.map((one) => [one, packets.bareHostsIn(one)])) as Record<TierName, Host[]>,
    '0.0.0.0/0': route === 'internet gateway' || (route && egress) ? [INTERNET] : [...all, { ...INTERNET, service: 's3' }],
    [CIDR]: all,
    [PRIVATE_SUBNET]: packets.bareHostsIn('Private'),
    '203.0.113.0/24': [INTERNET],
  } as Record<PeerName, Host[]>;
  return hosts.some((host) => peers[peer].filter(({ subnet }) => subnet !== host.subnet)
    .some((other) => (egress ? packets.connects(host, other, number) : packets.connects(other, host, number))));
}

/** The peer of a warning's remedy. */
function peerOf(text: string): TrafficPeer {
  const [, cidr] = /cidr\('(.*)'\)/.exec(text) ?? [];
  return cidr ? TrafficPeer.cidr(cidr) : TrafficPeer[text.replace('TrafficPeer.', '') as 'VPC'];
}

function remedyOf(warning: string): TierTraffic[] {
  const [, source, destination, number] = /\{ source: (.*), destination: (.*), port: Port\.tcp\((\d+)\) \}/.exec(warning) ?? [];
  return number ? [{ source: peerOf(source), destination: peerOf(destination), port: Port.tcp(Number(number)) }] : [];
}

/** A rule whose peer on the internet has no route to its group. The network ACLs can allow it nevertheless, which is not an error. */
const lacksRoute = ({ tier: name, egress, peer }: Rule) => peer === '203.0.113.0/24' && (egress ? name === 'Isolated' : name !== 'Public');

test('a rule of a security group results in a warning if and only if no connection passes the network ACLs, and the remedy lets it pass', () => {
  const results = { warned: 0, passed: 0 };
  fc.assert(fc.property(rule, fc.array(traffic, { maxLength: 1 }), (one, additional) => {
    fc.pre(!lacksRoute(one));
    const { warnings, packets } = networkWith(one, additional);
    expect(warnings.length > 0).toBe(!passes(one, packets));
    results[warnings.length > 0 ? 'warned' : 'passed'] += 1;
    const remedies = warnings.flatMap(remedyOf);
    if (remedies.length > 0) {
      const corrected = networkWith(one, [...additional, ...remedies]);
      expect([corrected.warnings, passes(one, corrected.packets)]).toEqual([[], true]);
    }
  }), { numRuns: runs(240) });
  expect(Math.min(results.warned, results.passed)).toBeGreaterThan(runs(240) / 10);
});
