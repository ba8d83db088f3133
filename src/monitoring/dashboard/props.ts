import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Duration } from 'aws-cdk-lib/core';

/** A graph in a section of a `SecurityDashboard`. */
export interface DashboardGraph {
  /** The title of the graph. */
  readonly title: string;

  /**
   * The metrics of the graph, in addition to the metrics of the alarms: at most 500 in total, including the metrics used in math expressions.
   * @default - only the metrics of `alarms`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
   */
  readonly metrics?: cloudwatch.IMetric[];

  /**
   * The alarms whose metrics and thresholds the graph shows.
   * @default - none
   */
  readonly alarms?: cloudwatch.Alarm[];
}

/** A section of a `SecurityDashboard`: a widget with the state of alarms, followed by graphs. */
export interface DashboardSection {
  /** The title of the section. */
  readonly title: string;

  /**
   * The alarms whose state is shown: at most 100.
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * The graphs below the state of the alarms, three per row.
   * @default - none
   */
  readonly graphs?: DashboardGraph[];
}

/** Properties of `SecurityDashboard`. */
export interface SecurityDashboardProps {
  /**
   * The name of the dashboard: 1 to 255 letters, digits, '_' and '-'. The name must be unique in the account, because dashboards are global:
   * it cannot be used in a second region.
   * @default - CloudFormation generates the name
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
   */
  readonly dashboardName?: string;

  /**
   * The sections, from top to bottom.
   * @default - none; sections can be added with `addSection`
   */
  readonly sections?: DashboardSection[];

  /**
   * The time range that the graphs show when the dashboard is opened.
   * @default Duration.days(1)
   */
  readonly defaultInterval?: Duration;
}
