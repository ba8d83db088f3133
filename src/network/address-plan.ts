import { Fn, Token } from 'aws-cdk-lib/core';
import type { Problems } from '../common/validation/problems';

/** The tiers of the network, in the order of their CIDR blocks. */
export const TIERS = ['Public', 'Private', 'Isolated'] as const;
export type Tier = (typeof TIERS)[number];

export const MAX_AZS = 4;
/** Four blocks per tier, so that another Availability Zone changes no existing subnet. The last four blocks are available to the user. */
const BLOCKS = 16;
/** Sixteen blocks of /27, the smallest subnets that a load balancer supports. */
const LONGEST_VPC_MASK = 23;
/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const SHORTEST_VPC_MASK = 16;

/** The CIDR blocks of all subnets: a sixteenth of the VPC each. */
export class AddressPlan {
  private readonly blocks: string[];

  constructor(cidr: string, vpcMask: number) {
    this.blocks = Fn.cidr(cidr, BLOCKS, String(32 - (vpcMask + 4)));
  }

  public subnetCidr(tier: Tier, azIndex: number): string {
    return Fn.select(TIERS.indexOf(tier) * MAX_AZS + azIndex, this.blocks);
  }
}

/** The netmask of the CIDR block of the VPC. For a CIDR block that is an unresolved token it is `cidrMask`. */
export function vpcMaskOf(cidr: string, cidrMask?: number): number {
  return Token.isUnresolved(cidr) ? cidrMask ?? SHORTEST_VPC_MASK : Number(cidr.split('/')[1]);
}

/** Without leading zeros, which EC2 rejects because they could denote octal numbers. */
const CIDR_BLOCK = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\/(0|[1-9]\d*)$/;

/** Checks that AWS accepts the CIDR block, and that it has sufficient addresses for all tiers. */
export function checkCidr(problems: Problems, cidr: string): void {
  const parts = CIDR_BLOCK.exec(cidr)?.slice(1).map(Number);
  problems.check('cidr', cidr, {
    isMet: () => parts !== undefined && parts.slice(0, 4).every((octet) => octet < 256) && parts[4] <= 32,
    must: 'be an IPv4 CIDR block without leading zeros',
    remedy: "Use a CIDR block such as '10.0.0.0/16'.",
  });
  if (!parts || Token.isUnresolved(cidr)) {
    return;
  }
  const mask = parts[4];
  const address = parts.slice(0, 4).reduce((sum, octet) => sum * 256 + octet, 0);
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
      isMet: () => mask > 32 || address % 2 ** (32 - mask) === 0,
      must: 'begin with the first address of the CIDR block',
      remedy: "Set all bits after the netmask to zero, such as in '10.0.0.0/16'.",
    });
}
