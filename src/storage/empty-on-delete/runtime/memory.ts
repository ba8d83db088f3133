import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow by this much of what lives, in per cent, before Node.js collects garbage. By itself it lets it grow several times,
 * as far as the function's memory goes: pages of versions are garbage soon after they come, however large the bucket is.
 *
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
const HEAP_GROWTH_PERCENT = 40;

/** Takes a little processor time for a peak of memory that does not depend on the bucket's size. */
export function keepMemorySmall(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
}
