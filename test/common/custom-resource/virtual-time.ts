import type { Timing } from '../../../src/common/custom-resource/runtime/timing';

/** More steps than the longest deletion takes. */
const MOST_STEPS = 200_000;

/** Something that waits for its time. */
export interface Waiting {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still while something happens, and jumps to the next event when nothing does. */
export class VirtualTime implements Timing {
  private clock = 1_000_000;
  private seed: number;
  private waiting: Waiting[] = [];

  constructor(seed = 1) {
    this.seed = seed;
  }

  public now(): number {
    return this.clock;
  }

  public sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => this.setTimer(wake, milliseconds));
  }

  /** What setTimeout is in real time. */
  public setTimer(wake: () => void, milliseconds: number): Waiting {
    const timer = { at: this.clock + Math.max(0, milliseconds), wake };
    this.waiting.push(timer);
    return timer;
  }

  /** What clearTimeout is in real time. */
  public clearTimer(timer: Waiting): void {
    this.waiting = this.waiting.filter((one) => one !== timer);
  }

  public random(): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return this.seed / 2 ** 31;
  }

  /** The outcome of the work, or an error where it waits for something that never comes. */
  public async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const watched = work.finally(() => { isDone = true; });
    watched.catch(() => {});
    for (let idle = 0, steps = 0; !isDone; steps++) {
      if (steps > MOST_STEPS || Number.isNaN(this.clock)) {
        throw new Error(`The work does not end: ${steps} steps, at ${this.clock}`);
      }
      await new Promise((resolve) => setImmediate(resolve));
      if (isDone) {
        break;
      }
      if (this.waiting.length > 0) {
        this.clock = Math.max(this.clock, Math.min(...this.waiting.map(({ at }) => at)));
        const due = this.waiting.filter(({ at }) => at <= this.clock);
        this.waiting = this.waiting.filter(({ at }) => at > this.clock);
        due.forEach(({ wake }) => wake());
        idle = 0;
      } else if (++idle > 3) {
        throw new Error('The work hangs: it waits for nothing that will happen');
      }
    }
    return watched;
  }
}
