import type { Port } from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import { addressesOf, tiersOf, type AclRules, type Connections, type Protocol } from './acl-rules';
import { TIERS } from '../address-plan';
import { ADMINISTRATION_PORTS } from './administration-ports';
import { containsBlock, parseCidr } from './cidr-blocks';
import type { Ports } from './port-ranges';
import type { Problems, Requirement } from '../../common/validation/problems';
import type { TierTraffic } from '../props';

/** The quota of entries per direction, without the entry that denies everything else. */
const DEFAULT_QUOTA = 19;
const HIGHEST_QUOTA = 39;

/** The CIDR block of a peer outside the VPC. */
const CIDR: Requirement<string> = {
  isMet: (cidr) => parseCidr(cidr)?.isAligned === true,
  must: 'be an IPv4 CIDR block that begins with its first address',
  remedy: "Use a CIDR block such as TrafficPeer.cidr('172.16.0.0/12').",
};

/** The connections that the user allows. */
export function connectionsOf({ source, destination, port }: TierTraffic): Connections {
  const { protocol, ports } = readPort(port);
  return { source: source.toString(), destination: destination.toString(), protocol: protocol as Protocol, ports };
}

/**
 * Records every problem of traffic for the network ACLs.
 * @param path the prefix of the props: `additionalTraffic[0].` or empty
 */
export function checkTraffic(problems: Problems, path: string, traffic: TierTraffic, vpcCidr: string): void {
  // Languages without types allow members to be absent.
  const missing = (['source', 'destination', 'port'] as const).filter((member) => traffic[member] === undefined);
  if (missing.length > 0) {
    missing.forEach((member) => problems.add({
      prop: `${path}${member}`, value: undefined, must: 'be specified', remedy: 'Use a TierTraffic with source, destination and port.',
    }));
    return;
  }
  const { source, destination } = connectionsOf(traffic);
  for (const [prop, peer] of Object.entries({ source, destination })) {
    checkPeer(problems, `${path}${prop}`, peer, vpcCidr);
  }
  if ([source, destination].every((peer) => tiersOf(peer).length === 0)) {
    problems.add({
      prop: `${path}destination`,
      value: destination,
      must: `be in the VPC if {${path}source} is not`,
      remedy: 'The network ACLs filter only the traffic of the subnets. Use a peer such as TrafficPeer.PRIVATE for at least one of the two.',
    });
  }
  checkPort(problems, `${path}port`, traffic.port);
  if (source === 'INTERNET') {
    checkInternetSource(problems, path, traffic);
  }
}

function checkPeer(problems: Problems, prop: string, peer: string, vpcCidr: string): void {
  if (peer === 'INTERNET' || tiersOf(peer).length > 0) {
    return;
  }
  problems
    .check(prop, peer, CIDR)
    .check(prop, peer, {
      isMet: (cidr) => parseCidr(cidr)?.mask !== 0,
      must: 'not be the CIDR block of all addresses',
      remedy: 'Use TrafficPeer.INTERNET.',
    })
    .check(prop, peer, {
      isMet: (cidr) => !TIERS.some((tier) => containsBlock(addressesOf(tier.toUpperCase(), vpcCidr), parseCidr(cidr))),
      must: 'not be a CIDR block in a tier of the VPC',
      remedy: 'Use TrafficPeer.PUBLIC, TrafficPeer.PRIVATE or TrafficPeer.ISOLATED: their traffic requires rules in two network ACLs.',
    });
}

function checkPort(problems: Problems, prop: string, port: Port): void {
  const { protocol, ports: [from, to] } = readPort(port);
  const isSupported = protocol === 'tcp' || protocol === 'udp';
  problems
    .check(prop, port.toString(), {
      isMet: () => isSupported,
      must: 'be a port of TCP or UDP',
      remedy: 'For another protocol, create a CfnNetworkAclEntry for each direction in each of the networkAcls of the ThreeTierVpc.',
    })
    .check(prop, port.toString(), {
      isMet: () => !isSupported || isUnresolved(port) || (from >= 0 && from <= to && to <= 65535),
      must: 'be a port or a range of ports from 0 to 65535',
      remedy: 'Use a port such as Port.tcp(8443).',
    });
}

function checkInternetSource(problems: Problems, path: string, { destination, port }: TierTraffic): void {
  const { ports: [from, to] } = readPort(port);
  problems.check(`${path}destination`, destination.toString(), {
    isMet: (peer) => !tiersOf(peer).includes('Isolated'),
    must: 'not include the isolated subnets if the source is the internet',
    remedy: 'They have no route to the internet. Use TrafficPeer.PUBLIC, or TrafficPeer.PRIVATE for the targets of a Network Load Balancer.',
  });
  if (isUnresolved(port)) {
    problems.add({
      prop: `${path}port`,
      value: port.toString(),
      must: 'be known at synthesis if the source is the internet',
      remedy: 'The network ACLs do not allow ports 22 and 3389 from the internet. Use a number instead of a token.',
    });
  } else {
    problems.check(`${path}port`, port.toString(), {
      isMet: () => !ADMINISTRATION_PORTS.some((one) => from <= one && one <= to),
      must: `not include port ${ADMINISTRATION_PORTS.join(' or ')} if the source is the internet`,
      remedy: "Use Session Manager, or a source such as TrafficPeer.cidr('203.0.113.0/24').",
    });
  }
}

/**
 * Records that the network ACL of a tier has more entries than its quota allows.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls
 */
export function checkAclQuota(problems: Problems, prop: string, { all }: AclRules): void {
  for (const tier of TIERS) {
    for (const egress of [false, true]) {
      const count = all.filter((rule) => rule.tier === tier && rule.egress === egress).length;
      const entries = `${egress ? 'outbound' : 'inbound'} entries of the network ACL of the ${tier.toLowerCase()} subnets`;
      problems.check(prop, `${count} ${entries}`, {
        isMet: () => count <= HIGHEST_QUOTA,
        must: `result in at most ${HIGHEST_QUOTA} entries per network ACL and direction`,
        remedy: 'This is the highest possible quota. Combine adjacent ports or CIDR blocks.',
      });
      if (count > DEFAULT_QUOTA && count <= HIGHEST_QUOTA) {
        problems.warn('networkAclQuota', `The ${entries} exceed the default quota of ${DEFAULT_QUOTA}. `
          + 'Combine adjacent ports or CIDR blocks, or request a higher quota of "Rules per network ACL" before the deployment.');
      }
    }
  }
}

function readPort(port: Port): { readonly protocol: string; readonly ports: Ports } {
  const { ipProtocol, fromPort, toPort }: { ipProtocol: string; fromPort: number; toPort: number } = port.toRuleJson();
  return { protocol: ipProtocol, ports: [fromPort, toPort] };
}

function isUnresolved(port: Port): boolean {
  return readPort(port).ports.some((one) => Token.isUnresolved(one));
}
