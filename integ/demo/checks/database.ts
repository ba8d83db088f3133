import type { ChecksOf } from '../check';

const LOG_EXPORTS = ['audit', 'error', 'general', 'slowquery'];

export const databaseChecks: ChecksOf = ({ aws: { logs, rds }, environment: { namePrefix }, production, outputs, resources }) => {
  const instance = async () => (await rds.describeDBInstances({ DBInstanceIdentifier: namePrefix })).DBInstances![0];
  const subnetGroup = async () =>
    (await rds.describeDBSubnetGroups({ DBSubnetGroupName: resources['AWS::RDS::DBSubnetGroup'][0] })).DBSubnetGroups![0];
  return [
    { row: 'A4', resource: 'database', property: 'exact version', expected: true, find: async () => /^\d+\.\d+\.\d+$/.test((await instance()).EngineVersion!) },
    { row: 'A4', resource: 'database', property: 'log exports', expected: LOG_EXPORTS, find: async () => (await instance()).EnabledCloudwatchLogsExports?.sort() },
    { row: 'A4', resource: 'database', property: 'backups kept for days', expected: production ? 35 : 7, find: async () => (await instance()).BackupRetentionPeriod },
    { row: 'B12', resource: 'database', property: 'deletion protection', expected: production, find: async () => (await instance()).DeletionProtection },
    { row: 'B4', resource: 'database', property: 'encrypted', expected: [true, outputs.EncryptionKeyArn], find: async () => [(await instance()).StorageEncrypted, (await instance()).KmsKeyId] },
    { row: 'B4', resource: 'database', property: 'Multi-AZ', expected: production, find: async () => (await instance()).MultiAZ },
    { row: 'B4', resource: 'database', property: 'public', expected: false, find: async () => (await instance()).PubliclyAccessible },
    { row: 'B14', resource: 'database', property: 'IAM authentication', expected: true, find: async () => (await instance()).IAMDatabaseAuthenticationEnabled },
    { row: 'B9', resource: 'database', property: 'secret', expected: outputs.DatabaseSecretArn, find: async () => (await instance()).MasterUserSecret?.SecretArn },
    {
      row: 'B4',
      resource: 'parameter group',
      property: 'require_secure_transport',
      expected: '1',
      find: async () => {
        const [{ DBParameterGroupName }] = (await instance()).DBParameterGroups!;
        const { Parameters } = await rds.describeDBParameters({ DBParameterGroupName, Source: 'user' });
        return Parameters!.find(({ ParameterName }) => ParameterName === 'require_secure_transport')?.ParameterValue;
      },
    },
    {
      row: 'A4',
      resource: 'option group',
      property: 'options',
      expected: 'MARIADB_AUDIT_PLUGIN',
      find: async () => {
        const [{ OptionGroupName }] = (await instance()).OptionGroupMemberships!;
        const { OptionGroupsList } = await rds.describeOptionGroups({ OptionGroupName });
        return OptionGroupsList![0].Options!.map(({ OptionName }) => OptionName);
      },
    },
    {
      row: 'A1',
      resource: 'DB subnet group',
      property: 'subnets',
      expected: outputs.IsolatedSubnetIds.split(',').sort(),
      find: async () => (await subnetGroup()).Subnets!.map(({ SubnetIdentifier }) => SubnetIdentifier).sort(),
    },
    {
      row: 'B4',
      resource: 'log groups of the database',
      property: 'with retention',
      expected: LOG_EXPORTS.length,
      find: async () => (await logs.describeLogGroups({ logGroupNamePrefix: `/aws/rds/instance/${namePrefix}/` })).logGroups!
        .filter(({ retentionInDays }) => retentionInDays).length,
    },
    {
      row: 'B4',
      resource: 'event subscriptions',
      property: 'to the topic',
      expected: resources['AWS::RDS::EventSubscription'].length,
      find: async () => (await rds.describeEventSubscriptions({})).EventSubscriptionsList!
        .filter(({ SnsTopicArn }) => SnsTopicArn === outputs.NotificationTopicArn).length,
    },
  ];
};
