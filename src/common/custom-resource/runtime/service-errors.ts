import { withJitter, type Timing } from './timing';

/**
 * How long the first request can be denied, because the policy of a function is created seconds before the function is invoked.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const POLICY_PATIENCE_MILLISECONDS = 25_000;
const POLICY_PAUSE_MILLISECONDS = 3_000;

/** The error codes of AWS services and of the network after which a retry can succeed. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'InternalError', 'InternalFailure', 'InternalServerError',
  'InternalServerException', 'OperationAborted', 'PriorRequestNotComplete', 'RequestLimitExceeded',
  'RequestThrottled', 'RequestTimeout', 'RequestTimeoutException', 'ServiceUnavailable', 'ServiceUnavailableException', 'SlowDown', 'Throttling',
  'ThrottlingException', 'TimeoutError', 'TooManyRequestsException',
]);

const FIRST_PAUSE_MILLISECONDS = 100;
/** The longest pause between two attempts, without jitter. */
export const LONGEST_PAUSE_MILLISECONDS = 5_000;

/** The error code of a service or of the network. */
export function codeOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: unknown };
  return typeof code === 'string' ? code : name ?? 'unknown';
}

/** An error with its code, in one line. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${codeOf(error)}: ${error.message}` : String(error);
}

/** Whether the bucket does not exist, which counts as empty. */
export function isNoSuchBucket(error: unknown): boolean {
  return codeOf(error) === 'NoSuchBucket';
}

/** Whether a request that failed with this error can be retried. */
export function isTransient(error: unknown): boolean {
  const { name, $metadata: { httpStatusCode: status = 0 } = {} } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return status >= 500 || status === 429 || isTransientCode(codeOf(error)) || isTransientCode(name ?? '');
}

/** Whether a request that failed with this code can be retried, for codes without an error, such as the code of one key. */
export function isTransientCode(code: string): boolean {
  return TRANSIENT_CODES.has(code);
}

/** The pause after a number of consecutive failures. */
export function pauseAfter(failures: number, timing: Timing): number {
  return withJitter(timing, Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (failures - 1), LONGEST_PAUSE_MILLISECONDS));
}

/** Retries a request with increasing pauses while its failure is transient, until the time `until`. Throws any other failure immediately. */
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

/** Retries the first request of a function while it is denied, until the policy has propagated in IAM. */
export async function retryDenied<T>(timing: Timing, request: () => Promise<T>): Promise<T> {
  const ends = timing.now() + POLICY_PATIENCE_MILLISECONDS;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!/AccessDenied/.test(codeOf(error)) || timing.now() >= ends) {
        throw error;
      }
      await timing.sleep(POLICY_PAUSE_MILLISECONDS);
    }
  }
}
