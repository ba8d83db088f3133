import type { EventPattern } from 'aws-cdk-lib/aws-events';

/** How much an event matters. */
export enum EventSeverity {
  /** Somebody should look now. */
  HIGH = 'HIGH',

  /** Somebody should look today. */
  MEDIUM = 'MEDIUM',

  /** Good to know. */
  LOW = 'LOW',
}

/** Something in CloudTrail's events that raises an alarm. */
export interface SecurityEvent {
  /** Names the filter, the metric and the alarm: 1 to 64 letters and digits. */
  readonly id: string;

  /** What happened, in a few words: 1 to 200 characters. */
  readonly title: string;

  /**
   * The filter pattern of CloudWatch Logs: 1,024 characters at most.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern: string;

  /**
   * A narrower pattern, meant for paging people: a second alarm beside that of `pattern`. 1,024 characters at most.
   * @default - the event has no second alarm
   */
  readonly quietPattern?: string;

  /**
   * The event as EventBridge sees it. Events of severity HIGH that have one are also told within seconds, ahead of their alarm.
   * @default - the event is told by its alarm only
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
   */
  readonly eventPattern?: EventPattern;

  /**
   * How much it matters.
   * @default EventSeverity.MEDIUM
   */
  readonly severity?: EventSeverity;

  /**
   * What to do when it happens: 700 characters at most.
   * @default - the alarm gives no advice
   */
  readonly response?: string;

  /**
   * The controls that the alarm serves, such as `CloudWatch.1` or `CIS 4.3`.
   * @default - none
   */
  readonly controls?: string[];
}

const anyOf = (...eventNames: string[]) => eventNames.map((name) => `($.eventName=${name})`).join(' || ');
const inService = (service: string, ...eventNames: string[]) => `{($.eventSource=${service}.amazonaws.com) && (${anyOf(...eventNames)})}`;
const { HIGH, MEDIUM, LOW } = EventSeverity;

/**
 * The events that CIS and Security Hub ask for. Security Hub fails a control unless its pattern is used to the letter:
 * "Additional fields or terms cannot be added."
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const SECURITY_EVENTS: SecurityEvent[] = [
  {
    id: 'RootUsage',
    title: 'The root user was used',
    pattern: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    severity: HIGH,
    response: 'Find out who signed in as root, and why a role did not serve; rotate its credentials if nobody knows.',
    controls: ['CIS 4.3', 'CloudWatch.1'],
  },
  {
    id: 'UnauthorizedApiCalls',
    title: 'A call was refused for lack of permission',
    pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    severity: LOW,
    response: 'See whose call it was: a missing permission, or somebody who tries doors.',
    controls: ['CIS 4.1', 'CloudWatch.2'],
  },
  {
    id: 'ConsoleSignInWithoutMfa',
    title: 'An IAM user signed in to the console without MFA',
    pattern: '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    severity: MEDIUM,
    response: 'Give the user an MFA device, or better a role in place of the user.',
    controls: ['CIS 4.2', 'CloudWatch.3'],
  },
  {
    id: 'IamPolicyChanges',
    title: 'An IAM policy was changed',
    pattern: inService('iam',
      'DeleteGroupPolicy', 'DeleteRolePolicy', 'DeleteUserPolicy', 'PutGroupPolicy', 'PutRolePolicy', 'PutUserPolicy',
      'CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion', 'AttachRolePolicy', 'DetachRolePolicy',
      'AttachUserPolicy', 'DetachUserPolicy', 'AttachGroupPolicy', 'DetachGroupPolicy'),
    severity: LOW,
    response: 'Match it with a deployment or a ticket.',
    controls: ['CIS 4.4', 'CloudWatch.4'],
  },
  {
    id: 'CloudTrailChanges',
    title: 'CloudTrail was changed',
    pattern: `{${anyOf('CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging')}}`,
    severity: HIGH,
    response: 'Make sure that the trail records; what happened while it did not is lost.',
    controls: ['CIS 4.5', 'CloudWatch.5'],
  },
  {
    id: 'ConsoleSignInFailures',
    title: 'A console sign-in failed',
    pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    severity: LOW,
    response: 'Once is a slip; many for one user is an attack: lock the user.',
    controls: ['CIS 4.6', 'CloudWatch.6'],
  },
  {
    id: 'KeyDisabledOrDeleted',
    title: 'A KMS key was disabled or scheduled for deletion',
    pattern: inService('kms', 'DisableKey', 'ScheduleKeyDeletion'),
    severity: HIGH,
    response: 'Cancel the deletion unless it was meant: what the key encrypted is lost with it.',
    controls: ['CIS 4.7', 'CloudWatch.7'],
  },
  {
    id: 'BucketPolicyChanges',
    title: 'The policy of a bucket was changed',
    pattern: inService('s3',
      'PutBucketAcl', 'PutBucketPolicy', 'PutBucketCors', 'PutBucketLifecycle', 'PutBucketReplication',
      'DeleteBucketPolicy', 'DeleteBucketCors', 'DeleteBucketLifecycle', 'DeleteBucketReplication'),
    severity: MEDIUM,
    response: 'See what the bucket lets through now.',
    controls: ['CIS 4.8', 'CloudWatch.8'],
  },
  {
    id: 'ConfigChanges',
    title: 'AWS Config was changed',
    pattern: inService('config', 'StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder'),
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
    severity: LOW,
    response: 'See what the group lets through now.',
    controls: ['CIS 4.10', 'CloudWatch.10'],
  },
  {
    id: 'NetworkAclChanges',
    title: 'A network ACL was changed',
    pattern: `{${anyOf(
      'CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry', 'ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation')}}`,
    severity: LOW,
    response: 'See what the ACL lets through now.',
    controls: ['CIS 4.11', 'CloudWatch.11'],
  },
  {
    id: 'NetworkGatewayChanges',
    title: 'An internet or customer gateway was changed',
    pattern: `{${anyOf(
      'CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'CreateInternetGateway', 'DeleteInternetGateway', 'DetachInternetGateway')}}`,
    severity: MEDIUM,
    response: 'See which network is open to the outside now.',
    controls: ['CIS 4.12', 'CloudWatch.12'],
  },
  {
    id: 'RouteTableChanges',
    title: 'A route table was changed',
    pattern: inService('ec2',
      'CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'ReplaceRouteTableAssociation', 'DeleteRouteTable', 'DeleteRoute', 'DisassociateRouteTable'),
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
    severity: HIGH,
    response: 'Match it with a change of the owners of the organization.',
    controls: ['CIS 4.15'],
  },
];
