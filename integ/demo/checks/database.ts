import type { ChecksOf } from '../check';
import { numberedOutputs } from '../deployment';

const LOG_EXPORTS = ['audit', 'error', 'general', 'slowquery'];

export const databaseChecks: ChecksOf = (deployment) => {
  const { aws: { logs, rds }, environment, production, outputs, resources } = deployment;
  const { namePrefix } = environment;
  const instance = async () => (await rds.describeDBInstances({ DBInstanceIdentifier: namePrefix })).DBInstances![0];
  const subnetGroup = async () =>
    (await rds.describeDBSubnetGroups({ DBSubnetGroupName: resources['AWS::RDS::DBSubnetGroup'][0] })).DBSubnetGroups![0];
  return [
    { statement: 'The database uses an exact engine version (major.minor.patch)', expected: true, find: async () => /^\d+\.\d+\.\d+$/.test((await instance()).EngineVersion!) },
    { statement: 'The database exports its audit, error, general and slow query logs to CloudWatch Logs', expected: LOG_EXPORTS, find: async () => (await instance()).EnabledCloudwatchLogsExports?.sort() },
    { statement: `The database retains automated backups for ${production ? 35 : 7} days`, expected: production ? 35 : 7, find: async () => (await instance()).BackupRetentionPeriod },
    { statement: `The deletion protection of the database is ${production ? 'on' : 'off'}`, expected: production, find: async () => (await instance()).DeletionProtection },
    { statement: 'The KMS key of the baseline encrypts the database', expected: [true, outputs.EncryptionKeyArn], find: async () => [(await instance()).StorageEncrypted, (await instance()).KmsKeyId] },
    { statement: `The database is a ${production ? 'Multi-AZ' : 'Single-AZ'} deployment`, expected: production, find: async () => (await instance()).MultiAZ },
    { statement: 'The database is not publicly accessible', expected: false, find: async () => (await instance()).PubliclyAccessible },
    { statement: 'The database allows IAM database authentication', expected: true, find: async () => (await instance()).IAMDatabaseAuthenticationEnabled },
    ...(environment.database ? replicaChecks(deployment) : managedPasswordChecks(deployment)),
    {
      statement: 'The parameter group of the database requires TLS',
      expected: '1',
      find: async () => {
        const [{ DBParameterGroupName }] = (await instance()).DBParameterGroups!;
        const { Parameters } = await rds.describeDBParameters({ DBParameterGroupName, Source: 'user' });
        return Parameters!.find(({ ParameterName }) => ParameterName === 'require_secure_transport')?.ParameterValue;
      },
    },
    {
      statement: 'The option group of the database contains the MariaDB audit plugin',
      expected: 'MARIADB_AUDIT_PLUGIN',
      find: async () => {
        const [{ OptionGroupName }] = (await instance()).OptionGroupMemberships!;
        const { OptionGroupsList } = await rds.describeOptionGroups({ OptionGroupName });
        return OptionGroupsList![0].Options!.map(({ OptionName }) => OptionName);
      },
    },
    {
      statement: 'The DB subnet group contains the isolated subnets',
      expected: numberedOutputs(outputs, 'IsolatedSubnetId').sort(),
      find: async () => (await subnetGroup()).Subnets!.map(({ SubnetIdentifier }) => SubnetIdentifier).sort(),
    },
    {
      statement: 'All log groups of the database have a retention period',
      expected: LOG_EXPORTS.length,
      find: async () => (await logs.describeLogGroups({ logGroupNamePrefix: `/aws/rds/instance/${namePrefix}/` })).logGroups!
        .filter(({ retentionInDays }) => retentionInDays).length,
    },
    {
      statement: 'All RDS event subscriptions publish to the notification topic',
      expected: resources['AWS::RDS::EventSubscription'].length,
      find: async () => (await rds.describeEventSubscriptions({})).EventSubscriptionsList!
        .filter(({ SnsTopicArn }) => SnsTopicArn === outputs.NotificationTopicArn).length,
    },
  ];
};

const managedPasswordChecks: ChecksOf = ({ aws: { rds }, environment: { namePrefix }, outputs }) => [{
  statement: 'RDS manages the master user password in the database secret',
  expected: outputs.DatabaseSecretArn,
  find: async () => (await rds.describeDBInstances({ DBInstanceIdentifier: namePrefix })).DBInstances![0].MasterUserSecret?.SecretArn,
}];

const replicaChecks: ChecksOf = ({ aws: { rds, secretsManager }, environment: { namePrefix }, outputs }) => {
  const replica = async () => (await rds.describeDBInstances({ DBInstanceIdentifier: `${namePrefix}-reports` })).DBInstances![0];
  return [
    { statement: 'The read replica copies the database', expected: namePrefix, find: async () => (await replica()).ReadReplicaSourceDBInstanceIdentifier },
    { statement: 'The KMS key of the baseline encrypts the read replica', expected: [true, outputs.EncryptionKeyArn], find: async () => [(await replica()).StorageEncrypted, (await replica()).KmsKeyId] },
    { statement: 'The read replica has its own security group', expected: [outputs.DatabaseReplicaReportsSecurityGroupId], find: async () => (await replica()).VpcSecurityGroups!.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId) },
    {
      statement: 'The master user password is in a secret of the stack, which is rotated every 7 days',
      expected: [true, 7],
      find: async () => {
        const { RotationEnabled, RotationRules } = await secretsManager.describeSecret({ SecretId: outputs.DatabaseSecretArn });
        return [RotationEnabled, RotationRules?.AutomaticallyAfterDays];
      },
    },
  ];
};
