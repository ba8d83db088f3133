import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Aspects, NestedStack, RemovalPolicy, Stack, type App } from 'aws-cdk-lib/core';
import { EmptyOnDelete } from '../../../src';
import { newStack, only, statementsOf, templateOf } from '../../support/templates';

const bucketArn = (id: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(id), 'Arn'] });

function emptied(stack: Stack, id: string): s3.Bucket {
  const bucket = new s3.Bucket(stack, id, { removalPolicy: RemovalPolicy.DESTROY });
  new EmptyOnDelete(bucket, 'EmptyOnDelete', { bucket });
  return bucket;
}

/** The bucket's tag, as it stands in the template. */
function guardOf(template: Template) {
  return only(template, 'AWS::S3::Bucket').Properties.Tags.find(({ Key }: { Key: string }) => Key === 'secure-baseline:empty-on-delete');
}

describe('a bucket that is emptied on deletion', () => {
  const template = templateOf((stack) => {
    emptied(stack, 'Data').addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], principals: [new iam.AccountRootPrincipal()], resources: ['*'] }));
  });
  const resource = only(template, 'Custom::EmptyOnDelete');

  test('carries a tag, the guard, that names its stack and its emptier, and so does the emptier', () => {
    const { Value } = guardOf(template);
    expect(Value).toEqual({ 'Fn::Join': ['', [{ Ref: 'AWS::StackId' }, expect.stringMatching(/^\/[0-9a-f]{12}$/)]] });
    expect(resource.Properties.Guard).toEqual(Value);
  });

  test('is emptied before its policy, the permission to empty it and the log are deleted', () => {
    const all = ['AWS::S3::BucketPolicy', 'AWS::IAM::Policy', 'AWS::Logs::LogGroup'].flatMap((type) => Object.keys(template.findResources(type)));
    const resources = template.toJSON().Resources;
    const later = (dependsOn: string[] = []): string[] => dependsOn.flatMap((id) => [id, ...later(resources[id].DependsOn)]);
    expect(all).toHaveLength(4);
    expect(later(resource.DependsOn)).toEqual(expect.arrayContaining(all));
  });

  test('gives the function fifteen minutes, and CloudFormation an hour', () => {
    expect(only(template, 'AWS::Lambda::Function').Properties).toMatchObject({ Timeout: 900 });
    expect(resource.Properties).toMatchObject({ ServiceTimeout: '3600', BucketName: { Ref: expect.stringMatching(/^Data/) }, BucketArn: bucketArn(/^Data/) });
  });

  test('lets the function write its own log, start itself, and nothing else', () => {
    const { WriteOwnLogs, ContinueItself, CloseBucket, EmptyBucket, ...others } = statementsOf(template, 'AWS::IAM::Policy');
    expect(others).toEqual({});
    expect(WriteOwnLogs).toMatchObject({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: bucketArn(/LogGroup/) });
    expect(ContinueItself).toMatchObject({ Action: 'lambda:InvokeFunction', Resource: bucketArn(/^EmptyOnDeleteFunction/) });
    expect(CloseBucket.Resource).toEqual(bucketArn(/^Data/));
    expect(EmptyBucket).toMatchObject({
      Action: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:DeleteObjectVersion'], Resource: { 'Fn::Join': ['', [bucketArn(/^Data/), '/*']] },
    });
  });

  test('leaves no log group: it goes with the stack, and the function may not make it again', () => {
    expect(only(template, 'AWS::Logs::LogGroup').DeletionPolicy).toBe('Delete');
    expect(only(template, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toBeUndefined();
    expect(JSON.stringify(template.toJSON())).not.toContain('logs:CreateLogGroup');
  });
});

test('the guard of the longest stack name fits into a tag', () => {
  const stackId = `arn:aws-us-gov:cloudformation:us-gov-west-1:111122223333:stack/${'s'.repeat(128)}/00000000-0000-0000-0000-000000000000`;
  const { 'Fn::Join': [, [, ending]] } = guardOf(templateOf((stack) => { emptied(stack, 'Data'); })).Value;
  expect(`${stackId}${ending}`.length).toBeLessThanOrEqual(256);
  expect(ending).toMatch(/^[\w+\-=.:/@ ]+$/);
});

describe('the buckets of a stack that are emptied', () => {
  const emptiedIn = (stack: Stack, count: number) => Array.from({ length: count }, (_, index) => emptied(stack, `Data${index}`));

  test('are 17 at most, whose policies IAM takes for one role, however long their names are', () => {
    const template = templateOf((stack) => { emptiedIn(stack, 17); });
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties: { PolicyDocument } }) =>
      JSON.stringify(PolicyDocument).replace(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, '$1').replace(/\{"Fn::GetAtt":\["Data[^\]]*\]\}/g, `"arn:aws-us-gov:s3:::${'b'.repeat(63)}"`)
        .replace(/\{"Fn::GetAtt":[^}]*\}/g, `"${'a'.repeat(150)}"`));
    expect(policies).toHaveLength(18);
    expect(policies.join('').length).toBeLessThanOrEqual(10_240);
  });

  test('are refused beyond that, with what to do', () => {
    const stack = newStack();
    emptiedIn(stack, 17);
    expect(() => emptied(stack, 'OneMore')).toThrow(/bucket: "Stack\/OneMore"\. IAM takes the policies of 17 buckets.*spread more of them over several stacks/);
  });
});

describe('a bucket that outlives its stack is refused at synth', () => {
  const REFUSAL = /\[Stack\/EmptyOnDelete\] The bucket 'Stack\/Data\/Resource' has the DeletionPolicy Retain.* Give it removalPolicy: RemovalPolicy\.DESTROY/;
  const withBucket = (removalPolicy?: RemovalPolicy) => {
    const stack = newStack();
    const bucket = new s3.Bucket(stack, 'Data', { removalPolicy });
    new EmptyOnDelete(stack, 'EmptyOnDelete', { bucket });
    return { stack, bucket };
  };

  test('where the CDK retains it by default', () => {
    expect(() => Template.fromStack(withBucket().stack)).toThrow(REFUSAL);
  });

  test('where it is retained after the emptier was made', () => {
    const { stack, bucket } = withBucket(RemovalPolicy.DESTROY);
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect(() => Template.fromStack(stack)).toThrow(REFUSAL);
  });

  test('where an aspect retains all buckets', () => {
    const { stack } = withBucket(RemovalPolicy.DESTROY);
    Aspects.of(stack).add({ visit: (node) => node instanceof s3.CfnBucket && node.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE) });
    expect(() => Template.fromStack(stack)).toThrow(REFUSAL);
  });

  test('but not where an aspect deletes all buckets', () => {
    const { stack } = withBucket();
    Aspects.of(stack).add({ visit: (node) => node instanceof s3.CfnBucket && node.applyRemovalPolicy(RemovalPolicy.DESTROY) });
    Template.fromStack(stack).resourceCountIs('Custom::EmptyOnDelete', 1);
  });

  test('and neither where it says nothing, since CloudFormation then deletes it', () => {
    const stack = newStack();
    new EmptyOnDelete(stack, 'EmptyOnDelete', { bucket: s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Data')) });
    Template.fromStack(stack).resourceCountIs('Custom::EmptyOnDelete', 1);
  });
});

test('a bucket of another stack, also of a nested one, is refused at synth: the guard names the stack of the emptier', () => {
  const stack = newStack();
  for (const other of [new Stack(stack.node.root as App, 'Other'), new NestedStack(stack, 'Nested')]) {
    const bucket = new s3.Bucket(other, 'Data', { removalPolicy: RemovalPolicy.DESTROY });
    expect(() => new EmptyOnDelete(stack, `Empty${other.node.id}`, { bucket })).toThrow(/bucket: "[\w/]+\/Data"\. It is deleted with another stack: make the EmptyOnDelete in/);
  }
});

test('a second emptier of a bucket is refused at synth', () => {
  const stack = newStack();
  const bucket = emptied(stack, 'Data');
  expect(() => new EmptyOnDelete(stack, 'Again', { bucket })).toThrow(/bucket: "Stack\/Data"\. Another EmptyOnDelete empties it already/);
});

test('several buckets share one function, each with a policy of its own', () => {
  const template = templateOf((stack) => { emptied(stack, 'One'); emptied(stack, 'Two'); });
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs('Custom::EmptyOnDelete', 2);
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));
  expect(policies.filter((policy) => policy.includes('s3:DeleteObjectVersion'))).toHaveLength(2);
  expect(policies.some((policy) => /"One[^"]*"/.test(policy) && /"Two[^"]*"/.test(policy))).toBe(false);
});

test('an imported bucket is refused at synth, since no stack deletes it', () => {
  const stack = newStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Imported', 'imported');
  expect(() => new EmptyOnDelete(stack, 'EmptyOnDelete', { bucket })).toThrow(/bucket: "Stack\/Imported"\. An imported bucket is not deleted with the stack/);
});
