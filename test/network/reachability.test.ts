import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { EnvironmentType, SecureBaseline } from '../../src';
import { templateOf, type TemplateResource } from '../support/templates';

const template = templateOf((stack) => new SecureBaseline(stack, 'Baseline', {
  environmentSuffix: 'test',
  owner: 'team',
  costCenter: 'cc-1',
  environmentType: EnvironmentType.PRODUCTION,
  certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/1'),
}));

type Tier = 'Public' | 'Private' | 'Isolated';
type Peer = 'internet' | Tier;

const idsOf = (type: string) => Object.keys(template.findResources(type));
const resource = (type: string, id: string) => template.findResources(type)[id] as TemplateResource;

/** The block of the VPC's range that a subnet or a rule names, and the tier that has it. */
const tierOfBlock = (cidr: { 'Fn::Select': [number, unknown] }): Tier => (['Public', 'Private', 'Isolated'] as const)[Math.floor(cidr['Fn::Select'][0] / 4)];

interface Entry {
  readonly tier: Tier;
  readonly egress: boolean;
  readonly peers: Peer[];
  readonly ports: { readonly From: number; readonly To: number };
}

const ENTRIES = idsOf('AWS::EC2::NetworkAclEntry').map((id): Entry => {
  const { CidrBlock, Egress, NetworkAclId, PortRange } = resource('AWS::EC2::NetworkAclEntry', id).Properties;
  const everywhere: Peer[] = ['internet', 'Public', 'Private', 'Isolated'];
  const peers = CidrBlock === '0.0.0.0/0' ? everywhere : CidrBlock === '10.0.0.0/16' ? everywhere.slice(1) : [tierOfBlock(CidrBlock)];
  return { tier: (/ACLs?(Public|Private|Isolated)/i.exec(NetworkAclId.Ref) as RegExpExecArray)[1] as Tier, egress: Egress, peers, ports: PortRange };
});

/** Whether the network ACL of a tier lets packets pass to or from a peer's port. */
const passes = (tier: Tier, egress: boolean, peer: Peer, port: number) => ENTRIES.some((entry) =>
  entry.tier === tier && entry.egress === egress && entry.peers.includes(peer) && port >= entry.ports.From && port <= entry.ports.To);

/** Whether a connection gets to a port, and the answer back to the caller's port. */
const connects = (from: Peer, to: Peer, port: number, callersPort: number) =>
  (from === 'internet' || (passes(from, true, to, port) && passes(from, false, to, callersPort)))
  && (to === 'internet' || (passes(to, false, from, port) && passes(to, true, from, callersPort)));

const CALLERS_PORTS = [1024, 32768, 49152, 60999, 65535];

interface GroupRule {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** What security groups let in, from other groups or from ranges of addresses. */
const GROUP_RULES = [
  ...idsOf('AWS::EC2::SecurityGroup').flatMap((id) => (resource('AWS::EC2::SecurityGroup', id).Properties.SecurityGroupIngress ?? [])
    .map((rule: { CidrIp: string; FromPort: number }): GroupRule => ({ from: rule.CidrIp, to: id, port: rule.FromPort }))),
  ...idsOf('AWS::EC2::SecurityGroupIngress').map((id): GroupRule => {
    const { FromPort, GroupId, SourceSecurityGroupId } = resource('AWS::EC2::SecurityGroupIngress', id).Properties;
    return { from: SourceSecurityGroupId['Fn::GetAtt'][0], to: GroupId['Fn::GetAtt'][0], port: FromPort };
  }),
];
const groupOf = (part: string) => idsOf('AWS::EC2::SecurityGroup').find((id) => id.includes(part))!;
const LOAD_BALANCER = groupOf('LoadBalancerSecurityGroup');
const INSTANCES = groupOf('InstancesSecurityGroup');
const DATABASE = groupOf('DatabaseSecurityGroup');
const rulesInto = (group: string) => GROUP_RULES.filter(({ to }) => to === group).map(({ from, port }) => [from, port]);

describe('in the network of a production baseline', () => {
  test('the internet reaches the load balancer on 443 and 80, and nothing else', () => {
    expect(rulesInto(LOAD_BALANCER).sort()).toEqual([['0.0.0.0/0', 443], ['0.0.0.0/0', 80]]);
    expect([443, 80].every((port) => CALLERS_PORTS.every((callersPort) => connects('internet', 'Public', port, callersPort) || [3306, 3389].includes(callersPort)))).toBe(true);
    expect(GROUP_RULES.filter(({ from }) => from === '0.0.0.0/0').map(({ to }) => to)).toEqual([LOAD_BALANCER, LOAD_BALANCER]);
  });

  test('the load balancer, and it alone, reaches the instances on 443', () => {
    expect(rulesInto(INSTANCES)).toEqual([[LOAD_BALANCER, 443]]);
    expect(CALLERS_PORTS.every((port) => connects('Public', 'Private', 443, port))).toBe(true);
  });

  test('the instances, and they alone, reach the database on 3306', () => {
    expect(rulesInto(DATABASE)).toEqual([[INSTANCES, 3306]]);
    expect(CALLERS_PORTS.every((port) => connects('Private', 'Isolated', 3306, port))).toBe(true);
  });

  test.each([22, 3306, 3389])('port %i is closed to the internet in every tier', (port) => {
    expect((['Public', 'Private', 'Isolated'] as const).filter((tier) => passes(tier, false, 'internet', port))).toEqual([]);
  });

  test('the public tier does not reach the database', () => {
    expect(passes('Isolated', false, 'Public', 3306)).toBe(false);
  });

  test('instances reach HTTPS on the internet through a NAT gateway, and the answers find back', () => {
    const gatewaysPorts = [1024, 32768, 65535];
    expect(passes('Private', true, 'internet', 443) && passes('Public', false, 'Private', 443)).toBe(true);
    expect(gatewaysPorts.every((port) => passes('Public', true, 'internet', 443) && passes('Public', false, 'internet', port))).toBe(true);
    expect(CALLERS_PORTS.every((port) => passes('Public', true, 'Private', port) && passes('Private', false, 'internet', port))).toBe(true);
  });

  test('the isolated tier exchanges packets with the private tier alone', () => {
    expect(ENTRIES.filter(({ tier }) => tier === 'Isolated').flatMap(({ peers }) => peers).filter((peer) => peer !== 'Private')).toEqual([]);
  });
});
