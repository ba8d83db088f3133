import { jittered, type Timing } from './timing';

/**
 * How long the first request may be denied: the policy of a function is made seconds before the function is called.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const POLICY_PATIENCE_MILLISECONDS = 25_000;
const POLICY_PAUSE_MILLISECONDS = 3_000;

/** What the AWS services and the network answer when the same request may well succeed later. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'InternalError', 'InternalFailure', 'InternalServerError',
  'InternalServerException', 'OperationAborted', 'PriorRequestNotComplete', 'RequestLimitExceeded',
  'RequestThrottled', 'RequestTimeout', 'RequestTimeoutException', 'ServiceUnavailable', 'ServiceUnavailableException', 'SlowDown', 'Throttling',
  'ThrottlingException', 'TimeoutError', 'TooManyRequestsException',
]);

const FIRST_PAUSE_MILLISECONDS = 100;
/** The longest pause between two attempts, before it is jittered. */
export const LONGEST_PAUSE_MILLISECONDS = 5_000;

/** The code by which a service or the network names an error. */
export function codeOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: unknown };
  return typeof code === 'string' ? code : name ?? 'unknown';
}

/** An error in one line, with its code. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${codeOf(error)}: ${error.message}` : String(error);
}

/** Whether the bucket itself is gone, which is as good as empty. */
export function isGone(error: unknown): boolean {
  return codeOf(error) === 'NoSuchBucket';
}

/** Whether a request that was answered so is worth repeating. */
export function isTransient(error: unknown): boolean {
  const { name, $metadata: { httpStatusCode: status = 0 } = {} } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return status >= 500 || status === 429 || isTransientCode(codeOf(error)) || isTransientCode(name ?? '');
}

/** The same for a code that stands alone, such as the code of one key. */
export function isTransientCode(code: string): boolean {
  return TRANSIENT_CODES.has(code);
}

/** How long to wait after so many failures in a row. */
export function pauseAfter(failures: number, timing: Timing): number {
  return jittered(timing, Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (failures - 1), LONGEST_PAUSE_MILLISECONDS));
}

/** Repeats a request whose failure is transient, with growing pauses, as long as `until`. Any other failure is thrown at once. */
export async function patiently<T>(timing: Timing, until: number, request: () => Promise<T>): Promise<T> {
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

/** Repeats the first request of a function while it is denied, until IAM knows the policy. */
export async function onceAllowed<T>(timing: Timing, request: () => Promise<T>): Promise<T> {
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
