import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { consoleDomain } from './console-domain';
import type { DashboardGraph, DashboardSection, SecurityDashboardProps } from './props';
import { isPlaceholder } from '../../common/cdk/known-values';
import { keepProps } from '../../common/cdk/property-injectors';
import { Problems, type Requirement } from '../../common/validation/problems';

const WIDTH = 24;
const GRAPHS_PER_ROW = 3;
const GRAPH_HEIGHT = 6;
const ALARMS_PER_ROW = 6;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MAX_WIDGETS = 500;
const MAX_METRICS = 2500;
const MAX_METRICS_PER_GRAPH = 500;
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MAX_ALARMS_PER_SECTION = 100;

const DASHBOARD_NAME: Requirement<string> = {
  isMet: (name) => /^[\w-]{1,255}$/.test(name),
  must: "consist of 1 to 255 letters, digits, '_' and '-'",
  remedy: "Use a name such as 'my-dashboard'.",
};

/**
 * Creates a CloudWatch dashboard with sections of alarms and graphs.
 *
 * @example
 * import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
 * import { Queue } from 'aws-cdk-lib/aws-sqs';
 * import { SecurityDashboard } from '@org/secure-baseline';
 *
 * const queue = new Queue(this, 'FailedOrders');
 * const metric = queue.metricApproximateNumberOfMessagesVisible();
 * const alarm = new Alarm(this, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
 * new SecurityDashboard(this, 'Dashboard', {
 *   sections: [{ title: 'Orders', alarms: [alarm], graphs: [{ title: 'Failed orders', metrics: [metric] }] }],
 * });
 */
export class SecurityDashboard extends Construct {
  /** The underlying dashboard, to which further widgets can be added. */
  public readonly dashboard: cloudwatch.Dashboard;

  /** The name of the dashboard. */
  public readonly dashboardName: string;

  /** The URL of the dashboard in the AWS console. It depends on conditions of the stack and can be used only in the same stack, such as in an output. */
  public readonly dashboardUrl: string;

  private widgets = 0;
  private metrics = 0;

  constructor(scope: Construct, id: string, props: SecurityDashboardProps = {}) {
    super(scope, id);
    keepProps(this);
    new Problems(this).check('dashboardName', props.dashboardName, DASHBOARD_NAME).throwIfAny();
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName: isPlaceholder(props.dashboardName) ? undefined : props.dashboardName,
      defaultInterval: props.defaultInterval ?? Duration.days(1),
    });
    this.dashboardName = this.dashboard.dashboardName;
    this.dashboardUrl = `https://${consoleDomain(this)}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${this.dashboardName}`;
    props.sections?.forEach((section) => this.addSection(section));
  }

  /**
   * Adds a section below the existing sections. A section without alarms and graphs is omitted.
   *
   * @param section the title, alarms and graphs of the section
   */
  public addSection(section: DashboardSection): void {
    const { title, alarms = [], graphs = [] } = section;
    this.validate(section);
    if (alarms.length > 0) {
      const height = 1 + Math.ceil(alarms.length / ALARMS_PER_ROW);
      this.dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({ title, alarms, width: WIDTH, height }));
    }
    if (graphs.length > 0) {
      this.dashboard.addWidgets(...graphs.map((graph) => new cloudwatch.GraphWidget({
        title: alarms.length > 0 ? graph.title : `${title}: ${graph.title}`,
        left: metricsOf(graph),
        leftAnnotations: graph.alarms?.map((alarm) => ({ value: alarm.toAnnotation().value, color: cloudwatch.Color.RED })),
        leftYAxis: { min: 0 },
        width: WIDTH / GRAPHS_PER_ROW,
        height: GRAPH_HEIGHT,
      })));
    }
  }

  private validate({ title, alarms = [], graphs = [] }: DashboardSection): void {
    const problems = new Problems(this);
    const graphSizes = graphs.map((graph) => countMetrics(metricsOf(graph)));
    this.widgets += graphs.length + (alarms.length > 0 ? 1 : 0);
    this.metrics += graphSizes.reduce((sum, size) => sum + size, 0);
    problems.check(`${title}.alarms`, alarms.length, {
      isMet: (count) => count <= MAX_ALARMS_PER_SECTION,
      must: `have at most ${MAX_ALARMS_PER_SECTION} alarms`,
      remedy: 'Distribute the alarms over several sections.',
    });
    graphs.forEach((graph, index) => problems
      .check(`${title}.graphs.${graph.title}`, graphSizes[index], {
        isMet: (count) => count > 0,
        must: 'have at least one metric or alarm',
        remedy: 'Specify metrics or alarms of the graph.',
      })
      .check(`${title}.graphs.${graph.title}`, graphSizes[index], {
        isMet: (count) => count <= MAX_METRICS_PER_GRAPH,
        must: `have at most ${MAX_METRICS_PER_GRAPH} metrics`,
        remedy: 'Distribute the metrics over several graphs.',
      }));
    problems
      .check('sections', this.widgets, {
        isMet: (count) => count <= MAX_WIDGETS,
        must: `have at most ${MAX_WIDGETS} widgets in total`,
        remedy: 'Create a second dashboard for some of the sections.',
      })
      .check('sections', this.metrics, {
        isMet: (count) => count <= MAX_METRICS,
        must: `have at most ${MAX_METRICS} metrics in total`,
        remedy: 'Create a second dashboard for some of the sections.',
      })
      .throwIfAny();
  }
}

function metricsOf({ metrics = [], alarms = [] }: DashboardGraph): cloudwatch.IMetric[] {
  return [...metrics, ...alarms.map((alarm) => alarm.metric)];
}

/** Counts the metrics, including those that are used only in math expressions. */
function countMetrics(metrics: cloudwatch.IMetric[]): number {
  return metrics.reduce((sum, metric) => sum + 1 + countMetrics(Object.values(metric.toMetricConfig().mathExpression?.usingMetrics ?? {})), 0);
}
