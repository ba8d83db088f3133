import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { NatGatewayAlarms, ThreeTierVpc, type NatGatewayAlarmsProps } from '../../src';
import { newStack, templateOf } from '../support/templates';

const ALARM = 'AWS::CloudWatch::Alarm';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:central';

const SIX = Array.from({ length: 6 }, (_, index) => new SnsAction(sns.Topic.fromTopicArn(newStack(), `Topic${index}`, `${TOPIC}${index}`)));

interface MetricQuery {
  readonly Id: string;
  readonly MetricStat: { readonly Metric: { readonly MetricName: string; readonly Dimensions: { readonly Value: unknown }[] }; readonly Stat: string };
}

describe('the alarms of NAT gateways', () => {
  const stack = newStack();
  const { natGateways } = new ThreeTierVpc(stack, 'Network');
  const watch = new NatGatewayAlarms(stack, 'Nat', {
    natGatewayIds: natGateways.map(({ ref }) => ref),
    alarmActions: [new SnsAction(sns.Topic.fromTopicArn(stack, 'Topic', TOPIC))],
    alarmNamePrefix: 'baseline-test',
  });
  const template = Template.fromStack(stack);
  const gateways = Object.keys(template.findResources('AWS::EC2::NatGateway'));
  const alarms = Object.fromEntries(Object.values(template.findResources(ALARM)).map(({ Properties }) => [Properties.AlarmName, Properties]));

  test.each([1, 2])('watch gateway %i for connections without a port', (number) => {
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

  test.each([1, 2])('watch gateway %i for one dropped packet in ten thousand, and a hundred of them at least', (number) => {
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

  test('are two a gateway, and exposed by id', () => {
    expect(Object.keys(alarms)).toHaveLength(4);
    expect(Object.keys(watch.alarms).map((id) => `baseline-test-${id}`).sort()).toEqual(Object.keys(alarms).sort());
  });

  test('tell of trouble and of its end', () => {
    for (const alarm of Object.values(alarms)) {
      expect(alarm).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC] });
    }
  });

  test.each<[string, Partial<NatGatewayAlarmsProps>, RegExp]>([
    ['have names that are too long', { alarmNamePrefix: 'a'.repeat(230) }, /alarmNamePrefix: "a+"\. .*255 characters.*256/],
    ['have names that begin with nothing', { alarmNamePrefix: '' }, /alarmNamePrefix: ""\. .*one character/],
    ['do more than an alarm can', { alarmActions: SIX }, /alarmActions\.length: 6\. .*5/],
    ['do more than an alarm can when all is well', { okActions: SIX }, /has a problem:\n.*okActions\.length: 6\./],
  ])('are refused where they %s', (_, props, message) => {
    expect(() => new NatGatewayAlarms(newStack(), 'Nat', { natGatewayIds: ['nat-1'], ...props })).toThrow(message);
  });

  test('are not refused for names as long as CloudWatch takes them', () => {
    const longest = templateOf((given) => new NatGatewayAlarms(given, 'Nat', { natGatewayIds: ['nat-1'], alarmNamePrefix: 'a'.repeat(229) }));
    expect(Object.values(longest.findResources(ALARM)).map(({ Properties }) => Properties.AlarmName.length).sort()).toEqual([255, 255]);
  });

  test('are named by CloudFormation and tell nobody by default', () => {
    const plain = templateOf((given) => new NatGatewayAlarms(given, 'Nat', { natGatewayIds: ['nat-1'] }));
    for (const { Properties } of Object.values(plain.findResources(ALARM))) {
      expect([Properties.AlarmName, Properties.AlarmActions ?? []]).toEqual([undefined, []]);
    }
  });
});
