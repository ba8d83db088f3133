import type { CheckedNetwork } from './checked-network';
import type { SecurityGroupRule } from './security-groups';
import { resolveReferences } from '../../../common/cdk/references';
import { TIERS } from '../../address-plan';
import { addressesOf, type PeerName } from '../acl-rules';
import { containsBlock, isOnTheInternet, overlap, parseCidr, type CidrBlock } from '../cidr-blocks';
import type { Ports } from '../port-ranges';

export const TIER_PEERS: readonly PeerName[] = TIERS.map((tier) => tier.toUpperCase());

/** The addresses of the Amazon DNS server, the instance metadata service and the Amazon Time Sync Service. Network ACLs do not filter their traffic. */
const LINK_LOCAL = parseCidr('169.254.0.0/16');
const DNS = 53;
const LINK_LOCAL_PORTS = [DNS, 80, 123];

/** The peers of a CIDR block. Empty if they are not known, or if network ACLs do not filter some of the traffic. */
export function peersOfCidr(network: CheckedNetwork, { cidr, egress }: SecurityGroupRule, ports: Ports): readonly PeerName[] {
  if (typeof cidr !== 'string') {
    return peersOfToken(network, cidr);
  }
  const { vpc: { vpcCidrBlock } } = network;
  const [block, vpc] = [parseCidr(cidr), parseCidr(vpcCidrBlock)];
  if (block?.mask === 0 && !(egress && isUnfiltered(block, vpc, ports))) {
    return ['INTERNET'];
  }
  if (!block || (!vpc && !isOnTheInternet(cidr)) || (egress && isUnfiltered(block, vpc, ports))) {
    return [];
  }
  const tiers = TIER_PEERS.filter((tier) => overlap(addressesOf(tier, vpcCidrBlock), block));
  return tiers.length > 0 && containsBlock(vpc, block) ? tiers : [...tiers, cidr];
}

/** The peers of the CIDR block of the VPC, of a tier or of a subnet. Empty for other tokens. */
function peersOfToken({ vpc, resource, subnets, tierCidrs }: CheckedNetwork, cidr: unknown): readonly PeerName[] {
  const text = JSON.stringify(cidr);
  const isEqual = (value: string | undefined) => text !== undefined && JSON.stringify(resolveReferences(resource, value).value) === text;
  const tiers = TIERS.filter((tier) => isEqual(tierCidrs[tier]) || subnets[tier].some(({ cidrBlock }) => isEqual(cidrBlock)));
  return isEqual(vpc.vpcCidrBlock) ? TIER_PEERS : tiers.map((tier) => tier.toUpperCase());
}

/** Whether the addresses include a service whose traffic network ACLs do not filter. The DNS server also has the third address of the VPC. */
function isUnfiltered(block: CidrBlock, vpc: CidrBlock | undefined, [from, to]: Ports): boolean {
  const includes = (port: number) => from <= port && port <= to;
  const dnsServer = vpc && { ...vpc, first: vpc.first + 2, last: vpc.first + 2 };
  return (LINK_LOCAL_PORTS.some(includes) && overlap(LINK_LOCAL, block)) || (includes(DNS) && containsBlock(block, dnsServer));
}
