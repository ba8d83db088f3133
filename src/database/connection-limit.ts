import { Token } from 'aws-cdk-lib/core';
import { isWhole } from '../common/formats';

const BYTES_A_CONNECTION = 12_582_880;
const GIB = 1024 ** 3;

export const CONNECTIONS_REMEDY = 'Give 1 to 100,000 connections.';

/** The range of the parameter `max_connections`. */
export const isConnections = isWhole(1, 100_000);

/** Of the memory that a class is sold with, RDS and the operating system take up to a quarter for themselves. */
const USABLE = 0.75;

/** The memory of the size `large` in GiB, by the letter of the class. */
const MEMORY_OF_LARGE: { readonly [letter: string]: number } = { c: 4, t: 8, m: 8, r: 16, x: 32 };

/** The sizes up to `large`, as a part of it. */
const SMALL_SIZES: { readonly [size: string]: number } = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1 };

/**
 * How many connections a database takes at least: what its parameter says, or what RDS derives from the memory of its class.
 * Undefined where neither is known.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
 */
export function connectionLimit(instanceType: string, maxConnections?: string): number | undefined {
  if (maxConnections !== undefined) {
    return !Token.isUnresolved(maxConnections) && /^\d+$/.test(maxConnections) ? Number(maxConnections) : undefined;
  }
  const memory = memoryOf(instanceType);
  return memory && Math.floor(memory * USABLE * GIB / BYTES_A_CONNECTION);
}

/** In GiB; of a type as EC2 names it, or of a class as RDS does. */
function memoryOf(instanceType: string): number | undefined {
  const [, letter, size] = /^(?:db\.)?([a-z])\d\w*\.(\w+)$/.exec(instanceType) ?? [];
  const large = MEMORY_OF_LARGE[letter];
  const times = SMALL_SIZES[size] ?? extraLarge(size);
  return large && times && large * times;
}

/** `xlarge` is twice `large`, `4xlarge` is eight times it. */
function extraLarge(size = ''): number | undefined {
  const [found, count] = /^(\d*)xlarge$/.exec(size) ?? [];
  return found ? 2 * Number(count || 1) : undefined;
}

/** Above how many connections an alarm goes off: at 80 % of the limit, where that is known. */
export function connectionsThreshold(instanceType: string, maxConnections?: string): number {
  const limit = connectionLimit(instanceType, maxConnections);
  return limit ? Math.floor(limit * 0.8) : 500;
}
