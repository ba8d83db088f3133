import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as rds from 'aws-cdk-lib/aws-rds';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { AlarmOptions } from '../common/alarms/alarm-options';

/** The options that a `HardenedMySql` and the database of a `SecureBaseline` have in common. */
export interface CommonMySqlProps {
  /**
   * The subnets of the database: private ones in at least two Availability Zones.
   * @default - the isolated subnets
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The exact version of MySQL that the database starts with. RDS installs newer minor versions in the maintenance window. Raise it at
   * least once a year, before RDS withdraws it; for another major version see `allowMajorVersionUpgrade`.
   * @default - MySQL 8.4.8
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
   */
  readonly version?: rds.MysqlEngineVersion;

  /**
   * Whether the database may run a major version that is under extended support, which RDS charges for.
   * @default false
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
   */
  readonly extendedSupport?: boolean;

  /**
   * Whether the next deployment may raise the major version. It creates new parameter and option groups. Restore a snapshot of the
   * database with the new version first, and test it.
   * @default false
   */
  readonly allowMajorVersionUpgrade?: boolean;

  /**
   * The instance type, without the prefix `db.`.
   * @default - m7g.large; t4g.micro in a non-production `SecureBaseline`
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The initial storage in GiB: 20 to 65,536.
   * @default 20
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly allocatedStorage?: number;

  /**
   * The size in GiB that RDS may grow the storage to.
   * @default - five times `allocatedStorage`, at most 65,536; no growth if `allocatedStorage` is a token
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
   */
  readonly maxAllocatedStorage?: number;

  /**
   * Whether the database has a standby in another Availability Zone.
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
   * The name of the master user. RDS generates its password, rotates it and stores it in Secrets Manager. Changing the name replaces the
   * database.
   * @default 'dbadmin'
   */
  readonly masterUsername?: string;

  /**
   * The name or the ARN of the snapshot that the database is restored from. The snapshot must be encrypted. Master user, data and key come
   * from the snapshot; the password is a new one. Keep the prop for as long as the database exists: changing or removing it replaces the
   * database.
   * @default - a new, empty database
   */
  readonly snapshotIdentifier?: string;

  /**
   * How long RDS retains automated backups: whole days, at most 35. 0 switches backups off, which requires `deletionProtection: false`.
   * @default - 35 days; 7 days in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly backupRetention?: Duration;

  /**
   * Parameters of MySQL, which override the hardened ones.
   * @default - none
   */
  readonly parameters?: { [name: string]: string };

  /**
   * Whether MySQL logs every statement. Significantly slows a busy server.
   * @default - false; true in a non-production `SecureBaseline`
   */
  readonly generalLog?: boolean;

  /**
   * Whether MySQL logs connections and changes of schemas and privileges, by a plugin in an option group.
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
   * How often RDS reports the metrics of the operating system: 0 (never), 1, 5, 10, 15, 30 or 60 seconds.
   * @default - 60 seconds; never in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly monitoringInterval?: Duration;

  /**
   * Whether Performance Insights is on. Micro and small burstable instance types do not offer it.
   * @default - true; false in a non-production `SecureBaseline`
   */
  readonly enablePerformanceInsights?: boolean;

  /**
   * The certificate authority of the server certificate.
   * @default - rds-ca-rsa2048-g1
   */
  readonly caCertificate?: rds.CaCertificate;

  /**
   * The number of connections above which the alarm on connections goes off: 1 to 100,000.
   * @default - 80 % of the parameter `max_connections`, or of the limit that RDS derives from the memory of the instance type; 500 if neither is known
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
   */
  readonly connectionsAlarmThreshold?: number;
}

/** The options of a `HardenedMySql`. */
export interface HardenedMySqlProps extends CommonMySqlProps, AlarmOptions {
  /** The VPC of the database. */
  readonly vpc: ec2.IVpc;

  /**
   * The identifier of the instance: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter. Changing it replaces
   * the database.
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
   * Whether RDS refuses to delete the database.
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * What happens to the database when the stack is deleted. `DESTROY` deletes the data and the automated backups.
   * @default RemovalPolicy.SNAPSHOT
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The topic that RDS notifies of failures, maintenance and configuration changes. Its policy and the policy of its key must allow
   * events.rds.amazonaws.com to publish.
   * @default - no notifications
   */
  readonly notificationTopic?: sns.ITopic;
}

/** The options in which a read replica differs from its source. */
export interface MySqlReadReplicaProps {
  /**
   * The identifier of the instance: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter. Changing it replaces
   * the replica.
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
   * The Availability Zone.
   * @default - RDS chooses one
   */
  readonly availabilityZone?: string;
}
