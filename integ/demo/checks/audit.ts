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
    { statement: 'The trail is logging', expected: true, find: async () => (await cloudTrail.getTrailStatus({ Name: outputs.TrailArn })).IsLogging },
    { statement: 'The trail records events in all regions', expected: true, find: async () => (await trail()).IsMultiRegionTrail },
    { statement: 'The trail validates the integrity of its log files', expected: true, find: async () => (await trail()).LogFileValidationEnabled },
    { statement: 'The KMS key of the baseline encrypts the log files of the trail', expected: outputs.EncryptionKeyArn, find: async () => (await trail()).KmsKeyId },
    { statement: 'The trail delivers log files to the trail bucket', expected: outputs.TrailBucketName, find: async () => (await trail()).S3BucketName },
    {
      statement: 'The trail delivers events to its CloudWatch log group',
      expected: `/${namePrefix}/cloudtrail`,
      find: async () => (await trail()).CloudWatchLogsLogGroupArn?.split(':')[6],
    },
    {
      statement: `The log group of the trail retains events for ${production ? 400 : 30} days`,
      expected: production ? 400 : 30,
      find: () => retention(`/${namePrefix}/cloudtrail`),
    },
    { statement: 'The trail records all management events', expected: true, find: async () => (await fieldsOf('Management')).length === 1 },
    {
      statement: production ? 'The trail records data events for all objects except those in the log buckets' : 'The trail records data events for the objects in the data bucket',
      expected: (production ? ['TrailBucketName', 'AccessLogsBucketName', 'ConfigBucketName'] : ['DataBucketName']).map((name) => `arn:aws:s3:::${outputs[name]}/`),
      find: async () => {
        const objects = (await fieldsOf('Data')).find(({ Field }) => Field === 'resources.ARN');
        return production ? objects?.NotStartsWith : objects?.StartsWith;
      },
    },
    {
      statement: 'AWS Config is recording',
      expected: true,
      find: async () => (await config.describeConfigurationRecorderStatus({})).ConfigurationRecordersStatus![0].recording,
    },
    { statement: 'The name of the AWS Config recorder is the name prefix of the baseline', expected: namePrefix, find: async () => (await recorder()).name },
    {
      statement: `AWS Config records changes ${production ? 'continuously' : 'daily'}`,
      expected: production ? 'CONTINUOUS' : 'DAILY',
      find: async () => (await recorder()).recordingMode?.recordingFrequency,
    },
    { statement: 'AWS Config delivers to the Config bucket', expected: outputs.ConfigBucketName, find: async () => (await channel()).s3BucketName },
    { statement: 'AWS Config delivers with the key prefix config', expected: 'config', find: async () => (await channel()).s3KeyPrefix },
    {
      statement: 'AWS Config rules check public access to buckets, encryption of databases and inbound SSH',
      expected: RULES,
      find: async () => {
        const { ConfigRules } = await config.describeConfigRules({});
        return RULES.filter((rule) => ConfigRules!.some(({ Source }) => Source?.SourceIdentifier === rule));
      },
    },
    {
      statement: 'No log group retains events indefinitely',
      expected: 0,
      find: async () => {
        const names = resources['AWS::Logs::LogGroup'];
        return (await Promise.all(names.map(retention))).filter((days) => days === undefined).length;
      },
    },
  ];
};
