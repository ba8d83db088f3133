import { createHash } from 'node:crypto';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Aws, CustomResource, Duration, Lazy, Stack, type CfnResource } from 'aws-cdk-lib/core';
import { Construct, Dependable, type IDependable } from 'constructs';
import { ownedBucket, problemOfRetention } from './emptied-bucket';
import { EmptyOnDeleteFunction } from './empty-on-delete-function';
import type { EmptyOnDeleteProps } from './props';
import { GUARD_TAG, type EmptyOnDeleteProperties } from './resource-properties';
import { LEAST_PRIVILEGE, declareControls } from '../../common/compliance/controls';
import { acknowledgeInlinePolicy, acknowledgeWildcards } from '../../common/compliance/nag-acknowledgements';
import { CustomResourceFunction } from '../../common/custom-resource/custom-resource-function';

/**
 * Empties a bucket before CloudFormation deletes it: all versions, all delete markers, all open uploads.
 *
 * It happens when the bucket goes: with the stack, or by an update that takes bucket and emptier out of it. The bucket carries a tag that
 * names the stack and this resource, and is read again before anything is deleted. CloudFormation takes the tag off a bucket that stays, or
 * changes it, before it deletes this resource in an update or a rollback, so that neither switching clean-up off nor renaming this construct
 * empties a bucket that lives on. A bucket that an update replaces, since it has another name, is kept with what is in it: CloudFormation
 * cannot delete it, and leaves it outside of the stack. Give bucket and emptier other construct ids too, and the old one is emptied.
 *
 * One function serves all buckets of a stack; it may touch these buckets only. Writers that go on by themselves should
 * depend on the bucket or on this construct, so that they are deleted first.
 *
 * Meanwhile the bucket policy denies new objects to everybody. A bucket counts as empty when nothing has appeared for 15 seconds.
 *
 * Deletion fails, and says which keys are left, why and what to do, where objects cannot be deleted (Object Lock, denied by a policy),
 * and after nearly an hour, CloudFormation's limit. The bucket then takes objects again, and the next deletion goes on from there.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
 */
export class EmptyOnDelete extends Construct {
  private readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: EmptyOnDeleteProps) {
    super(scope, id);
    const bucket = ownedBucket(this, props.bucket);
    const guard = Lazy.string({ produce: () => `${Aws.STACK_ID}/${shortHash(this.logicalId)}` });
    bucket.tags.setTag(GUARD_TAG, guard);
    const handler = CustomResourceFunction.singleton(this, 'EmptyOnDeleteFunction', {
      createFunction: (parent, name, options) => new EmptyOnDeleteFunction(parent, name, options),
      description: 'Empties the buckets of the stack before they are deleted',
      timeout: Duration.minutes(15),
      // 28,000 versions a second, S3's rate for eight partitions, took half a processor and 200 MiB: Lambda gives a processor for 1,769 MB.
      memorySize: 1024,
      encryptionKey: props.bucket.encryptionKey,
    });
    handler.allow('ContinueItself', ['lambda:InvokeFunction'], [handler.function.functionArn]);
    this.resource = this.createResource(handler, props.bucket, guard);
    handler.addDependent(this.resource);
    this.resource.node.addDependency(this.allowEmptying(handler, props.bucket), policyOf(props.bucket));
    this.node.addValidation({ validate: () => [problemOfRetention(bucket)].filter((problem) => problem !== undefined) });
  }

  /** As which CloudFormation knows the resource: under another one it is another resource, and the old one is deleted. */
  private get logicalId(): string {
    return Stack.of(this).resolve((this.resource.node.defaultChild as CfnResource).logicalId);
  }

  private createResource(handler: CustomResourceFunction, bucket: s3.IBucket, guard: string): CustomResource {
    const properties: EmptyOnDeleteProperties = { BucketName: bucket.bucketName, BucketArn: bucket.bucketArn, Guard: guard };
    return new CustomResource(this, 'Resource', {
      resourceType: 'Custom::EmptyOnDelete',
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.hours(1),
      properties: { ...properties },
    });
  }

  /** A policy a bucket: in a common one, a bucket that logs to another would wait for itself. */
  private allowEmptying(handler: CustomResourceFunction, bucket: s3.IBucket): iam.CfnPolicy {
    const policy = new iam.CfnPolicy(this, 'Policy', {
      policyName: `Empty-${this.node.addr}`,
      roles: [handler.role.roleName],
      policyDocument: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            sid: 'CloseBucket',
            actions: [
              's3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:GetBucketTagging',
              's3:ListBucketMultipartUploads', 's3:ListBucketVersions', 's3:PutBucketPolicy',
            ],
            resources: [bucket.bucketArn],
          }),
          new iam.PolicyStatement({
            sid: 'EmptyBucket',
            actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:DeleteObjectVersion'],
            resources: [bucket.arnForObjects('*')],
          }),
        ],
      }),
    });
    acknowledgeInlinePolicy(policy);
    declareControls(policy, LEAST_PRIVILEGE);
    acknowledgeWildcards(policy, { EmptyBucket: 'Every object of this bucket is to be deleted' });
    return policy;
  }
}

/** A tag's value has 256 characters at most, of which the id of a stack takes up to 229. */
function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The bucket's policy, which may be made after this construct, with the first grant. */
function policyOf(bucket: s3.IBucket): IDependable {
  const policy: IDependable = {};
  Dependable.implement(policy, {
    get dependencyRoots() {
      return bucket.policy ? [bucket.policy] : [];
    },
  });
  return policy;
}
