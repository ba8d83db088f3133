import { parseFilterPattern } from './parser';
import type { Demand } from '../../../common/validation/problems';

export * from './ast';
export { parseFilterPattern };

/**
 * The maximum number of characters of a filter pattern.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
 */
export const MAX_PATTERN_LENGTH = 1024;

/** Returns what the pattern violates. Undefined if CloudWatch Logs accepts the pattern. */
export function problemOfPattern(pattern: string): Demand | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return {
      must: `have at most ${MAX_PATTERN_LENGTH} characters`,
      remedy: `This pattern has ${pattern.length} characters. Distribute its conditions over two events.`,
    };
  }
  try {
    parseFilterPattern(pattern);
    return undefined;
  } catch (error) {
    return { must: 'be a valid JSON filter pattern of CloudWatch Logs', remedy: `Correct the pattern: ${(error as Error).message}.` };
  }
}
