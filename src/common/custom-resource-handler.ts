import * as http from 'node:http';
import * as https from 'node:https';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { log } from './json-log';

/** What a custom resource's action tells CloudFormation when it went well. */
export interface Outcome {
  /** Stays the same for the resource's whole life, or CloudFormation deletes what it believes to be replaced. */
  readonly physicalResourceId?: string;
  readonly data?: Record<string, string>;
}

/** What an action returns when another invocation will answer in its place. */
export const CONTINUED = Symbol('continued');

/** CloudFormation accepts no answer over 4,096 bytes, and waits for another until the stack fails. */
const MAX_REASON_CHARACTERS = 1_500;
const ATTEMPTS = 5;

/**
 * Runs a custom resource's action and answers CloudFormation, always and with the truth.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html
 */
export async function answer(
  event: CloudFormationCustomResourceEvent,
  context: Context,
  action: () => Promise<Outcome | typeof CONTINUED>,
): Promise<void> {
  const stablePhysicalId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : `${event.LogicalResourceId}-${event.RequestId}`;
  log('request', { type: event.RequestType, resource: event.LogicalResourceId });
  let body: Record<string, unknown>;
  try {
    const outcome = await action();
    if (outcome === CONTINUED) {
      return;
    }
    body = { Status: 'SUCCESS', PhysicalResourceId: outcome.physicalResourceId ?? stablePhysicalId, Data: outcome.data };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    log('failed', { reason });
    body = { Status: 'FAILED', PhysicalResourceId: stablePhysicalId, Reason: `${shorten(reason)} (log stream ${context.logStreamName})` };
  }
  const { StackId, RequestId, LogicalResourceId } = event;
  await put(event.ResponseURL, JSON.stringify({ ...body, StackId, RequestId, LogicalResourceId }));
  log('answered', { status: body.Status });
}

function shorten(reason: string): string {
  return reason.length > MAX_REASON_CHARACTERS ? `${reason.slice(0, MAX_REASON_CHARACTERS)}...` : reason;
}

/** The URL is a credential: no error and no log line may carry it. */
async function put(url: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await putOnce(new URL(url), body);
    } catch (error) {
      log('answer refused', { attempt, reason: (error as Error).message });
      if (attempt === ATTEMPTS) {
        throw new Error(`CloudFormation did not take the answer in ${ATTEMPTS} attempts`);
      }
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt));
    }
  }
}

function putOnce(url: URL, body: string): Promise<void> {
  const { request } = url.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) }, timeout: 10_000 }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      return status < 400 ? resolve() : reject(new Error(`status ${status}`));
    });
    sent.on('timeout', () => sent.destroy(new Error('timed out')));
    sent.on('error', (error: NodeJS.ErrnoException) => reject(new Error(error.code ?? 'the connection failed')));
    sent.end(body);
  });
}
