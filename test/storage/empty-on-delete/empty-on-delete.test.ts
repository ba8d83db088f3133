import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Aspects, NestedStack, RemovalPolicy, Stack, type App } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EmptyOnDelete } from '../../../src';
import { newStack, only, statementsOf, templateOf } from '../../support/templates';

const bucketArn = (id: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(id), 'Arn'] });

function addEmptiedBucket(stack: Stack, id: string): s3.Bucket {
  const bucket = new s3.Bucket(stack, id, { removalPolicy: RemovalPolicy.DESTROY });
  new EmptyOnDelete(bucket, 'EmptyOnDelete', { bucket });
  return bucket;
}

/** Returns the tag of the bucket that identifies the stack and the emptier. */
function guardTagOf(template: Template) {
  return only(template, 'AWS::S3::Bucket').Properties.Tags.find(({ Key }: { Key: string }) => Key === 'secure-baseline:empty-on-delete');
}

describe('a bucket that is emptied on deletion', () => {
  const template = templateOf((stack) => {
    addEmptiedBucket(stack, 'Data').addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], principals: [new iam.AccountRootPrincipal()], resources: ['*'] }));
  });
  const resource = only(template, 'Custom::EmptyOnDelete');

  test('has a tag that identifies the stack and the emptier, and that is a property of the custom resource', () => {
    const { Value } = guardTagOf(template);
    expect(Value).toEqual({ 'Fn::Join': ['', [{ Ref: 'AWS::StackId' }, expect.stringMatching(/^\/[0-9a-f]{12}$/)]] });
    expect(resource.Properties.Guard).toEqual(Value);
  });

  test('is emptied before the bucket policy, the policy of the function and the log group are deleted', () => {
    const all = ['AWS::S3::BucketPolicy', 'AWS::IAM::Policy', 'AWS::Logs::LogGroup'].flatMap((type) => Object.keys(template.findResources(type)));
    const resources = template.toJSON().Resources;
    const dependenciesOf = (dependsOn: string[] = []): string[] => dependsOn.flatMap((id) => [id, ...dependenciesOf(resources[id].DependsOn)]);
    expect(all).toHaveLength(4);
    expect(dependenciesOf(resource.DependsOn)).toEqual(expect.arrayContaining(all));
  });

  test('allows the function 15 minutes, and the custom resource one hour', () => {
    expect(only(template, 'AWS::Lambda::Function').Properties).toMatchObject({ Timeout: 900 });
    expect(resource.Properties).toMatchObject({ ServiceTimeout: '3600', BucketName: { Ref: expect.stringMatching(/^Data/) } });
  });

  test('allows the function to write its logs, to invoke itself and to empty this bucket, and no other actions', () => {
    const { WriteOwnLogs, ConfirmOperation, ContinueItself, CloseBucket, EmptyBucket, ...others } = statementsOf(template, 'AWS::IAM::Policy');
    expect(others).toEqual({});
    expect(WriteOwnLogs.Action).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(JSON.stringify(WriteOwnLogs.Resource)).toMatch(/:log-group:\/",{"Ref":"AWS::StackName"},"\/EmptyOnDeleteFunction:\*"/);
    expect(ConfirmOperation).toMatchObject({ Action: 'cloudformation:DescribeStackEvents', Resource: { Ref: 'AWS::StackId' } });
    expect(ContinueItself).toMatchObject({ Action: 'lambda:InvokeFunction', Resource: bucketArn(/^EmptyOnDeleteFunction/) });
    expect(CloseBucket.Resource).toEqual(bucketArn(/^Data/));
    expect(EmptyBucket).toMatchObject({
      Action: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:DeleteObjectVersion'], Resource: { 'Fn::Join': ['', [bucketArn(/^Data/), '/*']] },
    });
  });

  test('retains no log group: it is deleted with the stack, and the function has no permission to create it again', () => {
    expect(only(template, 'AWS::Logs::LogGroup').DeletionPolicy).toBe('Delete');
    expect(only(template, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toBeUndefined();
    expect(JSON.stringify(template.toJSON())).not.toContain('logs:CreateLogGroup');
  });
});

test('the value of the tag does not exceed 256 characters with the longest stack name', () => {
  const stackId = `arn:aws-us-gov:cloudformation:us-gov-west-1:111122223333:stack/${'s'.repeat(128)}/00000000-0000-0000-0000-000000000000`;
  const { 'Fn::Join': [, [, ending]] } = guardTagOf(templateOf((stack) => { addEmptiedBucket(stack, 'Data'); })).Value;
  expect(`${stackId}${ending}`.length).toBeLessThanOrEqual(256);
  expect(ending).toMatch(/^[\w+\-=.:/@ ]+$/);
});

describe('the buckets with an emptier in a stack', () => {
  const addEmptiedBuckets = (stack: Stack, count: number) => Array.from({ length: count }, (_, index) => addEmptiedBucket(stack, `Data${index}`));

  test('can be 17, whose policies do not exceed the quota of a role with the longest names', () => {
    const template = templateOf((stack) => { addEmptiedBuckets(stack, 17); });
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties: { PolicyDocument } }) =>
      JSON.stringify(PolicyDocument).replace(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, '$1').replace(/\{"Fn::GetAtt":\["Data[^\]]*\]\}/g, `"arn:aws-us-gov:s3:::${'b'.repeat(63)}"`)
        .replace(/\{"Fn::GetAtt":[^}]*\}/g, `"${'a'.repeat(150)}"`));
    expect(policies).toHaveLength(18);
    expect(policies.join('').length).toBeLessThanOrEqual(10_240);
  });

  test('cannot be more than 17', () => {
    const stack = newStack();
    addEmptiedBuckets(stack, 17);
    expect(() => addEmptiedBucket(stack, 'OneMore')).toThrow(/bucket must be one of at most 17 buckets.*got "Stack\/OneMore"\..* another stack/);
  });
});

describe('a bucket that is retained when its stack is deleted', () => {
  const ERROR = /Stack\/Data\/Resource: DeletionPolicy must be Delete.*got Retain.* RemovalPolicy\.DESTROY/;
  const withBucket = (removalPolicy?: RemovalPolicy) => {
    const stack = newStack();
    const bucket = new s3.Bucket(stack, 'Data', { removalPolicy });
    new EmptyOnDelete(stack, 'EmptyOnDelete', { bucket });
    return { stack, bucket };
  };

  test('is rejected at synthesis if the CDK retains it by default', () => {
    expect(() => Template.fromStack(withBucket().stack)).toThrow(ERROR);
  });

  test('is rejected at synthesis if its removal policy changes after the emptier is created', () => {
    const { stack, bucket } = withBucket(RemovalPolicy.DESTROY);
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect(() => Template.fromStack(stack)).toThrow(ERROR);
  });

  test('is rejected at synthesis if an aspect retains it', () => {
    const { stack } = withBucket(RemovalPolicy.DESTROY);
    Aspects.of(stack).add({ visit: (node) => node instanceof s3.CfnBucket && node.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE) });
    expect(() => Template.fromStack(stack)).toThrow(ERROR);
  });

  test('is accepted if an aspect changes its removal policy to DESTROY', () => {
    const { stack } = withBucket();
    Aspects.of(stack).add({ visit: (node) => node instanceof s3.CfnBucket && node.applyRemovalPolicy(RemovalPolicy.DESTROY) });
    Template.fromStack(stack).resourceCountIs('Custom::EmptyOnDelete', 1);
  });

  test('is accepted without a deletion policy, because CloudFormation then deletes it', () => {
    const stack = newStack();
    new EmptyOnDelete(stack, 'EmptyOnDelete', { bucket: s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Data')) });
    Template.fromStack(stack).resourceCountIs('Custom::EmptyOnDelete', 1);
  });
});

test('a bucket of another stack or of a nested stack is rejected, because the tag identifies the stack of the emptier', () => {
  const stack = newStack();
  for (const other of [new Stack(stack.node.root as App, 'Other'), new NestedStack(stack, 'Nested')]) {
    const bucket = new s3.Bucket(other, 'Data', { removalPolicy: RemovalPolicy.DESTROY });
    expect(() => new EmptyOnDelete(stack, `Empty${other.node.id}`, { bucket })).toThrow(/bucket must be in the stack of the EmptyOnDelete, got "[\w/]+\/Data"/);
  }
});

test('a second emptier of a bucket is rejected', () => {
  const stack = newStack();
  const bucket = addEmptiedBucket(stack, 'Data');
  expect(() => new EmptyOnDelete(stack, 'Again', { bucket })).toThrow(/bucket must have only one EmptyOnDelete, got "Stack\/Data"/);
});

describe('an emptier that is removed from the tree', () => {
  const withoutEmptier = () => {
    const stack = newStack();
    const bucket = addEmptiedBucket(stack, 'Data');
    bucket.node.tryRemoveChild('EmptyOnDelete');
    return { stack, bucket };
  };

  test('leaves no tag, so that its deletion does not empty the bucket that remains', () => {
    const template = Template.fromStack(withoutEmptier().stack);
    expect(only(template, 'AWS::S3::Bucket').Properties).toBeUndefined();
    template.resourceCountIs('Custom::EmptyOnDelete', 0);
  });

  test('can be replaced by another emptier, whose tag is different', () => {
    const { stack, bucket } = withoutEmptier();
    new EmptyOnDelete(stack, 'Other', { bucket });
    const { Value } = guardTagOf(Template.fromStack(stack));
    expect(Value).not.toEqual(guardTagOf(templateOf((other) => { addEmptiedBucket(other, 'Data'); })).Value);
  });

  test('does not count if one of its parents is removed', () => {
    const stack = newStack();
    const bucket = new s3.Bucket(stack, 'Data', { removalPolicy: RemovalPolicy.DESTROY });
    new EmptyOnDelete(new Construct(stack, 'Parent'), 'EmptyOnDelete', { bucket });
    stack.node.tryRemoveChild('Parent');
    expect(() => new EmptyOnDelete(stack, 'Other', { bucket })).not.toThrow();
  });
});

test('several buckets share one function, which has a separate policy for each bucket', () => {
  const template = templateOf((stack) => { addEmptiedBucket(stack, 'One'); addEmptiedBucket(stack, 'Two'); });
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs('Custom::EmptyOnDelete', 2);
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));
  expect(policies.filter((policy) => policy.includes('s3:DeleteObjectVersion'))).toHaveLength(2);
  expect(policies.some((policy) => /"One[^"]*"/.test(policy) && /"Two[^"]*"/.test(policy))).toBe(false);
});

test('an imported bucket is rejected, because no stack deletes it', () => {
  const stack = newStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Imported', 'imported');
  expect(() => new EmptyOnDelete(stack, 'EmptyOnDelete', { bucket })).toThrow(/bucket must be a bucket that this app creates, got "Stack\/Imported"/);
});
