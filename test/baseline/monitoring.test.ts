import { idOf, ofType, PRESETS, SUFFIX } from './presets-under-test';
import type { Statement } from '../support/templates';

const EVENTS = [
  'RootUsage', 'UnauthorizedApiCalls', 'ConsoleSignInWithoutMfa', 'IamPolicyChanges', 'CloudTrailChanges', 'ConsoleSignInFailures',
  'KeyDisabledOrDeleted', 'BucketPolicyChanges', 'ConfigChanges', 'SecurityGroupChanges', 'NetworkAclChanges', 'NetworkGatewayChanges',
  'RouteTableChanges', 'VpcChanges', 'OrganizationChanges',
];

const withLowNoise = (events: string[]) => events.flatMap((event) => [event, `${event}-LowNoise`]);

describe.each(PRESETS)('in %s', (name, preset) => {
  const topic = idOf(preset, 'AWS::SNS::Topic', 'BaselineNotifications');
  const deliveryFailureTopic = idOf(preset, 'AWS::SNS::Topic', 'BaselineDeliveryFailureTopic');
  const alarms = ofType(preset, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  // In non-production, the account settings are only reported, and nothing is recorded.
  const ofAccount = name === 'production' ? ['AccountRecordsChanged'] : [];
  const securityAlarms = alarms.filter(({ Namespace }) => Namespace === `SecurityAlarms/baseline-${SUFFIX}`);
  const filters = ofType(preset, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties);

  test('each security event has a compliance alarm and a low-noise alarm, except for changed records of account settings, which have one alarm', () => {
    expect(securityAlarms.map(({ AlarmName }) => AlarmName).sort()).toEqual([...withLowNoise(EVENTS), ...ofAccount].map((event) => `baseline-${SUFFIX}-${event}`).sort());
  });

  test('a single event raises a security alarm', () => {
    for (const alarm of securityAlarms) {
      expect(alarm).toMatchObject({
        Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', EvaluationPeriods: 1, Statistic: 'Maximum', TreatMissingData: 'notBreaching',
      });
    }
  });

  test('each security alarm monitors the metric of its own metric filter on the log group of the trail', () => {
    const metricsOf = filters.map(({ MetricTransformations: [{ MetricNamespace, MetricName }] }) => `${MetricNamespace}/${MetricName}`);
    expect(metricsOf.sort()).toEqual(securityAlarms.map(({ Namespace, MetricName }) => `${Namespace}/${MetricName}`).sort());
    expect(new Set(metricsOf).size).toBe(2 * EVENTS.length + ofAccount.length);
    const trailLogGroup = { Ref: idOf(preset, 'AWS::Logs::LogGroup', 'TrailLogGroup') };
    expect(filters.map(({ LogGroupName }) => LogGroupName)).toEqual([...withLowNoise(EVENTS), ...ofAccount].map(() => trailLogGroup));
  });

  test('all alarms publish to the topic, except that alarms on its deliveries publish to another topic', () => {
    const onDelivery = alarms.filter(({ Namespace }) => ['AWS/SNS', 'AWS/SQS'].includes(Namespace));
    expect(onDelivery.map(({ AlarmName }) => AlarmName.replace(`baseline-${SUFFIX}-`, '')).sort())
      .toEqual(['Undelivered', 'UndeliveredFindings', 'notifications-failed', 'notifications-lost', 'notifications-undelivered']);
    for (const { AlarmName, AlarmActions, ActionsEnabled } of alarms) {
      const expected = onDelivery.some((alarm) => alarm.AlarmName === AlarmName) ? deliveryFailureTopic : topic;
      expect([AlarmName, AlarmActions]).toEqual([AlarmName, [{ Ref: expected }]]);
      expect(ActionsEnabled).not.toBe(false);
    }
  });

  test('database events are published to the topic', () => {
    const subscriptions = ofType(preset, 'AWS::RDS::EventSubscription').map(([, { Properties }]) => Properties.SnsTopicArn);
    expect(subscriptions.length).toBeGreaterThan(0);
    expect(subscriptions).toEqual(subscriptions.map(() => ({ Ref: topic })));
  });

  test('alarms of this account are allowed to publish to the topic and to use its key', () => {
    const statementsForCloudWatch = (type: string, property: string) => preset.resources[idOf(preset, type, 'BaselineNotifications')].Properties[property].Statement
      .filter(({ Principal }: Statement) => JSON.stringify(Principal) === '{"Service":"cloudwatch.amazonaws.com"}');
    const [publish] = statementsForCloudWatch('AWS::SNS::TopicPolicy', 'PolicyDocument');
    expect(publish).toMatchObject({ Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: topic } });
    expect(publish.Condition?.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    const [useKey] = statementsForCloudWatch('AWS::KMS::Key', 'KeyPolicy');
    expect(useKey).toMatchObject({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] });
    expect(preset.resources[topic].Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [idOf(preset, 'AWS::KMS::Key', 'NotificationsKey'), 'Arn'] });
  });
});
