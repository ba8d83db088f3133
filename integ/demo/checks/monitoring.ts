import { SecurityAlarms } from '../../../src';
import type { ChecksOf } from '../check';

export const monitoringChecks: ChecksOf = ({ aws: { cloudWatch, logs, sns }, environment: { namePrefix }, outputs }) => {
  const names = SecurityAlarms.defaultEvents.flatMap(({ id }) => [`${namePrefix}-${id}`, `${namePrefix}-${id}-LowNoise`]);
  const alarms = async () => (await cloudWatch.describeAlarms({ AlarmNames: names })).MetricAlarms!;
  const attributes = async () => (await sns.getTopicAttributes({ TopicArn: outputs.NotificationTopicArn })).Attributes!;
  return [
    { statement: '30 security alarms exist', expected: 30, find: async () => (await alarms()).length },
    {
      statement: 'All 30 security alarms enter the ALARM state at one event',
      expected: 30,
      find: async () => (await alarms()).filter(({ Threshold, ComparisonOperator }) => Threshold === 1 && ComparisonOperator === 'GreaterThanOrEqualToThreshold').length,
    },
    {
      statement: 'No alarm of the baseline is without an action',
      expected: [],
      find: async () => (await cloudWatch.describeAlarms({ AlarmNamePrefix: namePrefix, MaxRecords: 100 })).MetricAlarms!
        .filter(({ AlarmActions }) => AlarmActions!.length === 0).map(({ AlarmName }) => AlarmName),
    },
    {
      statement: 'All 30 security alarms publish to the notification topic',
      expected: 30,
      find: async () => (await alarms()).filter(({ AlarmActions }) => AlarmActions!.includes(outputs.NotificationTopicArn)).length,
    },
    {
      statement: '30 metric filters provide the metrics of the security alarms, with 0 as the default value',
      expected: 30,
      find: async () => {
        const { metricFilters } = await logs.describeMetricFilters({ logGroupName: `/${namePrefix}/cloudtrail` });
        return metricFilters!.flatMap(({ metricTransformations }) => metricTransformations!)
          .filter(({ metricName, defaultValue }) => defaultValue === 0 && names.includes(metricName!)).length;
      },
    },
    { statement: 'A KMS key encrypts the notification topic', expected: true, find: async () => Boolean((await attributes()).KmsMasterKeyId) },
    {
      statement: 'The notification topic allows CloudWatch alarms to publish',
      expected: true,
      find: async () => {
        const statements: { Effect: string; Principal: { Service?: string } }[] = JSON.parse((await attributes()).Policy).Statement;
        return statements.some(({ Effect, Principal }) => Effect === 'Allow' && Principal.Service === 'cloudwatch.amazonaws.com');
      },
    },
  ];
};
