import { setTimeout as pause } from 'node:timers/promises';
import type { Aws } from '../demo/aws';

/** CloudTrail and load balancers deliver for some minutes after their stack is gone. */
const ATTEMPTS = 15;
const PAUSE_MILLISECONDS = 20_000;

/** Deletes a bucket with all its versions and delete markers. S3 itself deletes unfinished uploads with it. */
export async function emptyBucket(s3: Aws['s3'], Bucket: string, pauseMilliseconds = PAUSE_MILLISECONDS): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await empty(s3, Bucket);
    try {
      await s3.deleteBucket({ Bucket });
      return;
    } catch (error) {
      if ((error as Error).name !== 'BucketNotEmpty' || attempt === ATTEMPTS) {
        throw error;
      }
      await pause(pauseMilliseconds);
    }
  }
}

/** The first page again and again: what was deleted is no longer on it. */
async function empty(s3: Aws['s3'], Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId: VersionId! }));
    if (Objects.length === 0) {
      break;
    }
    const { Errors = [] } = await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } });
    if (Errors.length > 0) {
      throw new Error(`${Bucket}: ${Errors[0].Key} is not deleted: ${Errors[0].Code}.`);
    }
  }
}
