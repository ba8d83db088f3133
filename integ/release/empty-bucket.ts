import { setTimeout as pause } from 'node:timers/promises';
import type { Aws } from '../demo/aws';

/** CloudTrail and load balancers can deliver for some minutes after their stack is deleted. */
const ATTEMPTS = 15;
const PAUSE_MILLISECONDS = 20_000;

/** Deletes a bucket with all its object versions and delete markers. S3 deletes incomplete multipart uploads with the bucket. */
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

/** Lists and deletes the first page until it is empty. */
async function empty(s3: Aws['s3'], Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId: VersionId! }));
    if (Objects.length === 0) {
      break;
    }
    const { Errors = [] } = await s3.deleteObjects({ Bucket, Delete: { Objects } });
    if (Errors.length > 0) {
      throw new Error(`The object ${Errors[0].Key} in the bucket ${Bucket} could not be deleted: ${Errors[0].Code}.`);
    }
  }
}
