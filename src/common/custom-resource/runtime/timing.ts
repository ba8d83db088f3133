/** The clock and the random numbers of a handler, which tests replace. */
export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

/** The system clock. */
export const SYSTEM_CLOCK: Timing = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
};

/** A time with jitter, from 0.5 to 1.5 times its length, so that requests that fail together are not retried together. */
export function withJitter(timing: Timing, milliseconds: number): number {
  return milliseconds * (0.5 + timing.random());
}
