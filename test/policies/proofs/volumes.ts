import type { DeployedAccount } from '../deployed-account';
import { forEachAction, type NearMiss, type Proof } from '../proof';

const VOLUMES = 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html';

/** Requests of EC2 Auto Scaling to the key for encrypted volumes of instances. */
export function volumes(account: DeployedAccount): Proof[] {
  const principal = account.sessionOf(account.nameOf('IAM::ServiceLinkedRole'));
  const key = account.arnOf('KMS::Key', 'BaselineKey');
  const denied: Record<string, NearMiss> = {
    'another key': { resource: account.arnOf('KMS::Key', 'NotificationsKey') },
    'the service-linked role of another group': { principal: account.sessionOf('AWSServiceRoleForAutoScaling_other') },
    'deleting the key': { action: 'kms:ScheduleKeyDeletion' },
  };
  return [
    ...forEachAction(['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey'], {
      title: 'EC2 Auto Scaling uses the key for volumes',
      source: VOLUMES,
      request: { principal, action: '', resource: key },
      denied,
    }),
    {
      title: 'EC2 Auto Scaling creates grants for the volumes of instances',
      source: VOLUMES,
      request: { principal, action: 'kms:CreateGrant', resource: key, context: { 'kms:GrantIsForAWSResource': 'true' } },
      denied: {
        ...denied,
        'a grant that is not for an AWS resource': { context: { 'kms:GrantIsForAWSResource': 'false' } },
        'deleting the key': { action: 'kms:ScheduleKeyDeletion', context: { 'kms:GrantIsForAWSResource': undefined } },
      },
    },
  ];
}
