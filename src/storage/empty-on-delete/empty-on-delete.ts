import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Aws, CustomResource, Duration, Fn, Lazy, type CfnResource } from 'aws-cdk-lib/core';
import { Construct, Dependable, type IDependable } from 'constructs';
import { addEmptier, validateDeletionPolicy, validBucketResource } from './emptied-bucket';
import { EmptyOnDeleteFunction } from './empty-on-delete-function';
import { guardId } from './guard-id';
import type { EmptyOnDeleteProps } from './props';
import { GUARD_TAG, RESOURCE_TYPE, type EmptyOnDeleteProperties } from './resource-properties';
import { beforeSynthesis } from '../../common/cdk/before-synthesis';
import { keepProps } from '../../common/cdk/property-injectors';
import { LEAST_PRIVILEGE, declareControls } from '../../common/compliance/controls';
import { acknowledgeInlinePolicy, acknowledgeWildcards } from '../../common/compliance/nag-acknowledgements';
import { HandlerFunction } from '../../common/functions/handler-function';

/**
 * Empties a bucket before CloudFormation deletes it: deletes all object versions and delete markers, and aborts all multipart uploads.
 *
 * The bucket is emptied when it is deleted with the stack, or by an update that removes both the bucket and this construct. A tag of the
 * bucket identifies the stack and this construct. The function reads the tag before it deletes objects. If the bucket remains,
 * CloudFormation removes or changes the tag before it deletes this resource in an update or a rollback. Therefore, the bucket is not emptied
 * if you remove, rename or move this construct, or retain the bucket.
 *
 * The value of the tag depends on the path of this construct relative to the bucket, so that `cdk refactor` can rename a parent of both. If
 * you refactor the stack by other means, move this resource together with the bucket.
 *
 * If an update replaces the bucket, for example because its name changes, the previous bucket and its objects are retained: CloudFormation
 * cannot delete the bucket, because it is not empty, and removes it from the stack. To empty and delete the previous bucket, change the
 * construct ids of both the bucket and this construct.
 *
 * All `EmptyOnDelete` constructs of a stack share one Lambda function, which has permissions for their buckets only. Resources that write to
 * the bucket should depend on the bucket or on this construct, so that they are deleted first.
 *
 * During the deletion, the bucket policy denies new objects to all principals. The bucket is considered empty when no object or upload has
 * appeared for 15 seconds.
 *
 * The deletion fails if objects cannot be deleted because of Object Lock or a policy that denies it, or if it takes longer than 57 minutes,
 * because CloudFormation waits at most one hour. The message contains the reason, the remedy, and the keys of the first objects that could not
 * be deleted. The bucket then accepts objects again, and the next deletion of the stack continues.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
 *
 * @example
 * import { RemovalPolicy } from 'aws-cdk-lib';
 * import { Bucket } from 'aws-cdk-lib/aws-s3';
 * import { EmptyOnDelete } from '@org/secure-baseline';
 *
 * const bucket = new Bucket(this, 'Uploads', { removalPolicy: RemovalPolicy.DESTROY });
 * new EmptyOnDelete(this, 'EmptyUploads', { bucket });
 */
export class EmptyOnDelete extends Construct {
  private readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: EmptyOnDeleteProps) {
    super(scope, id);
    keepProps(this);
    const bucket = validBucketResource(this, props.bucket);
    const emptierId = Lazy.string({ produce: () => guardId(this.resource.node.defaultChild as CfnResource, bucket) });
    const guard = `${Aws.STACK_ID}/${emptierId}`;
    addEmptier(bucket, this);
    const handler = HandlerFunction.singleton(this, 'EmptyOnDeleteFunction', {
      createFunction: (parent, name, options) => new EmptyOnDeleteFunction(parent, name, options),
      description: 'Empties buckets of the stack before CloudFormation deletes them',
      timeout: Duration.minutes(15),
      // To delete 28,000 versions per second, the rate of S3 for eight partitions, used half a vCPU and 200 MiB. A vCPU requires 1,769 MB.
      memorySize: 1024,
      encryptionKey: props.bucket.encryptionKey,
    });
    handler.allow('ContinueItself', ['lambda:InvokeFunction'], [handler.function.functionArn]);
    this.resource = this.createResource(handler, props.bucket, guard);
    const policy = this.allowEmptying(handler, props.bucket, emptierId);
    // A dependency of the policy, not of the custom resource: the CDK sorts DependsOn by path, so that its order could change with the name of
    // a parent, and `cdk refactor` would find a difference.
    handler.addDependent(policy);
    this.resource.node.addDependency(policy, policyOf(props.bucket));
    // Not in the constructor: without the construct, CloudFormation deletes the custom resource, and the tag would let it empty the bucket.
    beforeSynthesis(this, () => bucket.tags.setTag(GUARD_TAG, guard));
    this.node.addValidation({ validate: () => validateDeletionPolicy(bucket) });
  }

  private createResource(handler: HandlerFunction, bucket: s3.IBucket, guard: string): CustomResource {
    const properties: EmptyOnDeleteProperties = { BucketName: bucket.bucketName, Guard: guard };
    return new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.hours(1),
      properties: { ...properties },
    });
  }

  /**
   * Creates a separate policy for each bucket: with a common policy, a bucket that logs to another bucket would be a circular dependency.
   *
   * The name of the policy is unique in the role, which all emptiers of the stack share. It contains the id of the emptier, because an update
   * that replaces an emptier first creates the new policy and then deletes the previous policy by its name.
   */
  private allowEmptying(handler: HandlerFunction, bucket: s3.IBucket, emptierId: string): iam.CfnPolicy {
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
    acknowledgeWildcards(policy, { EmptyBucket: 'All objects of this bucket must be deleted' });
    return policy;
  }
}

/** The policy of the bucket as a dependency. The policy can be created after this construct, by the first statement that is added. */
function policyOf(bucket: s3.IBucket): IDependable {
  const policy: IDependable = {};
  Dependable.implement(policy, {
    get dependencyRoots() {
      return bucket.policy ? [bucket.policy] : [];
    },
  });
  return policy;
}
