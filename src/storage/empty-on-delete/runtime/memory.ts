import { setFlagsFromString } from 'node:v8';

/**
 * The growth of the heap, in percent of the live objects, after which Node.js collects garbage. By default, Node.js lets the heap grow by a
 * multiple of the live objects, up to the memory of the function, although pages of versions become garbage soon after they are received.
 *
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
const HEAP_GROWTH_PERCENT = 40;

/** Limits the peak memory usage, so that it does not depend on the size of the bucket. Uses slightly more processor time. */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
}
