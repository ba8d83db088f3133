import type { SecurityEvent } from './security-event';
import { SecurityEventSeverity } from './security-event';

const { HIGH, MEDIUM, LOW } = SecurityEventSeverity;

/** The pattern of one of the named API calls, of one service where several have a call of that name. */
function anyOf(eventNames: string[], eventSource?: string): string {
  const names = eventNames.map((name) => `($.eventName=${name})`).join(' || ');
  return eventSource ? `{($.eventSource=${eventSource}) && (${names})}` : `{${names}}`;
}

/**
 * The events of section 4 of the CIS AWS Foundations Benchmark, each with the pattern that AWS Security Hub prescribes: it fails the
 * control where anything is added to the text. Security Hub has no control for AWS Organizations: that pattern names every change of
 * an organization.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const SECURITY_EVENTS: SecurityEvent[] = [
  {
    id: 'unauthorized-api-calls',
    title: 'API calls were refused for want of permission',
    cisId: '4.1',
    securityHubId: 'CloudWatch.2',
    severity: LOW,
    response: 'Find out who called what: a misconfigured application, or somebody who tries out what stolen credentials may do.',
    pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
  },
  {
    id: 'console-sign-in-without-mfa',
    title: 'An IAM user signed in to the console without MFA',
    cisId: '4.2',
    securityHubId: 'CloudWatch.3',
    severity: MEDIUM,
    response: 'Ask the user whether it was them, and give the user an MFA device.',
    pattern: '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
  },
  {
    id: 'root-usage',
    title: 'The root user was used',
    cisId: '4.3',
    securityHubId: 'CloudWatch.1',
    severity: HIGH,
    response: 'Confirm it with the owner of the root credentials; if nobody claims it, change the password, delete access keys and call AWS Support.',
    pattern: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
  },
  {
    id: 'iam-policy-changes',
    title: 'An IAM policy was changed',
    cisId: '4.4',
    securityHubId: 'CloudWatch.4',
    severity: MEDIUM,
    response: 'Compare it with the deployments of that hour; undo what no deployment explains.',
    pattern: anyOf([
      'DeleteGroupPolicy', 'DeleteRolePolicy', 'DeleteUserPolicy', 'PutGroupPolicy', 'PutRolePolicy', 'PutUserPolicy',
      'CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion',
      'AttachRolePolicy', 'DetachRolePolicy', 'AttachUserPolicy', 'DetachUserPolicy', 'AttachGroupPolicy', 'DetachGroupPolicy',
    ], 'iam.amazonaws.com'),
  },
  {
    id: 'cloudtrail-changes',
    title: 'A CloudTrail trail was changed or stopped',
    cisId: '4.5',
    securityHubId: 'CloudWatch.5',
    severity: HIGH,
    response: 'Start logging again at once, then find out who stopped it and what they did meanwhile.',
    pattern: anyOf(['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging']),
  },
  {
    id: 'console-sign-in-failures',
    title: 'Signing in to the console failed',
    cisId: '4.6',
    securityHubId: 'CloudWatch.6',
    severity: LOW,
    response: 'Look at user name and address: many failures, or unknown addresses, are somebody guessing.',
    pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
  },
  {
    id: 'kms-key-deletion',
    title: 'A KMS key was disabled or scheduled for deletion',
    cisId: '4.7',
    securityHubId: 'CloudWatch.7',
    severity: HIGH,
    response: 'Cancel the deletion or enable the key: whatever it encrypts cannot be read without it.',
    pattern: anyOf(['DisableKey', 'ScheduleKeyDeletion'], 'kms.amazonaws.com'),
  },
  {
    id: 's3-bucket-policy-changes',
    title: 'Access to, or the life cycle of, a bucket was changed',
    cisId: '4.8',
    securityHubId: 'CloudWatch.8',
    severity: MEDIUM,
    response: 'Check whether the bucket can be read from outside now, and undo what no deployment explains.',
    pattern: anyOf([
      'PutBucketAcl', 'PutBucketPolicy', 'PutBucketCors', 'PutBucketLifecycle', 'PutBucketReplication',
      'DeleteBucketPolicy', 'DeleteBucketCors', 'DeleteBucketLifecycle', 'DeleteBucketReplication',
    ], 's3.amazonaws.com'),
  },
  {
    id: 'config-changes',
    title: 'AWS Config was changed or stopped',
    cisId: '4.9',
    securityHubId: 'CloudWatch.9',
    severity: HIGH,
    response: 'Start the recorder again, then find out who stopped it and what they did meanwhile.',
    pattern: anyOf(['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder'], 'config.amazonaws.com'),
  },
  {
    id: 'security-group-changes',
    title: 'A security group was changed',
    cisId: '4.10',
    securityHubId: 'CloudWatch.10',
    severity: MEDIUM,
    response: 'Check whether a port was opened to the world, and undo what no deployment explains.',
    pattern: anyOf([
      'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress',
      'CreateSecurityGroup', 'DeleteSecurityGroup',
    ]),
  },
  {
    id: 'network-acl-changes',
    title: 'A network ACL was changed',
    cisId: '4.11',
    securityHubId: 'CloudWatch.11',
    severity: MEDIUM,
    response: 'Check whether a port was opened to the world, and undo what no deployment explains.',
    pattern: anyOf([
      'CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry',
      'ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation',
    ]),
  },
  {
    id: 'network-gateway-changes',
    title: 'An internet or customer gateway was changed',
    cisId: '4.12',
    securityHubId: 'CloudWatch.12',
    severity: MEDIUM,
    response: 'Check whether a network got a way to the internet, and undo what no deployment explains.',
    pattern: anyOf([
      'CreateCustomerGateway', 'DeleteCustomerGateway',
      'AttachInternetGateway', 'CreateInternetGateway', 'DeleteInternetGateway', 'DetachInternetGateway',
    ]),
  },
  {
    id: 'route-table-changes',
    title: 'A route table was changed',
    cisId: '4.13',
    securityHubId: 'CloudWatch.13',
    severity: MEDIUM,
    response: 'Check whether private subnets got a way to the internet or traffic goes elsewhere, and undo what no deployment explains.',
    pattern: anyOf([
      'CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'ReplaceRouteTableAssociation',
      'DeleteRouteTable', 'DeleteRoute', 'DisassociateRouteTable',
    ], 'ec2.amazonaws.com'),
  },
  {
    id: 'vpc-changes',
    title: 'A VPC or its peering was changed',
    cisId: '4.14',
    securityHubId: 'CloudWatch.14',
    severity: MEDIUM,
    response: 'Check whether a network was connected to another, and undo what no deployment explains.',
    pattern: anyOf([
      'CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute',
      'AcceptVpcPeeringConnection', 'CreateVpcPeeringConnection', 'DeleteVpcPeeringConnection', 'RejectVpcPeeringConnection',
      'AttachClassicLinkVpc', 'DetachClassicLinkVpc', 'DisableVpcClassicLink', 'EnableVpcClassicLink',
    ]),
  },
  {
    id: 'organizations-changes',
    title: 'The organization was changed',
    cisId: '4.15',
    severity: MEDIUM,
    response: 'Confirm it with the owner of the management account.',
    // The order in which older versions of Prowler look for the names.
    pattern: anyOf([
      'AcceptHandshake', 'AttachPolicy', 'CancelHandshake', 'CreateAccount', 'CreateOrganization', 'CreateOrganizationalUnit', 'CreatePolicy',
      'DeclineHandshake', 'DeleteOrganization', 'DeleteOrganizationalUnit', 'DeletePolicy', 'EnableAllFeatures', 'EnablePolicyType',
      'InviteAccountToOrganization', 'LeaveOrganization', 'DetachPolicy', 'DisablePolicyType', 'MoveAccount',
      'RemoveAccountFromOrganization', 'UpdateOrganizationalUnit', 'UpdatePolicy',
    ], 'organizations.amazonaws.com'),
  },
];
