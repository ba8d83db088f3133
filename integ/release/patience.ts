import { setTimeout as pause } from 'node:timers/promises';

/** How long something is waited for, and how often it is asked meanwhile. */
export interface Patience {
  readonly milliseconds: number;
  readonly pauseMilliseconds: number;
}

/**
 * Asks until the answer is right, and gives it.
 * @throws what `complain` says of the last answer, if none is right in time
 */
export async function until<Answer>(
  ask: () => Promise<Answer>, isRight: (answer: Answer) => boolean, complain: (answer: Answer) => string, { milliseconds, pauseMilliseconds }: Patience,
): Promise<Answer> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(complain(answer));
    }
    await pause(pauseMilliseconds);
  }
}
