import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Aws, CustomResource, Duration, Fn, Lazy, type CfnResource } from 'aws-cdk-lib/core';
import { Construct, Dependable, type IDependable } from 'constructs';
import { ownedBucket, problemOfRetention } from './emptied-bucket';
import { EmptyOnDeleteFunction } from './empty-on-delete-function';
import { guardId } from './guard-id';
import type { EmptyOnDeleteProps } from './props';
import { GUARD_TAG, type EmptyOnDeleteProperties } from './resource-properties';
import { LEAST_PRIVILEGE, declareControls } from '../../common/compliance/controls';
import { acknowledgeInlinePolicy, acknowledgeWildcards } from '../../common/compliance/nag-acknowledgements';
import { CustomResourceFunction } from '../../common/custom-resource/custom-resource-function';

/**
 * Empties a bucket before CloudFormation deletes it: all versions, all delete markers, all open uploads.
 *
 * The bucket is emptied when it is deleted: with the stack, or by an update that removes bucket and emptier. The bucket carries a tag, the
 * guard, that identifies the stack and this construct, and that is read again before anything is deleted. If the bucket remains,
 * CloudFormation removes or changes the tag before it deletes this resource in an update or a rollback: switching the deletion off does not
 * empty the bucket, and neither does renaming or moving this construct.
 *
 * The guard depends on the place of this construct relative to the bucket, so that `cdk refactor` can rename a parent of both. A stack
 * refactoring by other means must move this resource together with the bucket.
 *
 * A bucket that an update replaces, because it gets another name, is retained with its content: CloudFormation cannot delete it, and
 * leaves it outside of the stack. To have the old bucket emptied, change the construct ids of both bucket and emptier.
 *
 * All emptiers of a stack share one function, which has permissions for their buckets only. Resources that write to the bucket on their
 * own should depend on the bucket or on this construct, so that they are deleted first.
 *
 * During the deletion, the bucket policy denies new objects to everyone. A bucket counts as empty when nothing has appeared for 15 seconds.
 *
 * The deletion fails if objects cannot be deleted (Object Lock, a policy that denies it), and after nearly an hour, the limit of
 * CloudFormation. The message names the remaining keys, the reason and the remedy. The bucket then accepts objects again, and the next
 * deletion continues.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
 */
export class EmptyOnDelete extends Construct {
  private readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: EmptyOnDeleteProps) {
    super(scope, id);
    const bucket = ownedBucket(this, props.bucket);
    const emptierId = Lazy.string({ produce: () => guardId(this.resource.node.defaultChild as CfnResource, bucket) });
    const guard = `${Aws.STACK_ID}/${emptierId}`;
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
    const policy = this.allowEmptying(handler, props.bucket, emptierId);
    // Not the custom resource itself: DependsOn lists paths in the order of the alphabet, in which a renamed parent could pass the function.
    handler.addDependent(policy);
    this.resource.node.addDependency(policy, policyOf(props.bucket));
    this.node.addValidation({ validate: () => [problemOfRetention(bucket)].filter((problem) => problem !== undefined) });
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

  /**
   * One policy for each bucket: with a common one, a bucket that logs to another bucket would be a cycle.
   *
   * Its name is unique within the role, which all emptiers of the stack share, and contains the id of the emptier: when an update replaces an
   * emptier, CloudFormation puts the new policy first and then deletes the old one by its name.
   */
  private allowEmptying(handler: CustomResourceFunction, bucket: s3.IBucket, emptierId: string): iam.CfnPolicy {
    const policy = new iam.CfnPolicy(this, 'Policy', {
      policyName: Fn.join('-', ['Empty', bucket.bucketName, emptierId]),
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
