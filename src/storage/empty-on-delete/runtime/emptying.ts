import type { BucketClient, Refusal } from './bucket-client';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { isTransient, LONGEST_PAUSE_MILLISECONDS, retryTransient } from '../../../common/custom-resource/runtime/service-errors';
import type { Timing } from '../../../common/custom-resource/runtime/timing';

/** How long S3 may refuse the same request without a reason that lasts. */
export const GIVE_UP_MILLISECONDS = 3 * 60_000;

const LOG_EVERY_MILLISECONDS = 10_000;
/** How many keys the answer names. */
const NAMED_KEYS = 5;
/** How many keys one line of the log holds: a line may have 256 KB, a key 1 KB. */
const KEYS_A_LINE = 40;

class TimeIsUp extends Error {}

/** The emptying of one bucket: how far it has come, and whether it should go on. */
export class Emptying {
  public found = 0;
  public deleted = 0;
  public uploadsFound = 0;
  public uploadsAborted = 0;
  public refusedCount = 0;
  /** The first of what S3 refuses to delete; the log has all of it. */
  public firstRefused: Refusal[] = [];
  public rangesLeft = 0;
  private failures: unknown[] = [];
  private readonly begun: number;
  private lastLog: number;

  constructor(
    public readonly bucket: BucketClient, public readonly timing: Timing, public readonly deadline: number, private readonly signal: AbortSignal,
  ) {
    this.begun = this.lastLog = timing.now();
  }

  /** True when the time is up, when a part of the work has failed, or when the answer has been given without it. */
  public get isOver(): boolean {
    return this.failures.length > 0 || this.signal.aborted || this.timing.now() >= this.deadline;
  }

  /** Starts a part of the work. It never rejects: its failure ends the other parts, and `throwIfFailed` throws it. */
  public async part(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(error);
    }
  }

  public throwIfFailed(): void {
    const lasting = this.failures.filter((failure) => !(failure instanceof TimeIsUp));
    if (lasting.length > 0) {
      throw lasting[0];
    }
  }

  /** Sends a request again as long as the reason of its failure may pass. */
  public async ask<T>(request: () => Promise<T>): Promise<T> {
    const { timing, deadline } = this;
    try {
      return await retryTransient(timing, Math.min(deadline, timing.now() + GIVE_UP_MILLISECONDS), request);
    } catch (error) {
      const isTimeUp = isTransient(error) && timing.now() + 2 * LONGEST_PAUSE_MILLISECONDS >= deadline;
      throw isTimeUp ? new TimeIsUp() : error;
    }
  }

  /** Notes what S3 refuses for good. */
  public refuse(refusals: Refusal[]): void {
    this.refusedCount += refusals.length;
    this.firstRefused = [...this.firstRefused, ...refusals].slice(0, NAMED_KEYS);
    for (let index = 0; index < refusals.length; index += KEYS_A_LINE) {
      const versions = refusals.slice(index, index + KEYS_A_LINE).map(({ version, code, message }) => ({ ...version, code, message }));
      log('not deleted', { bucket: this.bucket.name, versions });
    }
  }

  /** Logs the progress, if that was long ago. */
  public report(): void {
    if (this.timing.now() - this.lastLog >= LOG_EVERY_MILLISECONDS) {
      this.lastLog = this.timing.now();
      log('progress', this.progress());
    }
  }

  /** How much is left is known as far as it is listed; beyond that, in how many ranges of keys. */
  public progress(): Record<string, unknown> {
    const seconds = (this.timing.now() - this.begun) / 1000;
    return {
      bucket: this.bucket.name,
      deleted: this.deleted,
      perSecond: Math.round(this.deleted / Math.max(seconds, 0.001)),
      uploadsAborted: this.uploadsAborted,
      remainingListed: this.found - this.deleted - this.refusedCount,
      remainingRanges: this.rangesLeft,
      remainingSeconds: Math.round((this.deadline - this.timing.now()) / 1000),
    };
  }
}
