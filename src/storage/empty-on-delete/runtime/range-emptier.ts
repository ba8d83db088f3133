import { MOST, type AdaptiveGate } from './adaptive-gate';
import { deletionsOf, type Position, type Version, type VersionPage } from './bucket-client';
import { GIVE_UP_MILLISECONDS, type Emptying } from './emptying';
import { compareKeys, type KeyRange } from './key-ranges';
import { describeError, isTransient, isTransientCode } from '../../../common/custom-resource/runtime/service-errors';

/** Deletes the versions of one range of keys: the next page is listed while the last ones are being deleted. */
export async function emptyRange(emptying: Emptying, range: KeyRange, gate: AdaptiveGate): Promise<void> {
  const running = new Set<Promise<void>>();
  emptying.rangesLeft++;
  try {
    for await (const versions of pages(emptying, range)) {
      const deletion = emptying.part(() => deleteVersions(emptying, versions, gate)).then(() => { running.delete(deletion); });
      running.add(deletion);
      if (running.size >= MOST) {
        await Promise.race(running);
      }
    }
  } finally {
    await Promise.all(running);
    emptying.rangesLeft--;
  }
}

/** The pages of a range, each with the next one already asked for. */
async function* pages(emptying: Emptying, { after, until }: KeyRange): AsyncGenerator<Version[]> {
  let position = after;
  let coming: Promise<VersionPage> | undefined = list(emptying, after);
  while (coming && !emptying.isOver) {
    const { versions, next }: VersionPage = await coming;
    checkAdvance(position, next);
    position = next;
    const isLast: boolean = next === undefined || (until !== undefined && compareKeys(next.key, until) > 0);
    coming = isLast ? undefined : list(emptying, next);
    const wanted = isLast && until !== undefined ? versions.filter(({ Key }) => compareKeys(Key, until) <= 0) : versions;
    if (wanted.length > 0) {
      yield wanted;
    }
  }
}

/** Asks for a page. Nobody may come for it where the work ends early: its failure must not end the whole function then. */
function list(emptying: Emptying, position?: Position): Promise<VersionPage> {
  const page = emptying.ask(() => emptying.bucket.listVersions(position));
  page.catch(() => {});
  return page;
}

/** A listing that stands still would be read for ever. */
function checkAdvance(before: Position | undefined, next: Position | undefined): void {
  const order = next ? compareKeys(next.key, before?.key ?? '') : 1;
  if (order < 0 || (order === 0 && next?.versionId === before?.versionId)) {
    throw new Error(`S3's listing does not advance beyond key ${JSON.stringify(next?.key)}. Delete the stack again to go on.`);
  }
}

/** Deletes up to a thousand versions. What S3 refuses for the moment is tried again until the time is up; what it refuses for good is noted. */
export async function deleteVersions(emptying: Emptying, versions: Version[], gate: AdaptiveGate): Promise<void> {
  emptying.found += versions.length;
  await Promise.all(deletionsOf(versions).map((together) => emptying.part(() => deleteTogether(emptying, together, gate))));
}

async function deleteTogether(emptying: Emptying, versions: Version[], gate: AdaptiveGate): Promise<void> {
  const { timing, bucket } = emptying;
  let left = versions;
  /** Since S3 refuses all of it. */
  let refusedSince: number | undefined;
  while (!emptying.isOver) {
    const { again, reason } = await tryOnce(emptying, left, gate);
    if (again.length === 0) {
      return;
    }
    refusedSince = again.length < left.length ? undefined : refusedSince ?? timing.now();
    if (refusedSince !== undefined && timing.now() > refusedSince + GIVE_UP_MILLISECONDS) {
      throw new Error(`S3 has refused for ${GIVE_UP_MILLISECONDS / 60_000} minutes to delete ${left.length} versions of bucket ${bucket.name} `
        + `(${reason}). Delete the stack again to go on.`);
    }
    left = again;
  }
}

async function tryOnce(emptying: Emptying, versions: Version[], gate: AdaptiveGate): Promise<{ again: Version[]; reason?: string }> {
  const since = await gate.enter();
  if (emptying.isOver) {
    gate.leave(since, false);
    return { again: versions };
  }
  let again = versions;
  try {
    const refusals = await emptying.bucket.deleteVersions(versions);
    const passing = refusals.filter(({ code }) => isTransientCode(code));
    again = passing.map(({ version }) => version);
    emptying.refuse(refusals.filter(({ code }) => !isTransientCode(code)));
    emptying.deleted += versions.length - refusals.length;
    emptying.report();
    return { again, reason: passing.length > 0 ? `${passing[0].code}: ${passing[0].message}` : undefined };
  } catch (error) {
    if (isTransient(error)) {
      return { again, reason: describeError(error) };
    }
    throw error;
  } finally {
    gate.leave(since, again.length > 0);
  }
}
