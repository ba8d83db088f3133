import type { TemplateResource } from '../support/templates';

/** Something that sends and receives packets, in a subnet or on the internet. */
export interface Host {
  readonly address: string;
  /** Undefined on the internet. */
  readonly subnet?: string;
  /** The ids of its security groups; undefined where none filters, as at a NAT gateway. */
  readonly groups?: string[];
  /** The AWS service that it is, such as s3: gateway endpoints lead to it. */
  readonly service?: string;
}

export const INTERNET: Host = { address: '203.0.113.9' };

type Intrinsic = any; // eslint-disable-line @typescript-eslint/no-explicit-any

interface Rule {
  readonly egress: boolean;
  readonly from: number;
  readonly to: number;
  /** Whether it is about packets that this peer sends or gets. */
  readonly isFor: (peer: Host) => boolean;
}

interface AclEntry extends Rule {
  readonly number: number;
  readonly allows: boolean;
}

/** What routes, network ACLs and security groups of a template do to TCP connections. */
export class TemplateNetwork {
  /** Every port, or one for each range of them that no rule tells apart. */
  public readonly ports: number[];

  private readonly entries: Map<string, AclEntry[]>;
  private readonly rules: Map<string, Rule[]>;
  private readonly routes: Map<string, Intrinsic>;
  /** The services to which the subnets have a gateway endpoint. */
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

  /** A host without security groups in each subnet of the tier. */
  public bareHostsIn(tier: string): Host[] {
    return this.hostsIn(this.ofType('Subnet').filter(([id]) => id.includes(`${tier}Subnet`)).map(([Ref]) => ({ Ref })));
  }

  /** The callers' ports on which no connection comes about: its packets are dropped, or the answers. */
  public lostPorts(from: Host, to: Host, port: number): number[] {
    const callersPorts = this.ports.filter((one) => one >= 1024);
    return this.admits(from, to, port) ? callersPorts.filter((callersPort) => !this.carries(from, to, port, callersPort)) : callersPorts;
  }

  /** Whether a connection comes about from any port of the caller. */
  public connects(from: Host, to: Host, port: number): boolean {
    return this.lostPorts(from, to, port).length < this.ports.filter((one) => one >= 1024).length;
  }

  /** Where the subnet sends what is for the internet. */
  public wayOut(subnet: string): 'internet gateway' | 'NAT gateway' | undefined {
    const route = this.routes.get(subnet);
    return route?.GatewayId ? 'internet gateway' : route?.NatGatewayId && 'NAT gateway';
  }

  /** The groups that EC2 gives a rule of its own, which lets everything out. */
  public groupsWithoutEgressRule(): string[] {
    return [...this.rules].filter(([, rules]) => !rules.some(({ egress }) => egress)).map(([id]) => id);
  }

  private admits(from: Host, to: Host, port: number): boolean {
    const allows = (host: Host, egress: boolean, peer: Host) => host.groups?.some((group) =>
      this.rules.get(group)!.some((rule) => matches(rule, egress, peer, port))) ?? true;
    return allows(from, true, to) && allows(to, false, from);
  }

  /** Network ACLs keep no state: they judge the answers, too. */
  private carries(from: Host, to: Host, port: number, callersPort: number): boolean {
    const [inner, outer] = to.subnet ? [to, from] : [from, to];
    if (from.subnet && to.subnet) {
      return this.passes(from, to, port) && this.passes(to, from, callersPort);
    }
    const route = this.routes.get(inner.subnet!);
    if (route?.GatewayId || (inner === from && this.endpoints.get(from.subnet!)!.includes(outer.service!))) {
      return this.passes(from, to, port) && this.passes(to, from, callersPort);
    }
    if (!route?.NatGatewayId || inner === to) {
      return false;
    }
    const [gateway] = this.hostsIn([this.resources[route.NatGatewayId.Ref].Properties.SubnetId]);
    return this.allowed(from, true, outer, port) && this.allowed(gateway, false, from, port) && this.allowed(gateway, true, outer, port)
      && this.allowed(gateway, false, outer, callersPort) && this.allowed(gateway, true, from, callersPort) && this.allowed(from, false, outer, callersPort);
  }

  private passes(sender: Host, receiver: Host, port: number): boolean {
    return sender.subnet === receiver.subnet || (this.allowed(sender, true, receiver, port) && this.allowed(receiver, false, sender, port));
  }

  /** The first entry that matches decides; where none does, the packet is dropped. */
  private allowed({ subnet }: Host, egress: boolean, peer: Host, port: number): boolean {
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
    return this.ofType('NetworkAclEntry').map(([, properties]) => properties).filter(({ NetworkAclId }) => NetworkAclId.Ref === acl)
      .map(({ CidrBlock, Egress, PortRange, RuleAction, RuleNumber }) => ({
        number: RuleNumber,
        egress: Egress,
        allows: RuleAction === 'allow',
        from: PortRange.From,
        to: PortRange.To,
        isFor: inRange(CidrBlock),
      }))
      .sort((one, other) => one.number - other.number);
  }

  private rulesOf(group: string): Rule[] {
    const { SecurityGroupEgress = [], SecurityGroupIngress = [] } = this.resources[group].Properties;
    const apart = (type: string) => this.ofType(type).map(([, rule]) => rule).filter(({ GroupId }) => GroupId['Fn::GetAtt'][0] === group);
    return [
      ...[...SecurityGroupEgress, ...apart('SecurityGroupEgress')].map((rule) => ruleOf(true, rule)),
      ...[...SecurityGroupIngress, ...apart('SecurityGroupIngress')].map((rule) => ruleOf(false, rule)),
    ];
  }

  private ofType(type: string): [id: string, properties: Intrinsic][] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === `AWS::EC2::${type}`).map(([id, { Properties }]) => [id, Properties]);
  }
}

function matches(rule: Rule, egress: boolean, peer: Host, port: number): boolean {
  return rule.egress === egress && port >= rule.from && port <= rule.to && rule.isFor(peer);
}

function ruleOf(egress: boolean, rule: Intrinsic): Rule {
  const [from, to] = rule.IpProtocol === '-1' ? [0, 65535] : [rule.FromPort, rule.ToPort];
  const group = (rule.SourceSecurityGroupId ?? rule.DestinationSecurityGroupId)?.['Fn::GetAtt'][0];
  const isFor = group ? (peer: Host) => (peer.groups ?? []).includes(group) : inRange(rule.CidrIp);
  return { egress, from, to, isFor: ['tcp', '-1'].includes(rule.IpProtocol) ? isFor : () => false };
}

function inRange(range: Intrinsic): Rule['isFor'] {
  const [first, size] = [firstOf(range), sizeOf(range)];
  return ({ address }) => numberOf(address) >= first && numberOf(address) < first + size;
}

/** The first address of a range that is written out, or of a block of one. */
export function firstOf(range: Intrinsic): number {
  if (typeof range === 'string') {
    return numberOf(range.split('/')[0]);
  }
  const [index, { 'Fn::Cidr': [whole] }] = range['Fn::Select'];
  return firstOf(whole) + index * sizeOf(range);
}

/** How many addresses a range has. */
export function sizeOf(range: Intrinsic): number {
  return typeof range === 'string' ? 2 ** (32 - Number(range.split('/')[1])) : 2 ** Number(range['Fn::Select'][1]['Fn::Cidr'][2]);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function addressOf(value: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
}
