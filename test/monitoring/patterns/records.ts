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

const DOCS = 'https://docs.aws.amazon.com';
const ACCOUNT = '123456789012';

/** Where each service documents its calls: CloudTrail records the parameters of the request under the names of the API, in lower camel case. */
const API_REFERENCES: { readonly [service: string]: string } = {
  appmesh: 'app-mesh/latest/APIReference',
  cloudtrail: 'awscloudtrail/latest/APIReference',
  config: 'config/latest/APIReference',
  ec2: 'AWSEC2/latest/APIReference',
  iam: 'IAM/latest/APIReference',
  inspector2: 'inspector/v2/APIReference',
  iot: 'iot/latest/apireference',
  kms: 'kms/latest/APIReference',
  organizations: 'organizations/latest/APIReference',
  s3: 'AmazonS3/latest/API',
  secretsmanager: 'secretsmanager/latest/apireference',
  ssm: 'systems-manager/latest/APIReference',
  sts: 'STS/latest/APIReference',
  tagging: 'resourcegroupstagging/latest/APIReference',
};

/** Calls that CloudTrail records under an older name than that of the API (AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html). */
const API_NAMES: { readonly [eventName: string]: string } = {
  PutBucketLifecycle: 'PutBucketLifecycleConfiguration',
};

const SIGN_IN_EVENTS = `${DOCS}/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html`;
const SERVICE_EVENTS = `${DOCS}/awscloudtrail/latest/userguide/non-api-aws-service-events.html`;

/**
 * The fields of every record of an API call.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
function record(service: string, eventName: string, requestParameters: object | null, others: CloudTrailRecord): CloudTrailRecord {
  const readOnly = /^(Describe|Get|List|Lookup|Head|AssumeRole$|Decrypt$)/.test(eventName);
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
    source: `${DOCS}/${API_REFERENCES[service]}/API_${API_NAMES[eventName] ?? eventName}.html`,
    record: record(service, eventName, requestParameters, Object.assign({}, by, ...others)),
  };
}

/** A sign-in to the console, or an attempt. Those of root are recorded in us-east-1. */
export function signIn(userIdentity: object, mfaUsed: 'Yes' | 'No', ...others: CloudTrailRecord[]): Example {
  return {
    source: SIGN_IN_EVENTS,
    record: {
      ...record('signin', 'ConsoleLogin', null, {}),
      userIdentity,
      awsRegion: 'us-east-1',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { LoginTo: 'https://console.aws.amazon.com/console/home', MobileVersion: 'No', MFAUsed: mfaUsed },
      eventType: 'AwsConsoleSignIn',
      ...Object.assign({}, ...others),
    },
  };
}

/** The sign-in failed. */
export function failed(errorMessage = 'Failed authentication'): CloudTrailRecord {
  return { errorMessage, responseElements: { ConsoleLogin: 'Failure' } };
}

/** The call failed. */
export function refused(errorCode = 'AccessDenied'): CloudTrailRecord {
  return { errorCode, errorMessage: `The call failed: ${errorCode}` };
}

/** The call was made on a page of the console. */
export const FROM_CONSOLE: CloudTrailRecord = { sessionCredentialFromConsole: 'true' };

/** The call is a data event, such as one on an object. */
export const DATA_EVENT: CloudTrailRecord = { managementEvent: false, eventCategory: 'Data' };

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export const IDENTITIES = {
  user: { type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:user/Alice`, accountId: ACCOUNT, accessKeyId: 'AKIAEXAMPLE', userName: 'Alice' },
  /** The name was mistyped, and could be a password: CloudTrail hides it. */
  hiddenUser: { type: 'IAMUser', accountId: ACCOUNT, accessKeyId: '', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  root: { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT, accessKeyId: '' },
  role: role('Administrator', 'alice'),
};

/** The session of a role. */
export function role(userName: string, session: string) {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${userName}/${session}`,
    accountId: ACCOUNT,
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: 'AROAEXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:role/${userName}`, accountId: ACCOUNT, userName },
      attributes: { creationDate: '2026-03-02T10:00:00Z', mfaAuthenticated: 'false' },
    },
  };
}

/** "For services in AWS, only the DNS name is displayed." */
const fromService = (service: string, userIdentity: object): CloudTrailRecord => ({
  userIdentity: { ...userIdentity, invokedBy: `${service}.amazonaws.com` },
  sourceIPAddress: `${service}.amazonaws.com`,
  userAgent: `${service}.amazonaws.com`,
});

/** Who makes a call. */
export const BY = {
  user: { userIdentity: IDENTITIES.user },
  role: { userIdentity: IDENTITIES.role },
  root: { userIdentity: IDENTITIES.root },
  /** A role that people take through IAM Identity Center. */
  person: { userIdentity: role('AWSReservedSSO_Administrator_0123456789abcdef', 'alice@example.com') },
  instance: { userIdentity: role('WebServer', 'i-0123456789abcdef0') },
  /** The role of a function, which Lambda uses itself without saying so. */
  function: { userIdentity: role('Function', 'awslambda'), sourceIPAddress: 'lambda.amazonaws.com', userAgent: 'lambda.amazonaws.com' },
  pipeline: { userIdentity: role('GitHubDeploy', 'terraform'), userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' },
  /** The role that the CDK gives to CloudFormation. */
  stack: fromService('cloudformation', role('cdk-hnb659fds-cfn-exec-role-123456789012-eu-central-1', 'AWSCloudFormation')),
  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html */
  stranger: { userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'anonymous' }, sourceIPAddress: '198.51.100.7' },
  otherAccount: { userIdentity: { type: 'AWSAccount', principalId: 'AIDAOTHER', accountId: '210987654321' } },
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html */
  serviceFor: (service: string, userIdentity: object) => fromService(service, userIdentity),
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
  linkedRole: (service: string, name: string) => fromService(service, role(`AWSServiceRoleFor${name}`, name)),
  service: (service: string) => fromService(service, { type: 'AWSService' }),
} as const;

/** What a service does of itself, without a call of its API. */
export function serviceEvent(service: string, eventName: string, userIdentity: object, source = SERVICE_EVENTS): Example {
  return {
    source,
    record: record(service, eventName, null, {
      userIdentity, eventType: 'AwsServiceEvent', sourceIPAddress: 'AWS Internal', userAgent: 'AWS Internal', serviceEventDetails: {},
    }),
  };
}
