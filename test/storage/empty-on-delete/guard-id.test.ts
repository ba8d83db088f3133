import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { App, RemovalPolicy, Stack, type CfnElement, type CfnResource } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EmptyOnDelete, HardenedBucket } from '../../../src';
import { GUARD_TAG } from '../../../src/storage/empty-on-delete/resource-properties';
import { newStack, only } from '../../support/templates';

/** A bucket at one path of the stack, and its emptier at another. */
function emptied(scope: Construct, bucketPath: string, emptierPath: string): s3.Bucket {
  const bucket = new s3.Bucket(...placeOf(scope, bucketPath), { removalPolicy: RemovalPolicy.DESTROY });
  new EmptyOnDelete(...placeOf(scope, emptierPath), { bucket });
  return bucket;
}

/** Creates the parents that are missing. */
function placeOf(scope: Construct, path: string): [scope: Construct, id: string] {
  const ids = path.split('/');
  const parents = ids.slice(0, -1);
  return [parents.reduce((parent, id) => (parent.node.tryFindChild(id) as Construct | undefined) ?? new Construct(parent, id), scope), ids[ids.length - 1]];
}

const resourceOf = ({ node }: Construct) => node.defaultChild as CfnResource;

/** The guard, with the names that depend on it. */
function guardOf(stack: Stack): string {
  const template = Template.fromStack(stack);
  const { Value } = only(template, 'AWS::S3::Bucket').Properties.Tags.find(({ Key }: { Key: string }) => Key === GUARD_TAG);
  expect(only(template, 'Custom::EmptyOnDelete').Properties.Guard).toEqual(Value);
  const id = /^\/([0-9a-f]{12})$/.exec(Value['Fn::Join'][1][1])![1];
  const policyNames = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => JSON.stringify(Properties.PolicyName));
  expect(policyNames.filter((name) => name?.includes(id))).toHaveLength(1);
  return id;
}

const guard = (bucketPath: string, emptierPath: string) => {
  const stack = newStack();
  emptied(stack, bucketPath, emptierPath);
  return guardOf(stack);
};

describe('the guard remains, so that `cdk refactor` moves bucket and emptier', () => {
  test.each([
    ['is renamed', 'Old/Data', 'Old/Empty', 'New/Data', 'New/Empty'],
    ['is added', 'Data', 'Empty', 'New/Data', 'New/Empty'],
    ['is renamed, several levels above', 'Old/Storage/Data', 'Old/Storage/Data/Empty', 'New/Storage/Data', 'New/Storage/Data/Empty'],
    ['is renamed above an emptier that has parents of its own', 'Old/Data', 'Old/Clean/Up/Empty', 'New/Data', 'New/Clean/Up/Empty'],
  ])('when a parent of both %s', (_, bucketBefore, emptierBefore, bucketAfter, emptierAfter) => {
    expect(guard(bucketAfter, emptierAfter)).toBe(guard(bucketBefore, emptierBefore));
  });

  test('when a HardenedBucket is renamed', () => {
    const hardened = (id: string) => {
      const stack = newStack();
      new HardenedBucket(stack, id, { removalPolicy: RemovalPolicy.DESTROY });
      return guardOf(stack);
    };
    expect(hardened('New')).toBe(hardened('Old'));
  });
});

describe('the guard changes when the bucket remains and another emptier is created for it, before CloudFormation deletes the old emptier', () => {
  test.each([
    ['is renamed', 'Data', 'Empty', 'Clean'],
    ['is renamed within the bucket', 'Data', 'Data/Empty', 'Data/Clean'],
    ['moves to another parent', 'Data', 'One/Empty', 'Other/Empty'],
    ['has a parent that is renamed', 'Parent/Data', 'Parent/Old/Empty', 'Parent/New/Empty'],
    ['moves a level up and keeps its id', 'Parent/Data', 'Parent/Empty', 'Empty'],
    ['moves out of the bucket and keeps its id', 'Data', 'Data/Empty', 'Empty'],
    ['moves from beside the bucket into it', 'Parent/Data', 'Parent/Empty', 'Parent/Data/Empty'],
  ])('because the emptier %s', (_, bucket, before, after) => {
    expect(guard(bucket, after)).not.toBe(guard(bucket, before));
  });

  const keepingLogicalId = (keep: (stack: Stack, bucket: CfnResource, logicalId: string) => void) => (parent: string) => {
    const stack = newStack();
    const bucket = resourceOf(emptied(stack, `${parent}/Data`, `${parent}/Empty`));
    keep(stack, bucket, parent === 'Old' ? stack.getLogicalId(bucket) : 'Kept');
    return guardOf(stack);
  };
  const unchanged = guard('Old/Data', 'Old/Empty');

  test('because a parent is renamed and the bucket keeps its logical id by overrideLogicalId', () => {
    const renamed = keepingLogicalId((_, bucket, logicalId) => bucket.overrideLogicalId(logicalId));
    expect(new Set([unchanged, renamed('New'), renamed('Newer')]).size).toBe(3);
  });

  test('because a parent is renamed and the bucket keeps its logical id by renameLogicalId', () => {
    const renamed = keepingLogicalId((stack, bucket, logicalId) => stack.renameLogicalId(stack.getLogicalId(bucket), logicalId));
    expect(new Set([unchanged, renamed('New'), renamed('Newer')]).size).toBe(3);
  });

  test('because a parent is renamed and the bucket keeps its logical id by a naming scheme of the stack', () => {
    class NamedStack extends Stack {
      protected allocateLogicalId(element: CfnElement): string {
        return element.node.path.includes('/Data/') ? 'TheBucket' : super.allocateLogicalId(element);
      }
    }
    const [before, after] = ['Old', 'New'].map((parent) => {
      const stack = new NamedStack(new App({ analyticsReporting: false }), 'Stack');
      emptied(stack, `${parent}/Data`, `${parent}/Empty`);
      return guardOf(stack);
    });
    expect(after).not.toBe(before);
  });

  test('because the emptier gets another logical id', () => {
    const withLogicalId = (logicalId: string) => {
      const stack = newStack();
      emptied(stack, 'Old/Data', 'Old/Empty');
      resourceOf(stack.node.findChild('Old').node.findChild('Empty').node.findChild('Resource') as Construct).overrideLogicalId(logicalId);
      return guardOf(stack);
    };
    expect(new Set([unchanged, withLogicalId('One'), withLogicalId('Other')]).size).toBe(3);
  });
});

test('buckets without other constructs above them have guards, too, whatever their ids contain', () => {
  const withResource = (bucketId: string, emptierPath: string) => {
    const stack = newStack();
    const resource = new s3.CfnBucket(stack, bucketId);
    resource.applyRemovalPolicy(RemovalPolicy.DESTROY);
    new EmptyOnDelete(...placeOf(stack, emptierPath), { bucket: s3.Bucket.fromCfnBucket(resource) });
    return guardOf(stack);
  };
  // Both buckets have the logical id MyData: it is one bucket, with one emptier after the other.
  expect(withResource('My-Data', 'My-Data/Empty')).not.toBe(withResource('My-Da-ta', 'My-Da-ta/Empty'));
  expect(withResource('Data', 'Empty')).toBe(withResource('Other', 'Empty'));
});

test('policies have names that are unique within the role of all emptiers, and that IAM accepts with the longest names of buckets', () => {
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
