import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ArnFormat, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { describeConnection } from './connection-help';
import { connectionsThreshold } from './connection-limit';
import { DatabaseAlarms } from './database-alarms';
import { EngineGroups } from './engine-groups';
import { createEventSubscriptions } from './event-subscriptions';
import { acknowledgeInstanceRules } from './instance-acknowledgements';
import { declareInstanceControls } from './instance-controls';
import { defaultIdentifier } from './instance-identifier';
import { LogExports, logTypes } from './log-exports';
import { MonitoringRole } from './monitoring-role';
import { MySqlReadReplica, type MySqlReadReplicaProps } from './mysql-read-replica';
import { parseVersion, type MySqlVersion } from './mysql-versions';
import type { HardenedMySqlProps } from './props';
import { isGrowth, LEAST_STORAGE, MAX_STORAGE, MYSQL_PORT, validateDatabaseUser, validateMySql } from './validation';
import { CLOSED_TO_THE_WORLD, declareControls } from '../common/compliance/controls';
import { Problems } from '../common/validation/problems';

const DEFAULT_INSTANCE_TYPE = 'm7g.large';

/**
 * RDS for MySQL: encrypted, in private subnets, reached over TLS by security group only, backed up, monitored and logged. Its master
 * password is generated and rotated by RDS and never seen in a template.
 *
 * An application is let in by `database.connections.allowDefaultPortFrom(application)` and `database.grantSecretRead(role)`, or by
 * `database.grantConnect(role, user)` with IAM authentication. One in another stack lets itself in:
 * `application.connections.allowToDefaultPort(database)`.
 *
 * It is made from an L1 construct: the L2 of aws-cdk-lib 2.257 knows no master password that RDS manages.
 */
export class HardenedMySql extends Construct implements ec2.IConnectable {
  /** Lets applications in. */
  public readonly connections: ec2.Connections;

  /** The instance itself. */
  public readonly instance: rds.CfnDBInstance;

  /** The identifier of the instance. */
  public readonly instanceIdentifier: string;

  /** The address and the port. */
  public readonly instanceEndpoint: rds.Endpoint;

  /** The secret of the master user: `username` and `password`. */
  public readonly secret: secretsmanager.ISecret;

  /** The security group. */
  public readonly securityGroup: ec2.ISecurityGroup;

  /** The log groups, by the type of the log. */
  public readonly logGroups: { [type: string]: logs.ILogGroup };

  /** The alarms, by metric. */
  public readonly alarms: { [metric: string]: cloudwatch.Alarm };

  /** How a person connects: certificate, port forwarding, credentials. */
  public readonly connectionHelp: string;

  private readonly version: MySqlVersion;
  private readonly removalPolicy: RemovalPolicy;
  private readonly monitoringRole?: iam.IRole;

  constructor(scope: Construct, id: string, private readonly props: HardenedMySqlProps) {
    super(scope, id);
    const subnets = validateMySql(this, props);
    this.version = parseVersion(props.version);
    this.removalPolicy = props.removalPolicy ?? RemovalPolicy.SNAPSHOT;
    this.monitoringRole = this.monitoringInterval !== 0 ? new MonitoringRole(this, 'MonitoringRole').role : undefined;

    const identifier = props.instanceIdentifier ?? defaultIdentifier(this);
    const logExports = this.createLogExports(identifier);
    this.logGroups = logExports.logGroups;
    this.securityGroup = this.createSecurityGroup();
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup], defaultPort: ec2.Port.tcp(props.port ?? MYSQL_PORT) });
    this.instance = this.createInstance(identifier, subnets, logExports);
    this.instanceIdentifier = this.instance.ref;
    this.instanceEndpoint = new rds.Endpoint(this.instance.attrEndpointAddress, Token.asNumber(this.instance.attrEndpointPort));
    this.secret = this.importSecret();
    this.alarms = this.createAlarms();
    this.connectionHelp = describeConnection(this.instanceEndpoint.hostname, this.instance.attrEndpointPort, this.secret.secretArn);
    if (props.notificationTopic) {
      createEventSubscriptions(this, props.notificationTopic, this.instance);
    }
  }

  /**
   * Lets the grantee read the master user's secret, and use the key that encrypts it. Both are policies of the grantee, which may be of
   * a later stack: `secret.grantRead` would name it in the key's policy, or do nothing about an imported key.
   *
   * @param grantee who may read
   * @returns the grant, of both policies where the secret has a key of its own
   */
  public grantSecretRead(grantee: iam.IGrantable): iam.Grant {
    const read = iam.Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      resourceArns: [this.secret.secretArn],
    });
    const { encryptionKey } = this.props;
    return encryptionKey ? read.combine(this.grantSecretDecrypt(grantee, encryptionKey.keyArn)) : read;
  }

  /**
   * Lets the grantee connect as a user of the database with IAM authentication, without a password. The user must exist:
   * `CREATE USER name IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'`.
   *
   * @param grantee who may connect
   * @param databaseUser the name of the user of MySQL, without wildcards
   * @returns the grant
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
   */
  public grantConnect(grantee: iam.IGrantable, databaseUser: string): iam.Grant {
    validateDatabaseUser(this, databaseUser);
    const user = Stack.of(this).formatArn({
      service: 'rds-db',
      resource: 'dbuser',
      resourceName: `${this.instance.attrDbiResourceId}/${databaseUser}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return iam.Grant.addToPrincipal({ grantee, actions: ['rds-db:connect'], resourceArns: [user] });
  }

  /**
   * Adds a replica that serves reads, behind the same security group, with logs, alarms and notifications as its source has.
   *
   * @returns the replica
   */
  public addReadReplica(id: string, props: MySqlReadReplicaProps = {}): MySqlReadReplica {
    const { backupRetention, instanceType, encryptionKey, notificationTopic, alarmActions, okActions, alarmNamePrefix } = this.props;
    new Problems(this)
      .checkTime('backupRetention', backupRetention, 'days', (days) => days > 0, 'A replica is made from the backups of its source: give 1 to 35 days.')
      .throwIfAny();
    return new MySqlReadReplica(this, id, {
      ...props,
      source: this.instance,
      securityGroup: this.securityGroup,
      instanceType: props.instanceType ?? instanceType,
      monitoringRole: this.monitoringRole,
      encryptionKey,
      logRetention: this.props.logRetention,
      logRemovalPolicy: this.logRemovalPolicy,
      notificationTopic,
      alarmActions,
      okActions,
      alarmNamePrefix: alarmNamePrefix && `${alarmNamePrefix}-${id}`,
      connectionsAlarmThreshold: this.connectionsThreshold(props.instanceType ?? instanceType),
    });
  }

  private get monitoringInterval(): number {
    return (this.props.monitoringInterval ?? Duration.minutes(1)).toSeconds();
  }

  private get goesWithTheStack(): boolean {
    return this.removalPolicy === RemovalPolicy.DESTROY;
  }

  private get logRemovalPolicy(): RemovalPolicy {
    return this.goesWithTheStack ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  }

  private grantSecretDecrypt(grantee: iam.IGrantable, keyArn: string): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` } },
    });
  }

  private createLogExports(instanceIdentifier: string): LogExports {
    return new LogExports(this, 'Logs', {
      instanceIdentifier,
      types: logTypes(this.props.auditLog ?? true),
      retention: this.props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: this.logRemovalPolicy,
      encryptionKey: this.props.encryptionKey,
    });
  }

  private createSecurityGroup(): ec2.ISecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: this.props.vpc,
      description: 'Database: MySQL from the application',
      allowAllOutbound: false,
    });
    declareControls(group, CLOSED_TO_THE_WORLD);
    return group;
  }

  private createInstance(identifier: string, subnets: ec2.ISubnet[], logExports: LogExports): rds.CfnDBInstance {
    const { props } = this;
    const allocatedStorage = props.allocatedStorage ?? LEAST_STORAGE;
    const subnetGroup = new rds.CfnDBSubnetGroup(this, 'SubnetGroup', {
      dbSubnetGroupDescription: 'Private subnets of the database',
      subnetIds: subnets.map((subnet) => subnet.subnetId),
    });
    const groups = new EngineGroups(this, 'Engine', {
      version: this.version,
      generalLog: props.generalLog ?? false,
      auditLog: props.auditLog ?? true,
      parameters: props.parameters ?? {},
      leavesSnapshot: !this.goesWithTheStack,
    });
    const insights = props.enablePerformanceInsights ?? true;
    const instance = new rds.CfnDBInstance(this, 'Resource', {
      dbInstanceIdentifier: identifier,
      dbInstanceClass: `db.${props.instanceType ?? DEFAULT_INSTANCE_TYPE}`,
      engine: 'mysql',
      engineVersion: this.version.full,
      engineLifecycleSupport: props.extendedSupport ? 'open-source-rds-extended-support' : 'open-source-rds-extended-support-disabled',
      allowMajorVersionUpgrade: props.allowMajorVersionUpgrade,
      autoMinorVersionUpgrade: true,
      ...this.credentials(),
      dbName: props.databaseName,
      dbSnapshotIdentifier: props.snapshotIdentifier,
      allocatedStorage: String(allocatedStorage),
      maxAllocatedStorage: props.maxAllocatedStorage ?? defaultMaxStorage(allocatedStorage),
      storageType: 'gp3',
      storageEncrypted: true,
      // A restored database keeps the key of its snapshot; CloudFormation asks to name none.
      kmsKeyId: props.snapshotIdentifier === undefined ? props.encryptionKey?.keyArn : undefined,
      multiAz: props.multiAz ?? true,
      port: String(props.port ?? MYSQL_PORT),
      publiclyAccessible: false,
      caCertificateIdentifier: String(props.caCertificate ?? 'rds-ca-rsa2048-g1'),
      dbSubnetGroupName: subnetGroup.ref,
      vpcSecurityGroups: [this.securityGroup.securityGroupId],
      dbParameterGroupName: groups.parameterGroup.ref,
      optionGroupName: groups.optionGroup?.ref,
      enableIamDatabaseAuthentication: true,
      enableCloudwatchLogsExports: Object.keys(logExports.logGroups),
      backupRetentionPeriod: (props.backupRetention ?? Duration.days(35)).toDays(),
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: this.goesWithTheStack,
      deletionProtection: props.deletionProtection ?? true,
      monitoringInterval: this.monitoringInterval,
      monitoringRoleArn: this.monitoringRole?.roleArn,
      enablePerformanceInsights: insights,
      performanceInsightsKmsKeyId: insights ? props.encryptionKey?.keyArn : undefined,
    });
    instance.applyRemovalPolicy(this.removalPolicy);
    // The log groups come first, or RDS makes its own, and they go last.
    instance.node.addDependency(logExports);
    acknowledgeInstanceRules(instance);
    declareInstanceControls(instance);
    return instance;
  }

  /** A restored database has the master user of its snapshot, and a new password. */
  private credentials(): Pick<rds.CfnDBInstanceProps, 'masterUsername' | 'manageMasterUserPassword' | 'masterUserSecret'> {
    return {
      masterUsername: this.props.snapshotIdentifier === undefined ? this.props.masterUsername ?? 'dbadmin' : undefined,
      manageMasterUserPassword: true,
      masterUserSecret: this.props.encryptionKey && { kmsKeyId: this.props.encryptionKey.keyArn },
    };
  }

  private importSecret(): secretsmanager.ISecret {
    return secretsmanager.Secret.fromSecretAttributes(this, 'Secret', {
      secretCompleteArn: this.instance.attrMasterUserSecretSecretArn,
      encryptionKey: this.props.encryptionKey,
    });
  }

  private createAlarms(): { [metric: string]: cloudwatch.Alarm } {
    const { props } = this;
    return new DatabaseAlarms(this, 'Alarms', {
      instanceIdentifier: this.instance.ref,
      allocatedStorage: props.allocatedStorage ?? LEAST_STORAGE,
      connections: props.connectionsAlarmThreshold ?? this.connectionsThreshold(props.instanceType),
      instanceType: String(props.instanceType ?? DEFAULT_INSTANCE_TYPE),
      actions: props.alarmActions,
      okActions: props.okActions,
      alarmNamePrefix: props.alarmNamePrefix,
    }).alarms;
  }

  private connectionsThreshold(instanceType?: ec2.InstanceType): number {
    return connectionsThreshold(String(instanceType ?? DEFAULT_INSTANCE_TYPE), this.props.parameters?.max_connections);
  }
}

/** Undefined where storage cannot grow, or is known to the deployment alone and cannot be multiplied. */
function defaultMaxStorage(allocatedStorage: number): number | undefined {
  const size = Math.min(allocatedStorage * 5, MAX_STORAGE);
  return !Token.isUnresolved(allocatedStorage) && isGrowth(allocatedStorage, size) ? size : undefined;
}
