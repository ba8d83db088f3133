/** `npm run test:full` sets the variable. */
const IS_FULL = process.env.TEST_RUNS === 'full';

/** The share of the runs of a property in `npm test`. */
const SHARE = 1 / 8;

/** Returns the number of runs of a property: all runs in `npm run test:full`, and a share of them in `npm test` to limit its duration. */
export function runs(full: number): number {
  return IS_FULL ? full : Math.ceil(full * SHARE);
}
