import type { Timing } from '../../../src/common/functions/runtime/timing';

/** More steps than the longest deletion requires. */
const MAX_STEPS = 200_000;

/** A function that is called at a certain time. */
export interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that does not advance while code runs, and advances to the next timer when no code can run. */
export class VirtualTime implements Timing {
  private clock = 1_000_000;
  private seed: number;
  private timers: Timer[] = [];

  constructor(seed = 1) {
    this.seed = seed;
  }

  public now(): number {
    return this.clock;
  }

  public sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => this.setTimer(wake, milliseconds));
  }

  /** Replaces `setTimeout`. */
  public setTimer(wake: () => void, milliseconds: number): Timer {
    const timer = { at: this.clock + Math.max(0, milliseconds), wake };
    this.timers.push(timer);
    return timer;
  }

  /** Replaces `clearTimeout`. */
  public clearTimer(timer: Timer): void {
    this.timers = this.timers.filter((one) => one !== timer);
  }

  public random(): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return this.seed / 2 ** 31;
  }

  /** Returns the result of the work. Throws an error if the work does not end, or waits for an event that never occurs. */
  public async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const watched = work.finally(() => { isDone = true; });
    watched.catch(() => {});
    for (let idle = 0, steps = 0; !isDone; steps++) {
      if (steps > MAX_STEPS || Number.isNaN(this.clock)) {
        throw new Error(`The work does not end: ${steps} steps, at ${this.clock}`);
      }
      await new Promise((resolve) => setImmediate(resolve));
      if (isDone) {
        break;
      }
      if (this.timers.length > 0) {
        this.clock = Math.max(this.clock, Math.min(...this.timers.map(({ at }) => at)));
        const due = this.timers.filter(({ at }) => at <= this.clock);
        this.timers = this.timers.filter(({ at }) => at > this.clock);
        due.forEach(({ wake }) => wake());
        idle = 0;
      } else if (++idle > 3) {
        throw new Error('The work does not end: no timer is set');
      }
    }
    return watched;
  }
}
