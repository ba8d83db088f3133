import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { CONNECTIONS } from './connection-limit';
import { MYSQL_PORT } from './defaults';
import { checkInstanceType } from './instance-class';
import { INSTANCE_IDENTIFIER } from './instance-identifier';
import { DEFAULT_VERSION, isExact, isKnown, newestOf, parseVersion } from './mysql-versions';
import { DEPRECATED_MYSQL_VERSIONS } from './offered-mysql-versions';
import { checkParameters } from './parameters';
import type { HardenedMySqlProps } from './props';
import { initialStorage, isKnownSize, isSufficientGrowth, MAX_STORAGE, maxStorage, MIN_STORAGE } from './storage-size';
import { databaseSubnets } from './subnets';
import { databasePortInsteadOf } from '../common/cdk/database-port';
import { areInTwoAvailabilityZones, checkDefaultSubnets, describeSubnets } from '../common/cdk/subnets';
import { checkKey, checkNoAlias } from '../common/policies/key-policy';
import { isWhole, LOG_RETENTION } from '../common/validation/formats';
import { Problems, type Requirement } from '../common/validation/problems';

/** The props of a database. Without a VPC, the checks that require one are skipped. */
export type CheckedProps = Omit<HardenedMySqlProps, 'vpc'> & Partial<Pick<HardenedMySqlProps, 'vpc'>>;

/**
 * The names that attackers try first, and the name of the user that RDS creates for itself.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MySQL.CommonDBATasks.privilege-model.html
 */
const RESERVED_USERS = ['admin', 'rdsadmin'];

const MONITORING_INTERVALS = [0, 1, 5, 10, 15, 30, 60];

const DATABASE_USER: Requirement<string> = {
  isMet: (name) => name !== '' && !/[*?]|\$\{/.test(name),
  must: "be the name of one MySQL user, without '*', '?' and '${'",
  remedy: 'IAM policies interpret these characters as wildcards and variables. Grant the permission for each user separately.',
};

const ALLOCATED_STORAGE: Requirement<number> = {
  isMet: isWhole(MIN_STORAGE, MAX_STORAGE),
  must: 'be a whole number of GiB from 20 to 65,536',
  remedy: 'Start with a small size such as 20: RDS increases the storage up to {maxAllocatedStorage}.',
};

const PORT: Requirement<number> = {
  isMet: isWhole(1150, 65_535),
  must: 'be a whole number from 1150 to 65535',
  remedy: 'Use 3306, the default port of MySQL, or another port such as 13306.',
};

const DATABASE_NAME: Requirement<string> = {
  isMet: (name) => /^[a-zA-Z]\w{0,63}$/.test(name),
  must: 'consist of 1 to 64 letters, digits and underscores, and begin with a letter',
  remedy: "Use a name such as 'orders'.",
};

const MASTER_USERNAME: Requirement<string> = {
  isMet: (name) => /^[a-zA-Z][a-zA-Z0-9_]{0,15}$/.test(name) && !RESERVED_USERS.includes(name.toLowerCase()),
  must: `consist of 1 to 16 letters, digits and underscores, begin with a letter, and not be ${RESERVED_USERS.join(' or ')}`,
  remedy: "Use a name such as 'dbadmin'.",
};

const SNAPSHOT_IDENTIFIER: Requirement<string> = {
  isMet: (snapshot) => snapshot !== '',
  must: 'not be empty',
  remedy: 'Use the name or the ARN of a snapshot, or omit {snapshotIdentifier} to create an empty database.',
};

const BACKUP_RETENTION: Requirement<number> = {
  isMet: isWhole(0, 35),
  must: 'be 0 to 35 whole days',
  remedy: 'Use for example Duration.days(35).',
};

const MONITORING_INTERVAL: Requirement<number> = {
  isMet: (seconds) => MONITORING_INTERVALS.includes(seconds),
  must: `be one of ${MONITORING_INTERVALS.join(', ')} seconds`,
  remedy: 'Use for example Duration.seconds(60), or Duration.seconds(0) to disable Enhanced Monitoring.',
};

/** Checks the name of a user in an IAM policy, where some characters are wildcards. */
export function validateDatabaseUser(scope: Construct, databaseUser: string): void {
  new Problems(scope).check('databaseUser', databaseUser, DATABASE_USER).throwIfAny();
}

/**
 * Records every problem of the props.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export function checkMySql(problems: Problems, props: CheckedProps): void {
  checkVersion(problems, props);
  problems
    .check('instanceIdentifier', props.instanceIdentifier, INSTANCE_IDENTIFIER)
    .check('allocatedStorage', props.allocatedStorage, ALLOCATED_STORAGE)
    .check('maxAllocatedStorage', props.maxAllocatedStorage, {
      isMet: (size) => isSufficientGrowth(initialStorage(props) ?? MIN_STORAGE, size) && isWhole(MIN_STORAGE, MAX_STORAGE)(size),
      must: 'be a whole number of GiB, at least 10 % greater than {allocatedStorage} and at most 65,536',
      remedy: 'Omit {maxAllocatedStorage} to use five times {allocatedStorage}.',
    })
    .check('port', props.port, PORT)
    .check('databaseName', props.databaseName, DATABASE_NAME)
    .check('masterUsername', props.masterUsername, MASTER_USERNAME)
    .check('snapshotIdentifier', props.snapshotIdentifier, SNAPSHOT_IDENTIFIER)
    .checkTime('backupRetention', props.backupRetention, 'days', BACKUP_RETENTION)
    .check('logRetention', props.logRetention, LOG_RETENTION)
    .checkTime('monitoringInterval', props.monitoringInterval, 'seconds', MONITORING_INTERVAL)
    .check('connectionsAlarmThreshold', props.connectionsAlarmThreshold, CONNECTIONS)
    .check('notificationTopic', props.notificationTopic?.node.path, {
      isMet: () => !props.notificationTopic?.fifo,
      must: 'not be a FIFO topic',
      remedy: 'RDS does not publish to FIFO topics. Use a standard topic.',
    });
  checkInstanceType(problems, props.instanceType);
  checkParameters(problems, props.parameters);
  checkCombinations(problems, props);
  problems.checkRegion('notificationTopic', props.notificationTopic);
  checkKey(problems, 'encryptionKey', props.encryptionKey);
  checkNoAlias(problems, 'encryptionKey', props.encryptionKey);
  checkSubnets(problems, props);
}

/** Records the problem of a version, of a database or of a replica, or warns about it. */
export function checkVersion(problems: Problems, props: Pick<CheckedProps, 'version' | 'extendedSupport'>): void {
  const version = parseVersion(props.version);
  const { full, major, extendedSupport } = version;
  if (Token.isUnresolved(major)) {
    problems.add({
      prop: 'version',
      value: full,
      must: 'have a major version that is known at synthesis',
      remedy: "The parameter group and the option group depend on it. Use rds.MysqlEngineVersion.of(version, '8.4'), with the major version as text.",
    });
  } else if (!isExact(version)) {
    problems.add({
      prop: 'version',
      value: full,
      must: 'be an exact version x.y.z',
      remedy: `CloudFormation rejects incomplete versions. Use rds.MysqlEngineVersion.of('${newestOf(major)}', '${major}').`,
    });
  } else if (extendedSupport && !props.extendedSupport) {
    problems.add({
      prop: 'version',
      value: full,
      must: 'be under standard support unless {extendedSupport} is true',
      remedy: `RDS charges for the extended support of MySQL ${major}. Use rds.MysqlEngineVersion.of('${DEFAULT_VERSION}', '8.4'), or set {extendedSupport} to true.`,
    });
  } else if (DEPRECATED_MYSQL_VERSIONS.includes(full)) {
    problems.warn('deprecatedVersion', `MySQL ${full} is deprecated, and RDS may no longer offer it. Use ${newestOf(major)}, the newest known version of MySQL ${major}.`);
  } else if (!isKnown(version)) {
    problems.warn('unknownVersion', `MySQL ${full} is not among the versions that aws-cdk-lib knows. `
      + 'Verify that "aws rds describe-db-engine-versions --engine mysql" lists it.');
  }
}

function checkCombinations(problems: Problems, props: CheckedProps): void {
  const { backupRetention } = props;
  if (backupRetention?.isUnresolved() === false && backupRetention.toDays({ integral: false }) === 0 && props.deletionProtection !== false) {
    problems.add({
      prop: 'backupRetention',
      value: backupRetention,
      must: 'be at least 1 day when the database is protected against deletion',
      remedy: 'Use Duration.days(1) to Duration.days(35), or set {deletionProtection} to false.',
    });
  }
  checkMasterUser(problems, props);
  warnAboutStorage(problems, props);
  if (props.snapshotIdentifier !== undefined && props.databaseName !== undefined) {
    problems.add({
      prop: 'databaseName',
      value: props.databaseName,
      must: 'not be specified in addition to {snapshotIdentifier}',
      remedy: 'A restored database has the databases of its snapshot. Remove {databaseName}.',
    });
  }
  const instanceType = props.instanceType?.toString() ?? '';
  if (props.enablePerformanceInsights !== false && /^t\w+\.(micro|small)$/.test(instanceType)) {
    problems.add({
      prop: 'enablePerformanceInsights',
      value: true,
      must: `be false for instance type ${instanceType}`,
      remedy: 'This instance type does not support Performance Insights. Set {enablePerformanceInsights} to false, or use t4g.medium or larger.',
    });
  }
}

/** A restored database has the master user of its snapshot. Its name is known to RDS, but must be in the secret if RDS does not manage it. */
function checkMasterUser(problems: Problems, { snapshotIdentifier, masterUsername, manageMasterUserPassword = true }: CheckedProps): void {
  if (snapshotIdentifier !== undefined && masterUsername === undefined && !manageMasterUserPassword) {
    problems.add({
      prop: 'masterUsername',
      value: masterUsername,
      must: 'be specified in addition to {snapshotIdentifier} if {manageMasterUserPassword} is false',
      remedy: 'The secret contains the name of the master user of the snapshot. "aws rds describe-db-snapshots" shows it as MasterUsername.',
    });
  }
  if (snapshotIdentifier !== undefined && masterUsername !== undefined && manageMasterUserPassword) {
    problems.add({
      prop: 'masterUsername',
      value: masterUsername,
      must: 'not be specified in addition to {snapshotIdentifier} unless {manageMasterUserPassword} is false',
      remedy: 'A restored database has the master user of its snapshot. Remove {masterUsername}.',
    });
  }
}

/**
 * Warns about properties of a snapshot that are not known at synthesis.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
 */
function warnAboutStorage(problems: Problems, props: CheckedProps): void {
  if (!isKnownSize(initialStorage(props)) && maxStorage(props) === undefined) {
    problems.warn('noStorageAutoscaling', 'The storage of the database does not grow, because its initial size is not known and maxAllocatedStorage is not specified. '
      + 'Specify maxAllocatedStorage, at least 10 % greater than the initial size.');
  }
  if (props.snapshotIdentifier !== undefined) {
    problems.warn('snapshotEncryption', 'The storage of a restored database is encrypted only if its snapshot is encrypted. Verify this with '
      + '"aws rds describe-db-snapshots". If it is not, copy the snapshot with "aws rds copy-db-snapshot --kms-key-id KEY", and restore the copy.');
  }
}

/** Skips the checks that depend on the VPC if there is none. */
function checkSubnets(problems: Problems, { vpc, vpcSubnets, port = MYSQL_PORT }: CheckedProps): void {
  if (!vpc) {
    return;
  }
  const { subnets, failure } = databaseSubnets(vpc, vpcSubnets);
  if (!vpcSubnets) {
    checkDefaultSubnets(problems, 'vpcSubnets', subnets);
  }
  const pathsOf = (selected: ec2.ISubnet[]) => selected.map((subnet) => subnet.node.path).join(', ');
  const publicIds = vpc.publicSubnets.map((subnet) => subnet.subnetId);
  const exposed = subnets.filter((subnet) => publicIds.includes(subnet.subnetId));
  if (exposed.length > 0) {
    problems.add({
      prop: 'vpcSubnets',
      value: pathsOf(exposed),
      must: 'not include public subnets',
      remedy: 'Select isolated subnets, or private subnets with egress.',
    });
  }
  if (!areInTwoAvailabilityZones(subnets)) {
    const example = areInTwoAvailabilityZones(vpc.privateSubnets) ? ', such as { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }' : '';
    problems.add(vpcSubnets ? {
      prop: 'vpcSubnets',
      value: pathsOf(subnets) || failure,
      must: 'include subnets in at least two Availability Zones',
      remedy: 'Select subnets in another Availability Zone too.',
    } : {
      prop: 'vpc',
      value: pathsOf(subnets) || describeSubnets(vpc),
      must: 'have isolated subnets in at least two Availability Zones',
      remedy: `Use a VPC with such subnets, or select other subnets with {vpcSubnets}${example}.`,
    });
  }
  if (subnets.some((subnet) => vpc.isolatedSubnets.includes(subnet))) {
    checkPort(problems, vpc, port);
  }
}

/** The network ACLs of a `ThreeTierVpc` allow only specific ports to the isolated subnets. */
function checkPort(problems: Problems, vpc: ec2.IVpc, port: number): void {
  const allowed = databasePortInsteadOf(vpc, port);
  problems.check('port', port, {
    isMet: () => allowed === undefined || Token.isUnresolved(allowed),
    must: `be ${allowed}, because the network ACLs of ${vpc.node.path} do not allow other ports from the private to the isolated subnets`,
    remedy: `Set databasePort of the ThreeTierVpc to ${port}, allow the port with its additionalTraffic, or set {port} to ${allowed}.`,
  });
}
