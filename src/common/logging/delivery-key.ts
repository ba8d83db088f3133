import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isKnownToDiffer } from '../cdk/environments';

/**
 * Returns the KMS key with which a service encrypts the logs that it delivers to a bucket: the key of the bucket, or else the key of the stack. If
 * the stack's key is known to be in another region than the bucket, the result is undefined and the service sends no key: CloudTrail and AWS Config
 * accept only keys in the region of the bucket.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_DeliveryChannel.html
 */
export function deliveryKey(bucket: IBucket, stackKey?: IKey): IKey | undefined {
  return bucket.encryptionKey ?? (stackKey && isKnownToDiffer(stackKey.env.region, bucket.env.region) ? undefined : stackKey);
}

/** Returns the key of a log group that belongs to a bucket: the key of the stack, or else the key of the bucket, unless it is known to be elsewhere. */
export function logGroupKey(scope: Construct, bucket: IBucket, stackKey?: IKey): IKey | undefined {
  const { account, region } = Stack.of(scope);
  const { encryptionKey: key } = bucket;
  const isElsewhere = key && (isKnownToDiffer(region, key.env.region) || isKnownToDiffer(account, key.env.account));
  return stackKey ?? (isElsewhere ? undefined : key);
}
