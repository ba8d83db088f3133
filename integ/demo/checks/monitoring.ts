import { SecurityAlarms } from '../../../src';
import type { ChecksOf } from '../check';

export const monitoringChecks: ChecksOf = ({ aws: { cloudWatch, logs, sns }, environment: { namePrefix }, outputs }) => {
  const names = SecurityAlarms.defaultEvents.flatMap(({ id }) => [`${namePrefix}-${id}`, `${namePrefix}-${id}-LowNoise`]);
  const alarms = async () => (await cloudWatch.describeAlarms({ AlarmNames: names })).MetricAlarms!;
  const attributes = async () => (await sns.getTopicAttributes({ TopicArn: outputs.NotificationTopicArn })).Attributes!;
  return [
    { row: 'A10', resource: 'security alarms', property: 'there are', expected: 30, find: async () => (await alarms()).length },
    {
      row: 'A10',
      resource: 'security alarms',
      property: 'at or over 1',
      expected: 30,
      find: async () => (await alarms()).filter(({ Threshold, ComparisonOperator }) => Threshold === 1 && ComparisonOperator === 'GreaterThanOrEqualToThreshold').length,
    },
    {
      row: 'A10',
      resource: 'all alarms',
      property: 'tell nobody',
      expected: [],
      find: async () => (await cloudWatch.describeAlarms({ AlarmNamePrefix: namePrefix, MaxRecords: 100 })).MetricAlarms!
        .filter(({ AlarmActions }) => AlarmActions!.length === 0).map(({ AlarmName }) => AlarmName),
    },
    {
      row: 'A10',
      resource: 'security alarms',
      property: 'tell the topic',
      expected: 30,
      find: async () => (await alarms()).filter(({ AlarmActions }) => AlarmActions!.includes(outputs.NotificationTopicArn)).length,
    },
    {
      row: 'A10',
      resource: 'metric filters',
      property: 'default value 0, metric of an alarm',
      expected: 30,
      find: async () => {
        const { metricFilters } = await logs.describeMetricFilters({ logGroupName: `/${namePrefix}/cloudtrail` });
        return metricFilters!.flatMap(({ metricTransformations }) => metricTransformations!)
          .filter(({ metricName, defaultValue }) => defaultValue === 0 && names.includes(metricName!)).length;
      },
    },
    { row: 'B2', resource: 'topic', property: 'encrypted', expected: true, find: async () => Boolean((await attributes()).KmsMasterKeyId) },
    {
      row: 'A10',
      resource: 'topic',
      property: 'alarms may publish',
      expected: true,
      find: async () => {
        const statements: { Effect: string; Principal: { Service?: string } }[] = JSON.parse((await attributes()).Policy).Statement;
        return statements.some(({ Effect, Principal }) => Effect === 'Allow' && Principal.Service === 'cloudwatch.amazonaws.com');
      },
    },
  ];
};
