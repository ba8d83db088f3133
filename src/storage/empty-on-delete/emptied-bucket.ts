import type * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnDeletionPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { GUARD_TAG } from './resource-properties';
import { isResourceOfType } from '../../common/cdk/resource-type';
import { Problems } from '../../common/validation/problems';

/**
 * The policies that a role holds have 10,240 characters together. With the longest names a bucket takes some 550 of them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MOST_BUCKETS = 17;

/** The resource of a bucket that goes with the stack of `scope`, and that nothing else empties. */
export function ownedBucket(scope: Construct, bucket: s3.IBucket): s3.CfnBucket {
  const resource = bucket.node.defaultChild as s3.CfnBucket | undefined;
  const remedy = problemOf(scope, resource);
  if (remedy) {
    new Problems(scope).add({ prop: 'bucket', value: bucket.node.path, must: 'TODO', remedy }).throwIfAny();
  }
  return resource!;
}

function problemOf(scope: Construct, resource: s3.CfnBucket | undefined): string | undefined {
  if (!resource) {
    return 'An imported bucket is not deleted with the stack: give a bucket that is made in this app.';
  }
  if (Stack.of(resource) !== Stack.of(scope)) {
    return 'It is deleted with another stack: make the EmptyOnDelete in the stack of the bucket.';
  }
  if (isEmptied(resource)) {
    return 'Another EmptyOnDelete empties it already, as one of a HardenedBucket does: leave this one out.';
  }
  const stack = Stack.of(scope);
  const emptied = stack.node.findAll().filter((node) => isResourceOfType<s3.CfnBucket>(node, 'AWS::S3::Bucket')).filter((other) => Stack.of(other) === stack && isEmptied(other));
  return emptied.length >= MOST_BUCKETS
    ? `IAM takes the policies of ${MOST_BUCKETS} buckets for the function that empties those of a stack: spread more of them over several stacks.`
    : undefined;
}

function isEmptied({ tags }: s3.CfnBucket): boolean {
  return GUARD_TAG in tags.tagValues();
}

/** The policy may change until synthesis. CloudFormation deletes a bucket whose template has none. */
export function problemOfRetention({ cfnOptions: { deletionPolicy = CfnDeletionPolicy.DELETE }, node: { path } }: s3.CfnBucket): string | undefined {
  return deletionPolicy === CfnDeletionPolicy.DELETE
    ? undefined
    : `The bucket '${path}' has the DeletionPolicy ${deletionPolicy}: it would be emptied and stay. Give it removalPolicy: RemovalPolicy.DESTROY, or leave EmptyOnDelete out.`;
}
