import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { describeConnection } from './connection-help';
import { connectionsThreshold } from './connection-limit';
import { DatabaseAlarms } from './database-alarms';
import { DEFAULT_INSTANCE_TYPE, isDestroyed, logRemovalPolicyOf, masterUsernameOf, monitoringIntervalOf, MYSQL_PORT, secretRemovalPolicyOf } from './defaults';
import { EngineGroups } from './engine-groups';
import { createEventSubscriptions } from './event-subscriptions';
import { grantConnect, grantSecretRead } from './grants';
import { defaultIdentifier } from './instance-identifier';
import { importInstance } from './instance-import';
import { LogExports, logTypes } from './log-exports';
import { MasterSecret } from './master-secret/master-secret';
import { MonitoringRole } from './monitoring-role';
import { MySqlReadReplica } from './mysql-read-replica';
import { parseVersion, type MySqlVersion } from './mysql-versions';
import type { HardenedMySqlProps, MySqlReadReplicaProps } from './props';
import { checkReplicaSource } from './replica-validation';
import { createSecurityGroup } from './security-group';
import { createSourceInstance } from './source-instance';
import { initialStorage } from './storage-size';
import { checkMySql, validateDatabaseUser } from './validation';
import { keepProps } from '../common/cdk/property-injectors';
import { Problems } from '../common/validation/problems';

/**
 * Creates an encrypted RDS for MySQL instance in private subnets, with backups, monitoring and logs. Clients connect over TLS, and only if the
 * security group of the instance allows them. The password of the master user is generated, is rotated every 7 days, and does not appear in the
 * template.
 *
 * Allow an application access with `database.connections.allowDefaultPortFrom(application)` and `database.grantSecretRead(role)`, or with
 * `database.grantConnect(role, user)` for IAM authentication. An application in another stack uses
 * `application.connections.allowToDefaultPort(database)`.
 *
 * The instance is an L1 construct, because the L2 construct of aws-cdk-lib 2.257 does not support a master password that RDS manages. Pass
 * `databaseInstance` to constructs that require an L2 construct, such as `rds.DatabaseProxy`.
 *
 * @example
 * import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
 * import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
 * import { HardenedMySql, ThreeTierVpc } from '@org/secure-baseline';
 *
 * const network = new ThreeTierVpc(this, 'Network');
 * const database = new HardenedMySql(this, 'Database', { vpc: network.vpc });
 *
 * const application = new SecurityGroup(this, 'Application', { vpc: network.vpc });
 * database.connections.allowDefaultPortFrom(application);
 * const role = new Role(this, 'ApplicationRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
 * database.grantConnect(role, 'reports');
 */
export class HardenedMySql extends Construct implements ec2.IConnectable {
  /** The connections of the database, to allow access from applications. */
  public readonly connections: ec2.Connections;

  /** The L1 construct of the instance. */
  public readonly instance: rds.CfnDBInstance;

  /** The instance as an L2 construct, for metrics, proxies and secret target attachments. */
  public readonly databaseInstance: rds.IDatabaseInstance;

  /** The identifier of the instance. */
  public readonly instanceIdentifier: string;

  /** The address and the port of the instance. */
  public readonly instanceEndpoint: rds.Endpoint;

  /** The secret of the master user, with `username` and `password`. If `manageMasterUserPassword` is false, it also contains `host` and `port`. */
  public readonly secret: secretsmanager.ISecret;

  /** The security group of the database. */
  public readonly securityGroup: ec2.ISecurityGroup;

  /** The log groups, by log type. */
  public readonly logGroups: { [type: string]: logs.ILogGroup };

  /** The alarms, by metric. */
  public readonly alarms: { [metric: string]: cloudwatch.Alarm };

  /** Instructions to connect to the database: port forwarding, certificates and credentials. */
  public readonly connectionHelp: string;

  private readonly replicas: { [id: string]: MySqlReadReplica } = {};
  private readonly version: MySqlVersion;
  private readonly engineGroups: EngineGroups;
  private readonly monitoringRole?: iam.IRole;

  constructor(scope: Construct, id: string, private readonly props: HardenedMySqlProps) {
    super(scope, id);
    keepProps(this);
    this.validateProps();
    this.version = parseVersion(props.version);
    this.monitoringRole = monitoringIntervalOf(props) !== 0 ? new MonitoringRole(this, 'MonitoringRole').role : undefined;

    const identifier = props.instanceIdentifier ?? defaultIdentifier(this);
    const logExports = this.createLogExports(identifier);
    this.logGroups = logExports.logGroups;
    this.securityGroup = createSecurityGroup(this, props.vpc, 'Database: MySQL from the application');
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup], defaultPort: ec2.Port.tcp(this.port) });
    const masterSecret = this.createMasterSecret();
    this.engineGroups = this.createEngineGroups();
    const { version, engineGroups, securityGroup, monitoringRole } = this;
    this.instance = createSourceInstance(this, props, { identifier, version, engineGroups, securityGroup, logExports, monitoringRole, masterSecret });
    this.databaseInstance = importInstance(this, this.instance, { version: this.version, securityGroup: this.securityGroup, port: this.port });
    this.instanceIdentifier = this.instance.ref;
    this.instanceEndpoint = new rds.Endpoint(this.instance.attrEndpointAddress, Token.asNumber(this.instance.attrEndpointPort));
    this.secret = this.importSecret(masterSecret?.attach(this.instance) ?? this.instance.attrMasterUserSecretSecretArn);
    this.alarms = this.createAlarms();
    this.connectionHelp = describeConnection(this.instanceEndpoint.hostname, this.instance.attrEndpointPort, this.secret.secretArn);
    if (props.notificationTopic) {
      createEventSubscriptions(this, props.notificationTopic, this.instance);
    }
  }

  /**
   * Allows the grantee to read the secret of the master user and to decrypt it. The permissions are added to the policies of the grantee, which may
   * be defined in a dependent stack.
   *
   * @param grantee the principal that reads the secret
   * @returns the grant, which includes the key if the secret is encrypted with `encryptionKey`
   */
  public grantSecretRead(grantee: iam.IGrantable): iam.Grant {
    return grantSecretRead(this, grantee, this.secret.secretArn, this.props.encryptionKey);
  }

  /** The read replicas, by id: those that `addReadReplica` added, and those of the option `database.readReplicas` of a `SecureBaseline`. */
  public get readReplicas(): { [id: string]: MySqlReadReplica } {
    return { ...this.replicas };
  }

  /**
   * Allows the grantee to connect as a user of the database with IAM authentication, without a password. Create the user with
   * `CREATE USER name IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'`. The permission does not include read replicas, which have their own
   * `grantConnect`.
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
   * Adds a read replica with the logs, the alarms and the notifications of this database, and with its own security group. Requires
   * `manageMasterUserPassword: false`, because RDS refuses replicas of a database whose master password it manages.
   *
   * @param id the id of the replica
   * @param props the props of the replica that differ from this database
   * @returns the replica
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
   */
  public addReadReplica(id: string, props: MySqlReadReplicaProps = {}): MySqlReadReplica {
    const problems = new Problems(this);
    checkReplicaSource(problems, this.props);
    problems.throwIfAny();
    const { instance, version, engineGroups, port, monitoringRole, secret } = this;
    const replica = MySqlReadReplica._create(this, id, props, { instance, version, engineGroups, port, monitoringRole, secret, props: this.props });
    this.replicas[id] = replica;
    return replica;
  }

  private validateProps(): void {
    const problems = new Problems(this);
    checkMySql(problems, this.props);
    problems.throwIfAny();
  }

  private get port(): number {
    return this.props.port ?? MYSQL_PORT;
  }

  private createLogExports(instanceIdentifier: string): LogExports {
    return new LogExports(this, 'Logs', {
      instanceIdentifier,
      types: logTypes(this.props.auditLog ?? true),
      retention: this.props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: logRemovalPolicyOf(this.props),
      encryptionKey: this.props.encryptionKey,
    });
  }

  private createEngineGroups(): EngineGroups {
    return new EngineGroups(this, 'Engine', {
      generalLog: this.props.generalLog ?? false,
      auditLog: this.props.auditLog ?? true,
      parameters: this.props.parameters ?? {},
      retainOptionGroup: !isDestroyed(this.props),
    });
  }

  private createMasterSecret(): MasterSecret | undefined {
    return this.props.manageMasterUserPassword === false ? new MasterSecret(this, 'MasterSecret', {
      username: masterUsernameOf(this.props),
      encryptionKey: this.props.encryptionKey,
      removalPolicy: secretRemovalPolicyOf(this.props),
    }) : undefined;
  }

  private importSecret(secretCompleteArn: string): secretsmanager.ISecret {
    return secretsmanager.Secret.fromSecretAttributes(this, 'Secret', { secretCompleteArn, encryptionKey: this.props.encryptionKey });
  }

  private createAlarms(): { [metric: string]: cloudwatch.Alarm } {
    const { connectionsAlarmThreshold, parameters, alarmActions, okActions, alarmNamePrefix } = this.props;
    const instanceType = String(this.props.instanceType ?? DEFAULT_INSTANCE_TYPE);
    return new DatabaseAlarms(this, 'Alarms', {
      instanceIdentifier: this.instance.ref,
      allocatedStorage: initialStorage(this.props),
      connections: connectionsAlarmThreshold ?? connectionsThreshold(instanceType, parameters?.max_connections),
      instanceType,
      actions: alarmActions,
      okActions,
      alarmNamePrefix,
    }).alarms;
  }
}
