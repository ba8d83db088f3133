import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as rds from 'aws-cdk-lib/aws-rds';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { AlarmOptions } from '../common/alarms/alarm-options';

/** The props of a `HardenedMySql` that the `database` options of a `SecureBaseline` also accept. */
export interface CommonMySqlProps {
  /**
   * The subnets of the database: isolated subnets or private subnets with egress, in at least two Availability Zones. They must be
   * specified for a VPC with several isolated subnets in an Availability Zone.
   * @default - the isolated subnets. The default VPC of the CDK has none: select its private subnets with `subnetType: PRIVATE_WITH_EGRESS`
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The exact MySQL version that the database is created with. RDS upgrades to newer minor versions in the maintenance window. Update the prop at
   * least once a year, before RDS no longer offers the version. To change the major version, see `allowMajorVersionUpgrade`. Upgrade read replicas
   * first, in a separate deployment.
   * @default - MySQL 8.4.8
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
   */
  readonly version?: rds.MysqlEngineVersion;

  /**
   * Whether the database may use a major version under extended support, which RDS charges for. CloudFormation cannot change the setting of an existing
   * database: keep it, also after an upgrade to a version under standard support.
   * @default false
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
   */
  readonly extendedSupport?: boolean;

  /**
   * Whether a deployment may upgrade the major version, which creates a new parameter group and a new option group. Test the upgrade first, with a
   * database that is restored from a snapshot.
   * @default false
   */
  readonly allowMajorVersionUpgrade?: boolean;

  /**
   * The instance type, without the prefix `db.`. The region must offer it for MySQL.
   * @default - m6g.large; t3.micro in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.RegionSupport.html
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The initial storage in GiB: 20 to 65,536. With `snapshotIdentifier` at least the storage of the snapshot.
   * @default - 20; with `snapshotIdentifier` the storage of the snapshot
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly allocatedStorage?: number;

  /**
   * The size in GiB up to which RDS may increase the storage: at least 10 % greater than `allocatedStorage`, at most 65,536.
   * @default - five times `allocatedStorage`, at most 65,536; no storage autoscaling, and a warning, if `allocatedStorage` is an unresolved token, or is
   * not specified in addition to `snapshotIdentifier`
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
   */
  readonly maxAllocatedStorage?: number;

  /**
   * Whether the database has a standby instance in another Availability Zone.
   * @default - true; false in a non-production `SecureBaseline`
   */
  readonly multiAz?: boolean;

  /**
   * The port: 1150 to 65535. The network ACLs of the subnets must allow it: see `ThreeTierVpcProps.databasePort`, which a `SecureBaseline`
   * sets for its own VPC. Changing the port replaces the database.
   * @default 3306
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly port?: number;

  /**
   * The name of the database that RDS creates in the instance. Changing it replaces the instance.
   * @default - none
   */
  readonly databaseName?: string;

  /**
   * The name of the master user. Changing the name replaces the database. With `snapshotIdentifier` the master user is that of the snapshot: the
   * name must be specified if `manageMasterUserPassword` is false, because it is part of the secret, and must not be specified otherwise.
   * @default - dbadmin; with `snapshotIdentifier` the name of the snapshot's master user
   */
  readonly masterUsername?: string;

  /**
   * Whether RDS manages the password of the master user: it generates the password, stores it in Secrets Manager and rotates it every 7 days. RDS
   * refuses read replicas and blue/green deployments of such a database. If false, a secret of the stack contains a generated password, which
   * a function rotates every 7 days; `addReadReplica` requires this. Changing the prop of an existing database sets a new password in another
   * secret, and the previous secret is deleted.
   * @default true
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
   */
  readonly manageMasterUserPassword?: boolean;

  /**
   * The name or the ARN of the snapshot from which the database is restored. The database has the data, the master user, the encryption, the key and
   * the storage of the snapshot, and a new password. An unencrypted snapshot results in an unencrypted database: copy it with a KMS key first. The
   * major version of `version` must be that of the snapshot, and `version` must not be older.
   *
   * Keep the prop as long as the database exists. AWS documents that changing or removing it replaces the database; because the database has a fixed
   * name, CloudFormation refuses such an update.
   * @default - a new, empty database
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
   */
  readonly snapshotIdentifier?: string;

  /**
   * How long RDS retains automated backups: 0 to 35 whole days. 0 disables backups, which requires `deletionProtection: false`.
   * @default - 35 days; 7 days in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly backupRetention?: Duration;

  /**
   * Parameters of MySQL, by name. They override the hardened parameters.
   * @default - none
   */
  readonly parameters?: { [name: string]: string };

  /**
   * Whether MySQL logs every statement, which significantly slows a busy server.
   * @default - false; true in a non-production `SecureBaseline`
   */
  readonly generalLog?: boolean;

  /**
   * Whether MySQL logs connections and changes of schemas and privileges, with the MariaDB audit plugin of an option group. If false, the option group
   * has no options. RDS restarts the database when the plugin is removed.
   * @default true
   */
  readonly auditLog?: boolean;

  /**
   * How long CloudWatch Logs retains the logs of the database.
   * @default - one year; one month in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The interval at which Enhanced Monitoring collects the metrics of the operating system: 0 (disabled), 1, 5, 10, 15, 30 or 60 seconds.
   * @default - 60 seconds; disabled in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly monitoringInterval?: Duration;

  /**
   * Whether Performance Insights is enabled. Burstable instance types of the sizes micro and small do not support it.
   * @default - true; false in a non-production `SecureBaseline`
   */
  readonly enablePerformanceInsights?: boolean;

  /**
   * The certificate authority (CA) that issues the server certificate of the database.
   * @default - rds-ca-rsa2048-g1
   */
  readonly caCertificate?: rds.CaCertificate;

  /**
   * The number of connections above which the alarm `DatabaseConnections` is triggered: 1 to 100,000.
   * @default - 80 % of the parameter `max_connections`, or of the limit that RDS derives from the memory of the instance type; 500 if neither is known
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
   */
  readonly connectionsAlarmThreshold?: number;
}

/** Properties of a `HardenedMySql`. */
export interface HardenedMySqlProps extends CommonMySqlProps, AlarmOptions {
  /** The VPC of the database. */
  readonly vpc: ec2.IVpc;

  /**
   * The identifier of the instance: 1 to 63 lowercase letters, digits and single hyphens, beginning with a letter. Changing it replaces the
   * database.
   * @default - generated from the path of the construct
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.Constraints
   */
  readonly instanceIdentifier?: string;

  /**
   * Encrypts the storage, the backups, the logs and the secret. Changing it replaces the database. The storage and the backups of a
   * restored database keep the key of the snapshot.
   * @default - the keys that RDS and Secrets Manager manage
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Whether the database is protected against deletion.
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * What happens to the database when the stack is deleted. `DESTROY` deletes the data and the automated backups.
   * @default RemovalPolicy.SNAPSHOT
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The SNS topic to which RDS publishes failures, maintenance and configuration changes. It must be a standard topic. The policies of
   * an imported topic and of an imported key must allow events.rds.amazonaws.com to publish.
   * @default - no notifications
   */
  readonly notificationTopic?: sns.ITopic;
}

/** Properties of a `MySqlReadReplica`. All other settings are those of its source. */
export interface MySqlReadReplicaProps {
  /**
   * The identifier of the instance: 1 to 63 lowercase letters, digits and single hyphens, beginning with a letter. Changing it replaces the
   * replica.
   * @default - generated from the path of the construct
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.Constraints
   */
  readonly instanceIdentifier?: string;

  /**
   * The instance type, without the prefix `db.`.
   * @default - the instance type of the source
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The Availability Zone. Changing it replaces the replica, which CloudFormation refuses because the replica has a fixed name.
   * @default - RDS chooses one
   */
  readonly availabilityZone?: string;

  /**
   * The exact MySQL version to which the replica is upgraded, at least that of its source. RDS upgrades replicas before their source, and CloudFormation
   * updates the source first: specify the new version of each replica and deploy, then specify the version of the source and deploy again. RDS
   * creates a replica with the version of its source, so do not specify another major version for a new replica.
   * @default - the version of the source when the replica is created
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.MySQL.html
   */
  readonly version?: rds.MysqlEngineVersion;

  /**
   * Whether a deployment may upgrade the major version of the replica, which then uses the parameter group and the option group that the source
   * will use after its own upgrade.
   * @default false
   */
  readonly allowMajorVersionUpgrade?: boolean;
}
