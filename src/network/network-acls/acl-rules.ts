import { Token } from 'aws-cdk-lib/core';
import { tierBlock, TIERS, type Tier } from '../address-plan';
import { containsBlock, isOnTheInternet, parseCidr, type CidrBlock } from './cidr-blocks';
import { intersectionOf, isWithin, withoutPorts, type Ports } from './port-ranges';

/** The name of a `TrafficPeer`: `INTERNET`, `VPC`, a tier in capital letters, or a CIDR block outside the VPC. */
export type PeerName = string;
export type Protocol = 'tcp' | 'udp';

/** Connections that a client opens. */
export interface Connections {
  readonly source: PeerName;
  readonly destination: PeerName;
  readonly protocol: Protocol;
  readonly ports: Ports;
}

/** A direction in which the packets of a connection cross the boundary of a tier, and the peer at the other end. */
interface Crossing {
  readonly tier: Tier;
  readonly egress: boolean;
  readonly peer: PeerName;
  /** Whether the packets are responses, whose destination is an ephemeral port. */
  readonly isResponse: boolean;
}

/** An entry that allows traffic in the network ACL of a tier. */
export interface AclRule {
  readonly tier: Tier;
  readonly egress: boolean;
  readonly protocol: Protocol;
  readonly ports: Ports;
  readonly peer: PeerName;
}

export const HTTPS: Ports = [443, 443];
const HTTP: Ports = [80, 80];
const EPHEMERAL: Ports = [1024, 65535];

/** MySQL and RDP. The rules for responses do not allow them from the internet (CIS 5.1, Security Hub EC2.21). */
const CLOSED_TO_INTERNET = [3306, 3389];

/**
 * The rules of the network ACLs of all tiers.
 *
 * Network ACLs are stateless: they require separate rules for responses, which use ephemeral ports.
 */
export class AclRules {
  private readonly rules: AclRule[];
  private readonly responsesFromInternet: Ports[];

  /** @param vpcCidr the CIDR block of the VPC, which can be an unresolved token */
  constructor(databasePort: number, private readonly vpcCidr: string) {
    this.responsesFromInternet = withoutPorts(EPHEMERAL, [...CLOSED_TO_INTERNET, databasePort]);
    this.rules = this.initialRules([databasePort, databasePort]);
  }

  /** All rules, beginning with those of the initial table. */
  public get all(): readonly AclRule[] {
    return this.rules;
  }

  /** Adds the rules that connections require in addition to the present ones, and returns them. */
  public add(connections: Connections): AclRule[] {
    return crossingsOf(connections).flatMap((crossing) => this.rulesFor(crossing, connections)).filter((rule) => {
      const isMissing = !isWithin(rule.ports, this.allowedPorts(rule, rule.protocol));
      if (isMissing) {
        this.rules.push(rule);
      }
      return isMissing;
    });
  }

  /** Whether connections succeed to at least one of the ports, from at least one source port. An unresolved port of a rule can be any port. */
  public allow(connections: Connections): boolean {
    const crossings = crossingsOf(connections);
    const possiblePorts = (crossing: Crossing) => this.allowedPorts(crossing, connections.protocol)
      .map((ports): Ports => (ports.some((port) => Token.isUnresolved(port)) ? [0, 65535] : ports));
    const passing = (isResponse: boolean, ports: Ports) => crossings.filter((crossing) => crossing.isResponse === isResponse)
      .reduce((remaining, crossing) => intersectionOf(remaining, possiblePorts(crossing)), [ports]);
    return passing(false, connections.ports).length > 0 && passing(true, EPHEMERAL).length > 0;
  }

  private rulesFor({ tier, egress, peer, isResponse }: Crossing, { protocol, ports }: Connections): AclRule[] {
    const ranges = !isResponse ? [ports] : !egress && peer === 'INTERNET' ? this.responsesFromInternet : [EPHEMERAL];
    return ranges.map((range) => ({ tier, egress, protocol, ports: range, peer }));
  }

  private allowedPorts({ tier, egress, peer }: Omit<Crossing, 'isResponse'>, protocol: Protocol): Ports[] {
    return this.rules.filter((rule) => rule.tier === tier && rule.egress === egress && rule.protocol === protocol && this.includes(rule.peer, peer))
      .map((rule) => rule.ports);
  }

  /** Whether a peer includes all addresses of another one. False if this is not known at synthesis. */
  private includes(outer: PeerName, inner: PeerName): boolean {
    const isIncluded = outer === inner || outer === 'INTERNET' || (outer === 'VPC' && tiersOf(inner).length > 0);
    return isIncluded || containsBlock(addressesOf(outer, this.vpcCidr), addressesOf(inner, this.vpcCidr));
  }

  /** The initial rules. The order of the rules of a tier and direction determines their numbers. */
  private initialRules(database: Ports): AclRule[] {
    const responses = this.responsesFromInternet.map((ports): [Ports, PeerName] => [ports, 'INTERNET']);
    return [
      ...rulesOf('Public', false, [[HTTPS, 'INTERNET'], [HTTP, 'INTERNET'], ...responses, [EPHEMERAL, 'VPC']]),
      // The last rule allows responses to clients, which can use any ephemeral port.
      ...rulesOf('Public', true, [[HTTPS, 'INTERNET'], [HTTP, 'INTERNET'], [EPHEMERAL, 'INTERNET']]),
      // The last two rules allow requests to an internal load balancer, and traffic between the subnets of the VPC.
      ...rulesOf('Private', false, [[HTTPS, 'VPC'], ...responses, [HTTP, 'VPC'], [EPHEMERAL, 'VPC']]),
      ...rulesOf('Private', true, [[HTTPS, 'INTERNET'], [HTTP, 'INTERNET'], [database, 'ISOLATED'], [EPHEMERAL, 'VPC']]),
      ...rulesOf('Isolated', false, [[database, 'PRIVATE']]),
      ...rulesOf('Isolated', true, [[EPHEMERAL, 'PRIVATE']]),
    ];
  }
}

/** The addresses of a peer except the internet. Undefined if they are not known at synthesis. */
export function addressesOf(peer: PeerName, vpcCidr: string): CidrBlock | undefined {
  const vpc = parseCidr(vpcCidr);
  const [tier] = tiersOf(peer);
  if (peer === 'VPC' || tier === undefined || vpc === undefined) {
    return peer === 'VPC' ? vpc : parseCidr(peer);
  }
  return tierBlock(vpc, tier);
}

/** The tiers of a peer in the VPC. */
export function tiersOf(peer: PeerName): Tier[] {
  return TIERS.filter((tier) => peer === 'VPC' || peer === tier.toUpperCase());
}

function rulesOf(tier: Tier, egress: boolean, rules: [Ports, PeerName][]): AclRule[] {
  return rules.map(([ports, peer]) => ({ tier, egress, protocol: 'tcp', ports, peer }));
}

/**
 * The crossings of the connections between two peers. Those between private subnets and the internet also cross the public subnets, which have
 * the NAT gateways and load balancers.
 */
function crossingsOf({ source, destination }: Connections): Crossing[] {
  const isPrivate = (peer: PeerName) => tiersOf(peer).includes('Private');
  const isRelayed = (isPrivate(source) && isInternet(destination)) || (isPrivate(destination) && isInternet(source));
  const relayed = (peer: PeerName) => (isPrivate(peer) ? 'PRIVATE' : peer);
  return [
    ...tiersOf(source).flatMap((tier) => clientSide(tier, destination)),
    ...tiersOf(destination).flatMap((tier) => serverSide(tier, source)),
    ...isRelayed ? [...serverSide('Public', relayed(source)), ...clientSide('Public', relayed(destination))] : [],
  ];
}

function clientSide(tier: Tier, peer: PeerName): Crossing[] {
  return [{ tier, peer, egress: true, isResponse: false }, { tier, peer, egress: false, isResponse: true }];
}

function serverSide(tier: Tier, peer: PeerName): Crossing[] {
  return [{ tier, peer, egress: false, isResponse: false }, { tier, peer, egress: true, isResponse: true }];
}

function isInternet(peer: PeerName): boolean {
  return peer === 'INTERNET' || (!Token.isUnresolved(peer) && isOnTheInternet(peer));
}
