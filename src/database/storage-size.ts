import { Token } from 'aws-cdk-lib/core';
import type { CommonMySqlProps } from './props';

/** In GiB. */
export const [MIN_STORAGE, MAX_STORAGE] = [20, 65_536];

/**
 * Whether RDS accepts the maximum size: it must exceed the initial size by at least 10 %.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
 */
export function isSufficientGrowth(allocatedStorage: number, maxAllocatedStorage: number): boolean {
  return maxAllocatedStorage * 10 >= allocatedStorage * 11;
}

/** In GiB. Undefined for a restored database, which has the storage of its snapshot unless the user specifies more. */
export function initialStorage({ allocatedStorage, snapshotIdentifier }: CommonMySqlProps): number | undefined {
  return allocatedStorage ?? (snapshotIdentifier === undefined ? MIN_STORAGE : undefined);
}

/** In GiB. Undefined if the storage does not grow: the initial storage is close to the limit, or is not known and the user specifies no maximum. */
export function maxStorage(props: CommonMySqlProps): number | undefined {
  const initial = initialStorage(props);
  const size = isKnownSize(initial) ? Math.min(initial * 5, MAX_STORAGE) : undefined;
  return props.maxAllocatedStorage ?? (size && isSufficientGrowth(initial!, size) ? size : undefined);
}

/** Whether a size can be calculated with: an unresolved token cannot. */
export function isKnownSize(size: number | undefined): size is number {
  return size !== undefined && !Token.isUnresolved(size);
}
