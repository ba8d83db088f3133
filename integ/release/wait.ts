import { setTimeout as pause } from 'node:timers/promises';

/** The time limit of a wait, and the pause between two reads. */
export interface WaitOptions {
  readonly milliseconds: number;
  readonly pauseMilliseconds: number;
}

/**
 * Reads a value until it is as expected, and returns it.
 * @throws an error with the message for the last value, if the time limit is exceeded
 */
export async function waitUntil<Value>(
  read: () => Promise<Value>, isExpected: (value: Value) => boolean, message: (value: Value) => string, { milliseconds, pauseMilliseconds }: WaitOptions,
): Promise<Value> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await read();
    if (isExpected(value)) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(message(value));
    }
    await pause(pauseMilliseconds);
  }
}
