import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { RemovalPolicy } from 'aws-cdk-lib/core';

/** Options for the log group that receives logs. */
export interface CommonLogGroupProps {
  /**
   * An existing log group that receives the logs, in the account and region of the stack.
   * @default - a new log group
   */
  readonly logGroup?: ILogGroup;

  /**
   * The retention period of the new log group. It must be omitted with an existing `logGroup`.
   * @default - one year, or 13 months for a trail; one month in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logRetention?: RetentionDays;
}

/** Options for the log group that receives logs, including its name and removal policy. */
export interface LogGroupOptions extends CommonLogGroupProps {
  /**
   * The name of the new log group. It must be omitted with an existing `logGroup`.
   * @default - CloudFormation generates the name
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
   */
  readonly logGroupName?: string;

  /**
   * The removal policy of the new log group. It must be omitted with an existing `logGroup`.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly logGroupRemovalPolicy?: RemovalPolicy;
}
