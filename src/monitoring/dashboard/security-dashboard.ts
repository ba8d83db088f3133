import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { consoleDomain } from './console-domain';
import type { DashboardGraph, DashboardSection, SecurityDashboardProps } from './props';
import { Problems } from '../../common/validation/problems';

const WIDTH = 24;
const GRAPHS_A_ROW = 3;
const GRAPH_HEIGHT = 6;
const ALARMS_A_ROW = 6;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MAX_WIDGETS = 500;
const MAX_METRICS = 2500;
const MAX_METRICS_A_GRAPH = 500;
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MAX_ALARMS_A_SECTION = 100;

/** A CloudWatch dashboard of alarms and graphs, in sections. */
export class SecurityDashboard extends Construct {
  /** The dashboard, for further widgets. */
  public readonly dashboard: cloudwatch.Dashboard;

  /** The name of the dashboard. */
  public readonly dashboardName: string;

  /** The URL of the dashboard in the AWS console, for an output of its own stack: other stacks lack the conditions that it depends on. */
  public readonly dashboardUrl: string;

  private widgets = 0;
  private metrics = 0;

  constructor(scope: Construct, id: string, props: SecurityDashboardProps = {}) {
    super(scope, id);
    new Problems(this)
      .check('dashboardName', props.dashboardName, { isMet: (name) => /^[\w-]{1,255}$/.test(name), must: 'TODO', remedy: "Give 1 to 255 letters, digits, '_' and '-'." })
      .throwIfAny();
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName: props.dashboardName,
      defaultInterval: props.defaultInterval ?? Duration.days(1),
    });
    this.dashboardName = this.dashboard.dashboardName;
    this.dashboardUrl = `https://${consoleDomain(this)}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${this.dashboardName}`;
    props.sections?.forEach((section) => this.addSection(section));
  }

  /**
   * Adds a section below the others. A section with neither alarms nor graphs is left out.
   *
   * @param section the title, alarms and graphs of the section
   */
  public addSection(section: DashboardSection): void {
    const { title, alarms = [], graphs = [] } = section;
    this.validate(section);
    if (alarms.length > 0) {
      const height = 1 + Math.ceil(alarms.length / ALARMS_A_ROW);
      this.dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({ title, alarms, width: WIDTH, height }));
    }
    if (graphs.length > 0) {
      this.dashboard.addWidgets(...graphs.map((graph) => new cloudwatch.GraphWidget({
        title: alarms.length > 0 ? graph.title : `${title}: ${graph.title}`,
        left: metricsOf(graph),
        leftAnnotations: graph.alarms?.map((alarm) => ({ value: alarm.toAnnotation().value, color: cloudwatch.Color.RED })),
        leftYAxis: { min: 0 },
        width: WIDTH / GRAPHS_A_ROW,
        height: GRAPH_HEIGHT,
      })));
    }
  }

  private validate({ title, alarms = [], graphs = [] }: DashboardSection): void {
    const problems = new Problems(this);
    const graphSizes = graphs.map((graph) => countMetrics(metricsOf(graph)));
    this.widgets += graphs.length + (alarms.length > 0 ? 1 : 0);
    this.metrics += graphSizes.reduce((sum, size) => sum + size, 0);
    problems.check(`${title}.alarms`, alarms.length, { isMet: (count) => count <= MAX_ALARMS_A_SECTION, must: 'TODO', remedy: `A section shows ${MAX_ALARMS_A_SECTION} alarms at most: give the others to another.` });
    graphs.forEach((graph, index) => problems
      .check(`${title}.graphs`, graph.title, { isMet: () => graphSizes[index] > 0, must: 'TODO', remedy: 'Give the graph metrics or alarms.' })
      .check(`${title}.graphs`, graph.title, { isMet: () => graphSizes[index] <= MAX_METRICS_A_GRAPH, must: 'TODO', remedy: `A graph shows ${MAX_METRICS_A_GRAPH} metrics at most: give the others to another.` }));
    problems
      .check('sections', this.widgets, { isMet: (count) => count <= MAX_WIDGETS, must: 'TODO', remedy: `A dashboard has ${MAX_WIDGETS} widgets at most: make another.` })
      .check('sections', this.metrics, { isMet: (count) => count <= MAX_METRICS, must: 'TODO', remedy: `A dashboard shows ${MAX_METRICS} metrics at most: make another.` })
      .throwIfAny();
  }
}

function metricsOf({ metrics = [], alarms = [] }: DashboardGraph): cloudwatch.IMetric[] {
  return [...metrics, ...alarms.map((alarm) => alarm.metric)];
}

/** Metrics that only expressions use count too. */
function countMetrics(metrics: cloudwatch.IMetric[]): number {
  return metrics.reduce((sum, metric) => sum + 1 + countMetrics(Object.values(metric.toMetricConfig().mathExpression?.usingMetrics ?? {})), 0);
}
