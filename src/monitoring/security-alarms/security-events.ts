import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { CommonSecurityAlarmsProps } from './props';
import { EventSeverity, type SecurityEvent } from './security-event';

const anyOf = (...eventNames: string[]) => eventNames.map((name) => `($.eventName=${name})`).join(' || ');
const inService = (service: string, ...eventNames: string[]) => `{($.eventSource=${service}.amazonaws.com) && (${anyOf(...eventNames)})}`;
const { HIGH, MEDIUM, LOW } = EventSeverity;

/** Comparisons with a field that the event does not contain are always false, including !=. Optional fields therefore require NOT EXISTS. */
const SUCCEEDED = '$.errorCode NOT EXISTS';

const NOT_INVOKED_BY_SERVICE = '$.userIdentity.invokedBy NOT EXISTS';

/** Older CloudTrail events name the console as the invoking service. */
const CONSOLE = 'signin.amazonaws.com';
const INVOKED_BY_CALLER = `(${NOT_INVOKED_BY_SERVICE} || $.userIdentity.invokedBy=${CONSOLE})`;

/** IAM users and the root user represent persons, who also intend the calls that a service, such as CloudFormation, makes with their identity. */
const USER_TYPES = ['IAMUser', 'Root'];
const IS_USER = USER_TYPES.map((type) => `$.userIdentity.type=${type}`).join(' || ');

/** Excludes calls that AWS services make with roles, such as deployments by CloudFormation. */
const BY_USERS = `(${IS_USER} || ${INVOKED_BY_CALLER})`;

/** The services that change trails, recorders and organizations on their own. */
const MANAGING_SERVICES = ['cloudtrail.amazonaws.com', 'controltower.amazonaws.com'];

/** Includes deployments and workflows, because every loss of protection requires a response. */
const NOT_BY_MANAGING_SERVICES = `(${IS_USER} || ${NOT_INVOKED_BY_SERVICE} || (${MANAGING_SERVICES.map((service) => `$.userIdentity.invokedBy!="${service}"`).join(' && ')}))`;

const allOf = (...conditions: string[]) => `{${conditions.join(' && ')}}`;
const callsTo = (service: string, ...eventNames: string[]) => `$.eventSource=${service}.amazonaws.com && (${anyOf(...eventNames)})`;

/**
 * `critical` calls end the protection: they are matched unless a managing service makes them. `changes` are matched if a user makes them.
 */
interface ServiceCalls {
  readonly critical: string[];
  readonly changes?: string[];
}

/** Returns the event pattern of the real-time rule, which matches successful calls. */
const eventPatternFor = (service: string, { critical, changes = [] }: ServiceCalls): EventPattern => ({
  source: [`aws.${service}`],
  detailType: ['AWS API Call via CloudTrail'],
  detail: {
    eventSource: [`${service}.amazonaws.com`],
    errorCode: [{ exists: false }],
    $or: [
      { eventName: critical, userIdentity: { invokedBy: [{ exists: false }, { 'anything-but': MANAGING_SERVICES }] } },
      { eventName: [...critical, ...changes], userIdentity: { type: USER_TYPES } },
      ...(changes.length > 0 ? [{ eventName: changes, userIdentity: { invokedBy: [{ exists: false }, CONSOLE] } }] : []),
    ],
  },
});

/** Returns the filter pattern of the low-noise alarm, which matches the same calls. */
const filterPatternFor = (service: string, { critical, changes }: Required<ServiceCalls>) => allOf(
  SUCCEEDED, NOT_BY_MANAGING_SERVICES, `$.eventSource=${service}.amazonaws.com`, `(${anyOf(...critical)} || (${BY_USERS} && (${anyOf(...changes)})))`);

/** Deployments set the selectors of the trails that they create: therefore, selectors are not critical. */
const TRAIL_CALLS = { critical: ['StopLogging', 'DeleteTrail', 'UpdateTrail'], changes: ['PutEventSelectors', 'PutInsightSelectors'] };

const RECORDER_CALLS = {
  critical: ['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'DeleteConfigurationRecorder'],
  changes: ['PutDeliveryChannel', 'PutConfigurationRecorder', 'PutRetentionConfiguration', 'DeleteRetentionConfiguration'],
};

const KEY_CALLS = ['DisableKey', 'ScheduleKeyDeletion', 'DeleteImportedKeyMaterial'];

const IAM_POLICY_CALLS = [
  'DeleteGroupPolicy', 'DeleteRolePolicy', 'DeleteUserPolicy', 'PutGroupPolicy', 'PutRolePolicy', 'PutUserPolicy',
  'CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion', 'AttachRolePolicy', 'DetachRolePolicy',
  'AttachUserPolicy', 'DetachUserPolicy', 'AttachGroupPolicy', 'DetachGroupPolicy',
];

const BUCKET_CALLS = [
  'PutBucketAcl', 'PutBucketPolicy', 'PutBucketCors', 'PutBucketLifecycle', 'PutBucketReplication',
  'DeleteBucketPolicy', 'DeleteBucketCors', 'DeleteBucketLifecycle', 'DeleteBucketReplication',
];

/** Calls that no control requires, but that also change who can access a role or a bucket. */
const IAM_ACCESS_CALLS = ['UpdateAssumeRolePolicy', 'SetDefaultPolicyVersion', '"*PermissionsBoundary"'];
const PUBLIC_ACCESS_CALLS = [
  'PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock', 'PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock',
];

/**
 * The events that CIS and Security Hub require. A Security Hub control fails unless the filter pattern is exactly the prescribed one: "Additional
 * fields or terms cannot be added."
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const SECURITY_EVENTS: readonly SecurityEvent[] = [
  {
    id: 'RootUsage',
    title: 'The root user was used',
    pattern: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    // Excludes the reads of console pages, which follow a sign-in. Sign-ins are included, even if they fail or do not use MFA.
    lowNoisePattern: allOf('$.userIdentity.type="Root"', '$.eventType!="AwsServiceEvent"',
      `((${NOT_INVOKED_BY_SERVICE} && $.sessionCredentialFromConsole NOT EXISTS) || (${INVOKED_BY_CALLER} && $.readOnly IS FALSE))`),
    // Only rules in us-east-1 match sign-ins of the root user. AWS uses both spellings of their detail type.
    eventPattern: {
      detailType: ['AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'],
      detail: {
        userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] },
        eventType: [{ 'anything-but': ['AwsServiceEvent'] }],
        $or: [{ sessionCredentialFromConsole: [{ exists: false }] }, { readOnly: [false] }],
      },
    },
    // The first calls with a stolen access key of the root user are typically reads, such as GetCallerIdentity.
    includeReadOnlyEvents: true,
    severity: HIGH,
    response: 'Identify who used the root user and why a role was not sufficient. If the use was not authorized, change the root password, delete the root access keys, and review the activity in CloudTrail.',
    controls: ['CIS 4.3', 'CloudWatch.1'],
  },
  {
    id: 'UnauthorizedApiCalls',
    title: 'An API call was denied because of missing permissions',
    pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    // Includes denied changes and denied access to secrets and roles. Excludes other reads, AWS services, and anonymous requests to buckets.
    lowNoisePattern: allOf('($.errorCode="*UnauthorizedOperation" || $.errorCode="AccessDenied*")',
      `(${IS_USER} || (${INVOKED_BY_CALLER} && $.sourceIPAddress!="*.amazonaws.com"))`,
      '($.userIdentity.accountId NOT EXISTS || ($.userIdentity.accountId!="anonymous" && $.userIdentity.accountId!="ANONYMOUS_PRINCIPAL"))',
      '($.readOnly NOT EXISTS || $.readOnly IS FALSE || $.eventName="AssumeRole*" || $.eventName="*GetSecretValue" || $.eventName="GetParameter*" || $.eventName=Decrypt)'),
    severity: LOW,
    response: 'Identify the caller. Determine whether a permission is missing or someone is probing for access.',
    controls: ['CIS 4.1', 'CloudWatch.2'],
  },
  {
    id: 'ConsoleSignInWithoutMfa',
    title: 'A user signed in to the console without MFA',
    pattern: '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    // AWS uses both spellings of the value.
    lowNoisePattern: allOf('$.eventName=ConsoleLogin', '$.responseElements.ConsoleLogin="Success"',
      '$.additionalEventData.MFAUsed!="Yes"', '$.additionalEventData.MFAUsed!="YES"',
      '($.userIdentity.type="IAMUser" || $.userIdentity.type="Root")'),
    severity: MEDIUM,
    response: 'Assign an MFA device to the user, or replace an IAM user with federated access to a role.',
    controls: ['CIS 4.2', 'CloudWatch.3'],
  },
  {
    id: 'IamPolicyChanges',
    title: 'An IAM policy was changed',
    pattern: inService('iam', ...IAM_POLICY_CALLS),
    lowNoisePattern: allOf(SUCCEEDED, BY_USERS, callsTo('iam', ...IAM_POLICY_CALLS, ...IAM_ACCESS_CALLS)),
    severity: LOW,
    response: 'Check that the change belongs to a deployment or an approved change request. Otherwise, revert it and investigate the caller.',
    controls: ['CIS 4.4', 'CloudWatch.4'],
  },
  {
    id: 'CloudTrailChanges',
    title: 'The configuration of CloudTrail was changed',
    pattern: `{${anyOf('CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging')}}`,
    lowNoisePattern: filterPatternFor('cloudtrail', TRAIL_CALLS),
    eventPattern: eventPatternFor('cloudtrail', TRAIL_CALLS),
    severity: HIGH,
    response: 'Check that the trail exists and that its logging is enabled. Events that occurred while logging was disabled are not in the logs.',
    controls: ['CIS 4.5', 'CloudWatch.5'],
  },
  {
    id: 'ConsoleSignInFailures',
    title: 'A console sign-in failed',
    pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    // Excludes mistyped user names, which CloudTrail hides. Failed sign-ins of the root user have no user name unless the account has an alias.
    lowNoisePattern: allOf('$.eventName=ConsoleLogin', '$.errorMessage="Failed authentication"',
      '($.userIdentity.type="Root" || $.userIdentity.userName!="HIDDEN_DUE_TO_SECURITY_REASONS")'),
    severity: LOW,
    response: 'A single failure is usually a mistyped password. If one user has many failures, disable the console access of the user and investigate.',
    controls: ['CIS 4.6', 'CloudWatch.6'],
  },
  {
    id: 'KeyDisabledOrDeleted',
    title: 'A KMS key was disabled or scheduled for deletion',
    pattern: inService('kms', 'DisableKey', 'ScheduleKeyDeletion'),
    lowNoisePattern: allOf(SUCCEEDED, callsTo('kms', ...KEY_CALLS)),
    eventPattern: eventPatternFor('kms', { critical: KEY_CALLS }),
    severity: HIGH,
    response: 'If this was not intended, cancel the deletion and enable the key. Data cannot be decrypted after its key is deleted.',
    controls: ['CIS 4.7', 'CloudWatch.7'],
  },
  {
    id: 'BucketPolicyChanges',
    title: 'The policy or configuration of an S3 bucket was changed',
    pattern: inService('s3', ...BUCKET_CALLS),
    lowNoisePattern: allOf(SUCCEEDED, BY_USERS, callsTo('s3', ...BUCKET_CALLS, ...PUBLIC_ACCESS_CALLS)),
    severity: MEDIUM,
    response: 'Check who can now access the bucket, and where and how long its objects are stored. If the change was not authorized, revert it.',
    controls: ['CIS 4.8', 'CloudWatch.8'],
  },
  {
    id: 'ConfigChanges',
    title: 'The configuration of AWS Config was changed',
    pattern: inService('config', 'StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder'),
    lowNoisePattern: filterPatternFor('config', RECORDER_CALLS),
    eventPattern: eventPatternFor('config', RECORDER_CALLS),
    severity: HIGH,
    response: 'Check that the configuration recorder is running and that its delivery channel exists.',
    controls: ['CIS 4.9', 'CloudWatch.9'],
  },
  {
    id: 'SecurityGroupChanges',
    title: 'A security group was changed',
    pattern: `{${anyOf(
      'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress',
      'CreateSecurityGroup', 'DeleteSecurityGroup')}}`,
    // Excludes new and deleted security groups, which do not allow additional traffic.
    lowNoisePattern: allOf(SUCCEEDED, BY_USERS, callsTo('ec2',
      'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress',
      'ModifySecurityGroupRules')),
    severity: LOW,
    response: 'Check which traffic the security group now allows. If the change was not authorized, revert it.',
    controls: ['CIS 4.10', 'CloudWatch.10'],
  },
  {
    id: 'NetworkAclChanges',
    title: 'A network ACL was changed',
    pattern: `{${anyOf(
      'CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry', 'ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation')}}`,
    // Excludes new network ACLs, which deny all traffic, and deleted ones, which had no subnets.
    lowNoisePattern: allOf(SUCCEEDED, BY_USERS, callsTo('ec2',
      'CreateNetworkAclEntry', 'DeleteNetworkAclEntry', 'ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation')),
    severity: LOW,
    response: 'Check which traffic the network ACL now allows. If the change was not authorized, revert it.',
    controls: ['CIS 4.11', 'CloudWatch.11'],
  },
  {
    id: 'NetworkGatewayChanges',
    title: 'An internet gateway or a customer gateway was changed',
    pattern: `{${anyOf(
      'CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'CreateInternetGateway', 'DeleteInternetGateway', 'DetachInternetGateway')}}`,
    // Excludes the creation and deletion of internet gateways, which have no effect without an attachment.
    lowNoisePattern: allOf(SUCCEEDED, BY_USERS, callsTo('ec2',
      'CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'DetachInternetGateway')),
    severity: MEDIUM,
    response: 'Check which networks are now connected to the internet or to external networks. If the change was not authorized, revert it.',
    controls: ['CIS 4.12', 'CloudWatch.12'],
  },
  {
    id: 'RouteTableChanges',
    title: 'A route table was changed',
    pattern: inService('ec2',
      'CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'ReplaceRouteTableAssociation', 'DeleteRouteTable', 'DeleteRoute', 'DisassociateRouteTable'),
    // Excludes new and deleted route tables, which have no subnets.
    lowNoisePattern: allOf(SUCCEEDED, BY_USERS, callsTo('ec2',
      'CreateRoute', 'ReplaceRoute', 'DeleteRoute', 'AssociateRouteTable', 'ReplaceRouteTableAssociation', 'DisassociateRouteTable')),
    severity: LOW,
    response: 'Check where the subnets now route their traffic. If the change was not authorized, revert it.',
    controls: ['CIS 4.13', 'CloudWatch.13'],
  },
  {
    id: 'VpcChanges',
    title: 'A VPC or a peering connection was changed',
    pattern: `{${anyOf(
      'CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'AcceptVpcPeeringConnection', 'CreateVpcPeeringConnection', 'DeleteVpcPeeringConnection',
      'RejectVpcPeeringConnection', 'AttachClassicLinkVpc', 'DetachClassicLinkVpc', 'DisableVpcClassicLink', 'EnableVpcClassicLink')}}`,
    lowNoisePattern: allOf(SUCCEEDED, BY_USERS, callsTo('ec2',
      'CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'AcceptVpcPeeringConnection', 'CreateVpcPeeringConnection', 'DeleteVpcPeeringConnection',
      'RejectVpcPeeringConnection')),
    severity: LOW,
    response: 'Check which networks are now connected. If the change was not authorized, revert it.',
    controls: ['CIS 4.14', 'CloudWatch.14'],
  },
  {
    id: 'OrganizationChanges',
    title: 'The organization in AWS Organizations was changed',
    // Prowler requires the names in this order.
    pattern: inService('organizations',
      'AcceptHandshake', 'AttachPolicy', 'CancelHandshake', 'CreateAccount', 'CreateOrganization', 'CreateOrganizationalUnit', 'CreatePolicy',
      'DeclineHandshake', 'DeleteOrganization', 'DeleteOrganizationalUnit', 'DeletePolicy', 'EnableAllFeatures', 'EnablePolicyType',
      'InviteAccountToOrganization', 'LeaveOrganization', 'DetachPolicy', 'DisablePolicyType', 'MoveAccount',
      'RemoveAccountFromOrganization', 'UpdateOrganizationalUnit', 'UpdatePolicy'),
    // Includes all changes except tags, such as delegated administrators, trusted services and closed accounts.
    lowNoisePattern: allOf(SUCCEEDED, NOT_BY_MANAGING_SERVICES, '$.eventSource=organizations.amazonaws.com', '$.eventType!="AwsServiceEvent"',
      '($.readOnly NOT EXISTS || $.readOnly IS FALSE)', '$.eventName!=TagResource', '$.eventName!=UntagResource'),
    severity: HIGH,
    response: 'Confirm the change with the administrators of the organization. If it was not authorized, revert it and investigate the caller.',
    controls: ['CIS 4.15'],
  },
];

/** Returns the default events and the additional events. */
export function eventsOf({ additionalEvents = [] }: Pick<CommonSecurityAlarmsProps, 'additionalEvents'>): SecurityEvent[] {
  return [...SECURITY_EVENTS, ...additionalEvents];
}
