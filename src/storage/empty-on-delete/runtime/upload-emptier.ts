import type { Upload, UploadPage } from './bucket-client';
import type { Emptying } from './emptying';

const PARALLEL_ABORTS = 16;

/** Aborts the multipart uploads in progress, which are not listed as versions but prevent the deletion of the bucket. Returns the first page. */
export async function abortUploads(emptying: Emptying): Promise<Upload[]> {
  const { bucket } = emptying;
  let next: UploadPage['next'] | undefined;
  let first: Upload[] | undefined;
  do {
    const page: UploadPage = await emptying.retry(() => bucket.listUploads(next));
    if (page.next && page.next.key === next?.key && page.next.id === next?.id) {
      throw new Error(`The S3 listing of multipart uploads does not advance beyond key ${JSON.stringify(next?.key)}. Delete the stack again to continue.`);
    }
    next = page.next;
    first ??= [...page.uploads];
    emptying.uploadsFound += page.uploads.length;
    await Promise.all(Array.from({ length: PARALLEL_ABORTS }, () => emptying.run(() => abortAll(emptying, page.uploads))));
  } while (next && !emptying.isOver);
  return first;
}

/** Aborts uploads one after the other, from a list that several workers share. */
async function abortAll(emptying: Emptying, uploads: Upload[]): Promise<void> {
  for (let upload = uploads.pop(); upload && !emptying.isOver; upload = uploads.pop()) {
    const current = upload;
    await emptying.retry(() => emptying.bucket.abortUpload(current));
    emptying.uploadsAborted++;
  }
}
