import { Token } from 'aws-cdk-lib/core';
import type { Problems } from '../common/validation/problems';

/** The parameters of MySQL, by their names. */
export interface MySqlParameters {
  readonly [name: string]: string;
}

/** Logs go to files, from which RDS exports them to CloudWatch Logs. */
export function hardening(generalLog: boolean): MySqlParameters {
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

interface Guard {
  readonly isRight: (value: string) => boolean;
  readonly remedy: string;
}

/**
 * What RDS does not know, or does not go with what is built upon it.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.SSLSupport.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQLDB.PublishtoCloudWatchLogs.html
 */
const GUARDS: { readonly [name: string]: Guard } = {
  tls_version: {
    isRight: (value) => value.split(',').every((version) => /^\s*TLSv1\.[23]\s*$/i.test(version)),
    remedy: 'Give TLSv1.2, TLSv1.3 or both: RDS for MySQL knows no other.',
  },
  log_output: { isRight: (value) => /\bFILE\b/i.test(value), remedy: 'RDS exports logs from files alone: leave it out.' },
};

/** Checks what the user's parameters make of the hardened ones. Connections without TLS are a choice, and no quiet one. */
export function checkParameters(problems: Problems, parameters: MySqlParameters = {}): void {
  for (const [name, { isRight, remedy }] of Token.isUnresolved(parameters) ? [] : Object.entries(GUARDS)) {
    problems.check(`parameters.${name}`, parameters[name], { isMet: isRight, must: 'TODO', remedy: remedy });
  }
  if (['0', 'OFF'].includes(String(parameters.require_secure_transport).toUpperCase())) {
    problems.warn('insecureTransport', 'By parameters.require_secure_transport the database takes connections without TLS, which Security Hub tells of (RDS.39): leave it out.');
  }
}
