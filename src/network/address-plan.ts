import { Fn, Token } from 'aws-cdk-lib/core';
import type { Problems } from '../common/validation/problems';

/** The tiers of the network, in the order of their address blocks. */
export const TIERS = ['Public', 'Private', 'Isolated'] as const;
export type Tier = (typeof TIERS)[number];

export const MAX_ZONES = 4;
/** Four blocks per tier, so that another Availability Zone changes no existing subnet; the last four are available to the user. */
const BLOCKS = 16;
/** Sixteen blocks of /27: a load balancer asks for subnets of /27 at least. */
const SMALLEST_VPC_MASK = 23;
/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const LARGEST_VPC_MASK = 16;

/** The address ranges of all subnets: a sixteenth of the VPC each. */
export class AddressPlan {
  private readonly blocks: string[];

  constructor(cidr: string, vpcMask: number) {
    this.blocks = Fn.cidr(cidr, BLOCKS, String(32 - (vpcMask + 4)));
  }

  public subnetCidr(tier: Tier, zone: number): string {
    return Fn.select(TIERS.indexOf(tier) * MAX_ZONES + zone, this.blocks);
  }
}

/** The mask of the VPC's range: read from the range itself, or given where that is a token. */
export function vpcMaskOf(cidr: string, given?: number): number {
  return Token.isUnresolved(cidr) ? given ?? LARGEST_VPC_MASK : Number(cidr.split('/')[1]);
}

/** Without leading zeros, which EC2 refuses: they would make octal numbers. */
const RANGE = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\/(0|[1-9]\d*)$/;

/** Checks that the range is one that AWS accepts and that has room for all tiers. */
export function checkCidr(problems: Problems, cidr: string): void {
  const parts = RANGE.exec(cidr)?.slice(1).map(Number);
  problems.check('cidr', cidr, { isMet: () => parts !== undefined && parts.slice(0, 4).every((octet) => octet < 256) && parts[4] <= 32, must: 'TODO', remedy: "Give an IPv4 range such as '10.0.0.0/16'." });
  if (!parts || Token.isUnresolved(cidr)) {
    return;
  }
  const mask = parts[4];
  const address = parts.slice(0, 4).reduce((sum, octet) => sum * 256 + octet, 0);
  problems
    .check('cidr', cidr, { isMet: () => mask >= LARGEST_VPC_MASK, must: 'TODO', remedy: 'A VPC has 65,536 addresses at most: give a mask of /16 to /23.' })
    .check('cidr', cidr, { isMet: () => mask <= SMALLEST_VPC_MASK, must: 'TODO', remedy: 'It is too small for three tiers of subnets: give a mask of /16 to /23.' })
    .check('cidr', cidr, { isMet: () => mask > 32 || address % 2 ** (32 - mask) === 0, must: 'TODO', remedy: 'The address is not the first of its range: clear the bits behind the mask.' });
}
