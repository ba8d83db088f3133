import { isDenied } from './examination';
import type { Location } from './implementation';
import { retryNewPolicy, retryTransient } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';

/** How long a request is retried after transient errors. The quota for changes of SSM parameters is three per second. */
const PATIENCE_MILLISECONDS = 60_000;
/**
 * How long requests are retried that no policy of the role allows. CloudFormation creates the policies only seconds before it invokes the function, and
 * IAM is eventually consistent.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const POLICY_PROPAGATION_MILLISECONDS = 30_000;

/** Denials by an organization or by a resource have another reason, and are not retried. */
function isNotYetAllowed(error: unknown): boolean {
  return isDenied(error) && /no identity-based policy allows/.test((error as Error).message);
}

/** Returns the function that sends the requests of one invocation. */
export function createSend(timing: Timing): Location['send'] {
  const policiesApplyAt = timing.now() + POLICY_PROPAGATION_MILLISECONDS;
  return (request) => retryTransient(timing, timing.now() + PATIENCE_MILLISECONDS, () =>
    retryNewPolicy(timing, policiesApplyAt, isNotYetAllowed, request));
}
