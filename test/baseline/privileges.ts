import { actionsOf, textOf, type HeldStatement } from './policies';

/** Why statements name any resource, or any part of one: what holds them, their sid, and the reason. */
export const WILDCARDS: [holder: RegExp, sid: RegExp, reason: string][] = [
  [/Key$/, /./, 'In the policy of a key it is that key'],
  [/BucketPolicy$/, /^Deny/, 'What is forbidden is forbidden for every object'],
  [/BucketPolicy$/, /Write|Delivery/, 'The service names the objects, below the prefix that stands before'],
  [/FlowLogsRole$/, /^FindLogGroup$/, 'IAM knows no narrower resource for the list of log groups'],
  [/TrailLogsRole$/, /^WriteEvents$/, 'CloudTrail chooses how the name of its stream ends'],
  [/InstanceRole$/, /^KeepLogGroups$/, 'What is forbidden is forbidden for every log group'],
  [/InstanceRole$/, /^ReadOwnHealth$/, 'IAM knows no narrower resource for the health of targets'],
  [/InstanceRole$/, /^UseData$/, 'The application names the objects of its bucket'],
  [/ClosedDefaultSecurityGroupFunctionRole$/, /^ReadRules$/, 'IAM knows no narrower resource for the list of security groups'],
  [/ConfigStarterFunctionRole$/, /^ReadConfig$/, 'Asks which recorders and channels the account has'],
  [/ConfigStarterFunctionRole$/, /^StartAndStop$/, 'CloudFormation does not tell the id of a recorder; the account has one'],
  [/ConfigStarterFunctionRole$/, /^TryDelivery$/, 'IAM knows no narrower resource for a snapshot'],
  [/ConfigStarterFunctionRole$/, /^SetRetention$/, 'IAM knows no narrower resource: retention is a setting of the account'],
  [/ChatPermissions$/, /^ReadAlarms$/, 'Metrics know no narrower resource, and any alarm may tell a topic'],
  [/EmptyOnDeleteFunctionRole$/, /^EmptyBucket$/, 'Every object of the bucket is deleted'],
];
/** Actions that are asked about all that the account has, though IAM knows a narrower resource: whose recorder it is shows only then. */
export const ASKED_ABOUT_ALL = ['config:DescribeConfigurationRecorderStatus', 'config:DescribeConfigurationRecorders'];
/** AWS names these two families of actions itself, for every service that encrypts; the account's IAM policies need all. */
export const FAMILIES_OF_ACTIONS = ['kms:*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** The condition keys that AWS documents for what a service asks; a statement for it has these and no other. */
const REQUESTS_OF_SERVICES: [service: string, actions: string[], keys: string[], page: string][] = [
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

/** Keys that AWS documents and that we leave out knowingly: what is asked, the key, and the reason. */
export const LEFT_OUT: [request: string, key: string, reason: string][] = [
  ['logging.s3 s3:PutObject', 'aws:SourceArn', 'The bucket whose requests are logged names the one that receives them: to name it there would be a cycle'],
];

/** The keys and the page, by service and action. */
export const SENT_BY_SERVICES = new Map(REQUESTS_OF_SERVICES.flatMap(([service, actions, keys, page]) =>
  actions.map((action) => [`${service} ${action}`, { keys, source: `https://docs.aws.amazon.com/${page}` }])));

/** What holds the statement, without what makes its logical id unique. */
export const nameOf = ({ holder }: HeldStatement) => holder.slice(0, -8);

/** The reasons that a statement with an asterisk has. */
export const reasonsOf = (statement: HeldStatement) =>
  WILDCARDS.filter(([holder, sid]) => holder.test(nameOf(statement)) && sid.test(statement.Sid ?? ''));

/** What an AWS service may ask, and the condition keys that bind it. */
export interface Asked {
  readonly title: string;
  readonly keys: string[];
}

/** Every action that the statements allow to AWS services. */
export function askedByServices(statements: HeldStatement[]): Asked[] {
  const ofServices = statements.filter(({ Effect, Principal }) => Effect === 'Allow' && (Principal as { Service?: unknown })?.Service !== undefined);
  return ofServices.flatMap((statement) => actionsOf(statement).map((action) => ({
    title: `${shortNameOf(textOf((statement.Principal as { Service: unknown }).Service))} ${action}`,
    keys: Object.values(statement.Condition ?? {}).flatMap((keys) => Object.keys(keys)).sort(),
  })));
}

/** What is before the suffix that the names of all services have. */
export const shortNameOf = (service: string) => service.replace(/\.(amazonaws\.com(\.cn)?|\$\{AWS::URLSuffix\})$/, '');

/** The rows of what is left out that are about the request: what AWS documents for it, and its statement does not ask for. */
export const leftOutOf = ({ title, keys }: Asked) => LEFT_OUT.filter(([request, key]) =>
  request === title && !keys.includes(key) && SENT_BY_SERVICES.get(title)?.keys.includes(key));

/** Whether AWS documents other keys for the request, those that are left out knowingly aside. */
export const isBoundOtherwise = (asked: Asked) =>
  JSON.stringify(SENT_BY_SERVICES.get(asked.title)?.keys) !== JSON.stringify([...asked.keys, ...leftOutOf(asked).map(([, key]) => key)].sort());
