import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

/** What the alarms of a construct do, and how they are named. */
export interface AlarmOptions {
  /**
   * The actions of the alarms when they go to the ALARM state, such as `new SnsAction(topic)`: at most five.
   * @default - none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * The actions of the alarms when they return to the OK state, at most five. CloudWatch also runs them once after the deployment, when the
   * first data arrives.
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
