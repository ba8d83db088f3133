import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { LogWriter } from './log-writers';
import { bucketResourceOf } from '../cdk/bucket-resource';
import { isKnownToDiffer } from '../cdk/environments';
import type { Problems } from '../validation/problems';

/** Records why a writer could never deliver to a bucket: its encryption, Object Lock, region or account. */
export function checkTarget(problems: Problems, scope: Construct, writer: LogWriter, bucket: s3.IBucket): void {
  const { account, region } = Stack.of(scope);
  const lock = writer.refusesObjectLock && lockOf(bucket)[writer.refusesObjectLock];
  const refusals = [
    {
      applies: !writer.deliversToKms && encryptsWithKms(bucket),
      where: '',
      remedy: `${writer.title} cannot deliver to a bucket that encrypts with a KMS key: give a bucket with S3-managed encryption (a LoggingBucket without encryptionKey).`,
    },
    { applies: Boolean(lock), where: '', remedy: `${writer.title} cannot deliver to a bucket with ${lock}: give one without.` },
    {
      applies: writer.sameRegion && isKnownToDiffer(region, bucket.env.region),
      where: ` in ${bucket.env.region}`,
      remedy: `${writer.title} delivers within its own region only: give a bucket in ${region}.`,
    },
    {
      applies: writer.sameAccount && isKnownToDiffer(account, bucket.env.account),
      where: ` in account ${bucket.env.account}`,
      remedy: `${writer.title} delivers within its own account only: give a bucket in account ${account}.`,
    },
  ];
  refusals.filter(({ applies }) => applies).forEach(({ where, remedy }) => problems.add({ prop: 'bucket', value: `${bucket.node.path}${where}`, must: 'TODO', remedy }));
}

/** With a key of the customer's, or with aws/s3, which other services may not use either. */
function encryptsWithKms(bucket: s3.IBucket): boolean {
  const { serverSideEncryptionConfiguration: rules = [] } = known<s3.CfnBucket.BucketEncryptionProperty>(bucket, 'bucketEncryption');
  return bucket.encryptionKey !== undefined || [rules].flat().some((rule) => JSON.stringify(rule).includes('"aws:kms'));
}

function lockOf(bucket: s3.IBucket): { readonly enabled: string | false; readonly retention: string | false } {
  const { objectLockEnabled, rule } = known<s3.CfnBucket.ObjectLockConfigurationProperty>(bucket, 'objectLockConfiguration');
  const isEnabled = objectLockEnabled === 'Enabled' || bucketResourceOf(bucket)?.objectLockEnabled === true;
  return { enabled: isEnabled && 'Object Lock', retention: rule !== undefined && 'a default retention of Object Lock' };
}

function known<T>(bucket: s3.IBucket, property: 'bucketEncryption' | 'objectLockConfiguration'): Partial<T> {
  return Stack.of(bucket).resolve(bucketResourceOf(bucket)?.[property]) ?? {};
}
