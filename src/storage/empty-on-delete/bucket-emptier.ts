import {
  AbortMultipartUploadCommand, DeleteObjectsCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand,
  type ListMultipartUploadsCommandOutput, type ListObjectVersionsCommandOutput, type ObjectIdentifier, type S3Client,
} from '@aws-sdk/client-s3';
import { log } from '../../common/json-log';

/** How far an emptying came. */
export interface Progress {
  /** Whether the bucket was seen empty; otherwise the time was up. */
  readonly empty: boolean;
  readonly deleted: number;
}

/** How many DeleteObjects requests, of 1,000 keys at most, are under way at once. */
const PARALLEL_DELETES = 4;
/** How many keys a failure names; all of them are in the log. */
const NAMED_KEYS = 5;

interface Refusal {
  readonly key: string;
  readonly code: string;
}

/**
 * Deletes all versions, all delete markers and all open uploads, pass after pass, until a listing from the start is empty
 * or the deadline has come.
 *
 * @throws where something cannot be deleted, with the number of keys, the first of them and the reason.
 */
export async function emptyBucket(s3: S3Client, bucket: string, deadline: number): Promise<Progress> {
  let deleted = 0;
  for (;;) {
    const pass = await deleteVersions(s3, bucket, deadline);
    deleted += pass.deleted;
    if (pass.refused.length > 0) {
      throw new Error(explain(bucket, pass.refused));
    }
    const aborted = await abortUploads(s3, bucket);
    if (pass.deleted === 0 && aborted === 0) {
      return { empty: true, deleted };
    }
    log('pass', { bucket, deleted, aborted });
    if (Date.now() > deadline) {
      return { empty: false, deleted };
    }
  }
}

/** One pass over the whole listing: the next page is listed while the last ones are being deleted. */
async function deleteVersions(s3: S3Client, bucket: string, deadline: number): Promise<{ deleted: number; refused: Refusal[] }> {
  const running = new Set<Promise<void>>();
  const refused: Refusal[] = [];
  let deleted = 0;
  const failures: unknown[] = [];
  for await (const page of versionPages(s3, bucket)) {
    const deletion = deletePage(s3, bucket, page)
      .then((refusals) => {
        refused.push(...refusals);
        deleted += page.length - refusals.length;
      })
      .catch((error) => { failures.push(error); })
      .finally(() => running.delete(deletion));
    running.add(deletion);
    if (running.size >= PARALLEL_DELETES) {
      await Promise.race(running);
    }
    if (failures.length > 0 || Date.now() > deadline) {
      break;
    }
  }
  await Promise.all(running);
  if (failures.length > 0) {
    throw failures[0];
  }
  return { deleted, refused };
}

async function* versionPages(s3: S3Client, bucket: string): AsyncGenerator<ObjectIdentifier[]> {
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker) {
    const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1000, ...marker }));
    const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key: Key!, VersionId }));
    if (versions.length > 0) {
      yield versions;
    }
    marker = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
}

async function deletePage(s3: S3Client, bucket: string, page: ObjectIdentifier[]): Promise<Refusal[]> {
  // Quiet: the answer names what could not be deleted, and nothing else.
  const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: page, Quiet: true } }));
  const refusals = (Errors ?? [])
    .filter(({ Code }) => Code !== 'NoSuchVersion' && Code !== 'NoSuchKey')
    .map(({ Key, Code }) => ({ key: Key ?? '', code: Code ?? 'unknown' }));
  refusals.forEach((refusal) => log('not deleted', { bucket, ...refusal }));
  return refusals;
}

async function abortUploads(s3: S3Client, bucket: string): Promise<number> {
  let aborted = 0;
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (marker) {
    const page: ListMultipartUploadsCommandOutput = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, ...marker }));
    for (const { Key, UploadId } of page.Uploads ?? []) {
      await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      aborted++;
    }
    marker = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
  }
  return aborted;
}

function explain(bucket: string, refused: Refusal[]): string {
  const named = refused.slice(0, NAMED_KEYS).map(({ key, code }) => `${key.slice(0, 100)} (${code})`).join(', ');
  return `${refused.length} versions in bucket ${bucket} cannot be deleted: ${named}${refused.length > NAMED_KEYS ? ', ...' : ''}. `
    + 'Lift the Object Lock retention or legal hold, or the policy that denies s3:DeleteObjectVersion, then delete the stack again.';
}
