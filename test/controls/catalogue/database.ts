import { BOTH, PRODUCTION, type Assertion, type Control } from '../control';
import { all, each, every, idOf, together, type Properties, type Resources } from '../resources';
import { withBaseline } from '../stacks';

const INSTANCE = 'AWS::RDS::DBInstance';
const MYSQL_PORT = '3306';
const LOGS = ['audit', 'error', 'general', 'slowquery'];
const MIN_BACKUP_RETENTION_DAYS = 7;
const MAX_ROTATION_INTERVAL_DAYS = 90;
const COMMON_USERNAMES = ['admin', 'root'];

/** The event categories that RDS.20, RDS.21 and RDS.22 require, by source type. */
const EVENTS: Record<string, string[]> = {
  'db-instance': ['configuration change', 'failure', 'maintenance'],
  'db-parameter-group': ['configuration change'],
  'db-security-group': ['configuration change', 'failure'],
};

/** Returns the source of a read replica. A replica uses the storage encryption and the option group of its source and must not specify them. */
const sourceOf = (instance: Properties, resources: Resources) => resources.at(instance.SourceDBInstanceIdentifier) ?? instance;

const ENCRYPTED: Assertion = {
  test: 'the database is encrypted with a key of the stack',
  check: each(INSTANCE, (instance, resources) => {
    const { StorageEncrypted, KmsKeyId } = sourceOf(instance, resources);
    return StorageEncrypted === true && resources.at(KmsKeyId)?.KeyPolicy !== undefined;
  }),
};
const UPGRADED: Assertion = { test: 'automatic minor version upgrades are enabled for the database', check: each(INSTANCE, ({ AutoMinorVersionUpgrade }) => AutoMinorVersionUpgrade === true) };
const NOT_PUBLIC: Assertion = { test: 'the database is not publicly accessible', check: each(INSTANCE, ({ PubliclyAccessible }) => PubliclyAccessible === false) };
const MULTI_AZ: Assertion & { enabledBy: string } = {
  test: 'the database has a standby in a second Availability Zone', check: each(INSTANCE, ({ MultiAZ }) => MultiAZ === true), enabledBy: 'database.multiAz',
};

const isInSecret = (password: unknown) => JSON.stringify(password ?? '').includes('{{resolve:secretsmanager:');

/** A secret without a rotation schedule that meets the condition fails. */
function rotated(isFrequentEnough: (rules: Properties) => boolean): Assertion {
  const isRotated = (secret: string, resources: Resources) => resources.of('AWS::SecretsManager::RotationSchedule')
    .some(([, { SecretId, RotationRules }]) => idOf(SecretId) === secret && RotationRules !== undefined && isFrequentEnough(RotationRules));
  return {
    test: 'RDS manages and rotates the master user password, or it is in a secret with a rotation schedule like every other secret',
    check: all(
      each(INSTANCE, ({ ManageMasterUserPassword }) => ManageMasterUserPassword === true, ({ MasterUserPassword }) => !isInSecret(MasterUserPassword)),
      each('AWS::SecretsManager::Secret', (_, resources, secret) => isRotated(secret, resources)),
    ),
  };
}

/** Whether the option group of an instance has the plugin that writes the audit log. Without it, the audit log has no entries to publish. */
function writesAuditLog(instance: Properties, resources: Resources): boolean {
  const options: Properties[] = resources.at(sourceOf(instance, resources).OptionGroupName)?.OptionConfigurations ?? [];
  return options.some(({ OptionName }) => OptionName === 'MARIADB_AUDIT_PLUGIN');
}

const ROTATION_NOTE = 'RDS rotates the secrets that it manages every 7 days';

export const DATABASE: Control[] = [
  { id: 'CIS 2.3.1/2.3.1/2.2.1/3.2.1', title: 'RDS instances are encrypted at rest', ...BOTH, ...ENCRYPTED },
  { id: 'CIS -/2.3.2/2.2.2/3.2.2', title: 'RDS automatic minor version upgrades are enabled', ...BOTH, ...UPGRADED },
  { id: 'CIS -/2.3.3/2.2.3/3.2.3', title: 'RDS instances are not publicly accessible', ...BOTH, ...NOT_PUBLIC },
  { id: 'CIS -/-/2.2.4/3.2.4', title: 'RDS instances use Multi-AZ deployments', ...PRODUCTION, ...MULTI_AZ },
  { id: 'RDS.2', title: 'RDS instances prohibit public access', ...BOTH, ...NOT_PUBLIC },
  { id: 'RDS.3', title: 'RDS instances have encryption at rest enabled', ...BOTH, ...ENCRYPTED },
  { id: 'RDS.5', title: 'RDS instances have multiple Availability Zones configured', ...PRODUCTION, ...MULTI_AZ },
  {
    id: 'RDS.6',
    title: 'RDS instances have enhanced monitoring configured',
    ...PRODUCTION,
    enabledBy: 'database.monitoringInterval',
    note: 'Disabled in non-production, because the log group of enhanced monitoring belongs to the account and is not deleted with the stack',
    test: 'enhanced monitoring is enabled for the database with a role of the stack',
    check: each(INSTANCE, ({ MonitoringInterval, MonitoringRoleArn }, resources) => MonitoringInterval > 0 && resources.at(MonitoringRoleArn) !== undefined),
  },
  {
    id: 'RDS.8',
    title: 'RDS instances have deletion protection enabled',
    ...PRODUCTION,
    enabledBy: 'deletionProtection',
    test: 'deletion protection is enabled for the database',
    check: each(INSTANCE, ({ DeletionProtection }) => DeletionProtection === true),
  },
  {
    id: 'RDS.9',
    title: 'RDS instances publish logs to CloudWatch Logs',
    ...BOTH,
    note: 'The general log has entries only in non-production or with database.generalLog, because it significantly slows a busy server',
    test: 'the database publishes its audit, error, general and slow query logs and has the audit plugin',
    check: each(INSTANCE, (instance, resources) =>
      LOGS.every((log) => instance.EnableCloudwatchLogsExports?.includes(log)) && writesAuditLog(instance, resources)),
  },
  {
    id: 'RDS.10',
    title: 'RDS instances have IAM authentication configured',
    ...BOTH,
    test: 'IAM database authentication is enabled for the database',
    check: each(INSTANCE, ({ EnableIAMDatabaseAuthentication }) => EnableIAMDatabaseAuthentication === true),
  },
  {
    id: 'RDS.11',
    title: 'RDS instances have automated backups that are retained for at least 7 days',
    ...BOTH,
    test: 'automated backups of the database are retained for at least 7 days',
    check: each(INSTANCE, ({ BackupRetentionPeriod }) => BackupRetentionPeriod >= MIN_BACKUP_RETENTION_DAYS),
  },
  { id: 'RDS.13', title: 'RDS automatic minor version upgrades are enabled', ...BOTH, ...UPGRADED },
  {
    id: 'RDS.17',
    title: 'RDS instances copy tags to snapshots',
    ...BOTH,
    test: 'the database copies its tags to snapshots',
    check: each(INSTANCE, ({ CopyTagsToSnapshot }) => CopyTagsToSnapshot === true),
  },
  {
    id: 'RDS.18',
    title: 'RDS instances are deployed in a VPC',
    ...BOTH,
    test: 'the database is in subnets of a VPC of the stack',
    check: each(INSTANCE, ({ DBSubnetGroupName }, resources) =>
      every(resources.at(DBSubnetGroupName)?.SubnetIds, (subnet) => resources.at(resources.at(subnet)?.VpcId)?.CidrBlock !== undefined)),
  },
  {
    id: 'RDS.20-22',
    title: 'RDS event subscriptions exist for critical events of instances, parameter groups and security groups',
    ...BOTH,
    test: 'event subscriptions publish critical events of instances, parameter groups and security groups to a topic',
    check: together('AWS::RDS::EventSubscription', (subscriptions, resources) => Object.entries(EVENTS).every(([type, categories]) => subscriptions.some(
      ({ Enabled, SourceType, EventCategories, SnsTopicArn }) => Enabled === true && SourceType === type
        && categories.every((category) => EventCategories.includes(category)) && resources.at(SnsTopicArn) !== undefined))),
  },
  {
    id: 'RDS.23',
    title: 'RDS instances do not use the default port of the engine',
    scope: 'optional',
    prop: 'database.port',
    reason: 'Security groups and network ACLs allow connections from the application tier only, regardless of the port',
    enable: withBaseline(() => ({ database: { port: 3307 } })),
    test: 'the database listens on a port other than 3306',
    check: each(INSTANCE, ({ Port }) => Port !== undefined && Port !== MYSQL_PORT),
  },
  {
    id: 'RDS.25',
    title: 'RDS instances use a custom administrator user name',
    ...BOTH,
    test: 'the master user name of the database is not a common one',
    check: each(INSTANCE, ({ MasterUsername }) => MasterUsername !== undefined && !COMMON_USERNAMES.includes(MasterUsername)),
  },
  {
    id: 'RDS.26',
    title: 'RDS instances are protected by a backup plan',
    scope: 'out',
    reason: 'RDS creates automated backups. AWS Backup is charged separately, and a backup plan outside the baseline can select the instance by its ARN or tags',
  },
  {
    id: 'RDS.39',
    title: 'RDS for MySQL instances are encrypted in transit',
    ...BOTH,
    test: 'the database rejects connections without TLS',
    check: each('AWS::RDS::DBParameterGroup', ({ Parameters }: Properties, resources, id) => Parameters.require_secure_transport === '1'
      && resources.of(INSTANCE).some(([, { DBParameterGroupName }]) => idOf(DBParameterGroupName) === id)),
  },
  { id: 'SecretsManager.1', title: 'Secrets have automatic rotation enabled', ...BOTH, ...rotated(() => true), note: ROTATION_NOTE },
  {
    id: 'SecretsManager.4',
    title: 'Secrets are rotated at least every 90 days',
    ...BOTH,
    ...rotated(({ AutomaticallyAfterDays }) => AutomaticallyAfterDays <= MAX_ROTATION_INTERVAL_DAYS),
    note: ROTATION_NOTE,
  },
];
