import { BOTH, PRODUCTION, type Assertion, type Control } from '../control';
import { all, each, every, idOf, together, type Properties, type Resources } from '../resources';
import { withBaseline } from '../stacks';

const INSTANCE = 'AWS::RDS::DBInstance';
const MYSQL_PORT = '3306';
const LOGS = ['audit', 'error', 'general', 'slowquery'];
const LEAST_BACKUP_DAYS = 7;
const MOST_DAYS_BETWEEN_ROTATIONS = 90;
const COMMON_USERNAMES = ['admin', 'root'];

/** What RDS.20, RDS.21 and RDS.22 ask to hear of, by the type of the source. */
const EVENTS: Record<string, string[]> = {
  'db-instance': ['configuration change', 'failure', 'maintenance'],
  'db-parameter-group': ['configuration change'],
  'db-security-group': ['configuration change', 'failure'],
};

/** A replica has the storage and the option group of its source, and may not name them. */
const sourceOf = (instance: Properties, resources: Resources) => resources.at(instance.SourceDBInstanceIdentifier) ?? instance;

const ENCRYPTED: Assertion = {
  test: 'the database is encrypted with a key of the stack',
  check: each(INSTANCE, (instance, resources) => {
    const { StorageEncrypted, KmsKeyId } = sourceOf(instance, resources);
    return StorageEncrypted === true && resources.at(KmsKeyId)?.KeyPolicy !== undefined;
  }),
};
const UPGRADED: Assertion = { test: 'RDS installs minor upgrades of the database', check: each(INSTANCE, ({ AutoMinorVersionUpgrade }) => AutoMinorVersionUpgrade === true) };
const NOT_PUBLIC: Assertion = { test: 'the database has no public address', check: each(INSTANCE, ({ PubliclyAccessible }) => PubliclyAccessible === false) };
const MULTI_AZ: Assertion & { elsewhere: string } = {
  test: 'the database has a standby in another zone', check: each(INSTANCE, ({ MultiAZ }) => MultiAZ === true), elsewhere: 'database.multiAz',
};

/** A secret that nothing rotates in time fails by its own id. */
function rotated(isInTime: (rules: Properties) => boolean): Assertion {
  const isRotated = (secret: string, resources: Resources) => resources.of('AWS::SecretsManager::RotationSchedule')
    .some(([, { SecretId, RotationRules }]) => idOf(SecretId) === secret && RotationRules !== undefined && isInTime(RotationRules));
  return {
    test: 'RDS makes and rotates the password of the master user, and there is no other secret without rotation',
    check: all(
      each(INSTANCE, ({ ManageMasterUserPassword, MasterUserPassword }) => ManageMasterUserPassword === true && MasterUserPassword === undefined),
      each('AWS::SecretsManager::Secret', () => false, (_, resources, secret) => !isRotated(secret, resources)),
    ),
  };
}

/** An option writes the audit log, without which there is nothing to publish. */
function writesAuditLog(instance: Properties, resources: Resources): boolean {
  const options: Properties[] = resources.at(sourceOf(instance, resources).OptionGroupName)?.OptionConfigurations ?? [];
  return options.some(({ OptionName }) => OptionName === 'MARIADB_AUDIT_PLUGIN');
}

const ROTATION_NOTE = 'RDS rotates the secrets that it manages every seven days';

export const DATABASE: Control[] = [
  { id: 'CIS 2.3.1/2.3.1/2.2.1/3.2.1', title: 'RDS encrypted at rest', ...BOTH, ...ENCRYPTED },
  { id: 'CIS -/2.3.2/2.2.2/3.2.2', title: 'RDS upgrades minor versions by itself', ...BOTH, ...UPGRADED },
  { id: 'CIS -/2.3.3/2.2.3/3.2.3', title: 'RDS is not public', ...BOTH, ...NOT_PUBLIC },
  { id: 'CIS -/-/2.2.4/3.2.4', title: 'RDS spans several zones', ...PRODUCTION, ...MULTI_AZ },
  { id: 'RDS.2', title: 'Instances are not public', ...BOTH, ...NOT_PUBLIC },
  { id: 'RDS.3', title: 'Instances are encrypted at rest', ...BOTH, ...ENCRYPTED },
  { id: 'RDS.5', title: 'Instances span several zones', ...PRODUCTION, ...MULTI_AZ },
  {
    id: 'RDS.6',
    title: 'Instances have enhanced monitoring',
    ...PRODUCTION,
    elsewhere: 'database.monitoringInterval',
    note: 'Its log group belongs to the account and would outlive the stack: off where nothing may remain',
    test: 'RDS reports the metrics of the operating system, with a role of the stack',
    check: each(INSTANCE, ({ MonitoringInterval, MonitoringRoleArn }, resources) => MonitoringInterval > 0 && resources.at(MonitoringRoleArn) !== undefined),
  },
  {
    id: 'RDS.8',
    title: 'Instances have deletion protection',
    ...PRODUCTION,
    elsewhere: 'deletionProtection',
    test: 'the database is protected against deletion',
    check: each(INSTANCE, ({ DeletionProtection }) => DeletionProtection === true),
  },
  {
    id: 'RDS.9',
    title: 'Instances publish their logs',
    ...BOTH,
    note: 'The general log is empty unless the database writes it, in non-production or by database.generalLog: it costs a busy server dearly',
    test: 'the database publishes its audit, error, general and slow query logs, and has the plugin that audits',
    check: each(INSTANCE, (instance, resources) =>
      LOGS.every((log) => instance.EnableCloudwatchLogsExports?.includes(log)) && writesAuditLog(instance, resources)),
  },
  {
    id: 'RDS.10',
    title: 'Instances have IAM authentication',
    ...BOTH,
    test: 'the database has IAM authentication',
    check: each(INSTANCE, ({ EnableIAMDatabaseAuthentication }) => EnableIAMDatabaseAuthentication === true),
  },
  {
    id: 'RDS.11',
    title: 'Instances have automated backups, for seven days at least',
    ...BOTH,
    test: 'automated backups of the database are kept for seven days at least',
    check: each(INSTANCE, ({ BackupRetentionPeriod }) => BackupRetentionPeriod >= LEAST_BACKUP_DAYS),
  },
  { id: 'RDS.13', title: 'Instances upgrade minor versions by themselves', ...BOTH, ...UPGRADED },
  {
    id: 'RDS.17',
    title: 'Instances copy tags to snapshots',
    ...BOTH,
    test: 'the database copies its tags to snapshots',
    check: each(INSTANCE, ({ CopyTagsToSnapshot }) => CopyTagsToSnapshot === true),
  },
  {
    id: 'RDS.18',
    title: 'Instances are in a VPC',
    ...BOTH,
    test: 'the database is in subnets of the stack\'s VPC',
    check: each(INSTANCE, ({ DBSubnetGroupName }, resources) =>
      every(resources.at(DBSubnetGroupName)?.SubnetIds, (subnet) => resources.at(resources.at(subnet)?.VpcId)?.CidrBlock !== undefined)),
  },
  {
    id: 'RDS.20-22',
    title: 'Subscriptions to critical events of instances, parameter groups and security groups',
    ...BOTH,
    test: 'a topic hears of critical events of instances, parameter groups and security groups',
    check: together('AWS::RDS::EventSubscription', (subscriptions, resources) => Object.entries(EVENTS).every(([type, categories]) => subscriptions.some(
      ({ Enabled, SourceType, EventCategories, SnsTopicArn }) => Enabled === true && SourceType === type
        && categories.every((category) => EventCategories.includes(category)) && resources.at(SnsTopicArn) !== undefined))),
  },
  {
    id: 'RDS.23',
    title: 'Instances use another port than the engine\'s default',
    scope: 'optional',
    prop: 'database.port',
    reason: 'Security groups and network ACLs let nobody but the application in, whatever the port',
    enable: withBaseline(() => ({ database: { port: 3307 } })),
    test: 'the database listens on another port than 3306',
    check: each(INSTANCE, ({ Port }) => Port !== undefined && Port !== MYSQL_PORT),
  },
  {
    id: 'RDS.25',
    title: 'Instances have a custom administrator',
    ...BOTH,
    test: 'the master user of the database has a name of its own',
    check: each(INSTANCE, ({ MasterUsername }) => MasterUsername !== undefined && !COMMON_USERNAMES.includes(MasterUsername)),
  },
  {
    id: 'RDS.26',
    title: 'Instances are in a backup plan',
    scope: 'out',
    reason: 'RDS makes backups itself. AWS Backup is charged apart: a plan of the user\'s selects the instance by its ARN or its tags',
  },
  {
    id: 'RDS.39',
    title: 'MySQL is encrypted in transit',
    ...BOTH,
    test: 'the database refuses connections without TLS',
    check: each('AWS::RDS::DBParameterGroup', ({ Parameters }: Properties, resources, id) => Parameters.require_secure_transport === '1'
      && resources.of(INSTANCE).some(([, { DBParameterGroupName }]) => idOf(DBParameterGroupName) === id)),
  },
  { id: 'SecretsManager.1', title: 'Secrets are rotated', ...BOTH, ...rotated(() => true), note: ROTATION_NOTE },
  {
    id: 'SecretsManager.4',
    title: 'Secrets are rotated within 90 days',
    ...BOTH,
    ...rotated(({ AutomaticallyAfterDays }) => AutomaticallyAfterDays <= MOST_DAYS_BETWEEN_ROTATIONS),
    note: ROTATION_NOTE,
  },
];
