import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { HardenedMySqlProps } from './props';

export const MYSQL_PORT = 3306;

export const DEFAULT_INSTANCE_TYPE = 'm7g.large';

/** In seconds; 0 if RDS does not monitor the operating system. */
export function monitoringIntervalOf({ monitoringInterval = Duration.minutes(1) }: HardenedMySqlProps): number {
  return monitoringInterval.toSeconds();
}

/** Whether the database is deleted with the stack, without a snapshot. */
export function isDestroyed({ removalPolicy }: HardenedMySqlProps): boolean {
  return removalPolicy === RemovalPolicy.DESTROY;
}

/** Logs are retained as long as the database may be needed. */
export function logRemovalPolicyOf(props: HardenedMySqlProps): RemovalPolicy {
  return isDestroyed(props) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
