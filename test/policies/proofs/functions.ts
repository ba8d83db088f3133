import { logGroupOf } from '../../support/templates';
import type { DeployedAccount } from '../deployed-account';
import { forEachAction, type Proof } from '../proof';

const EXECUTION_ROLE = 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html';
const LOGS = 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html';

/** Requests of Lambda for the functions of custom resources. The requests of the functions themselves are recorded in `test/policies/functions`. */
export function functions(account: DeployedAccount): Proof[] {
  return account.ids('Lambda::Function').flatMap((id): Proof[] => {
    const role: string = account.resources[id].Properties.Role['Fn::GetAtt'][0];
    const group = account.arnOf('Logs::LogGroup', logGroupOf(account.resources, account.resources[id]));
    return [
      {
        title: `Lambda assumes the role of ${id}`,
        source: EXECUTION_ROLE,
        request: { principal: 'lambda.amazonaws.com', action: 'sts:AssumeRole', resource: account.arnOf('IAM::Role', role) },
        denied: { 'another service': { principal: 'ec2.amazonaws.com' } },
      },
      ...forEachAction(['logs:CreateLogStream', 'logs:PutLogEvents'], {
        title: `Lambda writes the logs of ${id}`,
        source: LOGS,
        request: { principal: account.session(role), action: '', resource: `${group}:log-stream:2026/11/30/[$LATEST]0123456789abcdef` },
        denied: {
          'another log group': { resource: `${account.arnOf('Logs::LogGroup', 'TrailLogGroup')}:log-stream:2026/11/30/[$LATEST]0123456789abcdef` },
          'creating log groups': { action: 'logs:CreateLogGroup', resource: group },
        },
      }),
    ];
  });
}
