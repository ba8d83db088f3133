import { GetBucketTaggingCommand, type S3Client } from '@aws-sdk/client-s3';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { codeOf } from '../../../common/custom-resource/runtime/service-errors';
import { GUARD_TAG } from '../resource-properties';

/**
 * Whether the bucket still carries the tag of this stack and this resource. The tag is read now, not when the resource was made: a
 * bucket whose clean-up was switched off has lost it, and one that another resource of the stack is to empty carries the tag of that one.
 */
export async function isGuarded(s3: S3Client, bucket: string, guard: string | undefined): Promise<boolean> {
  const guarded = guard !== undefined && (await tagsOf(s3, bucket)).some(({ Key, Value }) => Key === GUARD_TAG && Value === guard);
  if (!guarded) {
    log('left alone', { bucket, reason: 'the bucket does not carry the tag of this resource: clean-up was switched off, or is the task of another' });
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
