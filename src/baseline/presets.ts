import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { RecordingFrequency } from '../audit/props';

/** What an environment is for. The type chooses a preset; it changes no name, zone count or address range. */
export enum EnvironmentType {
  /** Protected against deletion, over several zones. Data outlives the stack. */
  PRODUCTION = 'production',

  /** Small and cheap. Deletes completely, data included. */
  NON_PRODUCTION = 'non-production',
}

/** Everything in which production and non-production differ. Each value can be overridden by itself. */
export interface BaselineSettings {
  /**
   * Whether buckets, keys, the database (as a final snapshot) and the trail's log group outlive the stack.
   * @default - true in production, false in non-production
   */
  readonly retainData?: boolean;

  /**
   * Whether AWS refuses to delete the stack, the database and the load balancer. It takes two steps then: deploy with `false`, and
   * delete the stack.
   * @default - true in production, false in non-production
   */
  readonly deletionProtection?: boolean;

  /**
   * Whether each zone has a NAT gateway of its own. With a single one, all zones lose their way out with its zone.
   * @default - true in production, false in non-production
   */
  readonly natGatewayPerZone?: boolean;

  /**
   * The AWS services that are reached through interface endpoints instead of the NAT gateways. Charged by endpoint, zone and hour.
   * @default - Systems Manager, CloudWatch Logs, KMS and Secrets Manager in production, none in non-production
   */
  readonly interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * How long deleted KMS keys can be brought back: 7 to 30 days.
   * @default - 30 days in production, 7 days in non-production
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly keyPendingWindow?: Duration;

  /**
   * How long the log groups of the network, the application and the database keep their events.
   * @default - a year in production, a month in non-production
   */
  readonly logRetention?: RetentionDays;

  /**
   * How long the trail's log group keeps its events.
   * @default - 13 months in production, a month in non-production
   */
  readonly trailLogRetention?: RetentionDays;

  /**
   * When the log files in the log buckets are deleted. Whole days.
   * @default - after 7 years in production, after 30 days in non-production
   */
  readonly logFileExpiration?: Duration;

  /**
   * Whether log files move to S3 Glacier Instant Retrieval after 90 days.
   * @default - true in production, false in non-production
   */
  readonly archiveLogFiles?: boolean;

  /**
   * Whether CloudTrail records the object reads and writes of every bucket of the account, without the log buckets,
   * instead of those of the data bucket only. Charged by event.
   * @default - true in production, false in non-production
   */
  readonly recordAllDataEvents?: boolean;

  /**
   * How often AWS Config records changes.
   * @default - continuously in production, daily in non-production
   */
  readonly configRecordingFrequency?: RecordingFrequency;

  /**
   * The least number of instances of the web tier.
   * @default - 2 in production, 1 in non-production
   */
  readonly minCapacity?: number;

  /**
   * The greatest number of instances of the web tier.
   * @default - 6 in production, 2 in non-production
   */
  readonly maxCapacity?: number;

  /**
   * The type of the web tier's instances.
   * @default - m7g.large in production, t4g.small in non-production
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Whether metrics of the web tier's instances come every minute instead of every five. Charged by metric.
   * @default - true in production, false in non-production
   */
  readonly detailedMonitoring?: boolean;

  /**
   * The type of the database's instance, without `db.`.
   * @default - m7g.large in production, t4g.micro in non-production
   */
  readonly databaseInstanceType?: ec2.InstanceType;

  /**
   * Whether the database has a standby in another zone.
   * @default - true in production, false in non-production
   */
  readonly databaseMultiAz?: boolean;

  /**
   * How long automated backups are kept: 1 to 35 days.
   * @default - 35 days in production, 7 days in non-production
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly databaseBackupRetention?: Duration;

  /**
   * How often RDS reports the metrics of the database's operating system: 0 (never), 1, 5, 10, 15, 30 or 60 seconds.
   * @default - 60 seconds in production, never in non-production
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
   */
  readonly databaseMonitoringInterval?: Duration;

  /**
   * Whether Performance Insights is on. The smallest instance types do not offer it.
   * @default - true in production, false in non-production
   */
  readonly databaseEnablePerformanceInsights?: boolean;

  /**
   * Whether the database logs every statement. It costs a busy server dearly.
   * @default - false in production, true in non-production
   */
  readonly databaseGeneralLog?: boolean;

  /**
   * Whether there is a CloudWatch dashboard of the security events and of the baseline's health. Charged by dashboard.
   * @default - true in production, false in non-production
   */
  readonly dashboard?: boolean;
}

/** A value for every setting. */
export type Settings = Required<BaselineSettings>;

const { PRODUCTION, NON_PRODUCTION } = EnvironmentType;
const { InstanceType, InterfaceVpcEndpointAwsService: Endpoint } = ec2;

/** The one table of all differences between the environment types. */
const PRESETS: { [setting in keyof Settings]: { [type in EnvironmentType]: Settings[setting] } } = {
  retainData: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  deletionProtection: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  natGatewayPerZone: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  interfaceEndpoints: {
    [PRODUCTION]: [
      Endpoint.SSM, Endpoint.SSM_MESSAGES, Endpoint.EC2_MESSAGES,
      Endpoint.CLOUDWATCH_LOGS, Endpoint.KMS, Endpoint.SECRETS_MANAGER,
    ],
    [NON_PRODUCTION]: [],
  },
  keyPendingWindow: { [PRODUCTION]: Duration.days(30), [NON_PRODUCTION]: Duration.days(7) },
  logRetention: { [PRODUCTION]: RetentionDays.ONE_YEAR, [NON_PRODUCTION]: RetentionDays.ONE_MONTH },
  trailLogRetention: { [PRODUCTION]: RetentionDays.THIRTEEN_MONTHS, [NON_PRODUCTION]: RetentionDays.ONE_MONTH },
  logFileExpiration: { [PRODUCTION]: Duration.days(7 * 365), [NON_PRODUCTION]: Duration.days(30) },
  archiveLogFiles: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  recordAllDataEvents: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  configRecordingFrequency: { [PRODUCTION]: RecordingFrequency.CONTINUOUS, [NON_PRODUCTION]: RecordingFrequency.DAILY },
  minCapacity: { [PRODUCTION]: 2, [NON_PRODUCTION]: 1 },
  maxCapacity: { [PRODUCTION]: 6, [NON_PRODUCTION]: 2 },
  instanceType: { [PRODUCTION]: new InstanceType('m7g.large'), [NON_PRODUCTION]: new InstanceType('t4g.small') },
  detailedMonitoring: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  databaseInstanceType: { [PRODUCTION]: new InstanceType('m7g.large'), [NON_PRODUCTION]: new InstanceType('t4g.micro') },
  databaseMultiAz: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  databaseBackupRetention: { [PRODUCTION]: Duration.days(35), [NON_PRODUCTION]: Duration.days(7) },
  databaseMonitoringInterval: { [PRODUCTION]: Duration.minutes(1), [NON_PRODUCTION]: Duration.seconds(0) },
  databaseEnablePerformanceInsights: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  databaseGeneralLog: { [PRODUCTION]: false, [NON_PRODUCTION]: true },
  dashboard: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
};

/** The preset of an environment type, with the user's own values over it. */
export function settingsOf(type: EnvironmentType, overrides: BaselineSettings = {}): Settings {
  const preset = Object.entries(PRESETS).map(([setting, values]) => [setting, values[type]]);
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...preset, ...given]) as Settings;
}

const ARCHIVE_AFTER = Duration.days(90);

/** S3 refuses a life cycle that archives objects on the day on which they expire, or later: where only the deployment knows it, none are archived. */
export function logFileLifecycle({ archiveLogFiles, logFileExpiration }: Settings): { expiration: Duration; archiveAfter?: Duration } {
  const archived = archiveLogFiles && !logFileExpiration.isUnresolved() && logFileExpiration.toDays({ integral: false }) > ARCHIVE_AFTER.toDays();
  return { expiration: logFileExpiration, archiveAfter: archived ? ARCHIVE_AFTER : undefined };
}
