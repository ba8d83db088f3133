import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Duration } from 'aws-cdk-lib/core';

/** A graph of a `SecurityDashboard`. */
export interface DashboardGraph {
  /** The title of the graph. */
  readonly title: string;

  /**
   * The metrics of the graph: at most 500, the metrics of math expressions included.
   * @default - only the metrics of the alarms
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
   */
  readonly metrics?: cloudwatch.IMetric[];

  /**
   * The alarms whose metrics and thresholds the graph shows.
   * @default - none
   */
  readonly alarms?: cloudwatch.Alarm[];
}

/** A section of a `SecurityDashboard`: the state of alarms, and graphs below. */
export interface DashboardSection {
  /** The title of the section. */
  readonly title: string;

  /**
   * The alarms whose state the section shows: at most 100.
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * The graphs, three in a row.
   * @default - none
   */
  readonly graphs?: DashboardGraph[];
}

/** Properties of `SecurityDashboard`. */
export interface SecurityDashboardProps {
  /**
   * The name of the dashboard: 1 to 255 letters, digits, '_' and '-'. Dashboards belong to the account and not to a region: the same name
   * cannot be used in a second region.
   * @default - CloudFormation generates the name
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
   */
  readonly dashboardName?: string;

  /**
   * The sections, from top to bottom.
   * @default - none; `addSection` adds sections
   */
  readonly sections?: DashboardSection[];

  /**
   * The time range that the graphs show when the dashboard is opened.
   * @default Duration.days(1)
   */
  readonly defaultInterval?: Duration;
}
