import { Token } from 'aws-cdk-lib/core';

/** In GiB. */
export const [MIN_STORAGE, MAX_STORAGE] = [20, 65_536];

/**
 * Whether RDS accepts the maximum size: it must exceed the initial size by at least 10 %.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
 */
export function isSufficientGrowth(allocatedStorage: number, maxAllocatedStorage: number): boolean {
  return maxAllocatedStorage * 10 >= allocatedStorage * 11;
}

/** Undefined if the storage cannot grow, or if its initial size is an unresolved token, which cannot be multiplied. */
export function defaultMaxStorage(allocatedStorage: number): number | undefined {
  const size = Math.min(allocatedStorage * 5, MAX_STORAGE);
  return !Token.isUnresolved(allocatedStorage) && isSufficientGrowth(allocatedStorage, size) ? size : undefined;
}
