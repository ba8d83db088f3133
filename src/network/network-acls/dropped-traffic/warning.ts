import { Annotations } from 'aws-cdk-lib/core';
import type { CheckedNetwork } from './checked-network';
import type { SecurityGroupRule } from './security-groups';
import { tiersOf, type Connections, type PeerName } from '../acl-rules';
import { ADMINISTRATION_PORTS } from '../administration-ports';
import type { Ports } from '../port-ranges';

/** Where the security group of a rule is used, and the peers of the rule. */
interface Ends {
  readonly network: CheckedNetwork;
  readonly places: readonly PeerName[];
  readonly peers: readonly PeerName[];
}

/** Adds the warning to the resource of the rule. */
export function warnAboutRule({ resource, egress }: SecurityGroupRule, { protocol, ports }: Pick<Connections, 'protocol' | 'ports'>, ends: Ends): void {
  const place = combine(ends.places);
  const peer = ends.peers.includes('INTERNET') ? internetOrVpc(egress, place, ports) : combine(ends.peers);
  const [source, destination] = egress ? [place, peer] : [peer, place];
  const [from, to] = ports;
  const range = from === to ? String(from) : `${from}-${to}`;
  const isForbidden = source === 'INTERNET' && ADMINISTRATION_PORTS.some((port) => from <= port && port <= to);
  const port = from === to ? `Port.${protocol}(${from})` : `Port.${protocol}Range(${from}, ${to})`;
  Annotations.of(resource).addWarningV2('SecureBaseline:droppedTraffic',
    `The network ACLs of ${ends.network.vpc.node.path} drop the traffic that a rule of the security group allows: `
    + `${protocol} ${range} from ${describe(source)} to ${describe(destination)}. `
    + (isForbidden
      ? 'Remove the rule and use Session Manager, because network ACLs must not allow this port from the internet.'
      : `Add { source: ${codeOf(source)}, destination: ${codeOf(destination)}, port: ${port} } to additionalTraffic, or pass it to allowTraffic.`));
}

/** The peer for a rule with all addresses: the internet, if it has a route between the subnets and the internet. */
function internetOrVpc(egress: boolean, place: PeerName, [from, to]: Ports): PeerName {
  const isReachable = egress ? place !== 'ISOLATED' || (from <= 443 && to >= 443) : place === 'PUBLIC';
  return isReachable ? 'INTERNET' : 'VPC';
}

function combine(peers: readonly PeerName[]): PeerName {
  const [outside] = peers.filter((peer) => tiersOf(peer).length === 0);
  return peers.length === 1 ? peers[0] : outside ?? 'VPC';
}

function describe(peer: PeerName): string {
  const names: { readonly [peer: PeerName]: string } = { INTERNET: 'the internet', VPC: 'the VPC' };
  return names[peer] ?? (tiersOf(peer).length > 0 ? `the ${peer.toLowerCase()} subnets` : peer);
}

function codeOf(peer: PeerName): string {
  return peer === 'INTERNET' || tiersOf(peer).length > 0 ? `TrafficPeer.${peer}` : `TrafficPeer.cidr('${peer}')`;
}
