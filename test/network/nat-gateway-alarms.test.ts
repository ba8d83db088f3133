import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { NatGatewayAlarms, ThreeTierVpc, type NatGatewayAlarmsProps } from '../../src';
import { newStack, templateOf } from '../support/templates';

const ALARM = 'AWS::CloudWatch::Alarm';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:central';

const SIX_ACTIONS = Array.from({ length: 6 }, (_, index) => new SnsAction(sns.Topic.fromTopicArn(newStack(), `Topic${index}`, `${TOPIC}${index}`)));

interface MetricQuery {
  readonly Id: string;
  readonly MetricStat: { readonly Metric: { readonly MetricName: string; readonly Dimensions: { readonly Value: unknown }[] }; readonly Stat: string };
}

describe('the alarms of NAT gateways', () => {
  const stack = newStack();
  const { natGateways } = new ThreeTierVpc(stack, 'Network');
  const natGatewayAlarms = new NatGatewayAlarms(stack, 'Nat', {
    natGatewayIds: natGateways.map(({ ref }) => ref),
    alarmActions: [new SnsAction(sns.Topic.fromTopicArn(stack, 'Topic', TOPIC))],
    alarmNamePrefix: 'baseline-test',
  });
  const template = Template.fromStack(stack);
  const gateways = Object.keys(template.findResources('AWS::EC2::NatGateway'));
  const alarms = Object.fromEntries(Object.values(template.findResources(ALARM)).map(({ Properties }) => [Properties.AlarmName, Properties]));

  test.each([1, 2])('monitor port allocation errors of gateway %i', (number) => {
    expect(alarms[`baseline-test-NatGateway${number}PortAllocation`]).toMatchObject({
      Namespace: 'AWS/NATGateway',
      MetricName: 'ErrorPortAllocation',
      Dimensions: [{ Name: 'NatGatewayId', Value: { Ref: gateways[number - 1] } }],
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      Period: 300,
      EvaluationPeriods: 3,
    });
  });

  test.each([1, 2])('are triggered if gateway %i drops more than 0.01 %% of the packets and at least 100', (number) => {
    const { Metrics, ...alarm } = alarms[`baseline-test-NatGateway${number}DroppedPackets`];
    const dropped = `dropped${number}`;
    expect(Metrics[0].Expression).toBe(`IF(${dropped} >= 100, 100 * ${dropped} / (fromVpc${number} + fromInternet${number}), 0)`);
    expect(Metrics.slice(1).map(({ Id, MetricStat: { Metric, Stat } }: MetricQuery) => [Id, Metric.MetricName, Metric.Dimensions[0].Value, Stat])).toEqual([
      [dropped, 'PacketsDropCount', { Ref: gateways[number - 1] }, 'Sum'],
      [`fromVpc${number}`, 'PacketsInFromSource', { Ref: gateways[number - 1] }, 'Sum'],
      [`fromInternet${number}`, 'PacketsInFromDestination', { Ref: gateways[number - 1] }, 'Sum'],
    ]);
    expect(alarm).toMatchObject({ Threshold: 0.01, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3 });
  });

  test('are two per gateway, and available by id', () => {
    expect(Object.keys(alarms)).toHaveLength(4);
    expect(Object.keys(natGatewayAlarms.alarms).map((id) => `baseline-test-${id}`).sort()).toEqual(Object.keys(alarms).sort());
  });

  test('publish ALARM and OK to the topic', () => {
    for (const alarm of Object.values(alarms)) {
      expect(alarm).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC] });
    }
  });

  test.each<[string, Partial<NatGatewayAlarmsProps>, RegExp]>([
    ['a prefix that results in names that are too long', { alarmNamePrefix: 'a'.repeat(230) }, /alarmNamePrefix must .*255 characters, got "a+"\. .*256/],
    ['an empty prefix', { alarmNamePrefix: '' }, /alarmNamePrefix must not be empty, got ""/],
    ['more than five alarm actions', { alarmActions: SIX_ACTIONS }, /alarmActions\.length must be at most 5, got 6/],
    ['more than five OK actions', { okActions: SIX_ACTIONS }, /has a problem:\n.*okActions\.length must be at most 5, got 6/],
  ])('are rejected for %s', (_title, props, message) => {
    expect(() => new NatGatewayAlarms(newStack(), 'Nat', { natGatewayIds: ['nat-1'], ...props })).toThrow(message);
  });

  test('can have names with the maximum length of CloudWatch', () => {
    const longest = templateOf((scope) => new NatGatewayAlarms(scope, 'Nat', { natGatewayIds: ['nat-1'], alarmNamePrefix: 'a'.repeat(229) }));
    expect(Object.values(longest.findResources(ALARM)).map(({ Properties }) => Properties.AlarmName.length).sort()).toEqual([255, 255]);
  });

  test('have generated names and no actions by default', () => {
    const withDefaults = templateOf((scope) => new NatGatewayAlarms(scope, 'Nat', { natGatewayIds: ['nat-1'] }));
    for (const { Properties } of Object.values(withDefaults.findResources(ALARM))) {
      expect([Properties.AlarmName, Properties.AlarmActions ?? []]).toEqual([undefined, []]);
    }
  });
});
