/** The clock and the dice of a handler, which tests replace. */
export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

/** The time as it is. */
export const REAL_TIME: Timing = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
};

/** Half of the time to one and a half of it, so that callers who were refused together do not come back together. */
export function jittered(timing: Timing, milliseconds: number): number {
  return milliseconds * (0.5 + timing.random());
}
