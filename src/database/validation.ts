import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { CONNECTIONS_REMEDY, isConnections } from './connection-limit';
import { MYSQL_PORT } from './defaults';
import { checkInstanceType } from './instance-class';
import { IDENTIFIER_REMEDY, isIdentifier } from './instance-identifier';
import { DEFAULT_VERSION, isExact, isKnown, newestOf, parseVersion } from './mysql-versions';
import { DEPRECATED_MYSQL_VERSIONS } from './offered-mysql-versions';
import { checkParameters } from './parameters';
import type { HardenedMySqlProps, MySqlReadReplicaProps } from './props';
import { isGrowth, MAX_STORAGE, MIN_STORAGE } from './storage-size';
import { databaseSubnets } from './subnets';
import { allowedDatabasePort } from '../common/cdk/database-port';
import { availabilityZoneOf } from '../common/cdk/subnets';
import { checkNoAlias } from '../common/policies/key-policy';
import { isWhole, LOG_RETENTION } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

/** The props of a database. Without a VPC, the checks that need one are left out. */
type CheckedProps = Omit<HardenedMySqlProps, 'vpc'> & Partial<Pick<HardenedMySqlProps, 'vpc'>>;

/**
 * Names that attackers try first, and the one that RDS itself uses.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MySQL.CommonDBATasks.privilege-model.html
 */
const RESERVED_USERS = ['admin', 'rdsadmin'];

const MONITORING_INTERVALS = [0, 1, 5, 10, 15, 30, 60];

/** A policy treats some characters of a name as wildcards. */
export function validateDatabaseUser(scope: Construct, databaseUser: string): void {
  new Problems(scope)
    .check('databaseUser', databaseUser, { isMet: (name) => name !== '' && !/[*?]|\$\{/.test(name), must: 'TODO', remedy: "Give the name of one user: '*', '?' and '${' stand for others." })
    .throwIfAny();
}

/**
 * Records every problem of the props.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export function checkMySql(problems: Problems, props: CheckedProps): void {
  checkVersion(problems, props);
  problems
    .check('instanceIdentifier', props.instanceIdentifier, { isMet: isIdentifier, must: 'TODO', remedy: IDENTIFIER_REMEDY })
    .check('allocatedStorage', props.allocatedStorage, { isMet: isWhole(MIN_STORAGE, MAX_STORAGE), must: 'TODO', remedy: 'Give 20 to 65,536 GiB.' })
    .check('maxAllocatedStorage', props.maxAllocatedStorage, { isMet: (size) => isGrowth(props.allocatedStorage ?? MIN_STORAGE, size) && isWhole(MIN_STORAGE, MAX_STORAGE)(size), must: 'TODO', remedy: 'Give a tenth more than allocatedStorage at least, and 65,536 GiB at most.' })
    .check('port', props.port, { isMet: isWhole(1150, 65_535), must: 'TODO', remedy: 'Give a port of 1150 to 65535.' })
    .check('databaseName', props.databaseName, { isMet: (name) => /^[a-zA-Z]\w{0,63}$/.test(name), must: 'TODO', remedy: "Give 1 to 64 letters, digits and '_', beginning with a letter." })
    .check('masterUsername', props.masterUsername, { isMet: (name) => /^[a-zA-Z][a-zA-Z0-9_]{0,15}$/.test(name) && !RESERVED_USERS.includes(name.toLowerCase()), must: 'TODO', remedy: `Give 1 to 16 letters, digits and '_', beginning with a letter, other than ${RESERVED_USERS.join(', ')}.` })
    .check('snapshotIdentifier', props.snapshotIdentifier, { isMet: (snapshot) => snapshot !== '', must: 'TODO', remedy: 'Give the name or the ARN of a snapshot, or leave it out.' })
    .checkTime('backupRetention', props.backupRetention, 'days', { isMet: isWhole(0, 35), must: 'TODO', remedy: 'Give 0 to 35 whole days.' })
    .check('logRetention', props.logRetention, LOG_RETENTION)
    .checkTime('monitoringInterval', props.monitoringInterval, 'seconds', { isMet: (seconds) => MONITORING_INTERVALS.includes(seconds), must: 'TODO', remedy: `Give one of ${MONITORING_INTERVALS.join(', ')} seconds.` })
    .check('connectionsAlarmThreshold', props.connectionsAlarmThreshold, { isMet: isConnections, must: 'TODO', remedy: CONNECTIONS_REMEDY })
    .check('notificationTopic', props.notificationTopic?.node.path, { isMet: () => !props.notificationTopic?.fifo, must: 'TODO', remedy: 'RDS does not publish to FIFO topics. Use a standard topic.' });
  checkInstanceType(problems, props.instanceType);
  checkParameters(problems, props.parameters);
  checkTogether(problems, props);
  checkNoAlias(problems, 'encryptionKey', props.encryptionKey);
  checkSubnets(problems, props);
}

/** Records every problem of the props that a replica has itself. */
export function checkReadReplica(problems: Problems, props: MySqlReadReplicaProps): void {
  problems.check('instanceIdentifier', props.instanceIdentifier, { isMet: isIdentifier, must: 'TODO', remedy: IDENTIFIER_REMEDY });
  checkInstanceType(problems, props.instanceType);
}

function checkVersion(problems: Problems, props: CheckedProps): void {
  const version = parseVersion(props.version);
  const { full, major, extendedSupport } = version;
  if (Token.isUnresolved(major)) {
    problems.add({ prop: 'version', value: full, must: 'TODO', remedy: 'Give the major version as text, such as \'8.4\': parameter and option groups go by it.' });
  } else if (!isExact(version)) {
    problems.add({ prop: 'version', value: full, must: 'TODO', remedy: `Give an exact version x.y.z, such as '${newestOf(major)}': CloudFormation refuses less.` });
  } else if (extendedSupport && !props.extendedSupport) {
    problems.add({ prop: 'version', value: full, must: 'TODO', remedy: `MySQL ${major} is under extended support, which is charged: give '${DEFAULT_VERSION}', or set extendedSupport to true.` });
  } else if (DEPRECATED_MYSQL_VERSIONS.includes(full)) {
    problems.warn('deprecatedVersion', `MySQL ${full} is deprecated, and RDS may not offer it any more. Use ${newestOf(major)}, the newest version of MySQL ${major} that is known.`);
  } else if (!isKnown(version)) {
    problems.warn('unknownVersion', `MySQL ${full} is not among the versions that aws-cdk-lib knows. Make sure that RDS offers it.`);
  }
}

function checkTogether(problems: Problems, props: CheckedProps): void {
  const { backupRetention } = props;
  if (backupRetention?.isUnresolved() === false && backupRetention.toDays({ integral: false }) === 0 && props.deletionProtection !== false) {
    problems.add({ prop: 'backupRetention', value: backupRetention, must: 'TODO', remedy: 'A protected database keeps backups: give 1 to 35 days, or switch deletionProtection off.' });
  }
  if (props.snapshotIdentifier !== undefined && props.masterUsername !== undefined) {
    problems.add({ prop: 'masterUsername', value: props.masterUsername, must: 'TODO', remedy: 'A restored database has the user of its snapshot: leave it out.' });
  }
  if (props.snapshotIdentifier !== undefined && props.databaseName !== undefined) {
    problems.add({ prop: 'databaseName', value: props.databaseName, must: 'TODO', remedy: 'A restored database has the databases of its snapshot: leave it out.' });
  }
  const instanceType = props.instanceType?.toString() ?? '';
  if (props.enablePerformanceInsights !== false && /^t\w+\.(micro|small)$/.test(instanceType)) {
    problems.add({ prop: 'enablePerformanceInsights', value: instanceType, must: 'TODO', remedy: 'This instance type does not offer it: set enablePerformanceInsights to false, or give t4g.medium or greater.' });
  }
}

/** Leaves out what depends on the VPC if there is none. */
function checkSubnets(problems: Problems, { vpc, vpcSubnets, port = MYSQL_PORT }: CheckedProps): void {
  if (!vpc) {
    return;
  }
  const { subnets, failure } = databaseSubnets(vpc, vpcSubnets);
  const pathsOf = (selected: ec2.ISubnet[]) => selected.map((subnet) => subnet.node.path).join(', ');
  const publicIds = vpc.publicSubnets.map((subnet) => subnet.subnetId);
  const exposed = subnets.filter((subnet) => publicIds.includes(subnet.subnetId));
  if (exposed.length > 0) {
    problems.add({ prop: 'vpcSubnets', value: pathsOf(exposed), must: 'TODO', remedy: 'A database belongs into private subnets: select isolated ones, or private ones with egress.' });
  }
  if (new Set(subnets.map(availabilityZoneOf)).size < 2) {
    problems.add({ prop: vpcSubnets ? 'vpcSubnets' : 'vpc', value: pathsOf(subnets) || failure, must: 'TODO', remedy: 'RDS requires subnets in at least two Availability Zones. Use a VPC with such isolated subnets, or select other subnets by vpcSubnets.' });
  }
  if (subnets.some((subnet) => vpc.isolatedSubnets.includes(subnet))) {
    checkPort(problems, vpc, port);
  }
}

/** The network ACLs of a `ThreeTierVpc` allow one port to the isolated subnets. */
function checkPort(problems: Problems, vpc: ec2.IVpc, port: number): void {
  const allowed = allowedDatabasePort(vpc);
  problems.check('port', port, { isMet: () => allowed === undefined || Token.isUnresolved(allowed) || allowed === port, must: 'TODO', remedy: `The network ACLs of ${vpc.node.path} allow port ${allowed} to the isolated subnets. Set databasePort of the ThreeTierVpc to ${port}, or the port of the database to ${allowed}.` });
}
