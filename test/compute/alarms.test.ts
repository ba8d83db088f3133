import type { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnParameter, Duration } from 'aws-cdk-lib/core';
import { idsOf, webTier, webTierTemplate } from './support';
import { newStack, only, type TemplateResource } from '../support/templates';

const ALARM = 'AWS::CloudWatch::Alarm';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:central';

interface MetricQuery {
  readonly Id: string;
  readonly MetricStat: { readonly Metric: { readonly MetricName: string; readonly Dimensions: unknown[] } };
}

/** The alarms of the web tier, by the part of their logical ids that follows `WebAlarms`. */
function alarmsIn(template: Template): Record<string, TemplateResource> {
  const own = Object.entries(template.findResources(ALARM)).filter(([id]) => id.startsWith('WebAlarms'));
  return Object.fromEntries(own.map(([id, alarm]) => [id.replace(/^WebAlarms|[0-9A-F]{8}$/g, ''), alarm as TemplateResource]));
}

describe('the alarms of a web tier', () => {
  const template = webTierTemplate((stack) => ({
    alarmActions: [new SnsAction(sns.Topic.fromTopicArn(stack, 'Topic', TOPIC))], alarmNamePrefix: 'baseline-test', minCapacity: 3,
  }));
  const alarms = alarmsIn(template);
  const nameOf = (type: string, attribute: string) => ({ 'Fn::GetAtt': [idsOf(template, type)[0], attribute] });
  const loadBalancer = { Name: 'LoadBalancer', Value: nameOf('AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerFullName') };
  const targets = { Name: 'TargetGroup', Value: nameOf('AWS::ElasticLoadBalancingV2::TargetGroup', 'TargetGroupFullName') };
  const group = { Name: 'AutoScalingGroupName', Value: { Ref: idsOf(template, 'AWS::AutoScaling::AutoScalingGroup')[0] } };

  test.each([
    ['UnhealthyTargets', 'UnHealthyHostCount', [loadBalancer, targets], 'Maximum', 'GreaterThanThreshold', 0, 15],
    ['NoHealthyTargets', 'HealthyHostCount', [loadBalancer, targets], 'Maximum', 'LessThanThreshold', 1, 3],
    ['ResponseTime', 'TargetResponseTime', [loadBalancer, targets], 'p95', 'GreaterThanThreshold', 2, 15],
    ['RejectedConnections', 'RejectedConnectionCount', [loadBalancer], 'Sum', 'GreaterThanThreshold', 0, 5],
    ['GroupSize', 'GroupInServiceInstances', [group], 'Maximum', 'LessThanThreshold', 3, 15],
  ])('%s monitors the metric %s', (id, metric, dimensions, statistic, comparison, threshold, minutes) => {
    const { Properties: alarm } = alarms[id];
    expect(alarm).toMatchObject({ MetricName: metric, Dimensions: dimensions, ComparisonOperator: comparison, Threshold: threshold });
    expect(alarm.Statistic ?? alarm.ExtendedStatistic).toBe(statistic);
    expect(alarm.Period * alarm.EvaluationPeriods).toBe(minutes * 60);
  });

  test.each([
    ['TargetErrors', 'IF(targetErrors >= 10, 100 * targetErrors / targetRequests, 0)', {
      targetErrors: ['HTTPCode_Target_5XX_Count', [loadBalancer, targets]], targetRequests: ['RequestCount', [loadBalancer, targets]],
    }],
    ['LoadBalancerErrors', 'IF(loadBalancerErrors >= 10, 100 * loadBalancerErrors / (loadBalancerErrors + FILL(forwardedRequests, 0)), 0)', {
      loadBalancerErrors: ['HTTPCode_ELB_5XX_Count', [loadBalancer]], forwardedRequests: ['RequestCount', [loadBalancer]],
    }],
  ])('%s is triggered by an error rate above 5 %% and at least ten errors in five minutes', (id, expression, metrics) => {
    const { Metrics, ...alarm } = alarms[id].Properties;
    const [rate, ...counts]: MetricQuery[] = Metrics;
    expect(rate).toMatchObject({ Expression: expression });
    expect(Object.fromEntries(counts.map(({ Id, MetricStat: { Metric } }) => [Id, [Metric.MetricName, Metric.Dimensions]]))).toEqual(metrics);
    for (const count of counts) {
      expect(count).toMatchObject({ MetricStat: { Stat: 'Sum', Period: 300 }, ReturnData: false });
    }
    expect(alarm).toMatchObject({ ComparisonOperator: 'GreaterThanThreshold', Threshold: 5, EvaluationPeriods: 2 });
  });

  test.each([
    ['TargetErrors', 'notBreaching'], ['LoadBalancerErrors', 'notBreaching'], ['UnhealthyTargets', 'notBreaching'],
    ['ResponseTime', 'notBreaching'], ['RejectedConnections', 'notBreaching'], ['NoHealthyTargets', 'breaching'], ['GroupSize', 'breaching'],
  ])('%s treats missing data as %s', (id, treatment) => {
    expect(alarms[id].Properties.TreatMissingData).toBe(treatment);
  });

  test.each([[1, 15], [15, 15], [60, 60]])('UnhealthyTargets with a startup timeout of %i minutes is triggered after %i minutes', (timeout, minutes) => {
    const { Properties } = alarmsIn(webTierTemplate(() => ({ startupTimeout: Duration.minutes(timeout) }))).UnhealthyTargets;
    expect(Properties).toMatchObject({ Period: 60, EvaluationPeriods: minutes, AlarmDescription: expect.stringContaining(`for ${minutes} minutes`) });
  });

  test('there are no other alarms', () => {
    expect(Object.keys(alarms)).toHaveLength(7);
  });

  test('ResponseTime ignores percentiles of few samples', () => {
    expect(alarms.ResponseTime.Properties.EvaluateLowSampleCountPercentile).toBe('ignore');
  });

  test('all have a description, and publish ALARM and OK to the topic', () => {
    for (const { Properties } of Object.values(alarms)) {
      expect(Properties).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC], AlarmDescription: expect.stringMatching(/.{20}/) });
    }
  });

  test('have names with the specified prefix, or names that CloudFormation generates', () => {
    expect(Object.entries(alarms).map(([id, { Properties }]) => [id, Properties.AlarmName])).toEqual(Object.keys(alarms).map((id) => [id, `baseline-test-WebTier${id}`]));
    expect(Object.values(alarmsIn(webTierTemplate())).filter(({ Properties }) => 'AlarmName' in Properties)).toEqual([]);
  });

  test('are created after the Auto Scaling group, because no target is healthy before', () => {
    for (const { DependsOn, Properties } of Object.values(alarms)) {
      expect(JSON.stringify([DependsOn, Properties])).toContain(`"${group.Value.Ref}"`);
    }
  });

  test('use a metric that the Auto Scaling group publishes', () => {
    const [{ Granularity, Metrics }] = only(template, 'AWS::AutoScaling::AutoScalingGroup').Properties.MetricsCollection;
    expect(Granularity).toBe('1Minute');
    expect(Metrics).toContain('GroupInServiceInstances');
  });

  test('are exposed by id', () => {
    expect(Object.keys(webTier(newStack()).alarms).sort()).toEqual(Object.keys(alarms).sort());
  });
});

describe('the default alarms of a web tier', () => {
  test('have no actions', () => {
    for (const { Properties } of Object.values(alarmsIn(webTierTemplate()))) {
      expect([...(Properties.AlarmActions ?? []), ...(Properties.OKActions ?? [])]).toEqual([]);
    }
  });

  test('require two instances in service', () => {
    expect(alarmsIn(webTierTemplate()).GroupSize.Properties.Threshold).toBe(2);
  });
});

describe('responseTimeAlarmThreshold', () => {
  test('is converted to seconds', () => {
    const { Properties } = alarmsIn(webTierTemplate(() => ({ responseTimeAlarmThreshold: Duration.millis(250) }))).ResponseTime;
    expect(Properties).toMatchObject({ Threshold: 0.25, AlarmDescription: expect.stringContaining('250 ms') });
  });

  test('must be greater than zero', () => {
    expect(() => webTier(newStack(), { responseTimeAlarmThreshold: Duration.seconds(0) })).toThrow(/responseTimeAlarmThreshold must .*greater than zero.*, got Duration\.seconds\(0\)/);
  });
});

test('the threshold of GroupSize can be an unresolved token', () => {
  const template = webTierTemplate((stack) => ({ minCapacity: new CfnParameter(stack, 'MinCapacity', { type: 'Number' }).valueAsNumber }));
  expect(alarmsIn(template).GroupSize.Properties.Threshold).toEqual({ Ref: 'MinCapacity' });
});
