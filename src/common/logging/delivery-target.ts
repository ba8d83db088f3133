import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import type { LogSource, LogWriter } from './log-writers';
import { bucketResourceOf } from '../cdk/bucket-resource';
import { isKnownToDiffer } from '../cdk/environments';
import type { Problems } from '../validation/problems';

/**
 * Records properties of a bucket that prevent a writer from delivering to it: encryption, Object Lock, region and account.
 * @param source the account and region of the resource that delivers the logs, such as its stack
 */
export function checkTarget(problems: Problems, { account, region }: LogSource, writer: LogWriter, bucket: s3.IBucket, prop = 'bucket'): void {
  const lock = writer.refusesObjectLock && lockOf(bucket)[writer.refusesObjectLock];
  const path = bucket.node.path;
  if (!writer.deliversToKms && encryptsWithKms(bucket)) {
    problems.add({
      prop,
      value: path,
      must: 'use S3-managed encryption (SSE-S3)',
      remedy: `${writer.title} cannot deliver to a bucket that is encrypted with a KMS key. Use another bucket, such as a LoggingBucket without encryptionKey.`,
    });
  }
  if (lock) {
    problems.add({ prop, value: path, must: `not have ${lock}`, remedy: `${writer.title} cannot deliver to such a bucket. Use a separate bucket for these logs.` });
  }
  if (bucket.encryptionKey && isKnownToDiffer(bucket.env.region, bucket.encryptionKey.env.region)) {
    problems.add({
      prop,
      value: `${path} in ${bucket.env.region} with a key in ${bucket.encryptionKey.env.region}`,
      must: 'be in the region of its key',
      remedy: 'S3 encrypts objects only with keys in the region of the bucket. Specify region and encryptionKey of the bucket where you import it.',
    });
  }
  if (writer.sameRegion(region) && isKnownToDiffer(region, bucket.env.region)) {
    problems.add({
      prop,
      value: `${path} in ${bucket.env.region}`,
      must: `be in region ${region}`,
      remedy: `${writer.title} delivers only to buckets in the region of the source. Use a bucket in that region, and replicate its objects if necessary.`,
    });
  }
  if (writer.sameAccount && isKnownToDiffer(account, bucket.env.account)) {
    problems.add({
      prop,
      value: `${path} in account ${bucket.env.account}`,
      must: `be in account ${account}`,
      remedy: `${writer.title} delivers only to buckets in the account of the source. Use a bucket in that account, and replicate its objects if necessary.`,
    });
  }
}

/** Whether the default encryption uses a customer managed key or aws/s3. Other services have no permission to use aws/s3 either. */
function encryptsWithKms(bucket: s3.IBucket): boolean {
  const { serverSideEncryptionConfiguration: rules = [] } = known<s3.CfnBucket.BucketEncryptionProperty>(bucket, 'bucketEncryption');
  return bucket.encryptionKey !== undefined || [rules].flat().some((rule) => JSON.stringify(rule).includes('"aws:kms'));
}

/** Describes the Object Lock configuration of a bucket that the app creates. */
function lockOf(bucket: s3.IBucket): { readonly enabled: string | false; readonly retention: string | false } {
  const { objectLockEnabled, rule } = known<s3.CfnBucket.ObjectLockConfigurationProperty>(bucket, 'objectLockConfiguration');
  const isEnabled = objectLockEnabled === 'Enabled' || bucketResourceOf(bucket)?.objectLockEnabled === true;
  return { enabled: isEnabled && 'Object Lock', retention: rule !== undefined && 'a default Object Lock retention' };
}

/** Returns a property of the bucket's resource, which is empty for an imported bucket. */
function known<T>(bucket: s3.IBucket, property: 'bucketEncryption' | 'objectLockConfiguration'): Partial<T> {
  return Stack.of(bucket).resolve(bucketResourceOf(bucket)?.[property]) ?? {};
}
