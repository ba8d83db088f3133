import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { describeConnection } from './connection-help';
import { connectionsThreshold } from './connection-limit';
import { DatabaseAlarms } from './database-alarms';
import { isEncrypted, logRemovalPolicyOf } from './defaults';
import type { EngineGroups } from './engine-groups';
import { createEventSubscriptions } from './event-subscriptions';
import { grantConnect, grantSecretRead } from './grants';
import { acknowledgeInstanceRules } from './instance-acknowledgements';
import { declareInstanceControls } from './instance-controls';
import { defaultIdentifier } from './instance-identifier';
import { importInstance } from './instance-import';
import { LogExports } from './log-exports';
import { parseVersion, type MySqlVersion } from './mysql-versions';
import type { HardenedMySqlProps, MySqlReadReplicaProps } from './props';
import { checkReadReplica } from './replica-validation';
import { createSecurityGroup } from './security-group';
import { initialStorage } from './storage-size';
import { validateDatabaseUser } from './validation';
import { keepProps } from '../common/cdk/property-injectors';
import { Problems } from '../common/validation/problems';

/** The database that a replica is created from. */
interface ReplicaSource {
  readonly instance: rds.CfnDBInstance;
  readonly version: MySqlVersion;
  readonly engineGroups: EngineGroups;
  readonly port: number;
  readonly monitoringRole?: iam.IRole;
  readonly secret: secretsmanager.ISecret;
  readonly props: HardenedMySqlProps;
}

/**
 * Creates a read replica of a `HardenedMySql`. Call `HardenedMySql.addReadReplica` to add one.
 *
 * The replica has the data, the users and the passwords of its source and is encrypted with the same key. It has its own security group, logs and
 * alarms: allow an application access with `replica.connections.allowDefaultPortFrom(application)` and `replica.grantConnect(role, user)`. It has no
 * Performance Insights. It has no backups and is deleted with the stack, because its data is a copy.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
 *
 * @example
 * import { InstanceType } from 'aws-cdk-lib/aws-ec2';
 * import { HardenedMySql, ThreeTierVpc } from '@org/secure-baseline';
 *
 * const network = new ThreeTierVpc(this, 'Network');
 * const database = new HardenedMySql(this, 'Database', { vpc: network.vpc, manageMasterUserPassword: false });
 * const replica = database.addReadReplica('Replica', { instanceType: new InstanceType('r7g.large') });
 */
export class MySqlReadReplica extends Construct implements ec2.IConnectable {
  /**
   * Creates a replica. The constructor is private because only `HardenedMySql.addReadReplica` provides the source.
   * @internal
   */
  public static _create(scope: Construct, id: string, props: MySqlReadReplicaProps, source: ReplicaSource): MySqlReadReplica {
    return new MySqlReadReplica(scope, id, props, source);
  }

  /** The connections of the replica, to allow access from applications. */
  public readonly connections: ec2.Connections;

  /** The L1 construct of the instance. */
  public readonly instance: rds.CfnDBInstance;

  /** The instance as an L2 construct, for metrics and proxies. */
  public readonly databaseInstance: rds.IDatabaseInstance;

  /** The identifier of the instance. */
  public readonly instanceIdentifier: string;

  /** The address and the port of the instance. */
  public readonly instanceEndpoint: rds.Endpoint;

  /** The log groups, by log type. */
  public readonly logGroups: { [type: string]: logs.ILogGroup };

  /** The security group of the replica. */
  public readonly securityGroup: ec2.ISecurityGroup;

  /** The alarms, by metric. */
  public readonly alarms: { [metric: string]: cloudwatch.Alarm };

  /** Instructions to connect to the replica: port forwarding, certificates and credentials. */
  public readonly connectionHelp: string;

  private constructor(scope: Construct, id: string, private readonly props: MySqlReadReplicaProps, private readonly source: ReplicaSource) {
    super(scope, id);
    keepProps(this);
    this.validateProps();
    const identifier = props.instanceIdentifier ?? defaultIdentifier(this);
    const logExports = this.createLogExports(identifier);
    this.logGroups = logExports.logGroups;
    this.securityGroup = createSecurityGroup(this, source.props.vpc, 'Read replica: MySQL from the application');
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup], defaultPort: ec2.Port.tcp(source.port) });
    this.instance = this.createInstance(identifier);
    // RDS creates missing log groups, so they must be created before the instance and deleted after it.
    this.instance.node.addDependency(logExports);
    this.databaseInstance = importInstance(this, this.instance, { version: this.version, securityGroup: this.securityGroup, port: source.port });
    this.instanceIdentifier = this.instance.ref;
    this.instanceEndpoint = new rds.Endpoint(this.instance.attrEndpointAddress, Token.asNumber(this.instance.attrEndpointPort));
    this.alarms = this.createAlarms(id);
    this.connectionHelp = describeConnection(this.instanceEndpoint.hostname, this.instance.attrEndpointPort, source.secret.secretArn);
    if (source.props.notificationTopic) {
      createEventSubscriptions(this, source.props.notificationTopic, this.instance);
    }
  }

  /**
   * Allows the grantee to connect to the replica as a user of the database with IAM authentication, without a password. Create the user in the source:
   * see `HardenedMySql.grantConnect`.
   *
   * @param grantee the principal that connects
   * @param databaseUser the name of the MySQL user, without wildcards
   * @returns the grant
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
   */
  public grantConnect(grantee: iam.IGrantable, databaseUser: string): iam.Grant {
    validateDatabaseUser(this, databaseUser);
    return grantConnect(this, grantee, this.instance.attrDbiResourceId, databaseUser);
  }

  /**
   * Allows the grantee to read the secret of the master user and to decrypt it. It is the secret of the source, because the users of the replica are
   * the same.
   *
   * @param grantee the principal that reads the secret
   * @returns the grant, which includes the key if the secret is encrypted with `encryptionKey`
   */
  public grantSecretRead(grantee: iam.IGrantable): iam.Grant {
    return grantSecretRead(this, grantee, this.source.secret.secretArn, this.source.props.encryptionKey);
  }

  private validateProps(): void {
    const problems = new Problems(this);
    checkReadReplica(problems, this.props, this.source.props);
    problems.throwIfAny();
  }

  /** A replica without a version has that of its source. */
  private get version(): MySqlVersion {
    return this.props.version ? parseVersion(this.props.version) : this.source.version;
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
    const { instance: source, engineGroups, monitoringRole } = this.source;
    const { instanceType, availabilityZone, version, allowMajorVersionUpgrade } = this.props;
    const { parameterGroup, optionGroup } = engineGroups.groupOf(this.version);
    const instance = new rds.CfnDBInstance(this, 'Resource', {
      dbInstanceIdentifier,
      sourceDbInstanceIdentifier: source.ref,
      dbInstanceClass: instanceType ? `db.${instanceType}` : source.dbInstanceClass,
      availabilityZone,
      engineVersion: version?.mysqlFullVersion,
      allowMajorVersionUpgrade,
      dbParameterGroupName: parameterGroup.ref,
      optionGroupName: optionGroup.ref,
      storageType: source.storageType,
      maxAllocatedStorage: source.maxAllocatedStorage,
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      caCertificateIdentifier: source.caCertificateIdentifier,
      vpcSecurityGroups: [this.securityGroup.securityGroupId],
      enableIamDatabaseAuthentication: true,
      enableCloudwatchLogsExports: source.enableCloudwatchLogsExports,
      deletionProtection: source.deletionProtection,
      monitoringInterval: source.monitoringInterval,
      monitoringRoleArn: monitoringRole?.roleArn,
    });
    // RDS does not create a final snapshot of a replica.
    instance.applyRemovalPolicy(RemovalPolicy.DESTROY);
    acknowledgeInstanceRules(instance);
    declareInstanceControls(instance, isEncrypted(this.source.props));
    return instance;
  }

  private createAlarms(id: string): { [metric: string]: cloudwatch.Alarm } {
    const { parameters, alarmActions, okActions, alarmNamePrefix } = this.source.props;
    const instanceType = this.instance.dbInstanceClass ?? '';
    return new DatabaseAlarms(this, 'Alarms', {
      instanceIdentifier: this.instance.ref,
      allocatedStorage: initialStorage(this.source.props),
      connections: connectionsThreshold(instanceType, parameters?.max_connections),
      instanceType,
      isReplica: true,
      actions: alarmActions,
      okActions,
      alarmNamePrefix: alarmNamePrefix && `${alarmNamePrefix}-${id}`,
    }).alarms;
  }
}
