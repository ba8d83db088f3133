import { pauseAfter } from '../../../common/functions/runtime/service-errors';
import { withJitter, type Timing } from '../../../common/functions/runtime/timing';

/** The maximum number of concurrent requests in one range of keys. */
export const MAX_PARALLELISM = 4;
const MIN_PARALLELISM = 0.02;
const LONGEST_PAUSE_MILLISECONDS = 10_000;

/**
 * Limits the request rate in one range of keys to what S3 accepts. The limit of S3 is not known: S3 responds with SlowDown when the rate is too
 * high.
 *
 * The parallelism increases with every request that succeeds and decreases when S3 throttles a request. A parallelism below one is a pause
 * after each request, in proportion to the duration of the request. Even one request at a time can be too much: it deletes one thousand keys,
 * more than a quarter of the 3,500 that S3 accepts per second and prefix.
 */
export class AdaptiveGate {
  private parallelism = MAX_PARALLELISM;
  private running = 0;
  private failures = 0;
  private notBefore = 0;
  /** Throttled requests that were sent before the last decrease do not decrease the parallelism again. */
  private lastDecrease = -1;
  private queue: Promise<unknown> = Promise.resolve();
  private onRelease?: () => void;

  constructor(private readonly timing: Timing) {}

  /** Waits until a request may be sent, and returns the time of the start. The caller must call `release` after the request. */
  public acquire(): Promise<number> {
    const acquired = this.queue.then(() => this.waitForSlot());
    this.queue = acquired;
    return acquired;
  }

  /** Ends a request that was started at `startedAt`. */
  public release(startedAt: number, isThrottled: boolean): void {
    this.running--;
    if (isThrottled) {
      this.decrease(startedAt);
    } else {
      this.increase(startedAt);
    }
    this.onRelease?.();
  }

  private async waitForSlot(): Promise<number> {
    for (;;) {
      const pause = this.notBefore - this.timing.now();
      if (this.running >= Math.max(1, Math.floor(this.parallelism))) {
        await new Promise<void>((resolve) => { this.onRelease = resolve; });
      } else if (pause > 0) {
        await this.timing.sleep(pause);
      } else {
        this.running++;
        return this.timing.now();
      }
    }
  }

  private increase(startedAt: number): void {
    this.failures = 0;
    if (this.parallelism < 1) {
      const pause = withJitter(this.timing, (this.timing.now() - startedAt) * (1 / this.parallelism - 1));
      this.pause(Math.min(pause, LONGEST_PAUSE_MILLISECONDS));
    }
    this.parallelism = Math.min(MAX_PARALLELISM, this.parallelism + (this.parallelism < 1 ? 0.01 : 0.1));
  }

  private decrease(startedAt: number): void {
    if (startedAt > this.lastDecrease) {
      this.failures++;
      this.lastDecrease = this.timing.now();
      const used = this.parallelism < 1 ? this.parallelism : Math.floor(this.parallelism);
      this.parallelism = used > 1 ? used / 2 : Math.max(MIN_PARALLELISM, used * 0.8);
      this.pause(pauseAfter(this.failures, this.timing));
    }
  }

  private pause(milliseconds: number): void {
    this.notBefore = Math.max(this.notBefore, this.timing.now() + milliseconds);
  }
}
