import { SOURCES } from './sources';

/** A CloudTrail event. */
export type CloudTrailRecord = { readonly [field: string]: unknown };

/** A CloudTrail event, and the page that documents it. */
export interface Example {
  readonly source: string;
  readonly record: CloudTrailRecord;
}

/** The events that a pattern is tested with. */
export interface PatternCases {
  /** Which events require a response by an on-call engineer, and which do not. */
  readonly expectation: string;

  /** Events that must set off the alarm, by title. */
  readonly hits: { readonly [title: string]: Example };

  /** Similar events that must not set off the alarm, by title. */
  readonly nearMisses: { readonly [title: string]: Example };
}

const ACCOUNT = '123456789012';

/**
 * Returns the event of an API call.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
function record(service: string, eventName: string, requestParameters: object | null, others: CloudTrailRecord): CloudTrailRecord {
  const readOnly = /^(Describe|Get|BatchGet|List|Lookup|Head|AssumeRole$|Decrypt$)/.test(eventName);
  return {
    eventVersion: '1.09',
    eventTime: '2026-03-02T10:15:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: ['iam', 'organizations'].includes(service) ? 'us-east-1' : 'eu-central-1',
    sourceIPAddress: '192.0.2.10',
    userAgent: 'aws-cli/2.15.0',
    requestParameters,
    responseElements: null,
    requestID: 'ee408f36-ea01-422b-ac14-b0f147c68334',
    eventID: '3c4226b0-1e81-48a8-a333-7fa5f3cbd118',
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...others,
  };
}

/** Returns the event of an API call by an identity, with additional fields. */
export function call(service: string, eventName: string, requestParameters: object | null, by: CloudTrailRecord, ...others: CloudTrailRecord[]): Example {
  return {
    source: SOURCES[`${service}:${eventName}`],
    record: record(service, eventName, requestParameters, Object.assign({}, by, ...others)),
  };
}

/** Returns the event of a console sign-in or of an attempt. CloudTrail records those of the root user in us-east-1. */
export function signIn(userIdentity: object, mfaUsed: 'Yes' | 'YES' | 'No', ...others: CloudTrailRecord[]): Example {
  const signInRecord: CloudTrailRecord = {
    ...record('signin', 'ConsoleLogin', null, {}),
    userIdentity,
    awsRegion: 'us-east-1',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    requestID: undefined,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { LoginTo: 'https://console.aws.amazon.com/console/home', MobileVersion: 'No', MFAUsed: mfaUsed },
    eventType: 'AwsConsoleSignIn',
    ...Object.assign({}, ...others),
  };
  return { source: SOURCES[`signin:${signInRecord.eventName}`], record: signInRecord };
}

/** The fields of a failed sign-in. */
export function failedSignIn(errorMessage = 'Failed authentication'): CloudTrailRecord {
  return { errorMessage, responseElements: { ConsoleLogin: 'Failure' } };
}

/** The fields of a failed call. CloudTrail records AccessDenied unless the service has a specific error code. */
export function failedCall(errorCode = 'AccessDenied'): CloudTrailRecord {
  return { errorCode, errorMessage: `The call failed: ${errorCode}` };
}

/** The fields of a call from the console. */
export const FROM_CONSOLE: CloudTrailRecord = { sessionCredentialFromConsole: 'true' };

/** The field that identities in the console have instead, in events of version 1.05 and earlier. */
const FROM_OLD_CONSOLE = { invokedBy: 'signin.amazonaws.com' };

/** The fields of a data event, such as a call on an object. */
export const DATA_EVENT: CloudTrailRecord = { managementEvent: false, eventCategory: 'Data' };

/** The fields of an identity with temporary credentials. */
const session = (sessionIssuer: object = {}) => ({
  accessKeyId: 'ASIAEXAMPLE',
  sessionContext: { sessionIssuer, attributes: { creationDate: '2026-03-02T10:00:00Z', mfaAuthenticated: 'false' } },
});

const USER = { type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:user/Alice`, accountId: ACCOUNT, userName: 'Alice' };
const ROOT = { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };

/** Returns the identity of a role session. */
export function role(userName: string, sessionName: string, path = '') {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${sessionName}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${userName}/${sessionName}`,
    accountId: ACCOUNT,
    ...session({ type: 'Role', principalId: 'AROAEXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:role/${path}${userName}`, accountId: ACCOUNT, userName }),
  };
}

/** The identities that sign in to the console. */
export const SIGN_IN_IDENTITIES = {
  user: USER,
  /** The event of a failed sign-in has no ARN. */
  failedUser: { type: 'IAMUser', principalId: 'AIDAEXAMPLE', accountId: ACCOUNT, accessKeyId: '', userName: 'Alice' },
  /** CloudTrail hides names that do not exist, because they could be passwords. */
  hiddenUser: { type: 'IAMUser', accountId: ACCOUNT, accessKeyId: '', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  root: { ...ROOT, accessKeyId: '' },
};

/** "For services in AWS, only the DNS name is displayed." */
const fromService = (service: string, userIdentity: object): CloudTrailRecord => ({
  userIdentity: { ...userIdentity, invokedBy: `${service}.amazonaws.com` },
  sourceIPAddress: `${service}.amazonaws.com`,
  userAgent: `${service}.amazonaws.com`,
});

/** The identities that make calls. `IDENTITY_SOURCES` contains the page that documents each of them. */
export const BY = {
  user: { userIdentity: { ...USER, accessKeyId: 'AKIAEXAMPLE' } },
  userInConsoleOldFormat: { userIdentity: { ...USER, ...session(), ...FROM_OLD_CONSOLE }, userAgent: FROM_OLD_CONSOLE.invokedBy },
  role: { userIdentity: role('Administrator', 'alice') },
  root: { userIdentity: { ...ROOT, accessKeyId: 'AKIAEXAMPLE' } },
  rootInConsole: { userIdentity: { ...ROOT, ...session() }, ...FROM_CONSOLE },
  rootInConsoleOldFormat: { userIdentity: { ...ROOT, ...session(), ...FROM_OLD_CONSOLE }, userAgent: FROM_OLD_CONSOLE.invokedBy },
  assumedRoot: { userIdentity: { ...ROOT, ...session() } },
  /** A role that users assume through IAM Identity Center. */
  federatedUser: { userIdentity: role('AWSReservedSSO_Administrator_0123456789abcdef', 'alice@example.com', 'aws-reserved/sso.amazonaws.com/eu-central-1/') },
  instance: { userIdentity: role('WebServer', 'i-0123456789abcdef0') },
  /** The role of a function, which Lambda also uses itself without invokedBy. */
  function: { userIdentity: role('Function', 'awslambda_761_20260302101500000'), sourceIPAddress: 'lambda.amazonaws.com', userAgent: 'lambda.amazonaws.com' },
  pipeline: { userIdentity: role('GitHubDeploy', 'terraform'), userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' },
  /** The execution role of CloudFormation that the CDK bootstrap creates. */
  stack: fromService('cloudformation', role('cdk-hnb659fds-cfn-exec-role-123456789012-eu-central-1', 'AWSCloudFormation')),
  /** The role with which the stack sets of Control Tower provision an account. */
  controlTower: fromService('cloudformation', role('AWSControlTowerExecution', 'AWSCloudFormation')),
  anonymous: { userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'anonymous' }, sourceIPAddress: '198.51.100.7' },
  anonymousInOldFormat: { userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }, sourceIPAddress: '198.51.100.7' },
  otherAccount: { userIdentity: { type: 'AWSAccount', principalId: 'AIDAOTHER', accountId: '210987654321' } },
  serviceFor: (service: string, userIdentity: object) => fromService(service, userIdentity),
  /** A user who calls CloudFormation without a service role, or starts a Systems Manager automation, is the identity of the resulting calls. */
  userThroughStack: fromService('cloudformation', { ...USER, accessKeyId: 'ASIAEXAMPLE' }),
  userThroughAutomation: fromService('ssm', { ...USER, accessKeyId: 'ASIAEXAMPLE' }),
  linkedRole: (service: string, name: string) => fromService(service, role(`AWSServiceRoleFor${name}`, name, `aws-service-role/${service}.amazonaws.com/`)),
  service: (service: string) => fromService(service, { type: 'AWSService' }),
} as const;

/** The identity of events that AWS initiates itself, without an API call. */
export const INTERNAL = { accountId: ACCOUNT, invokedBy: 'AWS Internal' };

export function serviceEvent(service: string, eventName: string, userIdentity: object, serviceEventDetails?: object): Example {
  return {
    source: SOURCES[`${service}:${eventName}`],
    record: record(service, eventName, null, {
      userIdentity, eventType: 'AwsServiceEvent', sourceIPAddress: 'AWS Internal', userAgent: 'AWS Internal', requestID: undefined, serviceEventDetails,
    }),
  };
}
