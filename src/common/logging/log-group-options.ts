import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { RemovalPolicy } from 'aws-cdk-lib/core';

/** The log group that receives logs, and how long it retains them. */
export interface CommonLogGroupProps {
  /**
   * An existing log group that receives the logs.
   * @default - a new log group
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long the new log group retains log events.
   * @default - one year, for a trail 13 months; one month in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logRetention?: RetentionDays;
}

/** The log group that receives logs, with its name and what happens to it when the stack is deleted. */
export interface LogGroupOptions extends CommonLogGroupProps {
  /**
   * The name of the new log group.
   * @default - CloudFormation generates the name
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
   */
  readonly logGroupName?: string;

  /**
   * What happens to the new log group when the stack is deleted.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly logGroupRemovalPolicy?: RemovalPolicy;
}
