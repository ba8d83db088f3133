import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { HardenedMySqlProps } from './props';

export const MYSQL_PORT = 3306;

export const DEFAULT_INSTANCE_TYPE = 'm7g.large';

/** In seconds. 0 if Enhanced Monitoring is disabled. */
export function monitoringIntervalOf({ monitoringInterval = Duration.minutes(1) }: HardenedMySqlProps): number {
  return monitoringInterval.toSeconds();
}

/** Whether the database is deleted with the stack, without a snapshot. */
export function isDestroyed({ removalPolicy }: HardenedMySqlProps): boolean {
  return removalPolicy === RemovalPolicy.DESTROY;
}

/** The logs are retained unless the database is destroyed with the stack. */
export function logRemovalPolicyOf(props: HardenedMySqlProps): RemovalPolicy {
  return isDestroyed(props) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
