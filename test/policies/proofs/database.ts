import type { DeployedAccount } from '../deployed-account';
import { forEachAction, OTHER_ACCOUNT, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const MONITORING = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html';

/** Requests of RDS enhanced monitoring, if it is enabled. */
export function database(account: DeployedAccount): Proof[] {
  if (account.ids('IAM::Role', 'MonitoringRole').length === 0) {
    return [];
  }
  const from = (owner: string) => ({ 'aws:SourceAccount': owner, 'aws:SourceArn': account.arn('rds', 'db:baseline-test', owner) });
  return [
    {
      title: 'RDS assumes its role',
      source: MONITORING,
      request: {
        principal: 'monitoring.rds.amazonaws.com', action: 'sts:AssumeRole', resource: account.arnOf('IAM::Role', 'MonitoringRole'), context: from(ACCOUNT),
      },
      denied: {
        'a database of another account': { context: from(OTHER_ACCOUNT) },
        'another account with a database of this account': { context: { 'aws:SourceAccount': OTHER_ACCOUNT } },
        'a resource other than a database instance': { context: { 'aws:SourceArn': account.arn('rds', 'cluster:other') } },
        'no source ARN': { context: { 'aws:SourceArn': undefined } },
        'another service': { principal: 'ec2.amazonaws.com' },
      },
    },
    ...forEachAction(['logs:CreateLogStream', 'logs:PutLogEvents'], {
      title: 'RDS writes the metrics of enhanced monitoring',
      source: MONITORING,
      request: { principal: account.session('MonitoringRole'), action: '', resource: account.arn('logs', 'log-group:RDSOSMetrics:log-stream:db-ABC') },
      denied: { 'another log group': { resource: `${account.arnOf('Logs::LogGroup', 'TrailLogGroup')}:log-stream:db-ABC` } },
    }),
  ];
}
