import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Aws, CfnResource, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { uniqueSid } from '../common/policies/statement-ids';
import { Problems } from '../common/validation/problems';

/** What volumes are encrypted with, and the role that starts instances with such volumes. */
export interface VolumeEncryption {
  /** Undefined for the key that EBS manages. */
  readonly key?: kms.IKey;
  /** Undefined for the account's own service-linked role. */
  readonly serviceLinkedRoleArn?: string;
}

/**
 * Opens a key of this stack to a service-linked role of its own: that of the account has no right on customer-managed keys, and
 * instances would be terminated before they run.
 *
 * The role is a resource of the stack, on which the key depends: KMS refuses a policy that names a role which does not exist.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 */
export function encryptVolumes(scope: Construct, key: kms.IKey | undefined, suffix: string): VolumeEncryption {
  if (!key) {
    return {};
  }
  if (!isInTemplate(key) || Stack.of(key) !== Stack.of(scope)) {
    new Problems(scope).warn('volumeKey',
      `The volumes are encrypted with the key aws/ebs: the policy of ${key.node.path} cannot name a role of this stack. Give a key of the same stack `
      + 'to encrypt them with it.');
    return {};
  }
  const role = new iam.CfnServiceLinkedRole(scope, 'ServiceLinkedRole', {
    awsServiceName: 'autoscaling.amazonaws.com',
    customSuffix: `${suffix}-${Aws.REGION}`,
    description: 'Starts instances with encrypted volumes',
  });
  const serviceLinkedRoleArn = Stack.of(scope).formatArn({
    service: 'iam', region: '', resource: 'role', resourceName: `aws-service-role/autoscaling.amazonaws.com/${role.ref}`,
  });
  const principals = [new iam.ArnPrincipal(serviceLinkedRoleArn)];
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid: uniqueSid(key, 'AutoScalingUse', serviceLinkedRoleArn),
    principals,
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
  }));
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid: uniqueSid(key, 'AutoScalingAttachVolumes', serviceLinkedRoleArn),
    principals,
    actions: ['kms:CreateGrant'],
    resources: ['*'],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  }));
  return { key, serviceLinkedRoleArn };
}

/** Whether the app creates the key, and does not import it. */
function isInTemplate({ node: { defaultChild } }: kms.IKey): boolean {
  return defaultChild !== undefined && CfnResource.isCfnResource(defaultChild) && defaultChild.cfnResourceType === 'AWS::KMS::Key';
}
