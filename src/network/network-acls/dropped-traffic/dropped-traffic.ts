import type { IConstruct } from 'constructs';
import type { CheckedNetwork } from './checked-network';
import { knownPort } from './known-port';
import { peersOfCidr, TIER_PEERS } from './peers';
import { securityGroupsOf, type SecurityGroupRule } from './security-groups';
import { warnAboutRule } from './warning';
import { TIERS } from '../../address-plan';
import type { Connections, PeerName, Protocol } from '../acl-rules';

const PROTOCOLS: { readonly [protocol: string]: Protocol | undefined } = { tcp: 'tcp', 6: 'tcp', udp: 'udp', 17: 'udp' };

/**
 * Warns about each rule of a security group in a network of which the network ACLs drop all traffic. Rules with unresolved tokens, prefix lists,
 * IPv6 addresses, security groups of other VPCs, and protocols other than TCP and UDP are not checked.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
export function warnAboutDroppedTraffic(network: CheckedNetwork): void {
  const groups = securityGroupsOf(network.resource);
  const isInNetwork = (group: IConstruct) => groups.vpcs.get(group) === network.resource;
  const tiersOfGroup = (group: IConstruct): readonly PeerName[] => {
    const found = TIERS.filter((tier) => network.subnets[tier].some((subnet) => groups.subnets.get(group)?.has(subnet)));
    return found.length > 0 ? found.map((tier) => tier.toUpperCase()) : TIER_PEERS;
  };
  for (const rule of groups.rules.filter(({ group }) => isInNetwork(group))) {
    const template = connectionsOf(rule);
    if (template) {
      const places = tiersOfGroup(rule.group);
      const peers = rule.peerGroup ? (isInNetwork(rule.peerGroup) ? tiersOfGroup(rule.peerGroup) : []) : peersOfCidr(network, rule, template.ports);
      const alternatives = places.flatMap((place) => peers.flatMap((peer) => connectionsBetween(rule, template, place, peer)));
      if (alternatives.length > 0 && !alternatives.some((connections) => network.rules.allow(connections))) {
        warnAboutRule(rule, template, { network, places, peers });
      }
    }
  }
}

/** The protocol and ports of a rule. Undefined if they are not checked. */
function connectionsOf(rule: SecurityGroupRule): Pick<Connections, 'protocol' | 'ports'> | undefined {
  const protocol = PROTOCOLS[String(rule.protocol)];
  const [from, to] = [rule.fromPort, rule.toPort].map(knownPort);
  return protocol && from !== undefined && to !== undefined ? { protocol, ports: [from, to] } : undefined;
}

/** The connections between a tier and a peer. A rule for all addresses is a rule for the VPC where the internet is not reachable. */
function connectionsBetween({ egress }: SecurityGroupRule, template: Pick<Connections, 'protocol' | 'ports'>, place: PeerName, peer: PeerName): Connections[] {
  const isInternetReachable = egress ? place !== 'ISOLATED' : place === 'PUBLIC';
  const peers = peer === 'INTERNET' && !isInternetReachable ? ['INTERNET', ...TIER_PEERS] : [peer];
  return peers.map((one) => ({ ...template, source: egress ? place : one, destination: egress ? one : place }));
}
