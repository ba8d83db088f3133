import * as http from 'node:http';
import * as https from 'node:https';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { log } from './json-log';

/** What a custom resource's action tells CloudFormation when it went well. */
export interface Outcome {
  /** Stays the same for the resource's whole life, or CloudFormation deletes what it believes to be replaced. */
  readonly physicalResourceId?: string;
}

/** What an action returns when another invocation will answer in its place. */
export const CONTINUED = Symbol('continued');

/** What a custom resource does. It should end, and leave things in order, soon after the signal, with the signal's reason as its error. */
export type Action = (signal: AbortSignal) => Promise<Outcome | typeof CONTINUED>;

/** The time that the answer may take, attempts and pauses included: an action that is not done by then has failed. */
export const ANSWER_MILLISECONDS = 40_000;

/** CloudFormation accepts no answer of more bytes, and waits for another until the stack fails. */
const MAX_ANSWER_BYTES = 4_096;
const ATTEMPTS = 5;
const ATTEMPT_MILLISECONDS = 5_000;
const FIRST_PAUSE_MILLISECONDS = 250;
/** What attempts and pauses of the answer leave of its time: an action whose time is up may put back what it changed. */
const GRACE_MILLISECONDS = 5_000;

/**
 * Runs a custom resource's action and answers CloudFormation, always and with the truth.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html
 */
export async function answer(
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

/** A function that is stopped by its time-out answers nothing: the action is told to end earlier, and then not waited for any longer. */
async function inTime(context: Context, action: Action): Promise<Outcome | typeof CONTINUED> {
  const remaining = context.getRemainingTimeInMillis();
  const time = Math.max(remaining - ANSWER_MILLISECONDS, remaining / 2);
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

/** The answer with as much of the reason as fits. What counts is its bytes as JSON, where a control character takes six. */
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

/** The URL is a credential: no error and no log line may carry it. */
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
