import { parseFilterPattern } from './parser';

export * from './ast';
export { parseFilterPattern };

/** The longest pattern that CloudWatch Logs takes (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html). */
export const MAX_PATTERN_LENGTH = 1024;

/** Why CloudWatch Logs would refuse the pattern, or undefined where it would not. */
export function problemOfPattern(pattern: string): string | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return `CloudWatch Logs takes ${MAX_PATTERN_LENGTH} characters at most, and it has ${pattern.length}: make two events of it.`;
  }
  try {
    parseFilterPattern(pattern);
    return undefined;
  } catch (error) {
    return `${(error as Error).message}.`;
  }
}
