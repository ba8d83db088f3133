import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Requirement } from './problems';

/**
 * Whether the suffix is valid in every name that contains it, such as the names of DB instances, key aliases and exports. DB instance
 * identifiers have the narrowest limits.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export function isEnvironmentSuffix(value: string): boolean {
  return value.length <= 20 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value);
}

/** Whether the value has the form of an e-mail address, which SNS requires of the endpoint of an e-mail subscription. */
export function isEmailAddress(value: string): boolean {
  return value.length <= 254 && /^[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+$/.test(value);
}

/** An e-mail address that receives notifications. */
export const EMAIL_ADDRESS: Requirement<string> = {
  isMet: isEmailAddress,
  must: 'be an e-mail address of at most 254 characters',
  remedy: "Use an address such as 'security@example.com'.",
};

const RETENTION_PERIODS = Object.values(RetentionDays).filter((days) => typeof days === 'number');

/**
 * The retention period of a log group.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION: Requirement<number> = {
  isMet: (days) => RETENTION_PERIODS.includes(days),
  must: 'be a retention period of CloudWatch Logs',
  remedy: `Use a value of RetentionDays: ${RETENTION_PERIODS.filter((days) => days !== RetentionDays.INFINITE).join(', ')} days or INFINITE.`,
};

/**
 * The name of a log group.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 */
export const LOG_GROUP_NAME: Requirement<string> = {
  isMet: (name) => /^(?!aws\/)[\w./#-]{1,512}$/.test(name),
  must: "consist of 1 to 512 letters, digits, '.', '_', '/', '#' and '-', and not start with 'aws/'",
  remedy: "Use a name such as '/my-app/access-logs', or omit it.",
};

/** The age of objects at which a lifecycle rule applies, in days. */
export const LIFECYCLE_AGE: Requirement<number> = {
  isMet: isWhole(1, Infinity),
  must: 'be a whole number of days, and at least 1',
  remedy: 'Use a value such as Duration.days(365).',
};

/**
 * The waiting period before a KMS key is deleted, in days.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
 */
export const PENDING_WINDOW: Requirement<number> = {
  isMet: isWhole(7, 30),
  must: 'be a whole number of days from 7 to 30',
  remedy: 'Use a value such as Duration.days(30).',
};

/** Returns a predicate for whole numbers in a range, including both ends. */
export function isWhole(from: number, to: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= from && value <= to;
}

/** Whether a value requests something, unlike `false` and an empty list. */
export function isSpecified(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}
