import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * Whether the suffix can stand in every name that carries it (buckets, databases, aliases, exports).
 *
 * Lower case, digits and single hyphens, as RDS identifiers and S3 bucket names demand.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export function isEnvironmentSuffix(value: string): boolean {
  return value.length <= 20 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value);
}

/** Whether the value looks like an e-mail address that SNS would accept as an endpoint. */
export function isEmailAddress(value: string): boolean {
  return value.length <= 254 && /^[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+$/.test(value);
}

/** The retention periods, in days, that CloudWatch Logs offers. */
export const LOG_RETENTION_DAYS: readonly number[] = Object.values(logs.RetentionDays)
  .filter((days): days is number => typeof days === 'number' && days < 9999)
  .sort((a, b) => a - b);

/**
 * Whether CloudWatch Logs accepts this retention.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export function isLogRetention(days: number): boolean {
  return days === logs.RetentionDays.INFINITE || LOG_RETENTION_DAYS.includes(days);
}

/** What to give where `isLogRetention` refused a value. */
export const LOG_RETENTION_REMEDY = `Give one of the retention periods of CloudWatch Logs: ${LOG_RETENTION_DAYS.join(', ')}.`;

/** A check for whole numbers of a range, its ends included. */
export function isWhole(from: number, to: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= from && value <= to;
}
