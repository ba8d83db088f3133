import type { DeployedAccount } from '../deployed-account';
import { forEachAction, OTHER_ACCOUNT, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const FLOW_LOGS_ROLE = 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html';
const LOG_GROUP_KEY = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html';

/** Requests of VPC Flow Logs to CloudWatch Logs, and of CloudWatch Logs to the key. */
export const logs = (account: DeployedAccount): Proof[] => [...flowLogs(account), ...encryption(account)];

function flowLogs(account: DeployedAccount): Proof[] {
  const source = (text: string, owner = ACCOUNT) => ({ 'aws:SourceAccount': owner, 'aws:SourceArn': account.arn('ec2', text, owner) });
  const group = (text: string) => account.arnOf('Logs::LogGroup', text);
  const principal = account.session('FlowLogsRole');
  return [
    {
      title: 'VPC Flow Logs assumes its role',
      source: FLOW_LOGS_ROLE,
      request: {
        principal: 'vpc-flow-logs.amazonaws.com',
        action: 'sts:AssumeRole',
        resource: account.arnOf('IAM::Role', 'FlowLogsRole'),
        context: source('vpc-flow-log/fl-0123456789abcdef0'),
      },
      denied: {
        'a flow log of another account': { context: source('vpc-flow-log/fl-0123456789abcdef0', OTHER_ACCOUNT) },
        'another account with a flow log of this account': { context: { 'aws:SourceAccount': OTHER_ACCOUNT } },
        'a resource other than a flow log': { context: source('instance/i-0123456789abcdef0') },
        'no source ARN': { context: { 'aws:SourceArn': undefined } },
        'another service': { principal: 'ec2.amazonaws.com' },
      },
    },
    ...forEachAction(['logs:CreateLogStream', 'logs:PutLogEvents'], {
      title: 'VPC Flow Logs writes to its log group',
      source: FLOW_LOGS_ROLE,
      request: { principal, action: '', resource: `${group('FlowLogs')}:log-stream:eni-0123456789abcdef0-all` },
      denied: {
        'another log group': { resource: `${group('TrailLogGroup')}:log-stream:eni-0123456789abcdef0-all` },
        'deleting': { action: 'logs:DeleteLogStream' },
      },
    }),
    {
      title: 'VPC Flow Logs lists its log streams',
      source: FLOW_LOGS_ROLE,
      request: { principal, action: 'logs:DescribeLogStreams', resource: `${group('FlowLogs')}:log-stream:` },
      denied: { 'another log group': { resource: `${group('TrailLogGroup')}:log-stream:` } },
    },
    {
      title: 'VPC Flow Logs lists log groups',
      source: FLOW_LOGS_ROLE,
      request: { principal, action: 'logs:DescribeLogGroups', resource: '*' },
      denied: { 'creating a log group': { action: 'logs:CreateLogGroup', resource: `${group('FlowLogs')}-other` } },
    },
  ];
}

/** The ARN of the log group is the encryption context. AWS documents no source keys. */
function encryption(account: DeployedAccount): Proof[] {
  const { region, urlSuffix } = account.place;
  const context = (group: string) => ({ 'kms:EncryptionContext:aws:logs:arn': group });
  const encrypts = (group: string): Proof => ({
    title: `CloudWatch Logs encrypts ${group.split(':log-group:')[1]}`,
    source: LOG_GROUP_KEY,
    request: { principal: `logs.${region}.${urlSuffix}`, action: 'kms:GenerateDataKey', resource: account.arnOf('KMS::Key', 'BaselineKey'), context: context(group) },
    denied: {},
  });
  const [first, ...others] = account.ids('Logs::LogGroup').filter((id) => account.resources[id].Properties.KmsKeyId)
    .map((id) => account.arnOf('Logs::LogGroup', id));
  return [
    ...others.map(encrypts),
    ...forEachAction(['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey'], {
      ...encrypts(first),
      denied: {
        'a log group of another account': { context: context(first.replace(ACCOUNT, OTHER_ACCOUNT)) },
        'a log group of another region': { context: context(first.replace(`:${region}:`, ':us-east-2:')) },
        'a resource other than a log group': { context: context(account.arn('ec2', 'volume/vol-0123456789abcdef0')) },
        'no encryption context': { context: { 'kms:EncryptionContext:aws:logs:arn': undefined } },
        'the service principal of another region': { principal: `logs.us-east-2.${urlSuffix}` },
        'another key': { resource: account.arnOf('KMS::Key', 'NotificationsKey') },
      },
    }),
  ];
}
