import { ACCOUNT_PERMISSIONS } from './account-permissions';
import { onAll, onBucket, onGroup, type Input, type Permission, type PermissionsOf } from './resources';
import type { DeployedAccount } from '../deployed-account';
import type { AwsRequest } from '../simulation';

/** A command that a function sent with the AWS SDK. */
export interface Call {
  /** The name of the function. */
  readonly function: string;
  readonly command: string;
  readonly input: Record<string, unknown>;
}

const onRecorder = (action: string) => ({ ConfigurationRecorderName }: Input, account: DeployedAccount): Permission[] =>
  [{ action: `config:${action}`, resource: account.arn('config', `configuration-recorder/${ConfigurationRecorderName}/0123456789abcdef`) }];
const onSecret = (action: string) => ({ SecretId }: Input): Permission[] => [{ action: `secretsmanager:${action}`, resource: SecretId }];
const onDatabase = (action: string) => ({ DBInstanceIdentifier }: Input, account: DeployedAccount): Permission[] =>
  [{ action: `rds:${action}`, resource: account.arn('rds', `db:${DBInstanceIdentifier}`) }];

/** The deletion of a version also requires the permission to delete objects. */
const deleteObject = ({ Bucket, Key, VersionId }: Input, { place }: DeployedAccount): Permission[] => {
  const resource = `arn:${place.partition}:s3:::${Bucket}/${Key}`;
  return [{ action: 's3:DeleteObject', resource }, ...(VersionId === undefined ? [] : [{ action: 's3:DeleteObjectVersion', resource }])];
};

/**
 * The permissions that AWS documents for each command.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html#service-linked-role-permissions
 */
const PERMISSIONS: Record<string, PermissionsOf> = {
  AbortMultipartUploadCommand: ({ Bucket, Key }, { place }) => [{ action: 's3:AbortMultipartUpload', resource: `arn:${place.partition}:s3:::${Bucket}/${Key}` }],
  DeleteBucketPolicyCommand: onBucket('DeleteBucketPolicy'),
  DeleteObjectCommand: deleteObject,
  DeleteObjectsCommand: ({ Bucket, Delete }, account) => Delete.Objects.flatMap((object: object) => deleteObject({ Bucket, ...object }, account)),
  GetBucketPolicyCommand: onBucket('GetBucketPolicy'),
  GetBucketTaggingCommand: onBucket('GetBucketTagging'),
  ListMultipartUploadsCommand: onBucket('ListBucketMultipartUploads'),
  ListObjectVersionsCommand: onBucket('ListBucketVersions'),
  PutBucketPolicyCommand: onBucket('PutBucketPolicy'),
  DescribeStackEventsCommand: ({ StackName }) => [{ action: 'cloudformation:DescribeStackEvents', resource: StackName }],
  InvokeCommand: ({ FunctionName }) => [{ action: 'lambda:InvokeFunction', resource: FunctionName }],
  DescribeConfigRulesCommand: onAll('config:DescribeConfigRules'),
  DescribeConfigurationRecordersCommand: onAll('config:DescribeConfigurationRecorders'),
  DescribeConfigurationRecorderStatusCommand: onAll('config:DescribeConfigurationRecorderStatus'),
  DescribeDeliveryChannelsCommand: onAll('config:DescribeDeliveryChannels'),
  DescribeDeliveryChannelStatusCommand: onAll('config:DescribeDeliveryChannelStatus'),
  DeliverConfigSnapshotCommand: onAll('config:DeliverConfigSnapshot'),
  StartConfigurationRecorderCommand: onRecorder('StartConfigurationRecorder'),
  StopConfigurationRecorderCommand: onRecorder('StopConfigurationRecorder'),
  DescribeRetentionConfigurationsCommand: onAll('config:DescribeRetentionConfigurations'),
  PutRetentionConfigurationCommand: onAll('config:PutRetentionConfiguration'),
  DeleteRetentionConfigurationCommand: onAll('config:DeleteRetentionConfiguration'),
  GetRoleCommand: ({ RoleName }, account) => [{
    action: 'iam:GetRole', resource: account.globalArn('iam', `role/aws-service-role/config.amazonaws.com/${RoleName}`),
  }],
  CreateServiceLinkedRoleCommand: ({ AWSServiceName }, account) => [{
    action: 'iam:CreateServiceLinkedRole',
    resource: account.globalArn('iam', `role/aws-service-role/${AWSServiceName}/AWSServiceRoleForConfig`),
    context: { 'iam:AWSServiceName': AWSServiceName },
  }],
  DescribeSecurityGroupsCommand: onAll('ec2:DescribeSecurityGroups'),
  RevokeSecurityGroupEgressCommand: onGroup('RevokeSecurityGroupEgress'),
  RevokeSecurityGroupIngressCommand: onGroup('RevokeSecurityGroupIngress'),
  ...ACCOUNT_PERMISSIONS,
  DescribeSecretCommand: onSecret('DescribeSecret'),
  GetSecretValueCommand: onSecret('GetSecretValue'),
  PutSecretValueCommand: onSecret('PutSecretValue'),
  UpdateSecretVersionStageCommand: onSecret('UpdateSecretVersionStage'),
  DescribeDBInstancesCommand: onDatabase('DescribeDBInstances'),
  ModifyDBInstanceCommand: onDatabase('ModifyDBInstance'),
};

/** Returns the requests that IAM evaluates for a call: one for each required permission. */
export function requestsOf(account: DeployedAccount, { function: name, command, input }: Call): AwsRequest[] {
  const permissions = PERMISSIONS[command];
  if (!permissions) {
    throw new Error(`The permissions that ${command} requires are unknown. Add them to PERMISSIONS.`);
  }
  return permissions(input, account).map((permission) => ({ ...permission, principal: account.sessionOfFunction(name) }));
}
