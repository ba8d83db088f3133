/** The clock and the random numbers of a handler. Tests replace them. */
export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** A random number from 0 (inclusive) to 1 (exclusive). */
  random(): number;
}

/** The system clock. */
export const SYSTEM_CLOCK: Timing = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
};

/** Returns 0.5 to 1.5 times a pause, so that requests that failed at the same time are not retried at the same time. */
export function withJitter(timing: Timing, milliseconds: number): number {
  return milliseconds * (0.5 + timing.random());
}
