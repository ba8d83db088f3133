import { GetBucketTaggingCommand, type S3Client } from '@aws-sdk/client-s3';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { codeOf } from '../../../common/custom-resource/runtime/service-errors';
import { GUARD_TAG } from '../resource-properties';

/**
 * Whether the bucket still has the tag of this stack and this resource. A bucket that is to be retained does not have the tag any more, and a
 * bucket that another resource of the stack empties has the tag of that resource.
 */
export async function isGuarded(s3: S3Client, bucket: string, guard: string | undefined): Promise<boolean> {
  const isTagged = guard !== undefined && (await tagsOf(s3, bucket)).some(({ Key, Value }) => Key === GUARD_TAG && Value === guard);
  if (!isTagged) {
    log('bucket not emptied', { bucket, reason: 'the bucket does not have the tag of this resource: it is retained, or emptied by another resource' });
  }
  return isTagged;
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
