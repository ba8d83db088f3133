import { Token } from 'aws-cdk-lib/core';
import { checkInstanceType } from './instance-class';
import { INSTANCE_IDENTIFIER } from './instance-identifier';
import { isOlder, parseVersion } from './mysql-versions';
import type { MySqlReadReplicaProps } from './props';
import { checkVersion, type CheckedProps } from './validation';
import type { Problems } from '../common/validation/problems';

/** Records every problem of the props of a database that prevents read replicas. */
export function checkReplicaSource(problems: Problems, { manageMasterUserPassword = true, backupRetention }: CheckedProps): void {
  problems
    .check('manageMasterUserPassword', manageMasterUserPassword, {
      isMet: (managed) => !managed,
      must: 'be false to add a read replica',
      remedy: 'RDS refuses replicas of a database whose master password it manages. Set {manageMasterUserPassword} to false; for an existing database, this '
        + 'sets a new password in another secret.',
    })
    .checkTime('backupRetention', backupRetention, 'days', {
      isMet: (days) => days > 0,
      must: 'be at least 1 day to add a read replica',
      remedy: 'RDS creates a replica from the backups of its source. Use Duration.days(1) to Duration.days(35).',
    });
}

/** Records every problem of the props of a replica of a database. */
export function checkReadReplica(problems: Problems, props: MySqlReadReplicaProps, source: CheckedProps): void {
  problems.check('instanceIdentifier', props.instanceIdentifier, INSTANCE_IDENTIFIER);
  checkInstanceType(problems, props.instanceType);
  if (props.version) {
    checkVersion(problems, { version: props.version, extendedSupport: source.extendedSupport });
    checkUpgrade(problems, props, source);
  }
}

/**
 * A replica is upgraded before its source.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.MySQL.html
 */
function checkUpgrade(problems: Problems, props: MySqlReadReplicaProps, source: CheckedProps): void {
  const [version, sourceVersion] = [parseVersion(props.version), parseVersion(source.version)];
  if (isOlder(version, sourceVersion)) {
    problems.add({
      prop: 'version',
      value: version.full,
      must: `be at least ${sourceVersion.full}, the version of the source`,
      remedy: 'RDS upgrades a replica before its source. Remove {version} if the replica has the version of its source.',
    });
  } else if (!Token.isUnresolved(version.major) && version.major !== sourceVersion.major && !props.allowMajorVersionUpgrade) {
    problems.add({
      prop: 'allowMajorVersionUpgrade',
      value: props.allowMajorVersionUpgrade,
      must: `be true to upgrade the replica from MySQL ${sourceVersion.major} to ${version.major}`,
      remedy: 'Set {allowMajorVersionUpgrade} of the replica to true.',
    });
  }
}
