import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { connectionsThreshold } from './connection-limit';
import { DatabaseAlarms } from './database-alarms';
import { logRemovalPolicyOf } from './defaults';
import { createEventSubscriptions } from './event-subscriptions';
import { acknowledgeInstanceRules } from './instance-acknowledgements';
import { declareInstanceControls } from './instance-controls';
import { defaultIdentifier } from './instance-identifier';
import { importInstance } from './instance-import';
import { LogExports } from './log-exports';
import type { MySqlVersion } from './mysql-versions';
import type { HardenedMySqlProps, MySqlReadReplicaProps } from './props';
import { MIN_STORAGE } from './storage-size';
import { checkReadReplica } from './validation';
import { Problems } from '../common/validation/problems';

/** The database that a replica is created from. */
interface ReplicaSource {
  readonly instance: rds.CfnDBInstance;
  readonly version: MySqlVersion;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly port: number;
  readonly monitoringRole?: iam.IRole;
  readonly props: HardenedMySqlProps;
}

/**
 * Creates a read replica of a `HardenedMySql`. Call `HardenedMySql.addReadReplica` to add one.
 *
 * The replica is encrypted with the key of its source and has its own logs and alarms. It has no backups and is deleted with the stack, because its
 * data is a copy. RDS copies the parameter group, the option group and all other settings from the source.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
 *
 * @example
 * import { InstanceType } from 'aws-cdk-lib/aws-ec2';
 * import { HardenedMySql, ThreeTierVpc } from '@org/secure-baseline';
 *
 * const network = new ThreeTierVpc(this, 'Network');
 * const database = new HardenedMySql(this, 'Database', { vpc: network.vpc });
 * const replica = database.addReadReplica('Replica', { instanceType: new InstanceType('r7g.large') });
 */
export class MySqlReadReplica extends Construct {
  /**
   * Creates a replica. The constructor is private because only `HardenedMySql.addReadReplica` provides the source.
   * @internal
   */
  public static _create(scope: Construct, id: string, props: MySqlReadReplicaProps, source: ReplicaSource): MySqlReadReplica {
    return new MySqlReadReplica(scope, id, props, source);
  }

  /** The L1 construct of the instance. */
  public readonly instance: rds.CfnDBInstance;

  /** The instance as an L2 construct, for network access, IAM authentication, metrics and proxies. */
  public readonly databaseInstance: rds.IDatabaseInstance;

  /** The identifier of the instance. */
  public readonly instanceIdentifier: string;

  /** The address and the port of the instance. */
  public readonly instanceEndpoint: rds.Endpoint;

  /** The log groups, by log type. */
  public readonly logGroups: { [type: string]: logs.ILogGroup };

  /** The alarms, by metric. */
  public readonly alarms: { [metric: string]: cloudwatch.Alarm };

  private constructor(scope: Construct, id: string, private readonly props: MySqlReadReplicaProps, private readonly source: ReplicaSource) {
    super(scope, id);
    this.validateProps();
    const identifier = props.instanceIdentifier ?? defaultIdentifier(this);
    const logExports = this.createLogExports(identifier);
    this.logGroups = logExports.logGroups;
    this.instance = this.createInstance(identifier);
    // RDS creates missing log groups, so they must be created before the instance and deleted after it.
    this.instance.node.addDependency(logExports);
    this.databaseInstance = importInstance(this, this.instance, source);
    this.instanceIdentifier = this.instance.ref;
    this.instanceEndpoint = new rds.Endpoint(this.instance.attrEndpointAddress, Token.asNumber(this.instance.attrEndpointPort));
    this.alarms = this.createAlarms(id);
    if (source.props.notificationTopic) {
      createEventSubscriptions(this, source.props.notificationTopic, this.instance);
    }
  }

  private validateProps(): void {
    const problems = new Problems(this);
    checkReadReplica(problems, this.props);
    problems.throwIfAny();
  }

  private createLogExports(instanceIdentifier: string): LogExports {
    const { instance, props } = this.source;
    return new LogExports(this, 'Logs', {
      instanceIdentifier,
      types: instance.enableCloudwatchLogsExports ?? [],
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: logRemovalPolicyOf(props),
      encryptionKey: props.encryptionKey,
    });
  }

  private createInstance(dbInstanceIdentifier: string): rds.CfnDBInstance {
    const { instance: source, securityGroup, monitoringRole } = this.source;
    const { instanceType, availabilityZone } = this.props;
    const instance = new rds.CfnDBInstance(this, 'Resource', {
      dbInstanceIdentifier,
      sourceDbInstanceIdentifier: source.ref,
      dbInstanceClass: instanceType ? `db.${instanceType}` : source.dbInstanceClass,
      availabilityZone,
      storageType: source.storageType,
      maxAllocatedStorage: source.maxAllocatedStorage,
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      caCertificateIdentifier: source.caCertificateIdentifier,
      vpcSecurityGroups: [securityGroup.securityGroupId],
      enableIamDatabaseAuthentication: true,
      enableCloudwatchLogsExports: source.enableCloudwatchLogsExports,
      deletionProtection: source.deletionProtection,
      monitoringInterval: source.monitoringInterval,
      monitoringRoleArn: monitoringRole?.roleArn,
    });
    // RDS does not create a final snapshot of a replica.
    instance.applyRemovalPolicy(RemovalPolicy.DESTROY);
    acknowledgeInstanceRules(instance);
    declareInstanceControls(instance);
    return instance;
  }

  private createAlarms(id: string): { [metric: string]: cloudwatch.Alarm } {
    const { instance: source, props: { parameters, alarmActions, okActions, alarmNamePrefix } } = this.source;
    const instanceType = this.instance.dbInstanceClass ?? '';
    return new DatabaseAlarms(this, 'Alarms', {
      instanceIdentifier: this.instance.ref,
      allocatedStorage: Number(source.allocatedStorage) || MIN_STORAGE,
      connections: connectionsThreshold(instanceType, parameters?.max_connections),
      instanceType,
      isReplica: true,
      actions: alarmActions,
      okActions,
      alarmNamePrefix: alarmNamePrefix && `${alarmNamePrefix}-${id}`,
    }).alarms;
  }
}
