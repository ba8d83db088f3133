import type { DeployedAccount } from '../deployed-account';
import { INSECURE_TRANSPORT, forEachAction, OTHER_ACCOUNT, OVER_TLS, type NearMiss, type Proof } from '../proof';
import { STACK_NAME } from '../template-values';

const AGENT = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html';
const SESSION_MANAGER = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started-instance-profile.html';
const BUCKET_KEY = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html';
const S3_PERMISSIONS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html';
const SERVICE_ROLE = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html';
const SIGNAL = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SignalResource.html';
const TAGS = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html';
const HEALTH = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html';

const PUBLIC_PARAMETERS = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html';
const S3_ARN = 'kms:EncryptionContext:aws:s3:arn';
const NAMESPACE = 'cloudwatch:namespace';

/** Requests of instances: at startup, of the CloudWatch agent, of Systems Manager, and to the data bucket. */
export const instances = (account: DeployedAccount): Proof[] => [
  ...startUp(account), ...logs(account), ...parameters(account), ...administration(account), ...data(account),
];

function startUp(account: DeployedAccount): Proof[] {
  const principal = account.session('InstanceRole');
  const stack = (name: string) => account.arn('cloudformation', `stack/${name}/00000000-0000-0000-0000-000000000000`);
  return [
    {
      title: 'EC2 assumes the role of the instances',
      source: SERVICE_ROLE,
      request: { principal: 'ec2.amazonaws.com', action: 'sts:AssumeRole', resource: account.arnOf('IAM::Role', 'InstanceRole') },
      denied: { 'another service': { principal: 'lambda.amazonaws.com' }, 'another role': { resource: account.arnOf('IAM::Role', 'FlowLogsRole') } },
    },
    {
      title: 'An instance signals to its stack that it is healthy',
      source: SIGNAL,
      request: { principal, action: 'cloudformation:SignalResource', resource: stack(STACK_NAME) },
      denied: { 'another stack': { resource: stack('other') }, 'deleting the stack': { action: 'cloudformation:DeleteStack' } },
    },
    {
      title: 'An instance reads its health from the target group',
      source: HEALTH,
      request: { principal, action: 'elasticloadbalancing:DescribeTargetHealth', resource: '*' },
      denied: { 'other load balancers': { action: 'elasticloadbalancing:DescribeLoadBalancers' } },
    },
    {
      title: 'An instance reads its tag with the logical id of its Auto Scaling group',
      source: TAGS,
      request: { principal, action: 'ec2:DescribeTags', resource: '*' },
      denied: { 'other instances': { action: 'ec2:DescribeInstances' }, 'security groups': { action: 'ec2:DescribeSecurityGroups' }, 'user data': { action: 'ec2:DescribeInstanceAttribute' }, 'changing tags': { action: 'ec2:CreateTags' } },
    },
  ];
}

function logs(account: DeployedAccount): Proof[] {
  const stream = (text: string) => `${account.arnOf('Logs::LogGroup', text)}:log-stream:i-0123456789abcdef0/nginx-access`;
  return [
    ...forEachAction(['logs:CreateLogStream', 'logs:PutLogEvents'], {
      title: 'The CloudWatch agent sends logs to the application log group',
      source: AGENT,
      request: { principal: account.session('InstanceRole'), action: '', resource: stream('WebTierLogGroup') },
      denied: {
        'the log group of the trail': { resource: stream('TrailLogGroup') },
        'the log group of the flow logs': { resource: stream('FlowLogs') },
        'a log group outside the stack': { resource: account.arn('logs', 'log-group:other:log-stream:i-0123456789abcdef0') },
        'a log group with the same name prefix': { resource: stream('WebTierLogGroup').replace(':log-stream:', '-other:log-stream:') },
        'creating log groups': { action: 'logs:CreateLogGroup', resource: account.arn('logs', 'log-group:other') },
        'shorter retention': { action: 'logs:PutRetentionPolicy', resource: account.arnOf('Logs::LogGroup', 'WebTierLogGroup') },
        'deleting': { action: 'logs:DeleteLogStream' },
      },
    }),
    {
      title: 'The CloudWatch agent sends metrics',
      source: AGENT,
      request: { principal: account.session('InstanceRole'), action: 'cloudwatch:PutMetricData', resource: '*', context: { [NAMESPACE]: 'CWAgent' } },
      denied: {
        'the namespace of the security alarms': { context: { [NAMESPACE]: securityNamespace(account) } },
        'another namespace': { context: { [NAMESPACE]: 'MyApp' } },
        'a namespace with the same prefix': { context: { [NAMESPACE]: 'CWAgent/MyApp' } },
        'no namespace, as in requests of OpenTelemetry': { context: { [NAMESPACE]: undefined } },
        'deleting alarms': { action: 'cloudwatch:DeleteAlarms', resource: account.arn('cloudwatch', 'alarm:baseline-test-root-usage'), context: { [NAMESPACE]: undefined } },
        'changing alarms': { action: 'cloudwatch:PutMetricAlarm', resource: account.arn('cloudwatch', 'alarm:baseline-test-root-usage'), context: { [NAMESPACE]: undefined } },
      },
    },
  ];
}

function securityNamespace(account: DeployedAccount): string {
  return account.resources[account.ids('Logs::MetricFilter')[0]].Properties.MetricTransformations[0].MetricNamespace;
}

function parameters(account: DeployedAccount): Proof[] {
  const parameter = (path: string) => account.arn('ssm', `parameter${path}`);
  return forEachAction(['ssm:GetParameter', 'ssm:GetParameters'], {
    title: 'An instance reads a public parameter of AWS',
    source: PUBLIC_PARAMETERS,
    request: {
      principal: account.session('InstanceRole'), action: '', resource: account.arn('ssm', 'parameter/aws/service/ami-amazon-linux-latest/al2023', ''),
    },
    denied: {
      'a parameter of the account': { resource: parameter('/my-app/password') },
      'a parameter without a path': { resource: parameter('/password') },
      'a configuration of the CloudWatch agent': { resource: parameter('/AmazonCloudWatch-linux') },
      'a parameter of another account': { resource: account.arn('ssm', 'parameter/my-app/password', OTHER_ACCOUNT) },
      'the history of a parameter': { action: 'ssm:GetParameterHistory', resource: parameter('/my-app/password') },
      'all parameters of a path': { action: 'ssm:GetParametersByPath', resource: parameter('/my-app') },
      'changing parameters': { action: 'ssm:PutParameter', resource: parameter('/my-app/password') },
    },
  });
}

function administration(account: DeployedAccount): Proof[] {
  return [
    ...forEachAction(['ssmmessages:CreateControlChannel', 'ssmmessages:OpenDataChannel', 'ec2messages:GetMessages'], {
      title: 'An instance connects to Systems Manager',
      source: SESSION_MANAGER,
      request: { principal: account.session('InstanceRole'), action: '', resource: '*' },
      denied: { 'commands to other instances': { action: 'ssm:SendCommand', resource: account.arn('ec2', 'instance/i-0123456789abcdef0') } },
    }),
  ];
}

function data(account: DeployedAccount): Proof[] {
  const principal = account.session('InstanceRole');
  const bucket = (text: string) => account.arnOf('S3::Bucket', text);
  const secret = account.arn('secretsmanager', 'secret:baseline-test-AbCdEf');
  const otherBuckets = (path: string): Record<string, NearMiss> =>
    Object.fromEntries(['TrailBucket', 'ConfigBucket', 'AccessLogs'].map((text) => [`the ${text}`, { resource: `${bucket(text)}${path}` }]));
  return [
    ...forEachAction(['s3:ListBucket', 's3:GetBucketLocation'], {
      title: 'An instance lists the data bucket',
      source: S3_PERMISSIONS,
      request: { principal, action: '', resource: bucket('DataBucket'), context: OVER_TLS },
      denied: { ...INSECURE_TRANSPORT, ...otherBuckets(''), 'changing the policy': { action: 's3:PutBucketPolicy' }, 'old versions': { action: 's3:ListBucketVersions' } },
    }),
    ...forEachAction(['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], {
      title: 'An instance uses objects of the data bucket',
      source: S3_PERMISSIONS,
      request: { principal, action: '', resource: `${bucket('DataBucket')}/uploads/1.png`, context: OVER_TLS },
      denied: { ...INSECURE_TRANSPORT, ...otherBuckets('/uploads/1.png'), 'deleting versions': { action: 's3:DeleteObjectVersion' } },
    }),
    ...Object.entries({ 'the bucket, because of the S3 Bucket Key': '', 'an object, without an S3 Bucket Key': '/uploads/1.png' }).flatMap(([source, path]) => forEachAction(['kms:Decrypt', 'kms:GenerateDataKey'], {
      title: `S3 encrypts objects for an instance, with the ARN of ${source}, as encryption context`,
      source: BUCKET_KEY,
      request: {
        principal,
        action: '',
        resource: account.arnOf('KMS::Key', 'BaselineKey'),
        context: { [S3_ARN]: `${bucket('DataBucket')}${path}`, 'kms:ViaService': `s3.${account.place.region}.amazonaws.com` },
      },
      denied: {
        'another key': { resource: account.arnOf('KMS::Key', 'NotificationsKey') },
        'another bucket': { context: { [S3_ARN]: bucket('TrailBucket') } },
        'a bucket whose name begins with the same name': { context: { [S3_ARN]: `${bucket('DataBucket')}-2` } },
        'the trail': { context: { [S3_ARN]: undefined, 'kms:EncryptionContext:aws:cloudtrail:arn': account.arn('cloudtrail', 'trail/baseline-test') } },
        'the database secret': {
          context: { [S3_ARN]: undefined, 'kms:EncryptionContext:SecretARN': secret, 'kms:ViaService': `secretsmanager.${account.place.region}.amazonaws.com` },
        },
        'the database volumes': { context: { [S3_ARN]: undefined, 'kms:EncryptionContext:aws:rds:db-id': 'db-ABC', 'kms:ViaService': `rds.${account.place.region}.amazonaws.com` } },
        'no encryption context': { context: { [S3_ARN]: undefined } },
        'another service with the same encryption context': { context: { 'kms:ViaService': `sqs.${account.place.region}.amazonaws.com` } },
        'the key itself, without a service': { context: { 'kms:ViaService': undefined } },
        'another region': { context: { 'kms:ViaService': 's3.us-east-2.amazonaws.com' } },
        'grants': { action: 'kms:CreateGrant', context: { 'kms:ViaService': undefined } },
      },
    })),
  ];
}
