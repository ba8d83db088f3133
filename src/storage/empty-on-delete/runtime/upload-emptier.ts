import type { Upload, UploadPage } from './bucket-client';
import type { Emptying } from './emptying';

const PARALLEL_ABORTS = 16;

/** Aborts the open uploads, whose parts keep a bucket from being deleted but are in no listing of versions, and returns the first page of them. */
export async function abortUploads(emptying: Emptying): Promise<Upload[]> {
  const { bucket } = emptying;
  let next: UploadPage['next'] | undefined;
  let first: Upload[] | undefined;
  do {
    const page: UploadPage = await emptying.ask(() => bucket.listUploads(next));
    if (page.next && page.next.key === next?.key && page.next.id === next?.id) {
      throw new Error(`S3's listing of uploads does not advance beyond key ${JSON.stringify(next?.key)}. Delete the stack again to go on.`);
    }
    next = page.next;
    first ??= [...page.uploads];
    emptying.uploadsFound += page.uploads.length;
    await Promise.all(Array.from({ length: PARALLEL_ABORTS }, () => emptying.part(() => abortAll(emptying, page.uploads))));
  } while (next && !emptying.isOver);
  return first;
}

/** Takes one upload after the other from the list that several workers share. */
async function abortAll(emptying: Emptying, uploads: Upload[]): Promise<void> {
  for (let upload = uploads.pop(); upload && !emptying.isOver; upload = uploads.pop()) {
    const one = upload;
    await emptying.ask(() => emptying.bucket.abortUpload(one));
    emptying.uploadsAborted++;
  }
}
