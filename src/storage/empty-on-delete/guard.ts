import { GetBucketPolicyCommand, GetBucketTaggingCommand, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { log } from '../../common/json-log';
import { GUARD_TAG, WRITE_DENY_SID } from './resource-properties';

interface PolicyDocument {
  Version: string;
  Statement: { Sid?: string }[];
}

/**
 * Whether the bucket is there and still carries the tag of this stack. The tag is read now, not when the resource was made:
 * a bucket whose clean-up was switched off has lost it.
 */
export async function isGuarded(s3: S3Client, bucket: string, stackId: string): Promise<boolean> {
  const tags = await unlessMissing(async () => (await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }))).TagSet);
  const guarded = tags?.some(({ Key, Value }) => Key === GUARD_TAG && Value === stackId) ?? false;
  if (!guarded) {
    log('left alone', { bucket, reason: 'the bucket is gone, or clean-up was switched off' });
  }
  return guarded;
}

/** Denies new objects to everybody, so that late log deliveries cannot fill the bucket again. */
export async function keepWritersOut(s3: S3Client, bucket: string, bucketArn: string): Promise<void> {
  await changePolicy(s3, bucket, (others) => [
    ...others,
    { Sid: WRITE_DENY_SID, Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${bucketArn}/*` },
  ]);
}

/** Takes the denial back, for a bucket that stays. */
export async function letWritersIn(s3: S3Client, bucket: string): Promise<void> {
  try {
    await changePolicy(s3, bucket, (others) => others);
  } catch (error) {
    log('writers are still kept out', { bucket, reason: (error as Error).message });
  }
}

/** Replaces our own statement and leaves the others as they are. */
async function changePolicy(s3: S3Client, bucket: string, change: (others: { Sid?: string }[]) => { Sid?: string }[]): Promise<void> {
  const text = await unlessMissing(async () => (await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy);
  const policy: PolicyDocument = text ? JSON.parse(text) : { Version: '2012-10-17', Statement: [] };
  const statements = change(policy.Statement.filter(({ Sid }) => Sid !== WRITE_DENY_SID));
  if (statements.length > 0 && JSON.stringify(statements) !== JSON.stringify(policy.Statement)) {
    await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ ...policy, Statement: statements }) }));
  }
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (['NoSuchBucket', 'NoSuchTagSet', 'NoSuchBucketPolicy'].includes((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
}
