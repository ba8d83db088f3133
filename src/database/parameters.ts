import { Token } from 'aws-cdk-lib/core';
import type { Problems, Requirement } from '../common/validation/problems';

/** The parameters of MySQL, by name. */
export interface MySqlParameters {
  readonly [name: string]: string;
}

/** The parameters of a hardened database. Logs are written to files, which RDS exports to CloudWatch Logs. */
export function hardenedParameters(generalLog: boolean): MySqlParameters {
  return {
    require_secure_transport: '1',
    tls_version: 'TLSv1.2,TLSv1.3',
    local_infile: '0',
    log_output: 'FILE',
    slow_query_log: '1',
    long_query_time: '2',
    general_log: generalLog ? '1' : '0',
  };
}

/**
 * Excludes values that RDS does not support, and values with which RDS exports no logs.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.SSLSupport.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQLDB.PublishtoCloudWatchLogs.html
 */
const REQUIREMENTS: { readonly [name: string]: Requirement<string> } = {
  tls_version: {
    isMet: (value) => value.split(',').every((version) => /^\s*TLSv1\.[23]\s*$/i.test(version)),
    must: 'be TLSv1.2, TLSv1.3 or both, separated by a comma',
    remedy: 'Remove tls_version from {parameters} to allow both versions.',
  },
  log_output: {
    isMet: (value) => /\bFILE\b/i.test(value),
    must: 'include FILE',
    remedy: 'RDS exports only log files to CloudWatch Logs. Remove log_output from {parameters} to use the default, FILE.',
  },
};

/** Checks the parameters that override hardened ones. Connections without TLS are allowed, with a warning. */
export function checkParameters(problems: Problems, parameters: MySqlParameters = {}): void {
  for (const [name, requirement] of Token.isUnresolved(parameters) ? [] : Object.entries(REQUIREMENTS)) {
    problems.check(`parameters.${name}`, parameters[name], requirement);
  }
  if (['0', 'OFF'].includes(String(parameters.require_secure_transport).toUpperCase())) {
    problems.warn('insecureTransport', 'parameters.require_secure_transport allows connections without TLS, which Security Hub reports (RDS.39). '
      + 'Remove the parameter to require TLS.');
  }
}
