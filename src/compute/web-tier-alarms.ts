import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { createHealthAlarms, type HealthAlarm } from '../common/alarms/health-alarms';

export interface WebTierAlarmsProps {
  readonly loadBalancerFullName: string;
  readonly targetGroupFullName: string;
  /** Undefined for targets that are not instances. */
  readonly instances?: { readonly autoScalingGroupName: string; readonly minCapacity: number; readonly startupTimeout: Duration };
  readonly responseTime: Duration;
  readonly actions?: cloudwatch.IAlarmAction[];
  readonly okActions?: cloudwatch.IAlarmAction[];
  readonly alarmNamePrefix?: string;
}

const { BREACHING, IGNORE, NOT_BREACHING } = cloudwatch.TreatMissingData;
const { MAXIMUM, SUM } = cloudwatch.Stats;
const FIVE_MINUTES = Duration.minutes(5);

/** Fewer errors in five minutes do not trigger an alarm, even if their rate is high. */
const MIN_ERRORS = 10;

/**
 * Creates alarms on the health of a load balancer, its targets and the Auto Scaling group of instances.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
 */
export class WebTierAlarms extends Construct {
  public readonly alarms: { [id: string]: cloudwatch.Alarm };

  constructor(scope: Construct, id: string, private readonly props: WebTierAlarmsProps) {
    super(scope, id);
    const { alarmNamePrefix, actions, okActions } = props;
    this.alarms = createHealthAlarms(this, this.definitions(), { alarmNamePrefix, nameMiddle: '-WebTier', alarmActions: actions, okActions });
  }

  /** An instance that runs the commands of the user is unhealthy until they succeed. */
  private get unhealthyMinutes(): number {
    return Math.max(15, Math.ceil(this.props.instances?.startupTimeout.toMinutes({ integral: false }) ?? 0));
  }

  private definitions(): HealthAlarm[] {
    return [
      {
        id: 'TargetErrors',
        description: 'More than 5 % of the responses of the targets are server errors (5xx)',
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
        description: 'The load balancer itself responds to more than 5 % of the requests with server errors (5xx), because no healthy target responds in time',
        // RequestCount does not include requests for which no target is available.
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
        description: `A target has failed its health checks for ${this.unhealthyMinutes} minutes`,
        metric: this.ofTargets('UnHealthyHostCount', MAXIMUM, Duration.minutes(1)),
        threshold: 0,
        periods: this.unhealthyMinutes,
        missingData: NOT_BREACHING,
      },
      {
        // The metric is reported only if targets are registered. The user can register targets of type IP later.
        id: 'NoHealthyTargets',
        description: 'No target is healthy, so that all requests fail',
        metric: this.ofTargets('HealthyHostCount', MAXIMUM, Duration.minutes(1)),
        threshold: 1,
        below: true,
        periods: 3,
        missingData: this.props.instances ? BREACHING : IGNORE,
      },
      {
        id: 'ResponseTime',
        description: `The response time of the targets exceeds ${this.props.responseTime.toMilliseconds()} ms for 5 % of the requests`,
        metric: this.ofTargets('TargetResponseTime', cloudwatch.Stats.percentile(95)),
        threshold: this.props.responseTime.toMilliseconds() / 1000,
        periods: 3,
        missingData: NOT_BREACHING,
        ignoreLowSampleCount: true,
      },
      {
        id: 'RejectedConnections',
        description: 'The load balancer has rejected connections because it reached its maximum number of connections',
        metric: this.ofLoadBalancer('RejectedConnectionCount', SUM),
        threshold: 0,
        periods: 1,
        missingData: NOT_BREACHING,
      },
      ...this.ofInstances(),
    ];
  }

  private ofInstances(): HealthAlarm[] {
    const { instances } = this.props;
    return instances ? [{
      // Missing data means that the metrics of the group are disabled.
      id: 'GroupSize',
      description: 'Fewer instances than the minimum capacity have been in service for 15 minutes',
      metric: metricOf('AWS/AutoScaling', 'GroupInServiceInstances', { AutoScalingGroupName: instances.autoScalingGroupName }, MAXIMUM),
      threshold: instances.minCapacity,
      below: true,
      periods: 3,
      missingData: BREACHING,
    }] : [];
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

/** The error rate in percent. The metrics of errors have no data when there are no errors. */
function errorRate(errors: string, all: string, usingMetrics: { [id: string]: cloudwatch.IMetric }): cloudwatch.IMetric {
  return new cloudwatch.MathExpression({
    expression: `IF(${errors} >= ${MIN_ERRORS}, 100 * ${errors} / ${all}, 0)`,
    usingMetrics,
    label: `${errors} (%)`,
    period: FIVE_MINUTES,
  });
}
