import { Fn } from 'aws-cdk-lib/core';
import { parseCidr, type CidrBlock } from './network-acls/cidr-blocks';
import { isUnknown } from '../common/cdk/known-values';
import type { Problems } from '../common/validation/problems';

/** The tiers of the network, in the order of their CIDR blocks. */
export const TIERS = ['Public', 'Private', 'Isolated'] as const;
export type Tier = (typeof TIERS)[number];

export const MAX_AZS = 4;
/** Four blocks per tier, so that another Availability Zone changes no existing subnet. The last four blocks are available to the user. */
const BLOCKS = 16;
const TIER_BLOCKS = BLOCKS / MAX_AZS;
/** Sixteen blocks of /27, the smallest subnets that a load balancer supports. */
const LONGEST_VPC_MASK = 23;
/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const SHORTEST_VPC_MASK = 16;

/** The CIDR blocks of all tiers, a quarter of the VPC each, and of all subnets, a sixteenth each. */
export class AddressPlan {
  private readonly tiers: string[];
  private readonly subnets: string[];

  constructor(cidr: string, vpcMask: number) {
    this.tiers = Fn.cidr(cidr, TIER_BLOCKS, String(32 - tierMask(vpcMask)));
    this.subnets = Fn.cidr(cidr, BLOCKS, String(32 - vpcMask - Math.log2(BLOCKS)));
  }

  /** The CIDR block of the subnets of a tier in all Availability Zones, including those that the network does not use yet. */
  public tierCidr(tier: Tier): string {
    return Fn.select(TIERS.indexOf(tier), this.tiers);
  }

  public subnetCidr(tier: Tier, azIndex: number): string {
    return Fn.select(TIERS.indexOf(tier) * MAX_AZS + azIndex, this.subnets);
  }
}

/** The addresses of a tier, for a CIDR block of the VPC that is known at synthesis. */
export function tierBlock(vpc: CidrBlock, tier: Tier): CidrBlock {
  const size = (vpc.last + 1 - vpc.first) / TIER_BLOCKS;
  const first = vpc.first + size * TIERS.indexOf(tier);
  return { mask: tierMask(vpc.mask), first, last: first + size - 1, isAligned: true };
}

function tierMask(vpcMask: number): number {
  return vpcMask + Math.log2(TIER_BLOCKS);
}

/** The netmask of the CIDR block of the VPC. For a CIDR block that is an unresolved token it is `cidrMask`. */
export function vpcMaskOf(cidr: string, cidrMask?: number): number {
  return isUnknown(cidr) ? cidrMask ?? SHORTEST_VPC_MASK : Number(cidr.split('/')[1]);
}

/** Checks that AWS accepts the CIDR block, and that it has sufficient addresses for all tiers. */
export function checkCidr(problems: Problems, cidr: string): void {
  const block = parseCidr(cidr);
  problems.check('cidr', cidr, {
    isMet: () => block !== undefined,
    must: 'be an IPv4 CIDR block without leading zeros',
    remedy: "Use a CIDR block such as '10.0.0.0/16'.",
  });
  if (!block) {
    return;
  }
  const { mask, isAligned } = block;
  problems
    .check('cidr', cidr, {
      isMet: () => mask >= SHORTEST_VPC_MASK,
      must: 'have a netmask of /16 to /23',
      remedy: "A VPC has at most 65,536 addresses. Use for example '10.0.0.0/16'.",
    })
    .check('cidr', cidr, {
      isMet: () => mask <= LONGEST_VPC_MASK,
      must: 'have a netmask of /16 to /23',
      remedy: "A smaller CIDR block does not have sufficient addresses for three tiers of subnets. Use for example '10.0.0.0/16'.",
    })
    .check('cidr', cidr, {
      isMet: () => isAligned,
      must: 'begin with the first address of the CIDR block',
      remedy: "Set all bits after the netmask to zero, such as in '10.0.0.0/16'.",
    });
}
