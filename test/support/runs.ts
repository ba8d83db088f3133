/** `npm run test:full` sets the variable to `full`. A number multiplies the runs, for a thorough search: `TEST_RUNS=40 npx jest test/lifecycle`. */
const { TEST_RUNS } = process.env;

/** The share of the runs of a property in `npm test`. */
const SHARE = 1 / 8;

const FACTOR = TEST_RUNS === 'full' ? 1 : Number(TEST_RUNS ?? SHARE);

/** Whether all runs of a property take place. */
export const isFull = FACTOR >= 1;

/** Whether a number asks for more than all runs. */
export const isThorough = FACTOR > 1;

/** Returns the number of runs of a property: all runs in `npm run test:full`, and a share of them in `npm test` to limit its duration. */
export function runs(full: number): number {
  return Math.ceil(full * FACTOR);
}
