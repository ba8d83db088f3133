import { MAX_PARALLELISM, type AdaptiveGate } from './adaptive-gate';
import { batchesOf, type Position, type Version, type VersionPage } from './bucket-client';
import { GIVE_UP_MILLISECONDS, type Emptying } from './emptying';
import { compareKeys, type KeyRange } from './key-ranges';
import { describeError, isTransient, isTransientCode } from '../../../common/functions/runtime/service-errors';

/** Deletes the versions of one range of keys. The next page is listed while the previous pages are deleted. */
export async function emptyRange(emptying: Emptying, range: KeyRange, gate: AdaptiveGate): Promise<void> {
  const running = new Set<Promise<void>>();
  emptying.rangesLeft++;
  try {
    for await (const versions of pages(emptying, range)) {
      const deletion = emptying.run(() => deleteVersions(emptying, versions, gate)).then(() => { running.delete(deletion); });
      running.add(deletion);
      if (running.size >= MAX_PARALLELISM) {
        await Promise.race(running);
      }
    }
  } finally {
    await Promise.all(running);
    emptying.rangesLeft--;
  }
}

/** Yields the pages of a range. The next page is requested before a page is yielded. */
async function* pages(emptying: Emptying, { after, until }: KeyRange): AsyncGenerator<Version[]> {
  let position = after;
  let nextPage: Promise<VersionPage> | undefined = list(emptying, after);
  while (nextPage && !emptying.isOver) {
    const { versions, next }: VersionPage = await nextPage;
    checkAdvance(position, next);
    position = next;
    const isLast: boolean = next === undefined || (until !== undefined && compareKeys(next.key, until) > 0);
    nextPage = isLast ? undefined : list(emptying, next);
    const inRange = isLast && until !== undefined ? versions.filter(({ Key }) => compareKeys(Key, until) <= 0) : versions;
    if (inRange.length > 0) {
      yield inRange;
    }
  }
}

/** Requests a page. If the work ends early, the page is never awaited, and its failure must not end the function as an unhandled rejection. */
function list(emptying: Emptying, position?: Position): Promise<VersionPage> {
  const page = emptying.retry(() => emptying.bucket.listVersions(position));
  page.catch(() => {});
  return page;
}

/** Throws an error if a listing does not advance, which would otherwise be read forever. */
function checkAdvance(before: Position | undefined, next: Position | undefined): void {
  const order = next ? compareKeys(next.key, before?.key ?? '') : 1;
  if (order < 0 || (order === 0 && next?.versionId === before?.versionId)) {
    throw new Error(`The listing of S3 does not advance beyond key ${JSON.stringify(next?.key)}. Delete the stack again to continue.`);
  }
}

/** Deletes up to 1,000 versions. Retries transient errors until the deadline, and records versions that S3 does not delete for other reasons. */
export async function deleteVersions(emptying: Emptying, versions: Version[], gate: AdaptiveGate): Promise<void> {
  emptying.found += versions.length;
  await Promise.all(batchesOf(versions).map((batch) => emptying.run(() => deleteBatch(emptying, batch, gate))));
}

async function deleteBatch(emptying: Emptying, versions: Version[], gate: AdaptiveGate): Promise<void> {
  const { timing, bucket } = emptying;
  let remaining = versions;
  /** The time since which S3 has not deleted any of the versions. */
  let refusedSince: number | undefined;
  while (!emptying.isOver) {
    const { failed, reason } = await tryOnce(emptying, remaining, gate);
    if (failed.length === 0) {
      return;
    }
    refusedSince = failed.length < remaining.length ? undefined : refusedSince ?? timing.now();
    if (refusedSince !== undefined && timing.now() > refusedSince + GIVE_UP_MILLISECONDS) {
      throw new Error(`S3 has rejected requests to delete ${remaining.length} versions of bucket ${bucket.name} for `
        + `${GIVE_UP_MILLISECONDS / 60_000} minutes (${reason}). Delete the stack again to continue.`);
    }
    remaining = failed;
  }
}

async function tryOnce(emptying: Emptying, versions: Version[], gate: AdaptiveGate): Promise<{ failed: Version[]; reason?: string }> {
  const startedAt = await gate.acquire();
  if (emptying.isOver) {
    gate.release(startedAt, false);
    return { failed: versions };
  }
  let failed = versions;
  try {
    const refusals = await emptying.bucket.deleteVersions(versions);
    const transient = refusals.filter(({ code }) => isTransientCode(code));
    failed = transient.map(({ version }) => version);
    emptying.recordRefusals(refusals.filter(({ code }) => !isTransientCode(code)));
    emptying.deleted += versions.length - refusals.length;
    emptying.logProgress();
    return { failed, reason: transient.length > 0 ? `${transient[0].code}: ${transient[0].message}` : undefined };
  } catch (error) {
    if (isTransient(error)) {
      return { failed, reason: describeError(error) };
    }
    throw error;
  } finally {
    gate.release(startedAt, failed.length > 0);
  }
}
