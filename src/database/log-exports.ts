import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { createLogGroup } from '../common/logging/log-group';

export interface LogExportsProps {
  readonly instanceIdentifier: string;
  readonly types: string[];
  readonly retention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: kms.IKey;
}

/** The log types of RDS for MySQL, except `audit`, which requires the plugin of the option group. */
const LOG_TYPES = ['error', 'general', 'slowquery'];

export function logTypes(auditLog: boolean): string[] {
  return auditLog ? ['audit', ...LOG_TYPES] : LOG_TYPES;
}

/**
 * Creates the log groups of a database. They must exist before the instance: otherwise RDS creates them, without a retention period and a key, and
 * does not delete them with the instance.
 */
export class LogExports extends Construct {
  public readonly logGroups: { [type: string]: logs.ILogGroup };

  constructor(scope: Construct, id: string, props: LogExportsProps) {
    super(scope, id);
    this.logGroups = Object.fromEntries(props.types.map((type) => [type, createLogGroup(this, type, {
      logGroupName: `/aws/rds/instance/${props.instanceIdentifier}/${type}`,
      retention: props.retention,
      removalPolicy: props.removalPolicy,
      encryptionKey: props.encryptionKey,
    })]));
  }
}
