/** Without leading zeros, which EC2 rejects because they could denote octal numbers. */
const CIDR_BLOCK = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\/(0|[1-9]\d*)$/;

/** The ranges of addresses that are not routed on the internet. */
const NOT_ON_THE_INTERNET = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** The addresses of an IPv4 CIDR block. */
export interface CidrBlock {
  readonly mask: number;
  /** The first address as a number. */
  readonly first: number;
  /** The last address as a number. */
  readonly last: number;
  /** Whether the block was written with its first address. */
  readonly isAligned: boolean;
}

/** Returns undefined if the text is not an IPv4 CIDR block that EC2 accepts, for example an unresolved token. */
export function parseCidr(text: string): CidrBlock | undefined {
  const [mask, ...octets] = CIDR_BLOCK.exec(text)?.slice(1).map(Number).reverse() ?? [];
  if (mask === undefined || mask > 32 || octets.some((octet) => octet > 255)) {
    return undefined;
  }
  const address = octets.reduceRight((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - mask);
  const first = address - address % size;
  return { mask, first, last: first + size - 1, isAligned: first === address };
}

/** Whether a block contains all addresses of another one. */
export function containsBlock(outer: CidrBlock | undefined, inner: CidrBlock | undefined): boolean {
  return outer !== undefined && inner !== undefined && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether two blocks have addresses in common. */
export function overlap(one: CidrBlock | undefined, other: CidrBlock | undefined): boolean {
  return one !== undefined && other !== undefined && one.first <= other.last && other.first <= one.last;
}

/** Whether the addresses of a CIDR block are reached through the internet. False for an unresolved token. */
export function isOnTheInternet(cidr: string): boolean {
  const block = parseCidr(cidr);
  return block !== undefined && !NOT_ON_THE_INTERNET.some((range) => containsBlock(parseCidr(range), block));
}
