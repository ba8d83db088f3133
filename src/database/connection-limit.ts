import { Token } from 'aws-cdk-lib/core';
import { memoryOf } from './instance-memory';
import { isWhole } from '../common/validation/formats';

const BYTES_A_CONNECTION = 12_582_880;
const GIB = 1024 ** 3;

export const CONNECTIONS_REMEDY = 'Give 1 to 100,000 connections.';

/** The range of the parameter `max_connections`. */
export const isConnections = isWhole(1, 100_000);

/** Of the memory that a class is sold with, RDS and the operating system take up to a quarter for themselves. */
const USABLE = 0.75;

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

/** Above how many connections an alarm goes off: at 80 % of the limit, where that is known. */
export function connectionsThreshold(instanceType: string, maxConnections?: string): number {
  const limit = connectionLimit(instanceType, maxConnections);
  return limit ? Math.floor(limit * 0.8) : 500;
}
