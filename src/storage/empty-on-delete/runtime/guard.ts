import { GetBucketTaggingCommand, type S3Client } from '@aws-sdk/client-s3';
import { codeOf } from '../../../common/functions/runtime/service-errors';
import { GUARD_TAG } from '../resource-properties';

/**
 * Returns the tag that allows a resource of the stack to empty the bucket. A bucket that is to be retained does not have the tag any more, and a
 * bucket that another resource empties has the tag of that resource.
 */
export async function guardOf(s3: S3Client, bucket: string): Promise<string | undefined> {
  return (await tagsOf(s3, bucket)).find(({ Key }) => Key === GUARD_TAG)?.Value;
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
