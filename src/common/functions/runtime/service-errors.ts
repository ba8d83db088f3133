import { withJitter, type Timing } from './timing';

/**
 * How long the first request is retried while access is denied. The policy of a function is created only seconds before the function is invoked, and
 * IAM is eventually consistent.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const POLICY_PROPAGATION_MILLISECONDS = 25_000;
const POLICY_PAUSE_MILLISECONDS = 3_000;

/** The error codes of AWS services and of the network after which a retry can succeed. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'InternalError', 'InternalFailure', 'InternalServerError',
  'InternalServerException', 'OperationAborted', 'PriorRequestNotComplete', 'RequestLimitExceeded',
  'RequestThrottled', 'RequestTimeout', 'RequestTimeoutException', 'ServiceUnavailable', 'ServiceUnavailableException', 'SlowDown', 'Throttling',
  'ThrottlingException', 'TimeoutError', 'TooManyRequestsException', 'TooManyUpdates',
  // Of DynamoDB and SNS.
  'KMSThrottlingException', 'ProvisionedThroughputExceededException', 'Throttled', 'ThrottledException',
]);

const FIRST_PAUSE_MILLISECONDS = 100;
/** The longest pause between two attempts, without jitter. */
export const LONGEST_PAUSE_MILLISECONDS = 5_000;

/** Returns the error code of a service or of the network. */
export function codeOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: unknown };
  return typeof code === 'string' ? code : name ?? 'unknown';
}

/** Returns the code and the message of an error. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${codeOf(error)}: ${error.message}` : String(error);
}

/** Whether the error shows that the bucket does not exist. */
export function isNoSuchBucket(error: unknown): boolean {
  return codeOf(error) === 'NoSuchBucket';
}

/** Whether a request that failed with this error can be retried. */
export function isTransient(error: unknown): boolean {
  const { name, $metadata: { httpStatusCode: status = 0 } = {} } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return status >= 500 || status === 429 || isTransientCode(codeOf(error)) || isTransientCode(name ?? '');
}

/** Whether an operation that failed with this code can be retried. For codes without an error, such as the code for one key in a response of S3. */
export function isTransientCode(code: string): boolean {
  return TRANSIENT_CODES.has(code);
}

/** Returns the pause after a number of consecutive failures. */
export function pauseAfter(failures: number, timing: Timing): number {
  return withJitter(timing, Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (failures - 1), LONGEST_PAUSE_MILLISECONDS));
}

/** Retries a request with increasing pauses after transient errors, until the time `until`. Throws any other error immediately. */
export async function retryTransient<T>(timing: Timing, until: number, request: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await request();
    } catch (error) {
      const pause = pauseAfter(failures, timing);
      if (!isTransient(error) || timing.now() + pause > until) {
        throw error;
      }
      await timing.sleep(pause);
    }
  }
}

/** Retries the first request of a function while access is denied, because its policy may not have propagated in IAM. */
export async function retryDenied<T>(timing: Timing, request: () => Promise<T>): Promise<T> {
  return retryNewPolicy(timing, timing.now() + POLICY_PROPAGATION_MILLISECONDS, (error) => /AccessDenied/.test(codeOf(error)), request);
}

/** Retries a request until the time `until` while it fails with an error that a policy, which may not have propagated in IAM, can end. */
export async function retryNewPolicy<T>(
  timing: Timing, until: number, isNotAllowed: (error: unknown) => boolean, request: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!isNotAllowed(error) || timing.now() >= until) {
        throw error;
      }
      await timing.sleep(POLICY_PAUSE_MILLISECONDS);
    }
  }
}
