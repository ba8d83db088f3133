/** Set by `npm run test:full`. */
const IS_FULL = process.env.TEST_RUNS === 'full';

/** The share of the runs of a property that `npm test` has time for. */
const SHARE = 1 / 8;

/** How often a property is tried: all of the runs in `npm run test:full`, enough of them to notice a plain mistake in `npm test`. */
export function runs(full: number): number {
  return IS_FULL ? full : Math.ceil(full * SHARE);
}
