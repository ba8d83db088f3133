import * as http from 'node:http';
import * as https from 'node:https';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { log } from './json-log';
import { confirmOperation, findForgery, type Operation } from './operation';

/** The result of an action that succeeded, for the response to CloudFormation. */
export interface Outcome {
  /**
   * CloudFormation confirms it in later operations, unlike the properties of an event. If it changes, CloudFormation deletes the resource with the
   * previous id.
   */
  readonly physicalResourceId?: string;
  /** The attributes of the resource. An operation whose response has more than 4,096 bytes fails. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The result of an action that another invocation continues. The last invocation sends the response. */
export const CONTINUED = Symbol('continued');

/**
 * What a custom resource does in an operation of its stack. When the signal is aborted, the action must clean up promptly and throw the reason of the
 * signal. Only the operation is confirmed by CloudFormation: the properties of the event may be forged.
 */
export type Action = (signal: AbortSignal, operation: Operation) => Promise<Outcome | typeof CONTINUED>;

/** The time that is reserved for the response, including retries and pauses. An action that is not complete before this time fails. */
export const RESPONSE_MILLISECONDS = 40_000;

/** CloudFormation does not accept a larger response, and waits for another response until the resource times out. */
const MAX_RESPONSE_BYTES = 4_096;
const ATTEMPTS = 5;
const ATTEMPT_MILLISECONDS = 5_000;
const FIRST_PAUSE_MILLISECONDS = 250;
/** The time that an action has after the signal to undo its changes. It is short, because the rest is needed for the retries of the response. */
const GRACE_MILLISECONDS = 5_000;

/**
 * Runs the action of a custom resource, and sends the result to CloudFormation: success, or failure with a reason. Ignores events that CloudFormation
 * did not send, and runs the action only if CloudFormation confirms that the operation is in progress.
 *
 * @param resourceTypes the types of the function's resources. An operation of another resource is none of its business: whoever may invoke functions
 * can send the event to any of them.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html
 */
export async function respond(
  event: CloudFormationCustomResourceEvent,
  context: Context,
  resourceTypes: readonly string[],
  action: Action,
): Promise<void> {
  const stablePhysicalId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : `${event.LogicalResourceId}-${event.RequestId}`;
  const { StackId, RequestId, LogicalResourceId } = event;
  log('request', { type: event.RequestType, resource: LogicalResourceId });
  const forgery = findForgery(event, resourceTypes);
  if (forgery) {
    return log('refused', { reason: forgery });
  }
  try {
    const outcome = await runWithTimeout(context, async (signal) => action(signal, await confirmOperation(event)));
    if (outcome === CONTINUED) {
      return;
    }
    const PhysicalResourceId = outcome.physicalResourceId ?? stablePhysicalId;
    await put(event.ResponseURL, success({ Status: 'SUCCESS', PhysicalResourceId, StackId, RequestId, LogicalResourceId, Data: outcome.data }));
  } catch (error) {
    if (error instanceof ResponseError) {
      throw error;
    }
    const reason = reasonOf(error);
    log('failed', { reason });
    await put(event.ResponseURL, failure(reason, ` (log stream ${context.logStreamName})`, {
      Status: 'FAILED', PhysicalResourceId: stablePhysicalId, StackId, RequestId, LogicalResourceId,
    }));
  }
}

/**
 * Aborts an action before the function times out, because a function that times out sends no response. The action fails if it does not end after
 * the signal.
 */
async function runWithTimeout<T>(context: Context, action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const remaining = context.getRemainingTimeInMillis();
  const time = Math.max(remaining - RESPONSE_MILLISECONDS, remaining / 2);
  const grace = Math.min(GRACE_MILLISECONDS, (remaining - time) / 4);
  const reason = new Error('The operation did not complete before the timeout of the function, because AWS services responded too slowly. Repeat the deployment or deletion.');
  const controller = new AbortController();
  const timers = [setTimeout(() => controller.abort(reason), time)];
  const timeUp = new Promise<never>((_, reject) => timers.push(setTimeout(() => reject(reason), time + grace)));
  try {
    return await Promise.race([action(controller.signal), timeUp]);
  } finally {
    timers.forEach(clearTimeout);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}

function success(body: object): string {
  const response = JSON.stringify(body);
  if (Buffer.byteLength(response) > MAX_RESPONSE_BYTES) {
    throw new Error(`The response with the attributes has ${Buffer.byteLength(response)} bytes. CloudFormation accepts at most ${MAX_RESPONSE_BYTES} bytes.`);
  }
  return response;
}

/** Returns the response with the reason, truncated to the size limit. The limit applies to the bytes of the JSON, in which a control character has six. */
function failure(reason: string, ending: string, body: Record<string, string>): string {
  const withReason = (length: number) =>
    JSON.stringify({ ...body, Reason: `${reason.slice(0, length)}${length < reason.length ? '...' : ''}${ending}` });
  let fits = 0;
  for (let tooLong = Math.min(reason.length, MAX_RESPONSE_BYTES) + 1; tooLong - fits > 1;) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (Buffer.byteLength(withReason(middle)) < MAX_RESPONSE_BYTES) {
      fits = middle;
    } else {
      tooLong = middle;
    }
  }
  return withReason(fits);
}

class ResponseError extends Error {}

/** Sends the response. The URL is a credential, so no error message or log entry may contain it. */
async function put(url: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const status = await putOnce(new URL(url), body);
      return log('response sent', { status });
    } catch (error) {
      log('response failed', { attempt, reason: (error as Error).message });
      if (attempt === ATTEMPTS) {
        throw new ResponseError(`The response could not be sent to CloudFormation in ${ATTEMPTS} attempts`);
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MILLISECONDS * 2 ** attempt));
    }
  }
}

function putOnce(url: URL, body: string): Promise<number> {
  const { request } = url.protocol === 'http:' ? http : https;
  const options = {
    method: 'PUT',
    headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
    signal: AbortSignal.timeout(ATTEMPT_MILLISECONDS),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      return status >= 200 && status < 300 ? resolve(status) : reject(new Error(`status ${status}`));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => reject(new Error(error.code ?? 'connection failed')));
    sent.end(body);
  });
}
