import { Template } from 'aws-cdk-lib/assertions';
import { InterfaceVpcEndpointAwsService, Port, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { CfnParameter } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { HardenedMySql, ThreeTierVpc, TrafficPeer, type ThreeTierVpcProps, type TierTraffic } from '../../../src';
import { baselineIn } from '../../baseline/presets-under-test';
import { runs } from '../../support/runs';
import { newStack, templateOf, warningsOf } from '../../support/templates';
import { INTERNET, TemplateNetwork, type Host } from '../packets';

const { VPC, PUBLIC, PRIVATE, ISOLATED } = TrafficPeer;
const TIERS = { PUBLIC, PRIVATE, ISOLATED };
const ENTRY = 'AWS::EC2::NetworkAclEntry';

const networkWith = (additionalTraffic: TierTraffic[] = [], props: ThreeTierVpcProps = {}) =>
  templateOf((stack) => new ThreeTierVpc(stack, 'Network', { ...props, additionalTraffic }));

const modelOf = (template: Template) => new TemplateNetwork(template.toJSON().Resources);

/** The hosts of a peer. */
function hostsOf(network: TemplateNetwork, peer: TrafficPeer): Host[] {
  const tiers = Object.entries(TIERS).filter(([, tier]) => peer === tier || peer === VPC).map(([name]) => `${name[0]}${name.slice(1).toLowerCase()}`);
  return peer === TrafficPeer.INTERNET ? [INTERNET] : tiers.flatMap((tier) => network.bareHostsIn(tier));
}

/** Whether all connections of the traffic succeed between hosts without security groups. */
function passes(template: Template, { source, destination }: TierTraffic, port: number): boolean {
  const network = modelOf(template);
  return hostsOf(network, source).every((from) => hostsOf(network, destination).every((to) => network.connects(from, to, port)));
}

/** The entries that a template has in addition to those of a network without additional traffic. */
function additions(template: Template): string[] {
  const base = networkWith().findResources(ENTRY);
  return Object.entries(template.findResources(ENTRY)).filter(([id]) => !(id in base)).map(([id, { Properties }]) => {
    const { CidrBlock, PortRange, Protocol, RuleNumber } = Properties;
    const block = typeof CidrBlock === 'string' ? CidrBlock : ['PUBLIC', 'PRIVATE', 'ISOLATED'][CidrBlock['Fn::Select'][0]];
    return `${/(Public|Private|Isolated)(In|E)gress/.exec(id)![0]} ${RuleNumber}: ${Protocol} ${PortRange.From}-${PortRange.To} ${block}`;
  });
}

describe('traffic from the private subnets to a port on the internet', () => {
  const smtp = { source: PRIVATE, destination: TrafficPeer.INTERNET, port: Port.tcp(587) };

  test('is dropped by default, and passes the NAT gateways if it is allowed', () => {
    expect([passes(networkWith(), smtp, 587), passes(networkWith([smtp]), smtp, 587)]).toEqual([false, true]);
  });

  test('has entries in the network ACLs of the private and the public subnets, and none for responses that pass already', () => {
    expect(additions(networkWith([smtp]))).toEqual([
      'PrivateEgress 1000: 6 587-587 0.0.0.0/0', 'PublicIngress 1000: 6 587-587 PRIVATE', 'PublicEgress 1000: 6 587-587 0.0.0.0/0',
    ]);
  });

  test('can have a public CIDR block as its destination', () => {
    const traffic = { source: PRIVATE, destination: TrafficPeer.cidr('203.0.113.0/24'), port: Port.tcp(8443) };
    const [before, after] = [networkWith(), networkWith([traffic])].map(modelOf);
    expect([before, after].map((network) => network.bareHostsIn('Private').every((host) => network.connects(host, INTERNET, 8443)))).toEqual([false, true]);
  });
});

test('a method of the construct has the same effect as the prop', () => {
  const traffic = [
    { source: PRIVATE, destination: ISOLATED, port: Port.tcp(6379) }, { source: VPC, destination: ISOLATED, port: Port.tcpRange(443, 445) },
  ];
  const byMethod = templateOf((stack) => {
    const network = new ThreeTierVpc(stack, 'Network');
    traffic.forEach((one) => network.allowTraffic(one));
  });
  expect(byMethod.findResources(ENTRY)).toEqual(networkWith(traffic).findResources(ENTRY));
});

test('the same option of a baseline has the same effect', () => {
  const stack = newStack();
  baselineIn(stack, { network: { additionalTraffic: [{ source: PRIVATE, destination: ISOLATED, port: Port.POSTGRES }] } });
  const entries = Object.values(Template.fromStack(stack).findResources(ENTRY)).map(({ Properties }) => Properties);
  expect(entries.filter(({ PortRange }) => PortRange.From === 5432).map(({ Egress }) => Egress)).toEqual([false]);
});

describe('the entries of additional traffic', () => {
  test('do not change those of the other traffic', () => {
    const traffic = [{ source: VPC, destination: ISOLATED, port: Port.HTTPS }];
    expect(networkWith(traffic, { maxAzs: 3 }).findResources(ENTRY)).toMatchObject(networkWith([], { maxAzs: 3 }).findResources(ENTRY));
  });

  test('do not depend on the number of Availability Zones and on the port of the database', () => {
    const traffic = [{ source: PRIVATE, destination: ISOLATED, port: Port.tcp(6379) }];
    const added = additions(networkWith(traffic));
    expect(added).toEqual(['IsolatedIngress 1000: 6 6379-6379 PRIVATE']);
    expect(additions(networkWith(traffic, { maxAzs: 4 }))).toEqual(added);
    expect(additions(networkWith(traffic, { databasePort: 5432 })).filter((entry) => / 1\d{3}: /.test(entry))).toEqual(added);
  });

  test('are omitted for traffic that the network ACLs allow already', () => {
    const allowed = [
      { source: PRIVATE, destination: ISOLATED, port: Port.MYSQL_AURORA },
      { source: TrafficPeer.INTERNET, destination: PUBLIC, port: Port.HTTPS },
      { source: PUBLIC, destination: PRIVATE, port: Port.tcpRange(8080, 8090) },
      { source: PUBLIC, destination: PUBLIC, port: Port.tcp(1024) },
    ];
    expect(additions(networkWith(allowed))).toEqual([]);
    const redis = { source: PRIVATE, destination: ISOLATED, port: Port.tcp(6379) };
    expect(additions(networkWith([redis, redis]))).toEqual(additions(networkWith([redis])));
  });

  test('of UDP include those for responses, which are closed to the internet on the ports of databases and RDP', () => {
    expect(additions(networkWith([{ source: PRIVATE, destination: TrafficPeer.cidr('192.168.7.0/24'), port: Port.udp(514) }]))).toEqual([
      'PrivateEgress 1000: 17 514-514 192.168.7.0/24', 'PrivateIngress 1000: 17 1024-65535 192.168.7.0/24',
    ]);
    expect(additions(networkWith([{ source: PUBLIC, destination: TrafficPeer.INTERNET, port: Port.udp(443) }]))).toEqual([
      'PublicEgress 1000: 17 443-443 0.0.0.0/0',
      'PublicIngress 1000: 17 1024-3305 0.0.0.0/0', 'PublicIngress 1001: 17 3307-3388 0.0.0.0/0', 'PublicIngress 1002: 17 3390-65535 0.0.0.0/0',
    ]);
  });

  test('let a Network Load Balancer in the public subnets forward connections from the internet', () => {
    expect(additions(networkWith([{ source: TrafficPeer.INTERNET, destination: PRIVATE, port: Port.tcp(587) }]))).toEqual([
      'PrivateIngress 1000: 6 587-587 0.0.0.0/0', 'PrivateEgress 1000: 6 1024-65535 0.0.0.0/0',
      'PublicIngress 1000: 6 587-587 0.0.0.0/0', 'PublicEgress 1000: 6 587-587 PRIVATE',
    ]);
  });

  test('let isolated subnets reach the gateway endpoints', () => {
    const hosts = (template: Template) => modelOf(template).bareHostsIn('Isolated');
    const reaches = (template: Template, service?: string) => hosts(template).map((host) => modelOf(template).connects(host, { ...INTERNET, service }, 443));
    const template = networkWith([{ source: ISOLATED, destination: TrafficPeer.INTERNET, port: Port.HTTPS }]);
    expect([reaches(networkWith(), 's3'), reaches(template, 's3'), reaches(template)]).toEqual([[false, false], [true, true], [false, false]]);
  });

  test('can have an unresolved token as CIDR block, port, and CIDR block of the VPC', () => {
    const template = templateOf((stack) => new ThreeTierVpc(stack, 'Network', {
      cidr: new CfnParameter(stack, 'Vpc').valueAsString,
      additionalTraffic: [{
        source: TrafficPeer.cidr(new CfnParameter(stack, 'Office').valueAsString),
        destination: PRIVATE,
        port: Port.tcp(new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber),
      }],
    }));
    template.hasResourceProperties(ENTRY, { CidrBlock: { Ref: 'Office' }, Egress: false, PortRange: { From: { Ref: 'Port' }, To: { Ref: 'Port' } } });
    template.hasResourceProperties(ENTRY, { CidrBlock: { Ref: 'Office' }, Egress: true, PortRange: { From: 1024, To: 65535 } });
  });

  const peer = fc.constantFrom(VPC, PUBLIC, PRIVATE, ISOLATED, TrafficPeer.INTERNET);
  const port = fc.oneof(fc.integer({ min: 1, max: 1023 }), fc.integer({ min: 1024, max: 65535 }), fc.constantFrom(21, 23, 3306, 3388, 3390));

  test('let all connections pass that have a route, and never allow ports 22 and 3389 from the internet', () => {
    fc.assert(fc.property(fc.array(fc.record({ source: peer, destination: peer, port }), { minLength: 1, maxLength: 3 }), (records) => {
      const traffic = records.filter(({ source, destination }) => source !== TrafficPeer.INTERNET || destination === PUBLIC)
        .filter(({ source, port: number }) => source !== TrafficPeer.INTERNET || ![22, 3389].includes(number));
      const template = networkWith(traffic.map((one) => ({ ...one, port: Port.tcp(one.port) })));
      const hasRoute = ({ source, destination }: (typeof traffic)[0]) => destination !== TrafficPeer.INTERNET || [PUBLIC, PRIVATE].includes(source);
      expect(traffic.filter(hasRoute).filter((one) => !passes(template, { ...one, port: Port.tcp(one.port) }, one.port))).toEqual([]);
      const network = modelOf(template);
      expect(hostsOf(network, VPC).filter((host) => [22, 3389].some((number) => network.connects(INTERNET, host, number)))).toEqual([]);
    }), { numRuns: runs(60) });
  });
});

describe('synthesis fails for', () => {
  const { INTERNET: internet } = TrafficPeer;

  test.each<[name: string, traffic: TierTraffic, message: RegExp]>([
    ['SSH from the internet', { source: internet, destination: PUBLIC, port: Port.SSH }, /port must not include port 22 or 3389 .*, got "22"\. Use Session Manager/],
    ['a range with RDP from the internet', { source: internet, destination: PRIVATE, port: Port.tcpRange(3000, 4000) }, /port must not include port 22 or 3389 /],
    ['an isolated subnet as the destination of the internet', { source: internet, destination: VPC, port: Port.HTTPS }, /destination must not include the isolated subnets .*, got "VPC"/],
    ['all protocols', { source: PRIVATE, destination: ISOLATED, port: Port.allTraffic() }, /port must be a port of TCP or UDP, got "ALL TRAFFIC"\. .*CfnNetworkAclEntry/],
    ['ICMP', { source: PRIVATE, destination: ISOLATED, port: Port.icmpPing() }, /port must be a port of TCP or UDP, got /],
    ['a reversed range', { source: PRIVATE, destination: ISOLATED, port: Port.tcpRange(9000, 8000) }, /port must be a port or a range of ports from 0 to 65535, got "9000-8000"/],
    ['two peers outside the VPC', { source: TrafficPeer.cidr('172.16.0.0/12'), destination: internet, port: Port.HTTPS }, /destination must be in the VPC if source is not, got "INTERNET"/],
    ['an address without netmask', { source: TrafficPeer.cidr('172.16.0.1'), destination: PRIVATE, port: Port.HTTPS }, /source must be an IPv4 CIDR block .*, got "172\.16\.0\.1"/],
    ['a CIDR block that does not begin with its first address', { source: TrafficPeer.cidr('172.16.0.1/12'), destination: PRIVATE, port: Port.HTTPS }, /source must be an IPv4 CIDR block /],
    ['an IPv6 CIDR block', { source: PRIVATE, destination: TrafficPeer.cidr('::/0'), port: Port.HTTPS }, /destination must be an IPv4 CIDR block /],
    ['all addresses as a CIDR block', { source: PRIVATE, destination: TrafficPeer.cidr('0.0.0.0/0'), port: Port.HTTPS }, /destination must not be .* all addresses, got .*TrafficPeer\.INTERNET/],
    ['a CIDR block of a tier', { source: PRIVATE, destination: TrafficPeer.cidr('10.0.128.0/20'), port: Port.HTTPS }, /destination must not be a CIDR block in a tier of the VPC, .*TrafficPeer\.ISOLATED/],
  ])('%s', (_name, traffic, message) => {
    expect(() => new ThreeTierVpc(newStack(), 'Network').allowTraffic(traffic)).toThrow(new RegExp(`ThreeTierVpc 'Stack/Network' has a problem:\\n {2}- ${message.source}`));
    expect(() => baselineIn(newStack(), { network: { additionalTraffic: [{ source: VPC, destination: VPC, port: Port.HTTPS }, traffic] } })).toThrow(
      new RegExp(`- network\\.additionalTraffic\\[1\\]\\.${message.source.replace('if source', 'if network\\.additionalTraffic\\[1\\]\\.source')}`));
  });

  test('an unresolved port for the internet', () => {
    const stack = newStack();
    const port = Port.tcp(new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber);
    expect(() => new ThreeTierVpc(stack, 'Network').allowTraffic({ source: internet, destination: PUBLIC, port })).toThrow(/port must be known at synthesis if the source is the internet/);
  });

  test('traffic without members, which languages without types allow', () => {
    const traffic = {} as TierTraffic;
    expect(() => new ThreeTierVpc(newStack(), 'Network', { additionalTraffic: [traffic] })).toThrow(
      /3 problems.*additionalTraffic\[0\]\.source must be specified, got no value\..*destination must .*port must /s);
  });

  test.each(['10.0.192.0/20', '10.0.0.0/8', '172.16.0.0/12'])('no CIDR block outside the tiers, such as %s', (cidr) => {
    expect(() => new ThreeTierVpc(newStack(), 'Network').allowTraffic({ source: TrafficPeer.cidr(cidr), destination: PRIVATE, port: Port.SSH })).not.toThrow();
  });
});

describe('the quota of network ACLs', () => {
  const traffic = (count: number) => Array.from({ length: count }, (_, index) => ({ source: PRIVATE, destination: ISOLATED, port: Port.tcp(1 + 2 * index) }));
  const warningsFor = (count: number) => {
    const stack = newStack();
    new ThreeTierVpc(stack, 'Network', { additionalTraffic: traffic(count) });
    return warningsOf(stack);
  };

  test('is not exceeded by the default traffic, and leaves 15 entries for additional traffic', () => {
    expect([warningsFor(0), warningsFor(15)]).toEqual([[], []]);
  });

  test('results in one warning if it must be increased', () => {
    expect(warningsFor(17)).toEqual([expect.stringContaining('The outbound entries of the network ACL of the private subnets exceed the default quota of 19.')]);
    expect(warningsFor(30).join()).toMatch(/outbound entries .* private subnets .*inbound entries .* isolated subnets .*SecureBaseline:networkAclQuota/);
  });

  test('cannot be exceeded after an increase', () => {
    expect(() => warningsFor(36)).toThrow(/additionalTraffic must result in at most 39 entries .*, got "40 outbound entries of the network ACL of the private subnets"/);
    expect(() => warningsFor(35)).not.toThrow();
  });
});

describe('constructs in isolated subnets', () => {
  const selection = { interfaceEndpoints: [InterfaceVpcEndpointAwsService.SSM], interfaceEndpointSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } };

  test('can be interface endpoints if the network ACLs allow port 443 to them', () => {
    const network = modelOf(networkWith([{ source: VPC, destination: ISOLATED, port: Port.HTTPS }], selection));
    const clients = hostsOf(network, VPC);
    expect(clients.filter((from) => network.bareHostsIn('Isolated').some((to) => !network.connects(from, to, 443)))).toEqual([]);
    expect(() => networkWith([{ source: PRIVATE, destination: ISOLATED, port: Port.tcp(444) }], selection)).toThrow(/interfaceEndpointSubnets must .*isolated.*additionalTraffic/);
  });

  test('can be a database on a port that the network ACLs allow in addition', () => {
    const stack = newStack();
    const network = new ThreeTierVpc(stack, 'Network');
    network.allowTraffic({ source: PRIVATE, destination: ISOLATED, port: Port.tcp(3307) });
    expect(() => new HardenedMySql(stack, 'Database', { vpc: network.vpc, port: 3307 })).not.toThrow();
    expect(() => new HardenedMySql(stack, 'Other', { vpc: network.vpc, port: 3308 })).toThrow(/port must be 3306, .*additionalTraffic/);
  });
});
