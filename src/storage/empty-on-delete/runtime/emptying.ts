import type { BucketClient, Refusal } from './bucket-client';
import { log } from '../../../common/functions/runtime/json-log';
import { isTransient, LONGEST_PAUSE_MILLISECONDS, retryTransient } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';

/** How long the same request is retried while S3 rejects it for a transient reason. */
export const GIVE_UP_MILLISECONDS = 3 * 60_000;

const LOG_EVERY_MILLISECONDS = 10_000;
/** The maximum number of keys in the response to CloudFormation. */
const MAX_NAMED_KEYS = 5;
/** The maximum number of keys in one log event, which can have 256 KB. A key can have 1 KB. */
const KEYS_PER_LOG_EVENT = 40;

class DeadlineReached extends Error {}

/** The progress of emptying one bucket, and whether to continue. */
export class Emptying {
  public found = 0;
  public deleted = 0;
  public uploadsFound = 0;
  public uploadsAborted = 0;
  public refusedCount = 0;
  /** The first versions that S3 does not delete. The log contains all of them. */
  public firstRefused: Refusal[] = [];
  public rangesLeft = 0;
  private failures: unknown[] = [];
  private readonly startedAt: number;
  private lastLog: number;

  constructor(
    public readonly bucket: BucketClient, public readonly timing: Timing, public readonly deadline: number, private readonly signal: AbortSignal,
  ) {
    this.startedAt = this.lastLog = timing.now();
  }

  /** Whether the deadline is reached, a task has failed, or the signal has aborted the work. */
  public get isOver(): boolean {
    return this.failures.length > 0 || this.signal.aborted || this.timing.now() >= this.deadline;
  }

  /** Runs a task. The promise is never rejected: a failure ends the other tasks, and `throwIfFailed` throws it. */
  public async run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(error);
    }
  }

  /** Throws the first failure of a task, except that the deadline was reached. */
  public throwIfFailed(): void {
    const failures = this.failures.filter((failure) => !(failure instanceof DeadlineReached));
    if (failures.length > 0) {
      throw failures[0];
    }
  }

  /** Sends a request, and retries it while its failure is transient. */
  public async retry<T>(request: () => Promise<T>): Promise<T> {
    const { timing, deadline } = this;
    try {
      return await retryTransient(timing, Math.min(deadline, timing.now() + GIVE_UP_MILLISECONDS), request);
    } catch (error) {
      const isDeadlineNear = isTransient(error) && timing.now() + 2 * LONGEST_PAUSE_MILLISECONDS >= deadline;
      throw isDeadlineNear ? new DeadlineReached() : error;
    }
  }

  /** Records versions that S3 does not delete, for reasons that are not transient. */
  public recordRefusals(refusals: Refusal[]): void {
    this.refusedCount += refusals.length;
    this.firstRefused = [...this.firstRefused, ...refusals].slice(0, MAX_NAMED_KEYS);
    for (let index = 0; index < refusals.length; index += KEYS_PER_LOG_EVENT) {
      const versions = refusals.slice(index, index + KEYS_PER_LOG_EVENT).map(({ version, code, message }) => ({ ...version, code, message }));
      log('versions not deleted', { bucket: this.bucket.name, versions });
    }
  }

  /** Logs the progress, at most every 10 seconds. */
  public logProgress(): void {
    if (this.timing.now() - this.lastLog >= LOG_EVERY_MILLISECONDS) {
      this.lastLog = this.timing.now();
      log('progress', this.progress());
    }
  }

  /** The progress for the log. The number of remaining versions is known only for the pages that are listed already. */
  public progress(): Record<string, unknown> {
    const seconds = (this.timing.now() - this.startedAt) / 1000;
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
