import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { App, RemovalPolicy, Stack, type CfnElement, type CfnResource } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EmptyOnDelete, HardenedBucket } from '../../../src';
import { GUARD_TAG } from '../../../src/storage/empty-on-delete/resource-properties';
import { newStack, only } from '../../support/templates';

/** Creates a bucket and its emptier at paths of the stack. */
function createBucketWithEmptier(scope: Construct, bucketPath: string, emptierPath: string): s3.Bucket {
  const bucket = new s3.Bucket(...scopeAndId(scope, bucketPath), { removalPolicy: RemovalPolicy.DESTROY });
  new EmptyOnDelete(...scopeAndId(scope, emptierPath), { bucket });
  return bucket;
}

/** Returns the arguments to create a construct at a path. Creates missing parents. */
function scopeAndId(scope: Construct, path: string): [scope: Construct, id: string] {
  const ids = path.split('/');
  const parents = ids.slice(0, -1);
  return [parents.reduce((parent, id) => (parent.node.tryFindChild(id) as Construct | undefined) ?? new Construct(parent, id), scope), ids[ids.length - 1]];
}

const resourceOf = ({ node }: Construct) => node.defaultChild as CfnResource;

/** Returns the id of the emptier in the tag of the bucket. The custom resource and the name of one policy must contain it too. */
function emptierIdIn(stack: Stack): string {
  const template = Template.fromStack(stack);
  const { Value } = only(template, 'AWS::S3::Bucket').Properties.Tags.find(({ Key }: { Key: string }) => Key === GUARD_TAG);
  expect(only(template, 'Custom::EmptyOnDelete').Properties.Guard).toEqual(Value);
  const id = /^\/([0-9a-f]{12})$/.exec(Value['Fn::Join'][1][1])![1];
  const policyNames = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => JSON.stringify(Properties.PolicyName));
  expect(policyNames.filter((name) => name?.includes(id))).toHaveLength(1);
  return id;
}

const emptierId = (bucketPath: string, emptierPath: string) => {
  const stack = newStack();
  createBucketWithEmptier(stack, bucketPath, emptierPath);
  return emptierIdIn(stack);
};

describe('the id of the emptier does not change, so that `cdk refactor` moves bucket and emptier,', () => {
  test.each([
    ['is renamed', 'Old/Data', 'Old/Empty', 'New/Data', 'New/Empty'],
    ['is added', 'Data', 'Empty', 'New/Data', 'New/Empty'],
    ['is renamed, several levels above', 'Old/Storage/Data', 'Old/Storage/Data/Empty', 'New/Storage/Data', 'New/Storage/Data/Empty'],
    ['is renamed and the emptier has other parents below it', 'Old/Data', 'Old/Clean/Up/Empty', 'New/Data', 'New/Clean/Up/Empty'],
  ])('when a parent of both %s', (_, bucketBefore, emptierBefore, bucketAfter, emptierAfter) => {
    expect(emptierId(bucketAfter, emptierAfter)).toBe(emptierId(bucketBefore, emptierBefore));
  });

  test('when a HardenedBucket is renamed', () => {
    const hardened = (id: string) => {
      const stack = newStack();
      new HardenedBucket(stack, id, { removalPolicy: RemovalPolicy.DESTROY });
      return emptierIdIn(stack);
    };
    expect(hardened('New')).toBe(hardened('Old'));
  });
});

describe('the id of the emptier changes if the bucket remains and an update replaces its emptier,', () => {
  test.each([
    ['is renamed', 'Data', 'Empty', 'Clean'],
    ['is renamed within the bucket', 'Data', 'Data/Empty', 'Data/Clean'],
    ['moves to another parent', 'Data', 'One/Empty', 'Other/Empty'],
    ['has a parent that is renamed', 'Parent/Data', 'Parent/Old/Empty', 'Parent/New/Empty'],
    ['moves a level up and keeps its id', 'Parent/Data', 'Parent/Empty', 'Empty'],
    ['moves out of the bucket and keeps its id', 'Data', 'Data/Empty', 'Empty'],
    ['moves from the parent of the bucket into the bucket', 'Parent/Data', 'Parent/Empty', 'Parent/Data/Empty'],
  ])('because the emptier %s', (_, bucket, before, after) => {
    expect(emptierId(bucket, after)).not.toBe(emptierId(bucket, before));
  });

  const withLogicalIdKept = (keep: (stack: Stack, bucket: CfnResource, logicalId: string) => void) => (parent: string) => {
    const stack = newStack();
    const bucket = resourceOf(createBucketWithEmptier(stack, `${parent}/Data`, `${parent}/Empty`));
    keep(stack, bucket, parent === 'Old' ? stack.getLogicalId(bucket) : 'Kept');
    return emptierIdIn(stack);
  };
  const unchanged = emptierId('Old/Data', 'Old/Empty');

  test('because a parent is renamed and the bucket keeps its logical id with overrideLogicalId', () => {
    const renamed = withLogicalIdKept((_, bucket, logicalId) => bucket.overrideLogicalId(logicalId));
    expect(new Set([unchanged, renamed('New'), renamed('Newer')]).size).toBe(3);
  });

  test('because a parent is renamed and the bucket keeps its logical id with renameLogicalId', () => {
    const renamed = withLogicalIdKept((stack, bucket, logicalId) => stack.renameLogicalId(stack.getLogicalId(bucket), logicalId));
    expect(new Set([unchanged, renamed('New'), renamed('Newer')]).size).toBe(3);
  });

  test('because a parent is renamed and the bucket keeps its logical id because the stack overrides allocateLogicalId', () => {
    class NamedStack extends Stack {
      protected allocateLogicalId(element: CfnElement): string {
        return element.node.path.includes('/Data/') ? 'TheBucket' : super.allocateLogicalId(element);
      }
    }
    const [before, after] = ['Old', 'New'].map((parent) => {
      const stack = new NamedStack(new App({ analyticsReporting: false }), 'Stack');
      createBucketWithEmptier(stack, `${parent}/Data`, `${parent}/Empty`);
      return emptierIdIn(stack);
    });
    expect(after).not.toBe(before);
  });

  test('because the logical id of the emptier changes', () => {
    const withLogicalId = (logicalId: string) => {
      const stack = newStack();
      createBucketWithEmptier(stack, 'Old/Data', 'Old/Empty');
      resourceOf(stack.node.findChild('Old').node.findChild('Empty').node.findChild('Resource') as Construct).overrideLogicalId(logicalId);
      return emptierIdIn(stack);
    };
    expect(new Set([unchanged, withLogicalId('One'), withLogicalId('Other')]).size).toBe(3);
  });
});

test('an emptier of a bucket resource at the top of the stack has an id that distinguishes buckets with the same logical id', () => {
  const withResource = (bucketId: string, emptierPath: string) => {
    const stack = newStack();
    const resource = new s3.CfnBucket(stack, bucketId);
    resource.applyRemovalPolicy(RemovalPolicy.DESTROY);
    new EmptyOnDelete(...scopeAndId(stack, emptierPath), { bucket: s3.Bucket.fromCfnBucket(resource) });
    return emptierIdIn(stack);
  };
  // Both buckets have the logical id MyData: for CloudFormation it is the same bucket, with different emptiers.
  expect(withResource('My-Data', 'My-Data/Empty')).not.toBe(withResource('My-Da-ta', 'My-Da-ta/Empty'));
  expect(withResource('Data', 'Empty')).toBe(withResource('Other', 'Empty'));
});

test('the names of the policies are unique in the role of all emptiers, and valid with the longest bucket names', () => {
  const stack = newStack();
  ['One', 'Two'].forEach((id) => new HardenedBucket(stack, id, { removalPolicy: RemovalPolicy.DESTROY }));
  const names = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .map(({ Properties: { PolicyName } }) => PolicyName['Fn::Join']).filter((join) => join);
  const name = (bucket: RegExp) => ['-', ['Empty', { Ref: expect.stringMatching(bucket) }, expect.any(String)]];
  expect(names).toEqual([name(/^One/), name(/^Two/)]);
  for (const [separator, [prefix, , id]] of names) {
    expect([prefix, 'b'.repeat(63), id].join(separator)).toMatch(/^[\w+=,.@-]{1,128}$/);
  }
});
