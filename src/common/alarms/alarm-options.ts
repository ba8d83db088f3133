import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

/** Options for the actions and the names of alarms. */
export interface AlarmOptions {
  /**
   * The actions of the alarms when they enter the ALARM state, such as `new SnsAction(topic)`. At most five.
   * @default - no actions
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * The actions of the alarms when they enter the OK state. At most five. CloudWatch also runs them after the deployment, when an alarm receives
   * its first data and changes from INSUFFICIENT_DATA to OK.
   * @default - the same as `alarmActions`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly okActions?: IAlarmAction[];

  /**
   * The prefix of the names of the alarms, followed by a hyphen.
   * @default - CloudFormation generates the names
   */
  readonly alarmNamePrefix?: string;
}
