import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DEFAULT_INSTANCE_TYPE, isDestroyed, isEncrypted, masterUsernameOf, monitoringIntervalOf, MYSQL_PORT } from './defaults';
import type { EngineGroups } from './engine-groups';
import { acknowledgeInstanceRules } from './instance-acknowledgements';
import { declareInstanceControls } from './instance-controls';
import type { LogExports } from './log-exports';
import type { MasterSecret } from './master-secret/master-secret';
import type { MySqlVersion } from './mysql-versions';
import type { HardenedMySqlProps } from './props';
import { initialStorage, maxStorage } from './storage-size';
import { databaseSubnets } from './subnets';
import { warnOfDeletedKey } from '../common/policies/deleted-key';

/** The resources of a database that its instance depends on. */
export interface SourceInstanceParts {
  readonly identifier: string;
  readonly version: MySqlVersion;
  readonly engineGroups: EngineGroups;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly logExports: LogExports;
  readonly monitoringRole?: iam.IRole;
  /** The secret of the master user, unless RDS manages it. */
  readonly masterSecret?: MasterSecret;
}

/** Creates the instance of a database with its subnet group. */
export function createSourceInstance(scope: Construct, props: HardenedMySqlProps, parts: SourceInstanceParts): rds.CfnDBInstance {
  const { logExports } = parts;
  const subnetGroup = new rds.CfnDBSubnetGroup(scope, 'SubnetGroup', {
    dbSubnetGroupDescription: 'Private subnets of the database',
    subnetIds: databaseSubnets(props.vpc, props.vpcSubnets).subnets.map(({ subnetId }) => subnetId),
  });
  const { parameterGroup, optionGroup } = parts.engineGroups.groupOf(parts.version);
  const instance = new rds.CfnDBInstance(scope, 'Resource', {
    dbInstanceIdentifier: parts.identifier,
    dbInstanceClass: `db.${props.instanceType ?? DEFAULT_INSTANCE_TYPE}`,
    ...engine(props, parts.version),
    ...credentials(props, parts.masterSecret),
    dbName: props.databaseName,
    dbSnapshotIdentifier: props.snapshotIdentifier,
    ...storage(props),
    multiAz: props.multiAz ?? true,
    port: String(props.port ?? MYSQL_PORT),
    publiclyAccessible: false,
    caCertificateIdentifier: String(props.caCertificate ?? 'rds-ca-rsa2048-g1'),
    dbSubnetGroupName: subnetGroup.ref,
    vpcSecurityGroups: [parts.securityGroup.securityGroupId],
    dbParameterGroupName: parameterGroup.ref,
    optionGroupName: optionGroup.ref,
    enableIamDatabaseAuthentication: true,
    enableCloudwatchLogsExports: Object.keys(logExports.logGroups),
    backupRetentionPeriod: (props.backupRetention ?? Duration.days(35)).toDays(),
    copyTagsToSnapshot: true,
    deleteAutomatedBackups: isDestroyed(props),
    deletionProtection: props.deletionProtection ?? true,
    ...monitoring(props, parts.monitoringRole),
  });
  instance.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.SNAPSHOT);
  // RDS creates missing log groups, so they must be created before the instance and deleted after it.
  instance.node.addDependency(logExports);
  warnOfDeletedKey({ construct: scope, resource: instance }, props.encryptionKey);
  acknowledgeInstanceRules(instance);
  declareInstanceControls(instance, isEncrypted(props));
  return instance;
}

function engine(props: HardenedMySqlProps, version: MySqlVersion): Partial<rds.CfnDBInstanceProps> {
  return {
    engine: 'mysql',
    engineVersion: version.full,
    engineLifecycleSupport: props.extendedSupport ? 'open-source-rds-extended-support' : 'open-source-rds-extended-support-disabled',
    allowMajorVersionUpgrade: props.allowMajorVersionUpgrade,
    autoMinorVersionUpgrade: true,
  };
}

/** A restored database has the master user of its snapshot and a new password. */
function credentials(props: HardenedMySqlProps, masterSecret?: MasterSecret): Partial<rds.CfnDBInstanceProps> {
  const { encryptionKey } = props;
  return {
    masterUsername: props.snapshotIdentifier === undefined ? masterUsernameOf(props) : undefined,
    ...(masterSecret
      ? { masterUserPassword: masterSecret.password }
      : { manageMasterUserPassword: true, masterUserSecret: encryptionKey && { kmsKeyId: encryptionKey.keyArn } }),
  };
}

function storage(props: HardenedMySqlProps): Partial<rds.CfnDBInstanceProps> {
  const { snapshotIdentifier, encryptionKey } = props;
  const allocatedStorage = initialStorage(props);
  return {
    allocatedStorage: allocatedStorage === undefined ? undefined : String(allocatedStorage),
    maxAllocatedStorage: maxStorage(props),
    storageType: 'gp3',
    // CloudFormation sends neither encryption nor key when it restores a snapshot: the database has those of the snapshot. A later change of
    // either property would replace the database.
    storageEncrypted: true,
    kmsKeyId: snapshotIdentifier === undefined ? encryptionKey?.keyArn : undefined,
  };
}

function monitoring(props: HardenedMySqlProps, role?: iam.IRole): Partial<rds.CfnDBInstanceProps> {
  const insights = props.enablePerformanceInsights ?? true;
  return {
    monitoringInterval: monitoringIntervalOf(props),
    monitoringRoleArn: role?.roleArn,
    enablePerformanceInsights: insights,
    // If the key of a database were removed with its insights, CloudFormation would replace the database. It ignores the key of a new database
    // without insights, but RDS refuses it after the restoration of a snapshot.
    performanceInsightsKmsKeyId: insights || props.snapshotIdentifier === undefined ? props.encryptionKey?.keyArn : undefined,
  };
}
