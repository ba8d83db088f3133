import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { stateOf } from '../../common/cdk/construct-state';
import { isResourceOfType } from '../../common/cdk/resource-type';
import { isInTree } from '../../common/cdk/tree';
import { whenComplete } from '../../common/cdk/when-complete';
import { isDeleted } from '../../common/policies/deleted-key';
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

/** Records that a construct empties a bucket. */
export function addEmptier(bucket: s3.CfnBucket, emptier: Construct): void {
  emptiersOf(bucket).push(emptier);
}

/** Whether a bucket has an emptier that has not been removed from the tree. */
export function hasEmptier(bucket: s3.CfnBucket): boolean {
  return emptiersOf(bucket).some(isInTree);
}

function emptiersOf(bucket: s3.CfnBucket): Construct[] {
  return stateOf(bucket, 'emptiers', () => []);
}

/**
 * Returns an error message if the bucket is retained when the stack is deleted. The removal policy can change until synthesis.
 */
export function validateDeletionPolicy(bucket: s3.CfnBucket): string[] {
  return isDeleted(bucket) ? [] : [
    `${bucket.node.path}: DeletionPolicy must be Delete for a bucket with an EmptyOnDelete, got ${bucket.cfnOptions.deletionPolicy}. `
    + 'Set removalPolicy to RemovalPolicy.DESTROY, or remove the EmptyOnDelete.',
  ];
}

/**
 * Warns if the bucket is deleted with the stack, but nothing empties it. The removal policy can change until synthesis, for example by
 * `applyRemovalPolicy` or `RemovalPolicies.of(scope).destroy()`. It is not an error, because the deletion of an empty bucket succeeds.
 */
export function warnUnlessEmptied(bucket: s3.IBucket, resource: s3.CfnBucket): void {
  whenComplete(resource, () => {
    if (isDeleted(resource) && !hasEmptier(resource)) {
      new Problems(resource).warn('notEmptied',
        `Bucket ${bucket.node.path} is deleted with its stack, but nothing empties it: the deletion fails with BucketNotEmpty if the bucket contains objects. `
        + 'Specify RemovalPolicy.DESTROY as the removalPolicy of the bucket, or retainData: false for a SecureBaseline, instead of changing the policy afterwards.');
    }
  });
}
