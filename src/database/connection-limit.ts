import { Token } from 'aws-cdk-lib/core';
import { memoryOf } from './instance-memory';
import { isWhole } from '../common/validation/formats';
import type { Requirement } from '../common/validation/problems';

const BYTES_PER_CONNECTION = 12_582_880;
const GIB = 1024 ** 3;

/** RDS and the operating system reserve up to a quarter of the memory of an instance class. */
const USABLE_MEMORY = 0.75;

/** The limits are those of the parameter `max_connections`. */
export const CONNECTIONS: Requirement<number> = {
  isMet: isWhole(1, 100_000),
  must: 'be a whole number from 1 to 100,000',
  remedy: 'Omit {connectionsAlarmThreshold} to use 80 % of the limit of the database.',
};

/**
 * The number of connections that a database accepts at least: the value of its parameter `max_connections`, or the limit that RDS derives from
 * the memory of the instance class. Undefined if neither is known.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
 */
export function connectionLimit(instanceType: string, maxConnections?: string): number | undefined {
  if (maxConnections !== undefined) {
    return !Token.isUnresolved(maxConnections) && /^\d+$/.test(maxConnections) ? Number(maxConnections) : undefined;
  }
  const memory = memoryOf(instanceType);
  return memory && Math.floor(memory * USABLE_MEMORY * GIB / BYTES_PER_CONNECTION);
}

/** The number of connections above which the alarm is triggered: 80 % of the limit, or 500 if the limit is not known. */
export function connectionsThreshold(instanceType: string, maxConnections?: string): number {
  const limit = connectionLimit(instanceType, maxConnections);
  return limit ? Math.floor(limit * 0.8) : 500;
}
