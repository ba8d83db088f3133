import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { BucketClient } from './bucket-client';
import { emptyBucket } from './bucket-emptier';
import { GIVE_UP_MILLISECONDS } from './emptying';
import { isGuarded } from './guard';
import { explainError } from './outcomes';
import { WRITE_DENY_SID, type EmptyOnDeleteProperties } from '../resource-properties';
import { WriteDeny } from './write-deny';
import { RESPONSE_MILLISECONDS, CONTINUED, type Outcome } from '../../../common/custom-resource/runtime/handler';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { describeError, isNoSuchBucket, retryDenied, retryTransient } from '../../../common/custom-resource/runtime/service-errors';
import type { Timing } from '../../../common/custom-resource/runtime/timing';

/** What earlier invocations of the same deletion did. */
interface Past {
  readonly since: number;
  readonly invocations: number;
  readonly deleted: number;
}

/** CloudFormation's event, which each invocation hands to the next. */
export type DeletionEvent = CloudFormationCustomResourceEvent & { readonly Past?: Past };

/** What a deletion works with. */
export interface Tools {
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly timing: Timing;
}

/** CloudFormation waits an hour; the rest is for the answer. */
const LIMIT_MILLISECONDS = 57 * 60_000;
/** Besides the time for the answer: for requests under way to end, the policy to be put back, the next invocation to be asked for. */
const ENDING_MILLISECONDS = 40_000;
/** Lambda stops a function that invokes itself about 16 times. Invocations of nearly 15 minutes make it five in an hour. */
const MOST_INVOCATIONS = 12;
const PATIENCE_MILLISECONDS = 20_000;

/** How long after an update S3 may still show the tags from before it. */
const STALE_MILLISECONDS = 10_000;

/**
 * Empties a bucket when its custom resource is deleted, and does nothing at any other time. When the signal comes the work ends, and writers
 * are let in again.
 */
export async function deleteContent(
  event: DeletionEvent, context: Context, tools: Tools, signal: AbortSignal = new AbortController().signal,
): Promise<Outcome | typeof CONTINUED> {
  const { BucketName: bucket, BucketArn: bucketArn, Guard: guard } = event.ResourceProperties as unknown as EmptyOnDeleteProperties;
  if (event.RequestType !== 'Delete') {
    return {};
  }
  const { s3, timing } = tools;
  const past = event.Past ?? { since: askedAt(event, timing), invocations: 0, deleted: 0 };
  const deny = new WriteDeny(s3, timing, bucket, bucketArn);
  return unlessGone(bucket, async () => {
    let isDenied = past.invocations > 0;
    try {
      const patience = Math.min(GIVE_UP_MILLISECONDS, context.getRemainingTimeInMillis() - RESPONSE_MILLISECONDS);
      const patienceEnds = Math.min(timing.now() + patience, past.since + LIMIT_MILLISECONDS);
      const isOurs = () => retryTransient(timing, patienceEnds, () => isGuarded(s3, bucket, guard));
      if (!(await (past.invocations === 0 ? isOursStill(isOurs, timing) : isOurs()))) {
        return await leaveAlone(bucket, deny, isDenied);
      }
      isDenied = true;
      await deny.keepWritersOut();
      return await unlessEnded(signal, emptyOrGoOn({ ...event, Past: past }, context, tools, signal));
    } catch (error) {
      if (isNoSuchBucket(error) || !isDenied || await deny.letWritersIn()) {
        throw error;
      }
      throw stillDenied(explainError(bucket, error));
    }
  });
}

/**
 * When CloudFormation asked, from where its hour counts: its presigned URL tells. An event may have waited for a free function.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
function askedAt({ ResponseURL: url }: DeletionEvent, timing: Timing): number {
  const [, signed = ''] = /[?&]X-Amz-Date=(\w+)/.exec(url) ?? [];
  const at = Date.parse(signed.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  return Number.isNaN(at) ? timing.now() : Math.min(at, timing.now());
}

/** An earlier invocation, or one that died in an earlier deletion, may have kept writers out of a bucket that is to live on. */
async function leaveAlone(bucket: string, deny: WriteDeny, isDenied: boolean): Promise<Outcome> {
  if (await deny.letWritersIn() || !isDenied) {
    return {};
  }
  throw new Error(`Bucket ${bucket} lost the tag of this resource while it was emptied, and the rest was left in it.`);
}

/** The bucket stays, and may be of no use to those who write to it: whether the denial came into the policy is not known where S3 did not answer. */
function stillDenied({ message }: Error): Error {
  return new Error(`${message} The policy of the bucket could not be put back: where its statement ${WRITE_DENY_SID} denies new objects, take that out.`);
}

/**
 * What an update has switched off is deleted seconds after the tag was taken away, and tags are eventually consistent: an old answer would
 * empty a bucket that is in use.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
 */
async function isOursStill(isOurs: () => Promise<boolean>, timing: Timing): Promise<boolean> {
  if (!(await retryDenied(timing, isOurs))) {
    return false;
  }
  await timing.sleep(STALE_MILLISECONDS);
  return isOurs();
}

/** The work, or the signal's reason as soon as it comes: requests under way may take longer than there is time. */
async function unlessEnded<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const ended = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
  return Promise.race([work, ended]);
}

/** A bucket that is gone, at whatever point, is as good as empty. */
async function unlessGone<T>(bucket: string, work: () => Promise<T>): Promise<T | Outcome> {
  try {
    return await work();
  } catch (error) {
    if (isNoSuchBucket(error)) {
      log('gone already', { bucket });
      return {};
    }
    throw explainError(bucket, error);
  }
}

async function emptyOrGoOn(
  event: DeletionEvent & { readonly Past: Past }, context: Context, tools: Tools, signal: AbortSignal,
): Promise<Outcome | typeof CONTINUED> {
  const { s3, timing } = tools;
  const { Past: past, ResourceProperties: { BucketName: bucket } } = event;
  const limit = past.since + LIMIT_MILLISECONDS;
  const deadline = Math.min(limit, timing.now() + context.getRemainingTimeInMillis() - RESPONSE_MILLISECONDS - ENDING_MILLISECONDS);
  const { empty, deleted } = await emptyBucket(new BucketClient(s3, bucket), timing, deadline, signal, past.deleted);
  if (empty) {
    return {};
  }
  const present: Past = { ...past, invocations: past.invocations + 1, deleted: past.deleted + deleted };
  if (timing.now() >= limit || present.invocations >= MOST_INVOCATIONS) {
    const minutes = Math.round((timing.now() - past.since) / 60_000);
    throw new Error(`Bucket ${bucket} is not empty yet: ${present.deleted} versions were deleted in ${minutes} minutes, and CloudFormation waits no longer `
      + 'than an hour. Delete the stack again to go on from here.');
  }
  signal.throwIfAborted();
  await goOn(event, context, tools, present);
  return CONTINUED;
}

async function goOn(event: DeletionEvent, context: Context, { lambda, timing }: Tools, past: Past): Promise<void> {
  const next: DeletionEvent = { ...event, Past: past };
  try {
    await retryTransient(timing, timing.now() + PATIENCE_MILLISECONDS, () => lambda.send(new InvokeCommand({
      FunctionName: context.invokedFunctionArn, InvocationType: 'Event', Payload: JSON.stringify(next),
    })));
  } catch (error) {
    throw new Error(`${past.deleted} versions were deleted, and the function could not start itself again for the rest (${describeError(error)}). `
      + 'Delete the stack again to go on from here.');
  }
  log('continues in another invocation', { invocations: past.invocations, deleted: past.deleted });
}
