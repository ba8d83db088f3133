import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as rds from 'aws-cdk-lib/aws-rds';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';

/** What a `HardenedMySql` is, where it lives and how it is kept. */
export interface HardenedMySqlProps {
  /** The VPC. */
  readonly vpc: ec2.IVpc;

  /**
   * The subnets: private ones, over two zones at least.
   * @default - the isolated subnets
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The version, exactly. RDS installs newer patch releases in the maintenance window; this is the least it begins with. Raise it
   * once a year at least, before RDS withdraws it; for another major version see `allowMajorVersionUpgrade`.
   * @default - MySQL 8.4.9
   */
  readonly version?: rds.MysqlEngineVersion;

  /**
   * Whether the database may run a version that is under extended support, which RDS charges for.
   * @default false
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
   */
  readonly extendedSupport?: boolean;

  /**
   * Whether the next deployment may raise the major version. It takes new parameter and option groups along. Restore a snapshot of
   * the database with the new version first, and try.
   * @default false
   */
  readonly allowMajorVersionUpgrade?: boolean;

  /**
   * The identifier: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter. Changing it replaces the database.
   * @default - made from the construct's path
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.Constraints
   */
  readonly instanceIdentifier?: string;

  /**
   * The type of the instance, without `db.`.
   * @default - m7g.large
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The storage to begin with, in GiB: 20 to 65,536.
   * @default 20
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly allocatedStorage?: number;

  /**
   * To how much the storage may grow by itself, in GiB.
   * @default - five times the storage to begin with, 65,536 at most; no growth where that is a token
   */
  readonly maxAllocatedStorage?: number;

  /**
   * Encrypts the storage, the backups, the logs and the secret. Changing it replaces the database. A restored database keeps the key of its snapshot for storage and backups.
   * @default - the keys that RDS and Secrets Manager manage
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Whether there is a standby in another zone.
   * @default true
   */
  readonly multiAz?: boolean;

  /**
   * The port: 1150 to 65535. The network ACLs between the tiers must let it through: see `ThreeTierVpcProps.databasePort`. Changing it
   * replaces the database.
   * @default 3306
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly port?: number;

  /**
   * The database that is made inside. Changing it replaces the whole instance.
   * @default - none
   */
  readonly databaseName?: string;

  /**
   * The name of the master user. Changing it replaces the database. Its password is generated, rotated and kept by RDS in Secrets Manager.
   * @default 'dbadmin'
   */
  readonly masterUsername?: string;

  /**
   * The snapshot that the database is restored from, an encrypted one: user, data and key come from it. The password is a new one.
   * Give it for as long as the database exists: another one, or none, replaces the database.
   * @default - an empty database
   */
  readonly snapshotIdentifier?: string;

  /**
   * How long automated backups are kept: whole days, 35 at most. 0 switches them off, which a protected database refuses.
   * @default Duration.days(35)
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly backupRetention?: Duration;

  /**
   * Whether RDS refuses to delete the database.
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * What happens to the database when the stack is deleted. With `DESTROY` the data and its automated backups are gone.
   * @default RemovalPolicy.SNAPSHOT
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Parameters, over the hardened ones.
   * @default - none
   */
  readonly parameters?: { [name: string]: string };

  /**
   * Whether every statement is logged. It costs a busy server dearly.
   * @default false
   */
  readonly generalLog?: boolean;

  /**
   * Whether connections, changes of schema and of rights are logged, by a plugin in an option group.
   * @default true
   */
  readonly auditLog?: boolean;

  /**
   * How long the logs are kept in CloudWatch Logs.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * How often the metrics of the operating system are reported: 0 (never), 1, 5, 10, 15, 30 or 60 seconds.
   * @default Duration.minutes(1)
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly monitoringInterval?: Duration;

  /**
   * Whether Performance Insights is on. Micro and small burstable instances do not offer it.
   * @default true
   */
  readonly enablePerformanceInsights?: boolean;

  /**
   * The certificate authority.
   * @default - rds-ca-rsa2048-g1
   */
  readonly caCertificate?: rds.CaCertificate;

  /**
   * Hears of failures, maintenance and configuration changes. Its policy, and its key's, must let events.rds.amazonaws.com publish.
   * @default - nobody
   */
  readonly notificationTopic?: sns.ITopic;

  /**
   * What the alarms on processor, storage, memory, connections and latency do.
   * @default - nothing
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * What the alarms do when all is well again, which is also once after the deployment, when the first data are there.
   * @default - the same as `alarmActions`
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * Above how many connections the alarm goes off: 1 to 100,000.
   * @default - 80 % of the parameter `max_connections`, or of what RDS derives from the memory of the instance type; 500 where neither is known
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
   */
  readonly connectionsAlarmThreshold?: number;

  /**
   * Put before the alarms' names, with a hyphen.
   * @default - CloudFormation names the alarms
   */
  readonly alarmNamePrefix?: string;
}
