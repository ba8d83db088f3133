import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { HardenedMySqlProps } from './props';

export const MYSQL_PORT = 3306;

/** Available in every region and partition, unlike newer types. */
export const DEFAULT_INSTANCE_TYPE = 'm6g.large';

/** In seconds. 0 if Enhanced Monitoring is disabled. */
export function monitoringIntervalOf({ monitoringInterval = Duration.minutes(1) }: HardenedMySqlProps): number {
  return monitoringInterval.toSeconds();
}

/** The name of the master user. For a restored database whose password RDS manages, the name is not known. */
export function masterUsernameOf({ masterUsername = 'dbadmin' }: HardenedMySqlProps): string {
  return masterUsername;
}

/** Whether the storage is certainly encrypted. A restored database has the encryption of its snapshot. */
export function isEncrypted({ snapshotIdentifier }: HardenedMySqlProps): boolean {
  return snapshotIdentifier === undefined;
}

/** Whether the database is deleted with the stack, without a snapshot. */
export function isDestroyed({ removalPolicy }: HardenedMySqlProps): boolean {
  return removalPolicy === RemovalPolicy.DESTROY;
}

/** The logs are retained unless the database is destroyed with the stack. */
export function logRemovalPolicyOf(props: HardenedMySqlProps): RemovalPolicy {
  return isDestroyed(props) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}

/** The secret of the master user is retained only with the database itself: a database that is restored from a snapshot gets a new password. */
export function secretRemovalPolicyOf({ removalPolicy }: HardenedMySqlProps): RemovalPolicy {
  const isRetained = removalPolicy === RemovalPolicy.RETAIN || removalPolicy === RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  return isRetained ? removalPolicy : RemovalPolicy.DESTROY;
}
