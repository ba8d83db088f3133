import { AdaptiveGate } from './adaptive-gate';
import type { BucketClient, Upload, Version } from './bucket-client';
import { Emptying } from './emptying';
import { splitKeys } from './key-ranges';
import { explainRefusals } from './outcomes';
import { deleteVersions, emptyRange } from './range-emptier';
import { abortUploads } from './upload-emptier';
import { log } from '../../../common/functions/runtime/json-log';
import type { Timing } from '../../../common/functions/runtime/timing';

/** The result of `emptyBucket`. */
export interface EmptyingResult {
  /** Whether the bucket is empty. Otherwise the deadline was reached. */
  readonly empty: boolean;
  readonly deleted: number;
}

/** The time without new objects or uploads after which the bucket is considered empty: writes that S3 accepted just before the denial are visible by then. */
export const REMAINS_EMPTY_MILLISECONDS = 15_000;
const MAX_PAUSE_MILLISECONDS = 5_000;
/** The number of consecutive passes that may list the same versions after their deletion. */
const MAX_REPEATED_PASSES = 5;

/**
 * Deletes all versions and delete markers, and aborts all multipart uploads. Lists the bucket repeatedly from the start, until it has been
 * empty for 15 seconds or the deadline is reached.
 *
 * @param deletedBefore the number of versions that earlier invocations deleted
 * @throws if S3 does not delete a version, with the number of versions, the first of their keys and the reason.
 */
export async function emptyBucket(
  bucket: BucketClient, timing: Timing, deadline: number, signal: AbortSignal = new AbortController().signal, deletedBefore = 0,
): Promise<EmptyingResult> {
  const emptying = new Emptying(bucket, timing, deadline, signal);
  const history = new PassHistory();
  let emptySince: number | undefined;
  while (!emptying.isOver) {
    const startedAt = timing.now();
    const before = emptying.found + emptying.uploadsFound;
    const first = await runPass(emptying, deletedBefore);
    const found = emptying.found + emptying.uploadsFound - before;
    if (emptying.isOver) {
      break;
    }
    emptySince = found === 0 ? emptySince ?? timing.now() : undefined;
    if (emptySince !== undefined && startedAt - emptySince >= REMAINS_EMPTY_MILLISECONDS) {
      log('empty', emptying.progress());
      return { empty: true, deleted: emptying.deleted };
    }
    history.check(bucket.name, first);
    await timing.sleep(Math.min(history.pause(found), Math.max(0, deadline - timing.now())));
  }
  log('deadline reached', emptying.progress());
  return { empty: false, deleted: emptying.deleted };
}

/** Lists the bucket once from the start, deletes everything, and returns the first page of versions and of uploads. */
async function runPass(emptying: Emptying, deletedBefore: number): Promise<object[]> {
  let uploads: Upload[] = [];
  let first: Version[] = [];
  await Promise.all([
    emptying.run(async () => {
      uploads = await abortUploads(emptying);
    }),
    emptying.run(async () => {
      first = await deleteAll(emptying);
    }),
  ]);
  emptying.throwIfFailed();
  if (emptying.refusedCount > 0) {
    throw new Error(explainRefusals(emptying, deletedBefore));
  }
  return [...first, ...uploads];
}

/** If there is more than one page, splits the keys into ranges, which are emptied in parallel. Deletes the first page meanwhile. */
async function deleteAll(emptying: Emptying): Promise<Version[]> {
  const { bucket, timing } = emptying;
  const { versions, next } = await emptying.retry(() => bucket.listVersions());
  const gate = new AdaptiveGate(timing);
  const deletion = versions.length > 0 ? emptying.run(() => deleteVersions(emptying, versions, gate)) : undefined;
  if (next) {
    const ranges = await splitKeys(next, (prefix) => emptying.retry(() => bucket.commonPrefixes(prefix)));
    log('listing', { bucket: bucket.name, ranges: ranges.map(({ until }) => until?.slice(0, 100) ?? null) });
    await Promise.all(ranges.map((range, index) =>
      emptying.run(() => emptyRange(emptying, range, index === 0 ? gate : new AdaptiveGate(timing)))));
  }
  await deletion;
  return versions;
}

/** The results of the previous passes. */
class PassHistory {
  private deletedBefore = new Set<string>();
  private repeatedPasses = 0;
  private passes = 0;

  /** Throws an error if a listing repeatedly contains versions or uploads that were deleted: an id never appears again after its deletion. */
  public check(bucket: string, first: object[]): void {
    const ids = first.map((item) => JSON.stringify(item));
    this.repeatedPasses = ids.some((id) => this.deletedBefore.has(id)) ? this.repeatedPasses + 1 : 0;
    this.deletedBefore = new Set(ids);
    if (this.repeatedPasses >= MAX_REPEATED_PASSES) {
      throw new Error(`S3 lists versions or uploads of bucket ${bucket} again after their deletion. Empty the bucket manually, then delete the stack again.`);
    }
  }

  /** The pause before the next pass: none after the first pass that found something, then increasing, to wait for objects that still arrive. */
  public pause(found: number): number {
    this.passes = found > 0 ? this.passes + 1 : 0;
    return found === 0 ? MAX_PAUSE_MILLISECONDS : Math.min((this.passes - 1) * 500, MAX_PAUSE_MILLISECONDS);
  }
}
