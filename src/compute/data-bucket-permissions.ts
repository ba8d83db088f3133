import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Returns the statements that allow the instances to use the objects of the data bucket, and its key for these objects only. */
export function dataBucketStatements(bucket?: s3.IBucket): iam.PolicyStatement[] {
  if (!bucket) {
    return [];
  }
  return [
    new iam.PolicyStatement({ sid: 'ListData', actions: ['s3:GetBucketLocation', 's3:ListBucket'], resources: [bucket.bucketArn] }),
    new iam.PolicyStatement({
      sid: 'UseData', actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'], resources: [bucket.arnForObjects('*')],
    }),
    ...keyStatements(bucket),
  ];
}

/**
 * The key of the bucket can also encrypt the trail, log groups, the database and secrets. With an S3 Bucket Key, the encryption context is the ARN of
 * the bucket. Otherwise, and for objects from before the S3 Bucket Key was enabled, it is the ARN of the object. AWS documents no suffix of the
 * service name for the partition of China.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html#bucket-key-changes
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
function keyStatements(bucket: s3.IBucket): iam.PolicyStatement[] {
  return bucket.encryptionKey ? [new iam.PolicyStatement({
    sid: 'UseDataKey',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [bucket.encryptionKey.keyArn],
    conditions: {
      StringLike: {
        'kms:ViaService': `s3.${bucket.env.region}.amazonaws.com*`,
        'kms:EncryptionContext:aws:s3:arn': [bucket.bucketArn, bucket.arnForObjects('*')],
      },
    },
  })] : [];
}
