import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { CONNECTIONS_REMEDY, connectionsThreshold, isConnections } from './connection-limit';
import { DatabaseAlarms } from './database-alarms';
import { createEventSubscriptions } from './event-subscriptions';
import { acknowledgeInstanceRules } from './instance-acknowledgements';
import { checkInstanceType } from './instance-class';
import { declareInstanceControls } from './instance-controls';
import { defaultIdentifier, IDENTIFIER_REMEDY, isIdentifier } from './instance-identifier';
import { LogExports } from './log-exports';
import { LEAST_STORAGE } from './validation';
import { isLogRetention, LOG_RETENTION_REMEDY } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

/** How a replica differs from its source. */
export interface MySqlReadReplicaProps {
  /**
   * The identifier: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter. Changing it replaces the replica.
   * @default - made from the construct's path
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.Constraints
   */
  readonly instanceIdentifier?: string;

  /**
   * The type of the instance, without `db.`.
   * @default - that of the source
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The zone.
   * @default - chosen by RDS
   */
  readonly availabilityZone?: string;
}

/** What the source tells its replica. */
export interface MySqlReadReplicaSource extends MySqlReadReplicaProps {
  /** The source. */
  readonly source: rds.CfnDBInstance;

  /** The security group of the source. */
  readonly securityGroup: ec2.ISecurityGroup;

  /**
   * The monitoring role of the source.
   * @default - the operating system is not monitored
   */
  readonly monitoringRole?: iam.IRole;

  /**
   * Encrypts the log groups.
   * @default - a key of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long the logs are kept, in days.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What happens to the log groups when the stack is deleted.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * Hears of failures, maintenance, configuration changes, and of replication that stops.
   * @default - nobody
   */
  readonly notificationTopic?: sns.ITopic;

  /**
   * What the alarms on processor, storage, memory, connections, latency and lag do.
   * @default - nothing
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * What the alarms do when all is well again, which is also once after the deployment, when the first data are there.
   * @default - the same as `alarmActions`
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * Put before the alarms' names, with a hyphen.
   * @default - CloudFormation names the alarms
   */
  readonly alarmNamePrefix?: string;

  /**
   * Above how many connections the alarm goes off: 1 to 100,000.
   * @default - 80 % of what RDS derives from the memory of the instance type; 500 where that is not known
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
   */
  readonly connectionsAlarmThreshold?: number;
}

/**
 * A replica that serves reads, encrypted with the key of its source, with logs and alarms of its own. It holds no data of its own, so that
 * it needs no backups and goes with the stack.
 *
 * Parameter group and option group are those of its source, as is what it does not name.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
 */
export class MySqlReadReplica extends Construct {
  /** The instance itself. */
  public readonly instance: rds.CfnDBInstance;

  /** The identifier of the instance. */
  public readonly instanceIdentifier: string;

  /** The address and the port. */
  public readonly instanceEndpoint: rds.Endpoint;

  /** The log groups, by the type of the log. */
  public readonly logGroups: { [type: string]: logs.ILogGroup };

  /** The alarms, by metric. */
  public readonly alarms: { [metric: string]: cloudwatch.Alarm };

  constructor(scope: Construct, id: string, props: MySqlReadReplicaSource) {
    super(scope, id);
    const problems = new Problems(this)
      .check('instanceIdentifier', props.instanceIdentifier, isIdentifier, IDENTIFIER_REMEDY)
      .check('logRetention', props.logRetention, isLogRetention, LOG_RETENTION_REMEDY)
      .check('connectionsAlarmThreshold', props.connectionsAlarmThreshold, isConnections, CONNECTIONS_REMEDY);
    checkInstanceType(problems, props.instanceType);
    problems.throwIfAny();
    const identifier = props.instanceIdentifier ?? defaultIdentifier(this);
    const logExports = new LogExports(this, 'Logs', {
      instanceIdentifier: identifier,
      types: props.source.enableCloudwatchLogsExports ?? [],
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      encryptionKey: props.encryptionKey,
    });
    this.logGroups = logExports.logGroups;
    this.instance = this.createInstance(identifier, props);
    // The log groups come first, or RDS makes its own, and they go last.
    this.instance.node.addDependency(logExports);
    this.instanceIdentifier = this.instance.ref;
    this.instanceEndpoint = new rds.Endpoint(this.instance.attrEndpointAddress, Token.asNumber(this.instance.attrEndpointPort));
    this.alarms = this.createAlarms(props);
    if (props.notificationTopic) {
      createEventSubscriptions(this, props.notificationTopic, this.instance);
    }
  }

  private createInstance(identifier: string, { source, ...props }: MySqlReadReplicaSource): rds.CfnDBInstance {
    const instance = new rds.CfnDBInstance(this, 'Resource', {
      dbInstanceIdentifier: identifier,
      sourceDbInstanceIdentifier: source.ref,
      dbInstanceClass: props.instanceType ? `db.${props.instanceType}` : source.dbInstanceClass,
      availabilityZone: props.availabilityZone,
      storageType: source.storageType,
      maxAllocatedStorage: source.maxAllocatedStorage,
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      caCertificateIdentifier: source.caCertificateIdentifier,
      vpcSecurityGroups: [props.securityGroup.securityGroupId],
      enableIamDatabaseAuthentication: true,
      enableCloudwatchLogsExports: source.enableCloudwatchLogsExports,
      deletionProtection: source.deletionProtection,
      monitoringInterval: source.monitoringInterval,
      monitoringRoleArn: props.monitoringRole?.roleArn,
    });
    // RDS makes no final snapshot of a replica.
    instance.applyRemovalPolicy(RemovalPolicy.DESTROY);
    acknowledgeInstanceRules(instance);
    declareInstanceControls(instance);
    return instance;
  }

  private createAlarms({ source, ...props }: MySqlReadReplicaSource): { [metric: string]: cloudwatch.Alarm } {
    return new DatabaseAlarms(this, 'Alarms', {
      instanceIdentifier: this.instance.ref,
      allocatedStorage: Number(source.allocatedStorage) || LEAST_STORAGE,
      connections: props.connectionsAlarmThreshold ?? connectionsThreshold(this.instance.dbInstanceClass ?? ''),
      instanceType: this.instance.dbInstanceClass ?? '',
      isReplica: true,
      actions: props.alarmActions,
      okActions: props.okActions,
      alarmNamePrefix: props.alarmNamePrefix,
    }).alarms;
  }
}
