import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { createHealthAlarms, type HealthAlarm } from '../common/alarms/health-alarms';

export interface WebTierAlarmsProps {
  readonly loadBalancerFullName: string;
  readonly targetGroupFullName: string;
  readonly autoScalingGroupName: string;
  readonly minCapacity: number;
  readonly responseTime: Duration;
  readonly actions?: cloudwatch.IAlarmAction[];
  readonly okActions?: cloudwatch.IAlarmAction[];
  readonly alarmNamePrefix?: string;
}

const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;
const { MAXIMUM, SUM } = cloudwatch.Stats;
const FIVE_MINUTES = Duration.minutes(5);

/** Fewer errors in five minutes are never a trend, however few requests there were. */
const FEWEST_ERRORS = 10;

/**
 * Alarms on the health of a load balancer, its targets and the group that they come from.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
 */
export class WebTierAlarms extends Construct {
  public readonly alarms: { [id: string]: cloudwatch.Alarm };

  constructor(scope: Construct, id: string, private readonly props: WebTierAlarmsProps) {
    super(scope, id);
    const { alarmNamePrefix, actions, okActions } = props;
    this.alarms = createHealthAlarms(this, this.rows(), { alarmNamePrefix, nameMiddle: '-WebTier', alarmActions: actions, okActions });
  }

  private rows(): HealthAlarm[] {
    return [
      {
        id: 'TargetErrors',
        description: 'More than 5 % of the answers of the instances are server errors (5xx)',
        metric: errorRate('targetErrors', 'targetRequests', {
          targetErrors: this.ofTargets('HTTPCode_Target_5XX_Count', SUM),
          targetRequests: this.ofTargets('RequestCount', SUM),
        }),
        threshold: 5,
        periods: 2,
        missingData: NOT_BREACHING,
      },
      {
        id: 'LoadBalancerErrors',
        description: 'The load balancer itself answers more than 5 % of the requests with server errors (5xx): it reaches no healthy instance in time',
        // Requests for which there is no target are not counted as requests.
        metric: errorRate('loadBalancerErrors', '(loadBalancerErrors + FILL(forwardedRequests, 0))', {
          loadBalancerErrors: this.ofLoadBalancer('HTTPCode_ELB_5XX_Count', SUM),
          forwardedRequests: this.ofLoadBalancer('RequestCount', SUM),
        }),
        threshold: 5,
        periods: 2,
        missingData: NOT_BREACHING,
      },
      {
        id: 'UnhealthyTargets',
        description: 'An instance has failed its health checks for 15 minutes',
        metric: this.ofTargets('UnHealthyHostCount', MAXIMUM, Duration.minutes(1)),
        threshold: 0,
        periods: 15,
        missingData: NOT_BREACHING,
      },
      {
        // It is reported only while there are targets.
        id: 'NoHealthyTargets',
        description: 'No instance is healthy: nothing is served',
        metric: this.ofTargets('HealthyHostCount', MAXIMUM, Duration.minutes(1)),
        threshold: 1,
        below: true,
        periods: 3,
        missingData: BREACHING,
      },
      {
        id: 'ResponseTime',
        description: `One request in twenty takes the instances longer than ${this.props.responseTime.toMilliseconds()} ms`,
        metric: this.ofTargets('TargetResponseTime', cloudwatch.Stats.percentile(95)),
        threshold: this.props.responseTime.toMilliseconds() / 1000,
        periods: 3,
        missingData: NOT_BREACHING,
        manySamplesOnly: true,
      },
      {
        id: 'RejectedConnections',
        description: 'The load balancer has refused connections: it had as many as it can have',
        metric: this.ofLoadBalancer('RejectedConnectionCount', SUM),
        threshold: 0,
        periods: 1,
        missingData: NOT_BREACHING,
      },
      {
        // No data while the group exists means that somebody has switched its metrics off.
        id: 'GroupSize',
        description: 'Fewer instances than the least number have been in service for 15 minutes',
        metric: metricOf('AWS/AutoScaling', 'GroupInServiceInstances', { AutoScalingGroupName: this.props.autoScalingGroupName }, MAXIMUM),
        threshold: this.props.minCapacity,
        below: true,
        periods: 3,
        missingData: BREACHING,
      },
    ];
  }

  private ofLoadBalancer(metricName: string, statistic: string): cloudwatch.Metric {
    return metricOf('AWS/ApplicationELB', metricName, { LoadBalancer: this.props.loadBalancerFullName }, statistic);
  }

  private ofTargets(metricName: string, statistic: string, period?: Duration): cloudwatch.Metric {
    const { loadBalancerFullName: LoadBalancer, targetGroupFullName: TargetGroup } = this.props;
    return metricOf('AWS/ApplicationELB', metricName, { LoadBalancer, TargetGroup }, statistic, period);
  }
}

function metricOf(
  namespace: string,
  metricName: string,
  dimensionsMap: { [name: string]: string },
  statistic: string,
  period = FIVE_MINUTES,
): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace, metricName, dimensionsMap, statistic, period });
}

/** In percent. Where there is no error no data is reported. */
function errorRate(errors: string, all: string, usingMetrics: { [id: string]: cloudwatch.IMetric }): cloudwatch.IMetric {
  return new cloudwatch.MathExpression({
    expression: `IF(${errors} >= ${FEWEST_ERRORS}, 100 * ${errors} / ${all}, 0)`,
    usingMetrics,
    label: `${errors} (%)`,
    period: FIVE_MINUTES,
  });
}
