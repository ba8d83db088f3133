import { actionsOf, textOf, type HeldStatement } from './policies';

/** The statements whose resources contain an asterisk: the holder, the sid and the reason. */
export const WILDCARDS: [holder: RegExp, sid: RegExp, reason: string][] = [
  [/Key$/, /./, 'In a key policy the resource * is the key itself'],
  [/BucketPolicy$/, /^Deny/, 'The requests are denied for every object'],
  [/BucketPolicy$/, /Write|Delivery/, 'The service determines the object keys below the prefix'],
  [/FlowLogsRole$/, /^FindLogGroup$/, 'The list of log groups does not support resource-level permissions'],
  [/TrailLogsRole$/, /^WriteEvents$/, 'CloudTrail determines the end of the name of its log stream'],
  [/InstanceRole$/, /^KeepLogGroups$/, 'The actions are denied for every log group'],
  [/InstanceRole$/, /^KeepToNamespaces$/, 'PutMetricData does not support resource-level permissions'],
  [/InstanceRole$/, /^ReadOwnHealth$/, 'The health of targets does not support resource-level permissions'],
  [/InstanceRole$/, /^UseData$/, 'The application determines the object keys in its bucket'],
  [/FunctionRole$/, /^WriteOwnLogs$/, 'Lambda determines the names of the log streams in the log group of the function'],
  [/ClosedDefaultSecurityGroupFunctionRole$/, /^ReadRules$/, 'The list of security groups does not support resource-level permissions'],
  [/ConfigStarterFunctionRole$/, /^ReadConfig$/, 'The function lists the recorders and delivery channels of the account'],
  [/ConfigStarterFunctionRole$/, /^FindRules$/, 'The function looks for any rule of the account that uses the adopted recorder'],
  [/ConfigStarterFunctionRole$/, /^StartAndStop$/, 'CloudFormation does not return the id of the recorder'],
  [/ConfigStarterFunctionRole$/, /^TryDelivery$/, 'The delivery of a snapshot does not support resource-level permissions'],
  [/ConfigStarterFunctionRole$/, /^(Set|Reset)Retention$/, 'The retention configuration of the account does not support resource-level permissions'],
  [/AccountGuardrailsFunctionRole$/, /^FindRegions$/, 'The list of regions does not support resource-level permissions'],
  [/AccountGuardrailsFunctionRole$/, /^(Read|Keep)Records$/, 'The records are below a path in each governed region'],
  [/AccountGuardrailsFunctionRole$/, /^ReadBuckets$/, 'The function looks for public buckets among all buckets of the account'],
  [/AccountGuardrailsFunctionRole$/, /^ReadSharing$/, 'The function looks for shared images and snapshots in all governed regions'],
  [/AccountGuardrailsFunctionRole$/, /^ReadDocuments$/, 'The function looks for public documents in all governed regions'],
  [/AccountGuardrailsFunctionRole$/, /^(Read|ChangeRegion)ServiceSettings$/, 'The settings exist in each governed region'],
  [/AccountGuardrailsFunctionRole$/, /^ChangeRegionDefaultVpc$/, 'The ids of the default VPCs of the governed regions are not known before the deployment'],
  [/AccountGuardrailsFunctionRole$/, /^(Read|Change(Account|Region))Settings$/, 'Settings of accounts and regions do not support resource-level permissions'],
  [/ChatPermissions$/, /^ReadAlarms$/, 'Metrics do not support resource-level permissions, and any alarm can publish to the topic'],
  [/EmptyOnDeleteFunctionRole$/, /^EmptyBucket$/, 'Every object of the bucket is deleted'],
];
/** Actions that are allowed on all resources although they support resource-level permissions, to find recorders of other owners in the account. */
export const ACTIONS_ON_ALL_RESOURCES = ['config:DescribeConfigurationRecorderStatus', 'config:DescribeConfigurationRecorders'];
/**
 * Actions with an asterisk. The AWS documentation uses `kms:GenerateDataKey*` and `kms:ReEncrypt*` in the statements for services, and `kms:*` in the
 * statement that enables IAM policies for the account.
 */
export const ACTIONS_WITH_WILDCARD = ['kms:*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** The condition keys that AWS documents for the requests of services. The statements for a service must have these keys and no others. */
const SERVICE_REQUESTS: [service: string, actions: string[], keys: string[], page: string][] = [
  ['cloudtrail', ['s3:GetBucketAcl'], ['aws:SourceArn'], 'awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html'],
  ['cloudtrail', ['s3:PutObject'], ['aws:SourceArn', 's3:x-amz-acl'], 'awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html'],
  ['cloudtrail', ['kms:GenerateDataKey*'], ['aws:SourceArn', 'kms:EncryptionContext:aws:cloudtrail:arn'], 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html'],
  ['cloudtrail', ['kms:Decrypt', 'kms:DescribeKey'], ['aws:SourceArn'], 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html'],
  ['cloudtrail', ['sts:AssumeRole'], [], 'awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html'],
  ['config', ['s3:GetBucketAcl', 's3:ListBucket'], ['aws:SourceAccount'], 'config/latest/developerguide/s3-bucket-policy.html'],
  ['config', ['s3:PutObject'], ['aws:SourceAccount', 's3:x-amz-acl'], 'config/latest/developerguide/s3-bucket-policy.html'],
  ['config', ['kms:Decrypt', 'kms:GenerateDataKey'], ['aws:SourceAccount'], 'config/latest/developerguide/s3-kms-key-policy.html'],
  ['logging.s3', ['s3:PutObject'], ['aws:SourceAccount', 'aws:SourceArn'], 'AmazonS3/latest/userguide/enable-server-access-logging.html'],
  ['logdelivery.elasticloadbalancing', ['s3:PutObject'], [], 'elasticloadbalancing/latest/application/enable-access-logging.html'],
  ['delivery.logs', ['s3:GetBucketAcl', 's3:ListBucket'], ['aws:SourceAccount', 'aws:SourceArn'], 'vpc/latest/userguide/flow-logs-s3-permissions.html'],
  ['delivery.logs', ['s3:PutObject'], ['aws:SourceAccount', 'aws:SourceArn', 's3:x-amz-acl'], 'vpc/latest/userguide/flow-logs-s3-permissions.html'],
  [
    'delivery.logs', ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], ['aws:SourceAccount', 'aws:SourceArn'],
    'vpc/latest/userguide/flow-logs-s3-cmk-policy.html',
  ],
  ['logs.${AWS::Region}', ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], ['kms:EncryptionContext:aws:logs:arn'], 'AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html'], // eslint-disable-line no-template-curly-in-string
  ['cloudwatch', ['sns:Publish'], ['aws:SourceAccount', 'aws:SourceArn'], 'sns/latest/dg/sns-access-policy-use-cases.html'],
  ['cloudwatch', ['kms:Decrypt', 'kms:GenerateDataKey*'], ['aws:SourceAccount'], 'sns/latest/dg/sns-key-management.html'],
  ['events', ['sns:Publish'], [], 'eventbridge/latest/userguide/eb-use-resource-based.html'],
  ['events', ['kms:Decrypt', 'kms:GenerateDataKey*'], [], 'sns/latest/dg/sns-key-management.html'],
  ['events', ['sqs:SendMessage'], ['aws:SourceArn'], 'eventbridge/latest/userguide/eb-rule-dlq.html'],
  ['events.rds', ['sns:Publish'], ['aws:SourceAccount', 'aws:SourceArn'], 'AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html'],
  ['events.rds', ['kms:Decrypt', 'kms:GenerateDataKey*'], [], 'AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html'],
  ['sns', ['sqs:SendMessage'], ['aws:SourceArn'], 'sns/latest/dg/sns-configure-dead-letter-queue.html'],
  ['vpc-flow-logs', ['sts:AssumeRole'], ['aws:SourceAccount', 'aws:SourceArn'], 'vpc/latest/userguide/flow-logs-iam-role.html'],
  ['monitoring.rds', ['sts:AssumeRole'], ['aws:SourceAccount', 'aws:SourceArn'], 'AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html'],
  ['ec2', ['sts:AssumeRole'], [], 'AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html'],
  ['lambda', ['sts:AssumeRole'], [], 'lambda/latest/dg/lambda-intro-execution-role.html'],
  ['chatbot', ['sts:AssumeRole'], [], 'chatbot/latest/adminguide/chatbot-iam-policies.html'],
];

/** Documented condition keys that the statements deliberately omit: the request, the key and the reason. */
export const OMITTED_KEYS: [request: string, key: string, reason: string][] = [
  ['logging.s3 s3:PutObject', 'aws:SourceArn', 'The source bucket refers to the log bucket, so a reference to the source bucket would be a circular dependency'],
];

/** The documented condition keys and the page of the documentation by service and action. */
export const DOCUMENTED_KEYS = new Map(SERVICE_REQUESTS.flatMap(([service, actions, keys, page]) =>
  actions.map((action) => [`${service} ${action}`, { keys, source: `https://docs.aws.amazon.com/${page}` }])));

/** Returns the logical id of the holder without the hash at its end. */
export const nameOf = ({ holder }: HeldStatement) => holder.slice(0, -8);

/** Returns the rows of `WILDCARDS` for a statement. */
export const reasonsOf = (statement: HeldStatement) =>
  WILDCARDS.filter(([holder, sid]) => holder.test(nameOf(statement)) && sid.test(statement.Sid ?? ''));

/** A request that a statement allows to an AWS service, with the condition keys of the statement. */
export interface ServiceRequest {
  readonly title: string;
  readonly keys: string[];
}

/** Returns all requests that the statements allow to AWS services. */
export function serviceRequestsOf(statements: HeldStatement[]): ServiceRequest[] {
  const ofServices = statements.filter(({ Effect, Principal }) => Effect === 'Allow' && (Principal as { Service?: unknown })?.Service !== undefined);
  return ofServices.flatMap((statement) => actionsOf(statement).map((action) => ({
    title: `${shortNameOf(textOf((statement.Principal as { Service: unknown }).Service))} ${action}`,
    keys: Object.values(statement.Condition ?? {}).flatMap((keys) => Object.keys(keys)).sort(),
  })));
}

/** Returns the name of a service principal without its domain. */
export const shortNameOf = (service: string) => service.replace(/\.(amazonaws\.com(\.cn)?|\$\{AWS::URLSuffix\})$/, '');

/** Returns the rows of `OMITTED_KEYS` for a request: documented keys that its statement does not have. */
export const omittedKeysOf = ({ title, keys }: ServiceRequest) => OMITTED_KEYS.filter(([request, key]) =>
  request === title && !keys.includes(key) && DOCUMENTED_KEYS.get(title)?.keys.includes(key));

/** Whether the condition keys of a request differ from the documented ones, except for keys that are omitted deliberately. */
export const hasUndocumentedKeys = (request: ServiceRequest) =>
  JSON.stringify(DOCUMENTED_KEYS.get(request.title)?.keys) !== JSON.stringify([...request.keys, ...omittedKeysOf(request).map(([, key]) => key)].sort());
