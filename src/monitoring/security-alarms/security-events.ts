import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { CommonSecurityAlarmsProps } from './props';
import { EventSeverity, type SecurityEvent } from './security-event';

const anyOf = (...eventNames: string[]) => eventNames.map((name) => `($.eventName=${name})`).join(' || ');
const inService = (service: string, ...eventNames: string[]) => `{($.eventSource=${service}.amazonaws.com) && (${anyOf(...eventNames)})}`;
const { HIGH, MEDIUM, LOW } = EventSeverity;

/** A comparison with a field that a record lacks is never true, not even !=: what may be absent is asked for with NOT EXISTS. */
const SUCCEEDED = '$.errorCode NOT EXISTS';

const BY_NO_SERVICE = '$.userIdentity.invokedBy NOT EXISTS';

/** Older records name the console as a service. */
const CONSOLE = 'signin.amazonaws.com';
const BY_CALLER = `(${BY_NO_SERVICE} || $.userIdentity.invokedBy=${CONSOLE})`;

/** They stand for people: what a service does for them they wanted, be it CloudFormation or an automation of Systems Manager. */
const PEOPLE = ['IAMUser', 'Root'];
const IS_PERSON = PEOPLE.map((type) => `$.userIdentity.type=${type}`).join(' || ');

/** Without what AWS services do by roles, deployments by CloudFormation among it. */
const BY_PEOPLE = `(${IS_PERSON} || ${BY_CALLER})`;

/** The services that change trails, recorders and organizations of themselves. */
const CARETAKERS = ['cloudtrail.amazonaws.com', 'controltower.amazonaws.com'];

/** Deployments and workflows included: where the loss is the same, whatever caused it. */
const NOT_BY_CARETAKERS = `(${IS_PERSON} || ${BY_NO_SERVICE} || (${CARETAKERS.map((service) => `$.userIdentity.invokedBy!="${service}"`).join(' && ')}))`;

const lowNoise = (...conditions: string[]) => `{${conditions.join(' && ')}}`;
const from = (service: string, ...eventNames: string[]) => `$.eventSource=${service}.amazonaws.com && (${anyOf(...eventNames)})`;

/** Calls that succeeded, as CloudTrail hands them to EventBridge: losses by whatever hand but the caretakers', changes by people. */
const callsOf = (service: string, { losses, changes = [] }: { losses: string[]; changes?: string[] }): EventPattern => ({
  source: [`aws.${service}`],
  detailType: ['AWS API Call via CloudTrail'],
  detail: {
    eventSource: [`${service}.amazonaws.com`],
    errorCode: [{ exists: false }],
    $or: [
      { eventName: losses, userIdentity: { invokedBy: [{ exists: false }, { 'anything-but': CARETAKERS }] } },
      { eventName: [...losses, ...changes], userIdentity: { type: PEOPLE } },
      ...(changes.length > 0 ? [{ eventName: changes, userIdentity: { invokedBy: [{ exists: false }, CONSOLE] } }] : []),
    ],
  },
});

/** The same for the alarm. */
const losesOrChanges = (service: string, { losses, changes }: { losses: string[]; changes: string[] }) => lowNoise(
  SUCCEEDED, NOT_BY_CARETAKERS, `$.eventSource=${service}.amazonaws.com`, `(${anyOf(...losses)} || (${BY_PEOPLE} && (${anyOf(...changes)})))`);

/** The selectors of a new trail are set by the deployment that makes it. */
const TRAIL_CALLS = { losses: ['StopLogging', 'DeleteTrail', 'UpdateTrail'], changes: ['PutEventSelectors', 'PutInsightSelectors'] };

const RECORDER_CALLS = {
  losses: ['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'DeleteConfigurationRecorder'],
  changes: ['PutDeliveryChannel', 'PutConfigurationRecorder'],
};

const KEY_LOSSES = ['DisableKey', 'ScheduleKeyDeletion', 'DeleteImportedKeyMaterial'];

const IAM_POLICY_CALLS = [
  'DeleteGroupPolicy', 'DeleteRolePolicy', 'DeleteUserPolicy', 'PutGroupPolicy', 'PutRolePolicy', 'PutUserPolicy',
  'CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion', 'AttachRolePolicy', 'DetachRolePolicy',
  'AttachUserPolicy', 'DetachUserPolicy', 'AttachGroupPolicy', 'DetachGroupPolicy',
];

const BUCKET_CALLS = [
  'PutBucketAcl', 'PutBucketPolicy', 'PutBucketCors', 'PutBucketLifecycle', 'PutBucketReplication',
  'DeleteBucketPolicy', 'DeleteBucketCors', 'DeleteBucketLifecycle', 'DeleteBucketReplication',
];

/** What no control asks for, and opens or closes a role or a bucket all the same. */
const IAM_ACCESS_CALLS = ['UpdateAssumeRolePolicy', 'SetDefaultPolicyVersion', '"*PermissionsBoundary"'];
const PUBLIC_ACCESS_CALLS = [
  'PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock', 'PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock',
];

/**
 * The events that CIS and Security Hub require. Security Hub fails a control unless exactly its pattern is used:
 * "Additional fields or terms cannot be added."
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const SECURITY_EVENTS: readonly SecurityEvent[] = [
  {
    id: 'RootUsage',
    title: 'The root user was used',
    pattern: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    // Without the many reads of console pages: the sign-in before them, also a failed one or one without MFA, is published.
    lowNoisePattern: lowNoise('$.userIdentity.type="Root"', '$.eventType!="AwsServiceEvent"',
      `((${BY_NO_SERVICE} && $.sessionCredentialFromConsole NOT EXISTS) || (${BY_CALLER} && $.readOnly IS FALSE))`),
    // Root's sign-ins reach only rules in us-east-1. AWS spells their type both ways.
    eventPattern: {
      detailType: ['AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'],
      detail: {
        userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] },
        eventType: [{ 'anything-but': ['AwsServiceEvent'] }],
        $or: [{ sessionCredentialFromConsole: [{ exists: false }] }, { readOnly: [false] }],
      },
    },
    // Who finds a key of root asks first whose it is.
    includeReadOnlyEvents: true,
    severity: HIGH,
    response: 'Find out who signed in as root, and why a role was not sufficient; rotate its credentials if the user is unknown.',
    controls: ['CIS 4.3', 'CloudWatch.1'],
  },
  {
    id: 'UnauthorizedApiCalls',
    title: 'A call was refused for lack of permission',
    pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    // Denied changes, and denied access to secrets and roles, of identities: no AWS services, no anonymous callers of a bucket, no other reads.
    lowNoisePattern: lowNoise('($.errorCode="*UnauthorizedOperation" || $.errorCode="AccessDenied*")',
      `(${IS_PERSON} || (${BY_CALLER} && $.sourceIPAddress!="*.amazonaws.com"))`,
      '($.userIdentity.accountId NOT EXISTS || ($.userIdentity.accountId!="anonymous" && $.userIdentity.accountId!="ANONYMOUS_PRINCIPAL"))',
      '($.readOnly NOT EXISTS || $.readOnly IS FALSE || $.eventName="AssumeRole*" || $.eventName="*GetSecretValue" || $.eventName="GetParameter*" || $.eventName=Decrypt)'),
    severity: LOW,
    response: 'Identify the caller: either a missing permission or someone probing for access.',
    controls: ['CIS 4.1', 'CloudWatch.2'],
  },
  {
    id: 'ConsoleSignInWithoutMfa',
    title: 'An IAM user signed in to the console without MFA',
    pattern: '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    // AWS spells the answer both ways.
    lowNoisePattern: lowNoise('$.eventName=ConsoleLogin', '$.responseElements.ConsoleLogin="Success"',
      '$.additionalEventData.MFAUsed!="Yes"', '$.additionalEventData.MFAUsed!="YES"',
      '($.userIdentity.type="IAMUser" || $.userIdentity.type="Root")'),
    severity: MEDIUM,
    response: 'Give the user an MFA device, or better a role in place of the user.',
    controls: ['CIS 4.2', 'CloudWatch.3'],
  },
  {
    id: 'IamPolicyChanges',
    title: 'An IAM policy was changed',
    pattern: inService('iam', ...IAM_POLICY_CALLS),
    lowNoisePattern: lowNoise(SUCCEEDED, BY_PEOPLE, from('iam', ...IAM_POLICY_CALLS, ...IAM_ACCESS_CALLS)),
    severity: LOW,
    response: 'Match it with a deployment or a ticket.',
    controls: ['CIS 4.4', 'CloudWatch.4'],
  },
  {
    id: 'CloudTrailChanges',
    title: 'CloudTrail was changed',
    pattern: `{${anyOf('CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging')}}`,
    lowNoisePattern: losesOrChanges('cloudtrail', TRAIL_CALLS),
    eventPattern: callsOf('cloudtrail', TRAIL_CALLS),
    severity: HIGH,
    response: 'Make sure that the trail records; what happened while it did not is lost.',
    controls: ['CIS 4.5', 'CloudWatch.5'],
  },
  {
    id: 'ConsoleSignInFailures',
    title: 'A console sign-in failed',
    pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    // CloudTrail hides a user name that was mistyped. Root has none, unless the account has an alias.
    lowNoisePattern: lowNoise('$.eventName=ConsoleLogin', '$.errorMessage="Failed authentication"',
      '($.userIdentity.type="Root" || $.userIdentity.userName!="HIDDEN_DUE_TO_SECURITY_REASONS")'),
    severity: LOW,
    response: 'Once is a slip; many for one user is an attack: lock the user.',
    controls: ['CIS 4.6', 'CloudWatch.6'],
  },
  {
    id: 'KeyDisabledOrDeleted',
    title: 'A KMS key was disabled or scheduled for deletion',
    pattern: inService('kms', 'DisableKey', 'ScheduleKeyDeletion'),
    lowNoisePattern: lowNoise(SUCCEEDED, from('kms', ...KEY_LOSSES)),
    eventPattern: callsOf('kms', { losses: KEY_LOSSES }),
    severity: HIGH,
    response: 'Cancel the deletion unless it was meant: what the key encrypted is lost with it.',
    controls: ['CIS 4.7', 'CloudWatch.7'],
  },
  {
    id: 'BucketPolicyChanges',
    title: 'The policy of a bucket was changed',
    pattern: inService('s3', ...BUCKET_CALLS),
    lowNoisePattern: lowNoise(SUCCEEDED, BY_PEOPLE, from('s3', ...BUCKET_CALLS, ...PUBLIC_ACCESS_CALLS)),
    severity: MEDIUM,
    response: 'See what the bucket lets through now.',
    controls: ['CIS 4.8', 'CloudWatch.8'],
  },
  {
    id: 'ConfigChanges',
    title: 'AWS Config was changed',
    pattern: inService('config', 'StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder'),
    lowNoisePattern: losesOrChanges('config', RECORDER_CALLS),
    eventPattern: callsOf('config', RECORDER_CALLS),
    severity: HIGH,
    response: 'Make sure that the recorder records.',
    controls: ['CIS 4.9', 'CloudWatch.9'],
  },
  {
    id: 'SecurityGroupChanges',
    title: 'A security group was changed',
    pattern: `{${anyOf(
      'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress',
      'CreateSecurityGroup', 'DeleteSecurityGroup')}}`,
    // A group that is new or deleted lets nothing through that went through before.
    lowNoisePattern: lowNoise(SUCCEEDED, BY_PEOPLE, from('ec2',
      'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress',
      'ModifySecurityGroupRules')),
    severity: LOW,
    response: 'See what the group lets through now.',
    controls: ['CIS 4.10', 'CloudWatch.10'],
  },
  {
    id: 'NetworkAclChanges',
    title: 'A network ACL was changed',
    pattern: `{${anyOf(
      'CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry', 'ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation')}}`,
    // An ACL that is new denies all, and one that is deleted served no subnet.
    lowNoisePattern: lowNoise(SUCCEEDED, BY_PEOPLE, from('ec2',
      'CreateNetworkAclEntry', 'DeleteNetworkAclEntry', 'ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation')),
    severity: LOW,
    response: 'See what the ACL lets through now.',
    controls: ['CIS 4.11', 'CloudWatch.11'],
  },
  {
    id: 'NetworkGatewayChanges',
    title: 'An internet or customer gateway was changed',
    pattern: `{${anyOf(
      'CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'CreateInternetGateway', 'DeleteInternetGateway', 'DetachInternetGateway')}}`,
    // An internet gateway opens no network before it is attached.
    lowNoisePattern: lowNoise(SUCCEEDED, BY_PEOPLE, from('ec2',
      'CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'DetachInternetGateway')),
    severity: MEDIUM,
    response: 'See which network is open to the outside now.',
    controls: ['CIS 4.12', 'CloudWatch.12'],
  },
  {
    id: 'RouteTableChanges',
    title: 'A route table was changed',
    pattern: inService('ec2',
      'CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'ReplaceRouteTableAssociation', 'DeleteRouteTable', 'DeleteRoute', 'DisassociateRouteTable'),
    // A table that is new or deleted routes for no subnet.
    lowNoisePattern: lowNoise(SUCCEEDED, BY_PEOPLE, from('ec2',
      'CreateRoute', 'ReplaceRoute', 'DeleteRoute', 'AssociateRouteTable', 'ReplaceRouteTableAssociation', 'DisassociateRouteTable')),
    severity: LOW,
    response: 'See where the subnets send their traffic now.',
    controls: ['CIS 4.13', 'CloudWatch.13'],
  },
  {
    id: 'VpcChanges',
    title: 'A VPC or a peering connection was changed',
    pattern: `{${anyOf(
      'CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'AcceptVpcPeeringConnection', 'CreateVpcPeeringConnection', 'DeleteVpcPeeringConnection',
      'RejectVpcPeeringConnection', 'AttachClassicLinkVpc', 'DetachClassicLinkVpc', 'DisableVpcClassicLink', 'EnableVpcClassicLink')}}`,
    lowNoisePattern: lowNoise(SUCCEEDED, BY_PEOPLE, from('ec2',
      'CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'AcceptVpcPeeringConnection', 'CreateVpcPeeringConnection', 'DeleteVpcPeeringConnection',
      'RejectVpcPeeringConnection')),
    severity: LOW,
    response: 'See which networks are connected now.',
    controls: ['CIS 4.14', 'CloudWatch.14'],
  },
  {
    id: 'OrganizationChanges',
    title: 'The organization was changed',
    // The order in which Prowler looks for the names.
    pattern: inService('organizations',
      'AcceptHandshake', 'AttachPolicy', 'CancelHandshake', 'CreateAccount', 'CreateOrganization', 'CreateOrganizationalUnit', 'CreatePolicy',
      'DeclineHandshake', 'DeleteOrganization', 'DeleteOrganizationalUnit', 'DeletePolicy', 'EnableAllFeatures', 'EnablePolicyType',
      'InviteAccountToOrganization', 'LeaveOrganization', 'DetachPolicy', 'DisablePolicyType', 'MoveAccount',
      'RemoveAccountFromOrganization', 'UpdateOrganizationalUnit', 'UpdatePolicy'),
    // Every change but tags: delegated administrators, trusted services and closed accounts too.
    lowNoisePattern: lowNoise(SUCCEEDED, NOT_BY_CARETAKERS, '$.eventSource=organizations.amazonaws.com', '$.eventType!="AwsServiceEvent"',
      '($.readOnly NOT EXISTS || $.readOnly IS FALSE)', '$.eventName!=TagResource', '$.eventName!=UntagResource'),
    severity: HIGH,
    response: 'Match it with a change of the owners of the organization.',
    controls: ['CIS 4.15'],
  },
];

/** The default events and the additional ones. */
export function eventsOf({ additionalEvents = [] }: Pick<CommonSecurityAlarmsProps, 'additionalEvents'>): SecurityEvent[] {
  return [...SECURITY_EVENTS, ...additionalEvents];
}
