import { AdaptiveGate } from './adaptive-gate';
import type { BucketClient, Upload, Version } from './bucket-client';
import { Emptying } from './emptying';
import { splitKeys } from './key-ranges';
import { explainRefusals } from './outcomes';
import { deleteVersions, emptyRange } from './range-emptier';
import { abortUploads } from './upload-emptier';
import { log } from '../../../common/custom-resource/runtime/json-log';
import type { Timing } from '../../../common/custom-resource/runtime/timing';

/** How far an emptying came. */
export interface Progress {
  /** Whether the bucket stayed empty; otherwise the time was up. */
  readonly empty: boolean;
  readonly deleted: number;
}

/** How long nothing may appear before the bucket counts as empty: a write that was let in just before the denial has arrived by then. */
export const QUIET_MILLISECONDS = 15_000;
const LOOK_AGAIN_MILLISECONDS = 5_000;
/** How often in a row the same versions may be listed after their deletion. */
const MOST_STUCK_PASSES = 5;

/**
 * Deletes all versions, all delete markers and all open uploads, pass after pass, each from the start, until the bucket has been
 * empty for the quiet period or the deadline has come.
 *
 * @param deletedBefore what earlier invocations deleted
 * @throws where something cannot be deleted, with the number of versions, the first of their keys and the reason.
 */
export async function emptyBucket(
  bucket: BucketClient, timing: Timing, deadline: number, signal: AbortSignal = new AbortController().signal, deletedBefore = 0,
): Promise<Progress> {
  const emptying = new Emptying(bucket, timing, deadline, signal);
  const history = new PassHistory();
  let emptySince: number | undefined;
  while (!emptying.isOver) {
    const begun = timing.now();
    const before = emptying.found + emptying.uploadsFound;
    const first = await runPass(emptying, deletedBefore);
    const found = emptying.found + emptying.uploadsFound - before;
    if (emptying.isOver) {
      break;
    }
    emptySince = found === 0 ? emptySince ?? timing.now() : undefined;
    if (emptySince !== undefined && begun - emptySince >= QUIET_MILLISECONDS) {
      log('empty', emptying.progress());
      return { empty: true, deleted: emptying.deleted };
    }
    history.check(bucket.name, first);
    await timing.sleep(Math.min(history.pause(found), Math.max(0, deadline - timing.now())));
  }
  log('time is up', emptying.progress());
  return { empty: false, deleted: emptying.deleted };
}

/** Deletes everything that one listing from the start shows, and returns its first pages. */
async function runPass(emptying: Emptying, deletedBefore: number): Promise<object[]> {
  let uploads: Upload[] = [];
  let first: Version[] = [];
  await Promise.all([
    emptying.part(async () => {
      uploads = await abortUploads(emptying);
    }),
    emptying.part(async () => {
      first = await deleteAll(emptying);
    }),
  ]);
  emptying.throwIfFailed();
  if (emptying.refusedCount > 0) {
    throw new Error(explainRefusals(emptying, deletedBefore));
  }
  return [...first, ...uploads];
}

/** The first page tells whether it is worth the requests to split the keys; it is deleted while they are being split. */
async function deleteAll(emptying: Emptying): Promise<Version[]> {
  const { bucket, timing } = emptying;
  const { versions, next } = await emptying.ask(() => bucket.listVersions());
  const gate = new AdaptiveGate(timing);
  const deletion = versions.length > 0 ? emptying.part(() => deleteVersions(emptying, versions, gate)) : undefined;
  if (next) {
    const ranges = await splitKeys(next, (prefix) => emptying.ask(() => bucket.commonPrefixes(prefix)));
    log('listing', { bucket: bucket.name, ranges: ranges.map(({ until }) => until?.slice(0, 100) ?? null) });
    await Promise.all(ranges.map((range, index) =>
      emptying.part(() => emptyRange(emptying, range, index === 0 ? gate : new AdaptiveGate(timing)))));
  }
  await deletion;
  return versions;
}

/** What the passes found, one after the other. */
class PassHistory {
  private deletedBefore = new Set<string>();
  private stuck = 0;
  private passes = 0;

  /** Neither a version, by its id or the time of its writing, nor an upload ever comes back: if it does, its deletion was no deletion. */
  public check(bucket: string, first: object[]): void {
    const ids = first.map((one) => JSON.stringify(one));
    this.stuck = ids.some((id) => this.deletedBefore.has(id)) ? this.stuck + 1 : 0;
    this.deletedBefore = new Set(ids);
    if (this.stuck >= MOST_STUCK_PASSES) {
      throw new Error(`S3 reports versions or uploads of bucket ${bucket} as deleted and lists them again. Empty the bucket by hand, then delete the stack again.`);
    }
  }

  /** At once after the first pass with a find, then ever later: what still arrives has to be waited for. */
  public pause(found: number): number {
    this.passes = found > 0 ? this.passes + 1 : 0;
    return found === 0 ? LOOK_AGAIN_MILLISECONDS : Math.min((this.passes - 1) * 500, LOOK_AGAIN_MILLISECONDS);
  }
}
