import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { NatGatewayAlarmsProps } from './props';
import { createHealthAlarms, type HealthAlarm } from '../common/alarms/health-alarms';
import { keepProps } from '../common/cdk/property-injectors';

const PERIOD = Duration.minutes(5);

/** Fewer dropped packets in five minutes do not indicate a problem. */
const MIN_DROPPED_PACKETS = 100;

/**
 * Creates alarms on port allocation errors and dropped packets of NAT gateways.
 *
 * @example
 * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
 * import { NatGatewayAlarms, NotificationTopic } from '@org/secure-baseline';
 *
 * const onCall = new NotificationTopic(this, 'OnCall', { emailAddresses: ['on-call@example.com'] });
 * new NatGatewayAlarms(this, 'NatGatewayAlarms', {
 *   natGatewayIds: ['nat-0123456789abcdef0'],
 *   alarmActions: [new SnsAction(onCall.topic)],
 * });
 */
export class NatGatewayAlarms extends Construct {
  /** The alarms: `NatGateway1PortAllocation`, `NatGateway1DroppedPackets` and so on. */
  public readonly alarms: { [id: string]: cloudwatch.Alarm };

  constructor(scope: Construct, id: string, props: NatGatewayAlarmsProps) {
    super(scope, id);
    keepProps(this);
    this.alarms = createHealthAlarms(this, props.natGatewayIds.flatMap(alarmsOf), { ...props, nameMiddle: '-' });
  }
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html */
function alarmsOf(NatGatewayId: string, index: number): HealthAlarm[] {
  const number = index + 1;
  const sum = (metricName: string) => new cloudwatch.Metric({
    namespace: 'AWS/NATGateway', metricName, dimensionsMap: { NatGatewayId }, statistic: cloudwatch.Stats.SUM, period: PERIOD,
  });
  // The ids of metrics must be unique in a dashboard graph.
  const dropped = `dropped${number}`;
  return [
    {
      id: `NatGateway${number}PortAllocation`,
      description: 'A NAT gateway could not allocate source ports for 15 minutes, because of too many connections to one destination',
      metric: sum('ErrorPortAllocation'),
      threshold: 0,
      periods: 3,
    },
    {
      id: `NatGateway${number}DroppedPackets`,
      description: 'A NAT gateway has dropped more than 0.01 % of its packets for 15 minutes. Check the AWS Health Dashboard',
      metric: new cloudwatch.MathExpression({
        expression: `IF(${dropped} >= ${MIN_DROPPED_PACKETS}, 100 * ${dropped} / (fromVpc${number} + fromInternet${number}), 0)`,
        usingMetrics: {
          [dropped]: sum('PacketsDropCount'),
          [`fromVpc${number}`]: sum('PacketsInFromSource'),
          [`fromInternet${number}`]: sum('PacketsInFromDestination'),
        },
        label: `NAT gateway ${number}: dropped packets (%)`,
        period: PERIOD,
      }),
      threshold: 0.01,
      periods: 3,
    },
  ];
}
