import type { ChecksOf } from '../check';

const RULES = ['S3_BUCKET_PUBLIC_READ_PROHIBITED', 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED', 'RDS_STORAGE_ENCRYPTED', 'INCOMING_SSH_DISABLED'];

export const auditChecks: ChecksOf = ({ aws: { cloudTrail, config, logs }, environment: { namePrefix }, production, outputs, resources }) => {
  const trail = async () => (await cloudTrail.describeTrails({ trailNameList: [outputs.TrailArn] })).trailList![0];
  const selectors = async () => (await cloudTrail.getEventSelectors({ TrailName: outputs.TrailArn })).AdvancedEventSelectors!;
  const fieldsOf = async (category: string) => (await selectors())
    .map(({ FieldSelectors }) => FieldSelectors!)
    .find((fields) => fields.some(({ Field, Equals }) => Field === 'eventCategory' && Equals![0] === category))!;
  const recorder = async () => (await config.describeConfigurationRecorders({})).ConfigurationRecorders![0];
  const channel = async () => (await config.describeDeliveryChannels({})).DeliveryChannels![0];
  const retention = async (name: string) => (await logs.describeLogGroups({ logGroupNamePrefix: name })).logGroups![0]?.retentionInDays;
  return [
    { row: 'B5', resource: 'trail', property: 'logging', expected: true, find: async () => (await cloudTrail.getTrailStatus({ Name: outputs.TrailArn })).IsLogging },
    { row: 'B5', resource: 'trail', property: 'all regions', expected: true, find: async () => (await trail()).IsMultiRegionTrail },
    { row: 'B5', resource: 'trail', property: 'log file validation', expected: true, find: async () => (await trail()).LogFileValidationEnabled },
    { row: 'B5', resource: 'trail', property: 'key', expected: outputs.EncryptionKeyArn, find: async () => (await trail()).KmsKeyId },
    { row: 'B5', resource: 'trail', property: 'bucket', expected: outputs.TrailBucketName, find: async () => (await trail()).S3BucketName },
    {
      row: 'B5',
      resource: 'trail',
      property: 'log group',
      expected: `/${namePrefix}/cloudtrail`,
      find: async () => (await trail()).CloudWatchLogsLogGroupArn?.split(':')[6],
    },
    {
      row: 'A12',
      resource: "trail's log group",
      property: 'kept for days',
      expected: production ? 400 : 30,
      find: () => retention(`/${namePrefix}/cloudtrail`),
    },
    { row: 'A5', resource: 'trail', property: 'management events', expected: true, find: async () => (await fieldsOf('Management')).length === 1 },
    {
      row: 'A5',
      resource: 'trail',
      property: production ? 'data events of all objects but those in' : 'data events of objects in',
      expected: (production ? ['TrailBucketName', 'AccessLogsBucketName', 'ConfigBucketName'] : ['DataBucketName']).map((name) => `arn:aws:s3:::${outputs[name]}/`),
      find: async () => {
        const objects = (await fieldsOf('Data')).find(({ Field }) => Field === 'resources.ARN');
        return production ? objects?.NotStartsWith : objects?.StartsWith;
      },
    },
    {
      row: 'A3',
      resource: 'Config recorder',
      property: 'recording',
      expected: true,
      find: async () => (await config.describeConfigurationRecorderStatus({})).ConfigurationRecordersStatus![0].recording,
    },
    { row: 'A3', resource: 'Config recorder', property: 'name', expected: namePrefix, find: async () => (await recorder()).name },
    {
      row: 'A3',
      resource: 'Config recorder',
      property: 'frequency',
      expected: production ? 'CONTINUOUS' : 'DAILY',
      find: async () => (await recorder()).recordingMode?.recordingFrequency,
    },
    { row: 'A3', resource: 'Config channel', property: 'bucket', expected: outputs.ConfigBucketName, find: async () => (await channel()).s3BucketName },
    { row: 'A3', resource: 'Config channel', property: 'key prefix', expected: 'config', find: async () => (await channel()).s3KeyPrefix },
    {
      row: 'B5',
      resource: 'Config rules',
      property: 'among them',
      expected: RULES,
      find: async () => {
        const { ConfigRules } = await config.describeConfigRules({});
        return RULES.filter((rule) => ConfigRules!.some(({ Source }) => Source?.SourceIdentifier === rule));
      },
    },
    {
      row: 'A12',
      resource: 'log groups',
      property: 'kept for ever',
      expected: 0,
      find: async () => {
        const names = resources['AWS::Logs::LogGroup'];
        return (await Promise.all(names.map(retention))).filter((days) => days === undefined).length;
      },
    },
  ];
};
