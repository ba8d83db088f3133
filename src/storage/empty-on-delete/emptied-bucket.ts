import type * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnDeletionPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { GUARD_TAG } from './resource-properties';
import { isResourceOfType } from '../../common/cdk/resource-type';
import { Problems, type Demand } from '../../common/validation/problems';

/**
 * The inline policies of a role have at most 10,240 characters in total. The policy for one bucket has up to 550 characters.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_BUCKETS = 17;

/** Returns the resource of a bucket. Throws an error unless the bucket is deleted with the stack of `scope` and has no other emptier. */
export function validBucketResource(scope: Construct, bucket: s3.IBucket): s3.CfnBucket {
  const resource = bucket.node.defaultChild as s3.CfnBucket | undefined;
  const violated = findViolatedDemand(scope, resource);
  if (violated) {
    new Problems(scope).add({ prop: 'bucket', value: bucket.node.path, ...violated }).throwIfAny();
  }
  return resource!;
}

function findViolatedDemand(scope: Construct, resource: s3.CfnBucket | undefined): Demand | undefined {
  if (!resource) {
    return {
      must: 'be a bucket that this app creates',
      remedy: 'An imported bucket is not deleted with the stack. Create the bucket in the same stack, or remove the EmptyOnDelete.',
    };
  }
  if (Stack.of(resource) !== Stack.of(scope)) {
    return { must: 'be in the stack of the EmptyOnDelete', remedy: 'Create the EmptyOnDelete in the stack of the bucket.' };
  }
  if (hasEmptier(resource)) {
    return {
      must: 'have only one EmptyOnDelete',
      remedy: 'A HardenedBucket with RemovalPolicy.DESTROY creates its own EmptyOnDelete. Remove the additional one.',
    };
  }
  return countEmptiedBuckets(Stack.of(scope)) < MAX_BUCKETS ? undefined : {
    must: `be one of at most ${MAX_BUCKETS} buckets in the stack that have an EmptyOnDelete`,
    remedy: 'Create some of the buckets in another stack: IAM limits the size of the policies of the function that empties them.',
  };
}

function countEmptiedBuckets(stack: Stack): number {
  const buckets = stack.node.findAll().filter((node) => isResourceOfType<s3.CfnBucket>(node, 'AWS::S3::Bucket'));
  return buckets.filter((bucket) => Stack.of(bucket) === stack && hasEmptier(bucket)).length;
}

function hasEmptier({ tags }: s3.CfnBucket): boolean {
  return GUARD_TAG in tags.tagValues();
}

/**
 * Returns an error message if the bucket is retained when the stack is deleted. The removal policy can change until synthesis. Without a
 * deletion policy, CloudFormation deletes a bucket.
 */
export function validateDeletionPolicy(bucket: s3.CfnBucket): string[] {
  const { deletionPolicy = CfnDeletionPolicy.DELETE } = bucket.cfnOptions;
  return deletionPolicy === CfnDeletionPolicy.DELETE ? [] : [
    `${bucket.node.path}: DeletionPolicy must be Delete for a bucket with an EmptyOnDelete, got ${deletionPolicy}. `
    + 'Set removalPolicy to RemovalPolicy.DESTROY, or remove the EmptyOnDelete.',
  ];
}
