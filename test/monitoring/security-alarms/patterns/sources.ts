const DOCS = 'https://docs.aws.amazon.com';

/**
 * The API calls in the cases, and the pages that document their names, request parameters and errors. CloudTrail records parameters in lower
 * camel case, except that those of EC2 have the names of its query API and those of S3 the names of its REST API.
 */
const REFERENCES: { readonly [service: string]: { readonly pages: string; readonly calls: string[] } } = {
  appmesh: { pages: 'app-mesh/latest/APIReference', calls: ['CreateRoute'] },
  cloudtrail: {
    pages: 'awscloudtrail/latest/APIReference',
    calls: ['AddTags', 'CreateTrail', 'DeleteTrail', 'DescribeTrails', 'LookupEvents', 'PutEventSelectors', 'PutInsightSelectors', 'StopLogging'],
  },
  config: {
    pages: 'config/latest/APIReference',
    calls: ['DeleteConfigurationRecorder', 'DeleteRetentionConfiguration', 'DescribeRetentionConfigurations', 'PutConfigRule', 'PutRetentionConfiguration'],
  },
  ec2: {
    pages: 'AWSEC2/latest/APIReference',
    calls: [
      'AcceptVpcPeeringConnection', 'AssociateRouteTable', 'AttachInternetGateway', 'AuthorizeSecurityGroupEgress', 'AuthorizeSecurityGroupIngress',
      'CreateCustomerGateway', 'CreateInternetGateway', 'CreateNetworkAcl', 'CreateNetworkAclEntry', 'CreateNetworkInterface', 'CreateRoute',
      'CreateRouteTable', 'CreateSecurityGroup', 'CreateSubnet', 'CreateTags', 'CreateVpc', 'CreateVpcEndpoint', 'CreateVpcPeeringConnection',
      'DeleteCustomerGateway', 'DeleteInternetGateway', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry', 'DeleteRoute', 'DeleteRouteTable',
      'DeleteSecurityGroup', 'DeleteVpc', 'DeleteVpcPeeringConnection', 'DescribeInstances', 'DescribeInternetGateways', 'DescribeNetworkAcls',
      'DescribeRegions', 'DescribeRouteTables', 'DescribeSecurityGroups', 'DescribeVpcs', 'DetachInternetGateway', 'DisassociateRouteTable',
      'ModifyInstanceAttribute', 'ModifySecurityGroupRules', 'ModifyVpcAttribute', 'ReplaceNetworkAclAssociation', 'ReplaceNetworkAclEntry',
      'ReplaceRoute', 'ReplaceRouteTableAssociation', 'RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'RunInstances',
    ],
  },
  iam: {
    pages: 'IAM/latest/APIReference',
    calls: [
      'AttachRolePolicy', 'AttachUserPolicy', 'CreateInstanceProfile', 'CreatePolicy', 'CreatePolicyVersion', 'DeleteGroupPolicy',
      'DeleteRolePermissionsBoundary', 'DeleteUserPermissionsBoundary', 'DetachGroupPolicy', 'DetachRolePolicy', 'GetAccountSummary', 'GetRolePolicy',
      'PutRolePermissionsBoundary', 'PutRolePolicy', 'PutUserPermissionsBoundary', 'SetDefaultPolicyVersion', 'UpdateAssumeRolePolicy',
    ],
  },
  inspector2: { pages: 'inspector/v2/APIReference', calls: ['DescribeOrganizationConfiguration'] },
  iot: { pages: 'iot/latest/apireference', calls: ['AttachPolicy', 'CreatePolicy'] },
  kms: { pages: 'kms/latest/APIReference', calls: ['DeleteImportedKeyMaterial'] },
  organizations: {
    pages: 'organizations/latest/APIReference',
    calls: [
      'CreatePolicy', 'DescribeOrganization', 'DetachPolicy', 'DisablePolicyType', 'LeaveOrganization', 'ListAccounts', 'MoveAccount',
      'RegisterDelegatedAdministrator', 'RemoveAccountFromOrganization', 'TagResource', 'UntagResource', 'UpdatePolicy',
    ],
  },
  s3: {
    pages: 'AmazonS3/latest/API',
    calls: [
      'DeleteBucketPolicy', 'DeleteBucketReplication', 'GetBucketAcl', 'GetBucketPolicy', 'GetObject', 'PutBucketCors', 'PutBucketPolicy',
      'PutBucketReplication', 'PutBucketTagging', 'PutBucketVersioning', 'PutObject', 'PutObjectAcl',
    ],
  },
  secretsmanager: { pages: 'secretsmanager/latest/apireference', calls: ['BatchGetSecretValue', 'GetSecretValue'] },
  ssm: { pages: 'systems-manager/latest/APIReference', calls: ['GetParametersByPath'] },
  sts: { pages: 'STS/latest/APIReference', calls: ['GetCallerIdentity'] },
  tagging: { pages: 'resourcegroupstagging/latest/APIReference', calls: ['GetResources'] },
};

/** The pages that show examples of CloudTrail events, with the names of the events. */
const EXAMPLES: { readonly [page: string]: string[] } = {
  'AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html': ['s3:ListBuckets', 's3:PutBucketAcl'],
  // The page also documents names that differ from the API: PutBucketLifecycle for PutBucketLifecycleConfiguration.
  'AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html': [
    's3:DeleteAccountPublicAccessBlock', 's3:DeleteBucketPublicAccessBlock', 's3:GetBucketPublicAccessBlock', 's3:PutAccountPublicAccessBlock',
    's3:PutBucketLifecycle', 's3:PutBucketPublicAccessBlock',
  ],
  'IAM/latest/UserGuide/cloudtrail-integration.html': ['sts:AssumeRole'],
  'awscloudtrail/latest/userguide/cloudtrail-event-reference.html': ['cloudtrail:StartLogging'],
  'awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html': [
    'iam:EnableMFADevice', 'signin:CheckMfa', 'signin:ConsoleLogin', 'signin:PasswordUpdated',
  ],
  // The page names the event, but has no example of it.
  'awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html': ['signin:SwitchRole'],
  'awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html': ['cloudtrail:UpdateTrail', 'iam:CreateRole', 'iam:CreateUser'],
  'config/latest/developerguide/cloudtrail-log-files-for-aws-config.html': [
    'config:DeleteDeliveryChannel', 'config:DeliverConfigSnapshot', 'config:DescribeConfigurationRecorders', 'config:PutConfigurationRecorder',
    'config:PutDeliveryChannel', 'config:StartConfigurationRecorder', 'config:StopConfigurationRecorder',
  ],
  'kms/latest/developerguide/ct-cancel-key-deletion.html': ['kms:CancelKeyDeletion'],
  'kms/latest/developerguide/ct-decrypt.html': ['kms:Decrypt'],
  'kms/latest/developerguide/ct-delete-key.html': ['kms:DeleteKey'],
  'kms/latest/developerguide/ct-describekey.html': ['kms:DescribeKey'],
  'kms/latest/developerguide/ct-disable-key-rotation.html': ['kms:DisableKeyRotation'],
  'kms/latest/developerguide/ct-disablekey.html': ['kms:DisableKey'],
  'kms/latest/developerguide/ct-enablekey.html': ['kms:EnableKey'],
  'kms/latest/developerguide/ct-rotatekey.html': ['kms:RotateKey'],
  'kms/latest/developerguide/ct-schedule-key-deletion.html': ['kms:ScheduleKeyDeletion'],
  'organizations/latest/userguide/orgs_cloudtrail-integration.html': [
    'organizations:AttachPolicy', 'organizations:CloseAccount', 'organizations:CreateAccount', 'organizations:CreateAccountResult',
    'organizations:InviteAccountToOrganization',
  ],
};

const USER_IDENTITY = `${DOCS}/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html`;

/** The page that documents each event in the cases, by service and name. */
export const SOURCES: { readonly [event: string]: string } = Object.fromEntries([
  ...Object.entries(REFERENCES).flatMap(([service, { pages, calls }]) => calls.map((name) => [`${service}:${name}`, `${DOCS}/${pages}/API_${name}.html`])),
  ...Object.entries(EXAMPLES).flatMap(([page, events]) => events.map((event) => [event, `${DOCS}/${page}`])),
]);

/** The page that documents each identity in the cases. */
export const IDENTITY_SOURCES = {
  user: USER_IDENTITY,
  role: USER_IDENTITY,
  root: USER_IDENTITY,
  otherAccount: USER_IDENTITY,
  service: USER_IDENTITY,
  pipeline: USER_IDENTITY,
  // Newer events have the account "anonymous". AWS documents only the older name.
  anonymous: USER_IDENTITY,
  anonymousInOldFormat: `${DOCS}/macie/latest/userguide/macie-users.html`,
  userInConsoleOldFormat: `${DOCS}/awscloudtrail/latest/userguide/cloudtrail-event-reference.html`,
  rootInConsoleOldFormat: `${DOCS}/awscloudtrail/latest/userguide/cloudtrail-event-reference.html`,
  rootInConsole: `${DOCS}/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html`,
  assumedRoot: `${DOCS}/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html`,
  federatedUser: `${DOCS}/singlesignon/latest/userguide/referencingpermissionsets.html`,
  instance: `${DOCS}/IAM/latest/UserGuide/reference_policies_variables.html`,
  function: `${DOCS}/lambda/latest/dg/configuration-vpc.html`,
  stack: `${DOCS}/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html`,
  controlTower: `${DOCS}/controltower/latest/userguide/roles-how.html`,
  serviceFor: `${DOCS}/IAM/latest/UserGuide/access_forward_access_sessions.html`,
  userThroughStack: `${DOCS}/IAM/latest/UserGuide/access_forward_access_sessions.html`,
  userThroughAutomation: `${DOCS}/IAM/latest/UserGuide/access_forward_access_sessions.html`,
  linkedRole: `${DOCS}/IAM/latest/UserGuide/using-service-linked-roles.html`,
} as const;
