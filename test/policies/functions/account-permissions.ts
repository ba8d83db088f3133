import { onAll, onBucket, onGroup, type Permission, type PermissionsOf } from './resources';

/** Commands whose action has their name, without resource-level permissions. */
const COMMANDS: Record<string, readonly string[]> = {
  autoscaling: ['DescribeAutoScalingGroups', 'DescribeLaunchConfigurations'],
  ec2: [
    'CreateDefaultVpc', 'DescribeEgressOnlyInternetGateways', 'DescribeImages', 'DescribeInternetGateways', 'DescribeLaunchTemplateVersions', 'DescribeNetworkAcls',
    'DescribeNetworkInterfaces', 'DescribeRegions', 'DescribeRouteTables', 'DescribeSnapshots', 'DescribeSubnets', 'DescribeVpcEndpoints',
    'DescribeVpcPeeringConnections', 'DescribeVpcs', 'DescribeVpnGateways', 'DisableEbsEncryptionByDefault', 'DisableImageBlockPublicAccess',
    'DisableSerialConsoleAccess', 'DisableSnapshotBlockPublicAccess', 'EnableEbsEncryptionByDefault', 'EnableImageBlockPublicAccess',
    'EnableSerialConsoleAccess', 'EnableSnapshotBlockPublicAccess', 'GetEbsDefaultKmsKeyId', 'GetEbsEncryptionByDefault', 'GetImageBlockPublicAccessState',
    'GetInstanceMetadataDefaults', 'GetSerialConsoleAccessStatus', 'GetSnapshotBlockPublicAccessState', 'ModifyEbsDefaultKmsKeyId',
    'ModifyInstanceMetadataDefaults', 'ResetEbsDefaultKmsKeyId',
  ],
  elasticmapreduce: ['GetBlockPublicAccessConfiguration', 'PutBlockPublicAccessConfiguration'],
  iam: ['DeleteAccountPasswordPolicy', 'GenerateCredentialReport', 'GetAccountPasswordPolicy', 'GetCredentialReport', 'UpdateAccountPasswordPolicy'],
  ssm: ['ListDocuments'],
};

const onContact = (action: string): PermissionsOf => (_input, account) => [{ action: `account:${action}`, resource: account.globalArn('account', 'account') }];
const onServiceSetting = (action: string): PermissionsOf => ({ SettingId }, account) => [{ action: `ssm:${action}`, resource: account.arn('ssm', `servicesetting${SettingId}`) }];
const onParameter = (action: string): PermissionsOf => ({ Name }, account) => [{ action: `ssm:${action}`, resource: account.arn('ssm', `parameter${Name}`) }];
const onNetwork = (action: string, ...kinds: readonly [member: string, kind: string][]): PermissionsOf => (input, account) =>
  kinds.map(([member, kind]): Permission => ({ action: `ec2:${action}`, resource: account.arn('ec2', `${kind}/${input[member]}`) }));
/** Images and snapshots have no account in their ARN. */
const onShared = (action: string, member: string, kind: string): PermissionsOf => (input, account) =>
  [{ action: `ec2:${action}`, resource: account.arn('ec2', `${kind}/${input[member]}`, '') }];

/**
 * The permissions that AWS documents for the commands of the function of `AccountGuardrails`.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export const ACCOUNT_PERMISSIONS: Record<string, PermissionsOf> = {
  ...Object.fromEntries(Object.entries(COMMANDS).flatMap(([service, actions]) => actions.map((action) => [`${action}Command`, onAll(`${service}:${action}`)]))),
  ListBucketsCommand: onAll('s3:ListAllMyBuckets'),
  GetBucketAclCommand: onBucket('GetBucketAcl'),
  GetBucketOwnershipControlsCommand: onBucket('GetBucketOwnershipControls'),
  GetBucketPolicyStatusCommand: onBucket('GetBucketPolicyStatus'),
  // Of a bucket, or of the account.
  GetPublicAccessBlockCommand: (input, account) => (input.Bucket ? onBucket('GetBucketPublicAccessBlock') : onAll('s3:GetAccountPublicAccessBlock'))(input, account),
  PutPublicAccessBlockCommand: onAll('s3:PutAccountPublicAccessBlock'),
  DeletePublicAccessBlockCommand: onAll('s3:PutAccountPublicAccessBlock'),
  GetAlternateContactCommand: onContact('GetAlternateContact'),
  PutAlternateContactCommand: onContact('PutAlternateContact'),
  DeleteAlternateContactCommand: onContact('DeleteAlternateContact'),
  GetServiceSettingCommand: onServiceSetting('GetServiceSetting'),
  UpdateServiceSettingCommand: onServiceSetting('UpdateServiceSetting'),
  ResetServiceSettingCommand: onServiceSetting('ResetServiceSetting'),
  DescribeDocumentPermissionCommand: ({ Name }, account) => [{ action: 'ssm:DescribeDocumentPermission', resource: account.arn('ssm', `document/${Name}`) }],
  GetParametersByPathCommand: ({ Path }, account) => [{ action: 'ssm:GetParametersByPath', resource: account.arn('ssm', `parameter${Path}`) }],
  PutParameterCommand: onParameter('PutParameter'),
  DeleteParameterCommand: onParameter('DeleteParameter'),
  DescribeImageAttributeCommand: onShared('DescribeImageAttribute', 'ImageId', 'image'),
  DescribeSnapshotAttributeCommand: onShared('DescribeSnapshotAttribute', 'SnapshotId', 'snapshot'),
  ModifySubnetAttributeCommand: onNetwork('ModifySubnetAttribute', ['SubnetId', 'subnet']),
  AuthorizeSecurityGroupIngressCommand: onGroup('AuthorizeSecurityGroupIngress'),
  AuthorizeSecurityGroupEgressCommand: onGroup('AuthorizeSecurityGroupEgress'),
  DeleteSubnetCommand: onNetwork('DeleteSubnet', ['SubnetId', 'subnet']),
  DetachInternetGatewayCommand: onNetwork('DetachInternetGateway', ['InternetGatewayId', 'internet-gateway'], ['VpcId', 'vpc']),
  DeleteInternetGatewayCommand: onNetwork('DeleteInternetGateway', ['InternetGatewayId', 'internet-gateway']),
  DeleteVpcCommand: onNetwork('DeleteVpc', ['VpcId', 'vpc']),
  PublishCommand: ({ TopicArn }, account) => [
    { action: 'sns:Publish', resource: TopicArn },
    ...['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({ action, resource: account.arnOf('KMS::Key') })),
  ],
};
