/** A setting of an account, or of a region of the account, for which CloudFormation has no resource type. */
export enum AccountSetting {
  /** S3 Block Public Access of the account: no bucket and no object is public. */
  S3_PUBLIC_ACCESS_BLOCK = 's3PublicAccessBlock',

  /** The password policy of IAM users. */
  PASSWORD_POLICY = 'passwordPolicy',

  /** The alternate contact that AWS notifies of security events. */
  SECURITY_CONTACT = 'securityContact',

  /** New EBS volumes and snapshots are encrypted. */
  EBS_ENCRYPTION = 'ebsEncryption',

  /** The KMS key that encrypts new EBS volumes for which no key is specified. */
  EBS_DEFAULT_KEY = 'ebsDefaultKey',

  /** EBS snapshots cannot be shared publicly. */
  SNAPSHOT_PUBLIC_ACCESS_BLOCK = 'snapshotPublicAccessBlock',

  /** Amazon Machine Images (AMIs) cannot be shared publicly. */
  IMAGE_PUBLIC_ACCESS_BLOCK = 'imagePublicAccessBlock',

  /** New instances require version 2 of the Instance Metadata Service (IMDSv2) unless their launch specifies otherwise. */
  INSTANCE_METADATA_DEFAULTS = 'instanceMetadataDefaults',

  /** Instances that do not require IMDSv2 cannot be launched. */
  INSTANCE_METADATA_ENFORCEMENT = 'instanceMetadataEnforcement',

  /** The serial console of instances cannot be used. */
  SERIAL_CONSOLE = 'serialConsole',

  /** Systems Manager documents cannot be shared publicly. */
  DOCUMENT_PUBLIC_SHARING = 'documentPublicSharing',

  /** Systems Manager Automation sends the output of scripts to CloudWatch Logs. */
  AUTOMATION_LOGGING = 'automationLogging',

  /** Clusters of Amazon EMR cannot be reached from the internet. */
  EMR_PUBLIC_ACCESS_BLOCK = 'emrPublicAccessBlock',

  /** The default VPC assigns no public IP addresses, and its default security group has no rules. */
  DEFAULT_VPC = 'defaultVpc',

  /** The default VPC does not exist. */
  DEFAULT_VPC_DELETION = 'defaultVpcDeletion',
}

/** What is known about a setting at synthesis and in the function. */
export interface SettingDescriptor {
  /** The name of the setting in reports and documentation. */
  readonly title: string;
  /** Whether one value applies to the whole account, or each region has its own. */
  readonly scope: 'account' | 'region';
  /** Whether the setting is off unless the user requests it, because it ends something that many accounts use. */
  readonly onRequest: boolean;
  /** The IAM actions that read the setting and what it would break. */
  readonly readActions: readonly string[];
  /** The IAM actions that change the setting. */
  readonly writeActions: readonly string[];
  /** The controls that the setting implements, as in `ImplementedControls`. */
  readonly controls: { readonly [control: string]: string };
  /** What the setting can break. It is looked for before the setting is changed. */
  readonly breaks: string;
  /** How to comply with the setting, in one or two complete sentences. */
  readonly remedy: string;
  /** What AWS charges for what the setting changes. The settings themselves are free of charge. */
  readonly cost: string;
}

/** All settings, in the order in which they are applied and reported. */
export const ACCOUNT_SETTINGS: Readonly<Record<AccountSetting, SettingDescriptor>> = {
  [AccountSetting.S3_PUBLIC_ACCESS_BLOCK]: {
    title: 'S3 Block Public Access of the account',
    scope: 'account',
    onRequest: false,
    readActions: [
      's3:GetAccountPublicAccessBlock', 's3:ListAllMyBuckets', 's3:GetBucketPublicAccessBlock', 's3:GetBucketPolicyStatus', 's3:GetBucketAcl',
      's3:GetBucketOwnershipControls',
    ],
    writeActions: ['s3:PutAccountPublicAccessBlock'],
    controls: { 'S3.1': 'Block Public Access of the account' },
    breaks: 'Buckets that are public by their policy or ACL, and buckets without a block of their own whose objects can be public by their ACLs',
    remedy: 'Serve public files with CloudFront and an origin access control. Block public access of buckets that are not meant to be public, or disable their ACLs.',
    cost: 'Nothing',
  },
  [AccountSetting.PASSWORD_POLICY]: {
    title: 'Password policy of IAM users',
    scope: 'account',
    onRequest: false,
    readActions: ['iam:GetAccountPasswordPolicy', 'iam:GenerateCredentialReport', 'iam:GetCredentialReport'],
    writeActions: ['iam:UpdateAccountPasswordPolicy', 'iam:DeleteAccountPasswordPolicy'],
    controls: {},
    breaks: 'Users whose password is older than the maximum age: they must change it at the next sign-in',
    remedy: 'Ask these users to change their password, or confirm the setting.',
    cost: 'Nothing',
  },
  [AccountSetting.SECURITY_CONTACT]: {
    title: 'Security contact of the account',
    scope: 'account',
    onRequest: false,
    readActions: ['account:GetAlternateContact'],
    writeActions: ['account:PutAlternateContact', 'account:DeleteAlternateContact'],
    controls: { 'Account.1': 'an alternate contact for security' },
    breaks: 'Nothing',
    remedy: 'Specify the same contact in all stacks.',
    cost: 'Nothing',
  },
  [AccountSetting.EBS_ENCRYPTION]: {
    title: 'EBS encryption by default',
    scope: 'region',
    onRequest: false,
    readActions: ['ec2:GetEbsEncryptionByDefault', 'ec2:DescribeImages', 'ec2:DescribeImageAttribute', 'ec2:DescribeSnapshots', 'ec2:DescribeSnapshotAttribute'],
    writeActions: ['ec2:EnableEbsEncryptionByDefault', 'ec2:DisableEbsEncryptionByDefault'],
    controls: { 'EC2.7': 'enabled in every governed region' },
    breaks: 'New versions of images and snapshots that are shared with other accounts: what is encrypted with the AWS managed key cannot be shared',
    remedy: 'Encrypt what is shared with a customer managed key that the other accounts may use, or confirm the setting.',
    cost: 'Nothing',
  },
  [AccountSetting.EBS_DEFAULT_KEY]: {
    title: 'Default KMS key of EBS encryption',
    scope: 'region',
    onRequest: true,
    readActions: ['ec2:GetEbsDefaultKmsKeyId'],
    writeActions: ['ec2:ModifyEbsDefaultKmsKeyId', 'ec2:ResetEbsDefaultKmsKeyId'],
    controls: {},
    breaks: 'Launches of instances by principals and services that may not use the key, such as Auto Scaling',
    remedy: 'Allow these principals to use the key, and confirm the setting.',
    cost: 'Requests to the key, and its monthly price',
  },
  [AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK]: {
    title: 'Block public access for EBS snapshots',
    scope: 'region',
    onRequest: false,
    readActions: ['ec2:GetSnapshotBlockPublicAccessState', 'ec2:DescribeSnapshots', 'ec2:DescribeSnapshotAttribute'],
    writeActions: ['ec2:EnableSnapshotBlockPublicAccess', 'ec2:DisableSnapshotBlockPublicAccess'],
    controls: { 'EC2.182': 'all sharing is blocked' },
    breaks: 'Snapshots that are public',
    remedy: 'Share these snapshots with named accounts, or confirm the setting.',
    cost: 'Nothing',
  },
  [AccountSetting.IMAGE_PUBLIC_ACCESS_BLOCK]: {
    title: 'Block public access for AMIs',
    scope: 'region',
    onRequest: false,
    readActions: ['ec2:GetImageBlockPublicAccessState', 'ec2:DescribeImages'],
    writeActions: ['ec2:EnableImageBlockPublicAccess', 'ec2:DisableImageBlockPublicAccess'],
    controls: {},
    breaks: 'Nothing: images that are public remain public, and are reported',
    remedy: 'Make these images private, unless they are meant for everybody.',
    cost: 'Nothing',
  },
  [AccountSetting.INSTANCE_METADATA_DEFAULTS]: {
    title: 'IMDSv2 as the default of new instances',
    scope: 'region',
    onRequest: false,
    readActions: ['ec2:GetInstanceMetadataDefaults'],
    writeActions: ['ec2:ModifyInstanceMetadataDefaults'],
    controls: {},
    breaks: 'Nothing: a launch can still specify that IMDSv2 is optional',
    remedy: 'Use software that supports IMDSv2.',
    cost: 'Nothing',
  },
  [AccountSetting.INSTANCE_METADATA_ENFORCEMENT]: {
    title: 'IMDSv2 enforced for new instances',
    scope: 'region',
    onRequest: true,
    readActions: ['ec2:GetInstanceMetadataDefaults', 'ec2:DescribeLaunchTemplateVersions', 'autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeLaunchConfigurations'],
    writeActions: ['ec2:ModifyInstanceMetadataDefaults'],
    controls: {},
    breaks: 'Launch templates, and launch configurations of Auto Scaling groups, that start instances without IMDSv2',
    remedy: 'Set HttpTokens to required in these launch templates, or confirm the setting.',
    cost: 'Nothing',
  },
  [AccountSetting.SERIAL_CONSOLE]: {
    title: 'Serial console of instances',
    scope: 'region',
    onRequest: false,
    readActions: ['ec2:GetSerialConsoleAccessStatus'],
    writeActions: ['ec2:EnableSerialConsoleAccess', 'ec2:DisableSerialConsoleAccess'],
    controls: {},
    breaks: 'Sessions of people who use the serial console for troubleshooting',
    remedy: 'Use Session Manager, or turn the setting off in the region.',
    cost: 'Nothing',
  },
  [AccountSetting.DOCUMENT_PUBLIC_SHARING]: {
    title: 'Block public sharing of Systems Manager documents',
    scope: 'region',
    onRequest: false,
    readActions: ['ssm:GetServiceSetting', 'ssm:ListDocuments', 'ssm:DescribeDocumentPermission'],
    writeActions: ['ssm:UpdateServiceSetting', 'ssm:ResetServiceSetting'],
    controls: { 'SSM.7': 'public sharing is blocked' },
    breaks: 'Nothing: documents that are public remain public, and are reported',
    remedy: 'Share these documents with named accounts.',
    cost: 'Nothing',
  },
  [AccountSetting.AUTOMATION_LOGGING]: {
    title: 'Logs of Systems Manager Automation',
    scope: 'region',
    onRequest: false,
    readActions: ['ssm:GetServiceSetting'],
    writeActions: ['ssm:UpdateServiceSetting', 'ssm:ResetServiceSetting'],
    controls: { 'SSM.6': 'scripts log to CloudWatch Logs' },
    breaks: 'Nothing',
    remedy: 'Turn the setting off if the output of scripts must not be stored.',
    cost: 'Log data that scripts write',
  },
  [AccountSetting.EMR_PUBLIC_ACCESS_BLOCK]: {
    title: 'Block public access for Amazon EMR',
    scope: 'region',
    onRequest: false,
    readActions: ['elasticmapreduce:GetBlockPublicAccessConfiguration'],
    writeActions: ['elasticmapreduce:PutBlockPublicAccessConfiguration'],
    controls: { 'EMR.2': 'enabled in every governed region' },
    breaks: 'Nothing that runs: new clusters whose security groups allow public access do not start',
    remedy: 'Restrict the security groups of the clusters.',
    cost: 'Nothing',
  },
  [AccountSetting.DEFAULT_VPC]: {
    title: 'Hardened default VPC',
    scope: 'region',
    onRequest: false,
    readActions: ['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups', 'ec2:DescribeNetworkInterfaces'],
    writeActions: [
      'ec2:ModifySubnetAttribute', 'ec2:AuthorizeSecurityGroupIngress', 'ec2:AuthorizeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress',
    ],
    controls: {},
    breaks: 'What uses the default VPC: network interfaces whose default security group loses its rules, and launches that expect a public IP address',
    remedy: 'Move these resources to a VPC of their own, or confirm the setting.',
    cost: 'Nothing',
  },
  [AccountSetting.DEFAULT_VPC_DELETION]: {
    title: 'No default VPC',
    scope: 'region',
    onRequest: true,
    readActions: [
      'ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribeInternetGateways', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkAcls', 'ec2:DescribeRouteTables', 'ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcPeeringConnections',
      'ec2:DescribeEgressOnlyInternetGateways', 'ec2:DescribeVpnGateways',
    ],
    writeActions: ['ec2:DeleteSubnet', 'ec2:DetachInternetGateway', 'ec2:DeleteInternetGateway', 'ec2:DeleteVpc', 'ec2:CreateDefaultVpc'],
    controls: {},
    breaks: 'Everything that uses the default VPC',
    remedy: 'Move these resources to another VPC. The default VPC is never deleted while something uses it.',
    cost: 'Nothing',
  },
};
