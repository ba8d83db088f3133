import { pauseAfter } from '../../../common/custom-resource/runtime/service-errors';
import { withJitter, type Timing } from '../../../common/custom-resource/runtime/timing';

/** The most requests under way at once in one range. */
export const MOST = 4;
const LEAST = 0.02;
const LONGEST_PAUSE_MILLISECONDS = 10_000;

/**
 * Lets as many requests through as S3 takes for one range of keys, which it does not tell: it answers SlowDown when they are too many.
 *
 * The parallelism rises with every request that succeeds and is cut when S3 refuses. Below one it is a pause after each request,
 * in proportion to how long a request takes: a thousand keys at once are more than a third of what a prefix takes in a second.
 */
export class AdaptiveGate {
  private parallelism = MOST;
  private running = 0;
  private failures = 0;
  private notBefore = 0;
  /** Refusals of requests that were sent before the last cut say nothing new. */
  private lastCut = -1;
  private queue: Promise<unknown> = Promise.resolve();
  private freed?: () => void;

  constructor(private readonly timing: Timing) {}

  /** Waits for a place; who gets one must `leave`. */
  public enter(): Promise<number> {
    const admitted = this.queue.then(() => this.admit());
    this.queue = admitted;
    return admitted;
  }

  /** Gives the place back that was taken at `since`. */
  public leave(since: number, refused: boolean): void {
    this.running--;
    if (refused) {
      this.cut(since);
    } else {
      this.grow(since);
    }
    this.freed?.();
  }

  private async admit(): Promise<number> {
    for (;;) {
      const pause = this.notBefore - this.timing.now();
      if (this.running >= Math.max(1, Math.floor(this.parallelism))) {
        await new Promise<void>((resolve) => { this.freed = resolve; });
      } else if (pause > 0) {
        await this.timing.sleep(pause);
      } else {
        this.running++;
        return this.timing.now();
      }
    }
  }

  private grow(since: number): void {
    this.failures = 0;
    if (this.parallelism < 1) {
      const pause = withJitter(this.timing, (this.timing.now() - since) * (1 / this.parallelism - 1));
      this.pause(Math.min(pause, LONGEST_PAUSE_MILLISECONDS));
    }
    this.parallelism = Math.min(MOST, this.parallelism + (this.parallelism < 1 ? 0.01 : 0.1));
  }

  private cut(since: number): void {
    if (since > this.lastCut) {
      this.failures++;
      this.lastCut = this.timing.now();
      const used = this.parallelism < 1 ? this.parallelism : Math.floor(this.parallelism);
      this.parallelism = used > 1 ? used / 2 : Math.max(LEAST, used * 0.8);
      this.pause(pauseAfter(this.failures, this.timing));
    }
  }

  private pause(milliseconds: number): void {
    this.notBefore = Math.max(this.notBefore, this.timing.now() + milliseconds);
  }
}
