import * as http from 'node:http';
import * as https from 'node:https';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { log } from './json-log';

/** The result of an action that succeeded, for the response to CloudFormation. */
export interface Outcome {
  /** Must never change: CloudFormation takes another id for a replacement, and deletes the resource with the previous one. */
  readonly physicalResourceId?: string;
}

/** The result of an action that another invocation continues. That invocation sends the response. */
export const CONTINUED = Symbol('continued');

/** The work of a custom resource. After the signal it must clean up and end soon, with the reason of the signal as its error. */
export type Action = (signal: AbortSignal) => Promise<Outcome | typeof CONTINUED>;

/** The time that is reserved for the response, attempts and pauses included. An action that is not done before has failed. */
export const RESPONSE_MILLISECONDS = 40_000;

/** CloudFormation rejects a larger response, and waits for another one until the stack times out. */
const MAX_ANSWER_BYTES = 4_096;
const ATTEMPTS = 5;
const ATTEMPT_MILLISECONDS = 5_000;
const FIRST_PAUSE_MILLISECONDS = 250;
/** The time after the signal in which an action can restore what it changed. Attempts and pauses of the response need the rest. */
const GRACE_MILLISECONDS = 5_000;

/**
 * Runs the action of a custom resource, and sends its result to CloudFormation, success or failure.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html
 */
export async function respond(
  event: CloudFormationCustomResourceEvent,
  context: Context,
  action: Action,
): Promise<void> {
  const stablePhysicalId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : `${event.LogicalResourceId}-${event.RequestId}`;
  const { StackId, RequestId, LogicalResourceId } = event;
  log('request', { type: event.RequestType, resource: LogicalResourceId });
  try {
    const outcome = await inTime(context, action);
    if (outcome === CONTINUED) {
      return;
    }
    const PhysicalResourceId = outcome.physicalResourceId ?? stablePhysicalId;
    await put(event.ResponseURL, JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId, StackId, RequestId, LogicalResourceId }));
  } catch (error) {
    if (error instanceof NotAnswered) {
      throw error;
    }
    const reason = reasonOf(error);
    log('failed', { reason });
    await put(event.ResponseURL, failure(reason, ` (log stream ${context.logStreamName})`, {
      Status: 'FAILED', PhysicalResourceId: stablePhysicalId, StackId, RequestId, LogicalResourceId,
    }));
  }
}

/** A function that reaches its timeout sends no response. The action therefore receives a signal earlier, and fails if it does not end then. */
async function inTime(context: Context, action: Action): Promise<Outcome | typeof CONTINUED> {
  const remaining = context.getRemainingTimeInMillis();
  const time = Math.max(remaining - RESPONSE_MILLISECONDS, remaining / 2);
  const grace = Math.min(GRACE_MILLISECONDS, (remaining - time) / 4);
  const reason = new Error('The time of the function was up before the work was done: AWS answered too slowly. Deploy or delete again.');
  const ending = new AbortController();
  const timers = [setTimeout(() => ending.abort(reason), time)];
  const timeUp = new Promise<never>((_, reject) => timers.push(setTimeout(() => reject(reason), time + grace)));
  try {
    return await Promise.race([action(ending.signal), timeUp]);
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

/** The response with as much of the reason as fits. The limit is in bytes of JSON, in which a control character takes six. */
function failure(reason: string, ending: string, body: Record<string, string>): string {
  const withReason = (length: number) =>
    JSON.stringify({ ...body, Reason: `${reason.slice(0, length)}${length < reason.length ? '...' : ''}${ending}` });
  let fits = 0;
  for (let tooLong = Math.min(reason.length, MAX_ANSWER_BYTES) + 1; tooLong - fits > 1;) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (Buffer.byteLength(withReason(middle)) < MAX_ANSWER_BYTES) {
      fits = middle;
    } else {
      tooLong = middle;
    }
  }
  return withReason(fits);
}

class NotAnswered extends Error {}

/** The URL is a credential: no error and no log line may contain it. */
async function put(url: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const status = await putOnce(new URL(url), body);
      return log('answered', { status });
    } catch (error) {
      log('answer refused', { attempt, reason: (error as Error).message });
      if (attempt === ATTEMPTS) {
        throw new NotAnswered(`CloudFormation did not take the answer in ${ATTEMPTS} attempts`);
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
    sent.on('error', (error: NodeJS.ErrnoException) => reject(new Error(error.code ?? 'the connection failed')));
    sent.end(body);
  });
}
