import type { TemplateResource } from '../support/templates';

/** A host in a subnet or on the internet. */
export interface Host {
  readonly address: string;
  /** Undefined on the internet. */
  readonly subnet?: string;
  /** The ids of its security groups. Undefined if no security groups filter its traffic, such as for a NAT gateway. */
  readonly groups?: string[];
  /** The AWS service of the host, such as s3, if gateway endpoints route to it. */
  readonly service?: string;
}

export const INTERNET: Host = { address: '203.0.113.9' };

type Intrinsic = any; // eslint-disable-line @typescript-eslint/no-explicit-any

interface Rule {
  readonly egress: boolean;
  readonly from: number;
  readonly to: number;
  /** Whether the rule applies to packets that this peer sends or receives. */
  readonly appliesTo: (peer: Host) => boolean;
}

interface AclEntry extends Rule {
  readonly number: number;
  readonly allows: boolean;
}

/** Simulates the effect of the routes, network ACLs and security groups of a template on TCP connections. */
export class TemplateNetwork {
  /** Ports that represent all ports: at least one of each range that the rules treat equally. */
  public readonly ports: number[];

  private readonly entries: Map<string, AclEntry[]>;
  private readonly rules: Map<string, Rule[]>;
  private readonly routes: Map<string, Intrinsic>;
  /** The services with gateway endpoints, by subnet. */
  private readonly endpoints: Map<string, string[]>;

  constructor(private readonly resources: Record<string, TemplateResource>) {
    this.entries = this.perSubnet('SubnetNetworkAclAssociation', ({ NetworkAclId }) => this.entriesOf(NetworkAclId.Ref));
    this.routes = this.perSubnet('SubnetRouteTableAssociation', ({ RouteTableId }) => this.defaultRouteOf(RouteTableId.Ref));
    this.endpoints = this.perSubnet('SubnetRouteTableAssociation', ({ RouteTableId }) => this.gatewayEndpointsOf(RouteTableId.Ref));
    this.rules = new Map(this.ofType('SecurityGroup').map(([id]) => [id, this.rulesOf(id)]));
    const edges = [...this.entries.values(), ...this.rules.values()].flat().flatMap(({ from, to }) => [from - 1, from, to, to + 1]);
    this.ports = [...new Set([1, 1023, 1024, ...edges])].filter((port) => port >= 1 && port <= 65535).sort((one, other) => one - other);
  }

  /** A host in each of the subnets. */
  public hostsIn(subnets: { Ref: string }[], groups?: Intrinsic[]): Host[] {
    return subnets.map(({ Ref: subnet }) => ({
      subnet,
      address: addressOf(firstOf(this.resources[subnet].Properties.CidrBlock) + 10),
      groups: groups?.map((group) => group['Fn::GetAtt'][0]),
    }));
  }

  /** A host without security groups in each subnet of a tier. */
  public bareHostsIn(tier: string): Host[] {
    return this.hostsIn(this.ofType('Subnet').filter(([id]) => id.includes(`${tier}Subnet`)).map(([Ref]) => ({ Ref })));
  }

  /** The source ports from which a connection fails, because its packets or the responses are dropped. */
  public blockedSourcePorts(from: Host, to: Host, port: number): number[] {
    const sourcePorts = this.ports.filter((one) => one >= 1024);
    return this.securityGroupsAllow(from, to, port) ? sourcePorts.filter((sourcePort) => !this.networkAllows(from, to, port, sourcePort)) : sourcePorts;
  }

  /** Whether a connection succeeds from at least one source port. */
  public connects(from: Host, to: Host, port: number): boolean {
    return this.blockedSourcePorts(from, to, port).length < this.ports.filter((one) => one >= 1024).length;
  }

  /** The target of the default route of a subnet. */
  public defaultRouteTarget(subnet: string): 'internet gateway' | 'NAT gateway' | undefined {
    const route = this.routes.get(subnet);
    return route?.GatewayId ? 'internet gateway' : route?.NatGatewayId && 'NAT gateway';
  }

  /** The security groups to which EC2 adds an egress rule that allows all traffic. */
  public groupsWithoutEgressRule(): string[] {
    return [...this.rules].filter(([, rules]) => !rules.some(({ egress }) => egress)).map(([id]) => id);
  }

  private securityGroupsAllow(from: Host, to: Host, port: number): boolean {
    const allows = (host: Host, egress: boolean, peer: Host) => host.groups?.some((group) =>
      this.rules.get(group)!.some((rule) => matches(rule, egress, peer, port))) ?? true;
    return allows(from, true, to) && allows(to, false, from);
  }

  /** Whether routes and network ACLs allow a connection. Network ACLs are stateless and also filter the responses. */
  private networkAllows(from: Host, to: Host, port: number, sourcePort: number): boolean {
    const [inner, outer] = to.subnet ? [to, from] : [from, to];
    if (from.subnet && to.subnet) {
      return this.passes(from, to, port) && this.passes(to, from, sourcePort);
    }
    const route = this.routes.get(inner.subnet!);
    if (route?.GatewayId || (inner === from && this.endpoints.get(from.subnet!)!.includes(outer.service!))) {
      return this.passes(from, to, port) && this.passes(to, from, sourcePort);
    }
    if (!route?.NatGatewayId || inner === to) {
      return false;
    }
    const [gateway] = this.hostsIn([this.resources[route.NatGatewayId.Ref].Properties.SubnetId]);
    return this.aclAllows(from, true, outer, port) && this.aclAllows(gateway, false, from, port) && this.aclAllows(gateway, true, outer, port)
      && this.aclAllows(gateway, false, outer, sourcePort) && this.aclAllows(gateway, true, from, sourcePort) && this.aclAllows(from, false, outer, sourcePort);
  }

  private passes(sender: Host, receiver: Host, port: number): boolean {
    return sender.subnet === receiver.subnet || (this.aclAllows(sender, true, receiver, port) && this.aclAllows(receiver, false, sender, port));
  }

  /** The first entry that matches applies. Without a matching entry, the packet is dropped. */
  private aclAllows({ subnet }: Host, egress: boolean, peer: Host, port: number): boolean {
    return !subnet || (this.entries.get(subnet)!.find((entry) => matches(entry, egress, peer, port))?.allows ?? false);
  }

  private perSubnet<T>(association: string, find: (properties: Intrinsic) => T): Map<string, T> {
    return new Map(this.ofType(association).map(([, properties]) => [properties.SubnetId.Ref, find(properties)]));
  }

  private defaultRouteOf(table: string): Intrinsic {
    return this.ofType('Route').map(([, route]) => route).find((route) => route.RouteTableId.Ref === table && route.DestinationCidrBlock === '0.0.0.0/0');
  }

  private gatewayEndpointsOf(table: string): string[] {
    return this.ofType('VPCEndpoint').map(([, endpoint]) => endpoint)
      .filter(({ VpcEndpointType, RouteTableIds }) => VpcEndpointType === 'Gateway' && RouteTableIds.some(({ Ref }: { Ref: string }) => Ref === table))
      .map(({ ServiceName }) => ServiceName['Fn::Join'][1].at(-1).slice(1));
  }

  private entriesOf(acl: string): AclEntry[] {
    return this.ofType('NetworkAclEntry').map(([, properties]) => properties).filter(({ NetworkAclId, Protocol }) => NetworkAclId.Ref === acl && Protocol === 6)
      .map(({ CidrBlock, Egress, PortRange, RuleAction, RuleNumber }) => ({
        number: RuleNumber,
        egress: Egress,
        allows: RuleAction === 'allow',
        from: PortRange.From,
        to: PortRange.To,
        appliesTo: inCidr(CidrBlock),
      }))
      .sort((one, other) => one.number - other.number);
  }

  private rulesOf(group: string): Rule[] {
    const { SecurityGroupEgress = [], SecurityGroupIngress = [] } = this.resources[group].Properties;
    const separate = (type: string) => this.ofType(type).map(([, rule]) => rule).filter(({ GroupId }) => GroupId['Fn::GetAtt'][0] === group);
    return [
      ...[...SecurityGroupEgress, ...separate('SecurityGroupEgress')].map((rule) => ruleOf(true, rule)),
      ...[...SecurityGroupIngress, ...separate('SecurityGroupIngress')].map((rule) => ruleOf(false, rule)),
    ];
  }

  private ofType(type: string): [id: string, properties: Intrinsic][] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === `AWS::EC2::${type}`).map(([id, { Properties }]) => [id, Properties]);
  }
}

function matches(rule: Rule, egress: boolean, peer: Host, port: number): boolean {
  return rule.egress === egress && port >= rule.from && port <= rule.to && rule.appliesTo(peer);
}

function ruleOf(egress: boolean, rule: Intrinsic): Rule {
  const [from, to] = rule.IpProtocol === '-1' ? [0, 65535] : [rule.FromPort, rule.ToPort];
  const group = (rule.SourceSecurityGroupId ?? rule.DestinationSecurityGroupId)?.['Fn::GetAtt'][0];
  const appliesTo = group ? (peer: Host) => (peer.groups ?? []).includes(group) : inCidr(rule.CidrIp);
  return { egress, from, to, appliesTo: ['tcp', '-1'].includes(rule.IpProtocol) ? appliesTo : () => false };
}

function inCidr(cidr: Intrinsic): Rule['appliesTo'] {
  const [first, size] = [firstOf(cidr), sizeOf(cidr)];
  return ({ address }) => numberOf(address) >= first && numberOf(address) < first + size;
}

/** The first address of a CIDR block, or of a block that `Fn::Cidr` calculates. */
export function firstOf(cidr: Intrinsic): number {
  if (typeof cidr === 'string') {
    return numberOf(cidr.split('/')[0]);
  }
  const [index, { 'Fn::Cidr': [vpcCidr] }] = cidr['Fn::Select'];
  return firstOf(vpcCidr) + index * sizeOf(cidr);
}

/** The number of addresses of a CIDR block. */
export function sizeOf(cidr: Intrinsic): number {
  return typeof cidr === 'string' ? 2 ** (32 - Number(cidr.split('/')[1])) : 2 ** Number(cidr['Fn::Select'][1]['Fn::Cidr'][2]);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function addressOf(value: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
}
