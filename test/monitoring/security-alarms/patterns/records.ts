import { SOURCES } from './sources';

/** A record of CloudTrail. */
export type CloudTrailRecord = { readonly [field: string]: unknown };

/** A record, and the document that describes it. */
export interface Example {
  readonly source: string;
  readonly record: CloudTrailRecord;
}

/** What a pattern is judged on. */
export interface PatternCases {
  /** What somebody on call should look at, and what not. */
  readonly truth: string;

  /** What should raise the alarm, by what happened. */
  readonly hits: { readonly [what: string]: Example };

  /** What looks alike and should not. */
  readonly nearMisses: { readonly [what: string]: Example };
}

const ACCOUNT = '123456789012';

/**
 * The fields of every record of an API call.
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

/** A call of a service's API by somebody, and what else its record says. */
export function call(service: string, eventName: string, requestParameters: object | null, by: CloudTrailRecord, ...others: CloudTrailRecord[]): Example {
  return {
    source: SOURCES[`${service}:${eventName}`],
    record: record(service, eventName, requestParameters, Object.assign({}, by, ...others)),
  };
}

/** A sign-in to the console, or an attempt. Those of root are recorded in us-east-1. */
export function signIn(userIdentity: object, mfaUsed: 'Yes' | 'YES' | 'No', ...others: CloudTrailRecord[]): Example {
  const made: CloudTrailRecord = {
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
  return { source: SOURCES[`signin:${made.eventName}`], record: made };
}

/** The sign-in failed. */
export function failed(errorMessage = 'Failed authentication'): CloudTrailRecord {
  return { errorMessage, responseElements: { ConsoleLogin: 'Failure' } };
}

/** The call failed. Where a service does not name the lack of a permission itself, CloudTrail says AccessDenied. */
export function refused(errorCode = 'AccessDenied'): CloudTrailRecord {
  return { errorCode, errorMessage: `The call failed: ${errorCode}` };
}

/** The call was made on a page of the console. */
export const FROM_CONSOLE: CloudTrailRecord = { sessionCredentialFromConsole: 'true' };

/** What the identity had in place of that, in records of version 1.05 and older. */
const FROM_OLD_CONSOLE = { invokedBy: 'signin.amazonaws.com' };

/** The call is a data event, such as one on an object. */
export const DATA_EVENT: CloudTrailRecord = { managementEvent: false, eventCategory: 'Data' };

/** The credentials are those of a session. */
const session = (sessionIssuer: object = {}) => ({
  accessKeyId: 'ASIAEXAMPLE',
  sessionContext: { sessionIssuer, attributes: { creationDate: '2026-03-02T10:00:00Z', mfaAuthenticated: 'false' } },
});

const USER = { type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:user/Alice`, accountId: ACCOUNT, userName: 'Alice' };
const ROOT = { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };

/** The session of a role. */
export function role(userName: string, sessionName: string, path = '') {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${sessionName}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${userName}/${sessionName}`,
    accountId: ACCOUNT,
    ...session({ type: 'Role', principalId: 'AROAEXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:role/${path}${userName}`, accountId: ACCOUNT, userName }),
  };
}

/** Who signs in to the console. */
export const SIGNS_IN = {
  user: USER,
  /** The record of a failure has no ARN. */
  wrongUser: { type: 'IAMUser', principalId: 'AIDAEXAMPLE', accountId: ACCOUNT, accessKeyId: '', userName: 'Alice' },
  /** The name was mistyped, and could be a password: CloudTrail hides it. */
  hiddenUser: { type: 'IAMUser', accountId: ACCOUNT, accessKeyId: '', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  root: { ...ROOT, accessKeyId: '' },
};

/** "For services in AWS, only the DNS name is displayed." */
const fromService = (service: string, userIdentity: object): CloudTrailRecord => ({
  userIdentity: { ...userIdentity, invokedBy: `${service}.amazonaws.com` },
  sourceIPAddress: `${service}.amazonaws.com`,
  userAgent: `${service}.amazonaws.com`,
});

/** Who makes a call: `IDENTITY_SOURCES` names the document of each. */
export const BY = {
  user: { userIdentity: { ...USER, accessKeyId: 'AKIAEXAMPLE' } },
  userInOldConsole: { userIdentity: { ...USER, ...session(), ...FROM_OLD_CONSOLE }, userAgent: FROM_OLD_CONSOLE.invokedBy },
  role: { userIdentity: role('Administrator', 'alice') },
  root: { userIdentity: { ...ROOT, accessKeyId: 'AKIAEXAMPLE' } },
  rootInConsole: { userIdentity: { ...ROOT, ...session() }, ...FROM_CONSOLE },
  rootInOldConsole: { userIdentity: { ...ROOT, ...session(), ...FROM_OLD_CONSOLE }, userAgent: FROM_OLD_CONSOLE.invokedBy },
  assumedRoot: { userIdentity: { ...ROOT, ...session() } },
  /** A role that people take through IAM Identity Center. */
  person: { userIdentity: role('AWSReservedSSO_Administrator_0123456789abcdef', 'alice@example.com', 'aws-reserved/sso.amazonaws.com/eu-central-1/') },
  instance: { userIdentity: role('WebServer', 'i-0123456789abcdef0') },
  /** The role of a function, which Lambda uses itself without saying so. */
  function: { userIdentity: role('Function', 'awslambda_761_20260302101500000'), sourceIPAddress: 'lambda.amazonaws.com', userAgent: 'lambda.amazonaws.com' },
  pipeline: { userIdentity: role('GitHubDeploy', 'terraform'), userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' },
  /** The role that the CDK gives to CloudFormation. */
  stack: fromService('cloudformation', role('cdk-hnb659fds-cfn-exec-role-123456789012-eu-central-1', 'AWSCloudFormation')),
  /** The role by which the stack sets of Control Tower set up an account. */
  landingZone: fromService('cloudformation', role('AWSControlTowerExecution', 'AWSCloudFormation')),
  stranger: { userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'anonymous' }, sourceIPAddress: '198.51.100.7' },
  oldStranger: { userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }, sourceIPAddress: '198.51.100.7' },
  otherAccount: { userIdentity: { type: 'AWSAccount', principalId: 'AIDAOTHER', accountId: '210987654321' } },
  serviceFor: (service: string, userIdentity: object) => fromService(service, userIdentity),
  /** Who calls CloudFormation without a role for it, or starts an automation of Systems Manager, is named in what these do. */
  userThroughStack: fromService('cloudformation', { ...USER, accessKeyId: 'ASIAEXAMPLE' }),
  userThroughAutomation: fromService('ssm', { ...USER, accessKeyId: 'ASIAEXAMPLE' }),
  linkedRole: (service: string, name: string) => fromService(service, role(`AWSServiceRoleFor${name}`, name, `aws-service-role/${service}.amazonaws.com/`)),
  service: (service: string) => fromService(service, { type: 'AWSService' }),
} as const;

/** What AWS does of itself, without a call of its API. */
export const INTERNAL = { accountId: ACCOUNT, invokedBy: 'AWS Internal' };

export function serviceEvent(service: string, eventName: string, userIdentity: object, serviceEventDetails?: object): Example {
  return {
    source: SOURCES[`${service}:${eventName}`],
    record: record(service, eventName, null, {
      userIdentity, eventType: 'AwsServiceEvent', sourceIPAddress: 'AWS Internal', userAgent: 'AWS Internal', requestID: undefined, serviceEventDetails,
    }),
  };
}
