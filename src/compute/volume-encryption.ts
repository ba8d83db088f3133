import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Aws, CfnResource, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { uniqueSid } from '../common/policies/statement-ids';
import { Problems } from '../common/validation/problems';

/** The key that encrypts the volumes, and the service-linked role that launches instances with these volumes. */
export interface VolumeEncryption {
  /** Undefined for the AWS managed key aws/ebs. */
  readonly key?: kms.IKey;
  /** Undefined for the default service-linked role of the account. */
  readonly serviceLinkedRoleArn?: string;
}

/**
 * Creates a dedicated service-linked role and allows it to use a key of this stack. The default service-linked role of the account has no
 * permissions for customer managed keys, so that EC2 Auto Scaling could not launch the instances.
 *
 * The key depends on the role because KMS rejects a key policy that names a role that does not exist.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 */
export function encryptVolumes(scope: Construct, key: kms.IKey | undefined, suffix: string): VolumeEncryption {
  if (!key) {
    return {};
  }
  if (!isInTemplate(key) || Stack.of(key) !== Stack.of(scope)) {
    new Problems(scope).warn('volumeKey',
      `The volumes are encrypted with aws/ebs, because the policy of key ${key.node.path} cannot allow a role of this stack. Use a key of the same stack `
      + 'to encrypt them with it.');
    return {};
  }
  const role = new iam.CfnServiceLinkedRole(scope, 'ServiceLinkedRole', {
    awsServiceName: 'autoscaling.amazonaws.com',
    customSuffix: `${suffix}-${Aws.REGION}`,
    description: 'Launches instances with encrypted volumes',
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

/** Whether the app creates the key. An imported key has no resource. */
function isInTemplate({ node: { defaultChild } }: kms.IKey): boolean {
  return defaultChild !== undefined && CfnResource.isCfnResource(defaultChild) && defaultChild.cfnResourceType === 'AWS::KMS::Key';
}
