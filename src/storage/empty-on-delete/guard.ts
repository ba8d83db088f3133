import { GetBucketTaggingCommand, type S3Client } from '@aws-sdk/client-s3';
import { GUARD_TAG } from './resource-properties';
import { log } from '../../common/json-log';
import { codeOf } from '../../common/service-errors';

/**
 * Whether the bucket still carries the tag of this stack. The tag is read now, not when the resource was made: a bucket whose
 * clean-up was switched off has lost it.
 */
export async function isGuarded(s3: S3Client, bucket: string, stackId: string): Promise<boolean> {
  const guarded = (await tagsOf(s3, bucket)).some(({ Key, Value }) => Key === GUARD_TAG && Value === stackId);
  if (!guarded) {
    log('left alone', { bucket, reason: 'the bucket does not carry the tag of this stack: clean-up was switched off' });
  }
  return guarded;
}

async function tagsOf(s3: S3Client, bucket: string): Promise<{ Key?: string; Value?: string }[]> {
  try {
    return (await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }))).TagSet ?? [];
  } catch (error) {
    if (codeOf(error) === 'NoSuchTagSet') {
      return [];
    }
    throw error;
  }
}
