import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { CONNECTIONS_REMEDY, isConnections } from './connection-limit';
import { checkInstanceType } from './instance-class';
import { IDENTIFIER_REMEDY, isIdentifier } from './instance-identifier';
import { isNewerThanKnown, parseVersion, versionRemedy } from './mysql-versions';
import { checkParameters } from './parameters';
import type { HardenedMySqlProps } from './props';
import { checkNoAlias } from '../common/policies/key-policy';
import { isLogRetention, isWhole, LOG_RETENTION_REMEDY } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';
import { ThreeTierVpc } from '../network/three-tier-vpc';

/** In GiB. */
export const [LEAST_STORAGE, MAX_STORAGE] = [20, 65_536];

/** What a database is, wherever it stands. */
type MySqlProps = Omit<HardenedMySqlProps, 'vpc'>;

export const MYSQL_PORT = 3306;

/**
 * What attackers try first, and what RDS itself makes.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MySQL.CommonDBATasks.privilege-model.html
 */
const RESERVED_USERS = ['admin', 'rdsadmin'];

const MONITORING_INTERVALS = [0, 1, 5, 10, 15, 30, 60];

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
export function isGrowth(allocatedStorage: number, maxAllocatedStorage: number): boolean {
  return maxAllocatedStorage * 10 >= allocatedStorage * 11;
}

/** Checks all of it, and returns the subnets that were selected. */
export function validateMySql(scope: Construct, props: HardenedMySqlProps): ec2.ISubnet[] {
  const problems = new Problems(scope);
  checkMySql(problems, props);
  checkNoAlias(problems, 'encryptionKey', props.encryptionKey);
  const { subnets, failure } = selectSubnets(props);
  checkSubnets(problems, props, subnets, failure);
  checkPort(problems, props, subnets);
  problems.throwIfAny();
  return subnets;
}

/** In a policy, names can stand for others. */
export function validateDatabaseUser(scope: Construct, databaseUser: string): void {
  new Problems(scope)
    .check('databaseUser', databaseUser, (name) => name !== '' && !/[*?]|\$\{/.test(name), "Give the name of one user: '*', '?' and '${' stand for others.")
    .throwIfAny();
}

/** A VPC throws where it has no such subnets. */
function selectSubnets({ vpc, vpcSubnets }: HardenedMySqlProps): { readonly subnets: ec2.ISubnet[]; readonly failure: string } {
  try {
    return { subnets: vpc.selectSubnets(vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }).subnets, failure: 'no subnet' };
  } catch (error) {
    return { subnets: [], failure: (error as Error).message };
  }
}

/**
 * Checks all that needs no VPC.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export function checkMySql(problems: Problems, props: MySqlProps): void {
  checkVersion(problems, props);
  problems
    .check('instanceIdentifier', props.instanceIdentifier, isIdentifier, IDENTIFIER_REMEDY)
    .check('allocatedStorage', props.allocatedStorage, isWhole(LEAST_STORAGE, MAX_STORAGE), 'Give 20 to 65,536 GiB.')
    .check('maxAllocatedStorage', props.maxAllocatedStorage, (size) => isGrowth(props.allocatedStorage ?? LEAST_STORAGE, size) && isWhole(LEAST_STORAGE, MAX_STORAGE)(size), 'Give a tenth more than allocatedStorage at least, and 65,536 GiB at most.')
    .check('port', props.port, isWhole(1150, 65_535), 'Give a port of 1150 to 65535.')
    .check('databaseName', props.databaseName, (name) => /^[a-zA-Z]\w{0,63}$/.test(name), "Give 1 to 64 letters, digits and '_', beginning with a letter.")
    .check('masterUsername', props.masterUsername, (name) => /^[a-zA-Z][a-zA-Z0-9_]{0,15}$/.test(name) && !RESERVED_USERS.includes(name.toLowerCase()), `Give 1 to 16 letters, digits and '_', beginning with a letter, other than ${RESERVED_USERS.join(', ')}.`)
    .check('snapshotIdentifier', props.snapshotIdentifier, (snapshot) => snapshot !== '', 'Give the name or the ARN of a snapshot, or leave it out.')
    .checkTime('backupRetention', props.backupRetention, 'days', isWhole(0, 35), 'Give 0 to 35 whole days.')
    .check('logRetention', props.logRetention, isLogRetention, LOG_RETENTION_REMEDY)
    .checkTime('monitoringInterval', props.monitoringInterval, 'seconds', (seconds) => MONITORING_INTERVALS.includes(seconds), `Give one of ${MONITORING_INTERVALS.join(', ')} seconds.`)
    .check('connectionsAlarmThreshold', props.connectionsAlarmThreshold, isConnections, CONNECTIONS_REMEDY)
    .check('removalPolicy', props.removalPolicy, (policy) => policy !== RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'Give SNAPSHOT, RETAIN or DESTROY.');
  checkInstanceType(problems, props.instanceType);
  checkParameters(problems, props.parameters);
  checkTogether(problems, props);
}

function checkVersion(problems: Problems, props: MySqlProps): void {
  const version = parseVersion(props.version);
  const remedy = versionRemedy(version, props.extendedSupport ?? false);
  if (remedy) {
    problems.add({ prop: 'version', value: version.full, remedy });
  } else if (isNewerThanKnown(version)) {
    problems.warn('newerVersion', `MySQL ${version.full} is newer than the versions that this construct knows: make sure that RDS offers it.`);
  }
}

function checkTogether(problems: Problems, props: MySqlProps): void {
  const { backupRetention } = props;
  if (backupRetention?.isUnresolved() === false && backupRetention.toDays({ integral: false }) === 0 && props.deletionProtection !== false) {
    problems.add({ prop: 'backupRetention', value: backupRetention, remedy: 'A protected database keeps backups: give 1 to 35 days, or switch deletionProtection off.' });
  }
  if (props.snapshotIdentifier !== undefined && props.masterUsername !== undefined) {
    problems.add({ prop: 'masterUsername', value: props.masterUsername, remedy: 'A restored database has the user of its snapshot: leave it out.' });
  }
  if (props.snapshotIdentifier !== undefined && props.databaseName !== undefined) {
    problems.add({ prop: 'databaseName', value: props.databaseName, remedy: 'A restored database has the databases of its snapshot: leave it out.' });
  }
  const instanceType = props.instanceType?.toString() ?? '';
  if (props.enablePerformanceInsights !== false && /^t\w+\.(micro|small)$/.test(instanceType)) {
    problems.add({ prop: 'enablePerformanceInsights', value: instanceType, remedy: 'This instance type does not offer it: set enablePerformanceInsights to false, or give t4g.medium or greater.' });
  }
}

/** The network ACLs of a `ThreeTierVpc` pass one port to the isolated subnets. */
function checkPort(problems: Problems, { vpc, port = MYSQL_PORT }: HardenedMySqlProps, subnets: ec2.ISubnet[]): void {
  const network = vpc.node.scope;
  if (!(network instanceof ThreeTierVpc) || !subnets.some((subnet) => vpc.isolatedSubnets.includes(subnet))) {
    return;
  }
  const passed = network.databasePort;
  problems.check('port', port, () => Token.isUnresolved(passed) || passed === port,
    `The network ACLs of '${network.node.path}' pass ${passed} to the isolated subnets: give the ThreeTierVpc databasePort ${port}, or the database port ${passed}.`);
}

function checkSubnets(problems: Problems, props: HardenedMySqlProps, subnets: ec2.ISubnet[], failure: string): void {
  const publicIds = props.vpc.publicSubnets.map((subnet) => subnet.subnetId);
  const exposed = subnets.filter((subnet) => publicIds.includes(subnet.subnetId));
  if (exposed.length > 0) {
    problems.add({ prop: 'vpcSubnets', value: exposed.map((subnet) => subnet.node.path).join(', '), remedy: 'A database belongs into private subnets: select isolated ones, or private ones with egress.' });
  }
  if (new Set(subnets.map(zoneOf)).size < 2) {
    problems.add({ prop: 'vpcSubnets', value: subnets.map((subnet) => subnet.node.path).join(', ') || failure, remedy: 'RDS asks for subnets in two zones at least: give a VPC with isolated subnets in two zones, or select others.' });
  }
}

/** The zone as text; the subnet itself where its zone is not known. */
function zoneOf(subnet: ec2.ISubnet): string {
  try {
    return JSON.stringify(Stack.of(subnet).resolve(subnet.availabilityZone));
  } catch {
    // A subnet that was imported by its identifier alone throws.
    return subnet.subnetId;
  }
}
