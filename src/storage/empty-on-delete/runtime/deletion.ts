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

/** The progress of earlier invocations of the same deletion. */
interface Past {
  readonly since: number;
  readonly invocations: number;
  readonly deleted: number;
}

/** The event of CloudFormation, which each invocation passes to the next, with the progress so far. */
export type DeletionEvent = CloudFormationCustomResourceEvent & { readonly Past?: Past };

/** The clients and the clock of a deletion. */
export interface Tools {
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly timing: Timing;
}

/** The maximum duration of a deletion. CloudFormation waits for one hour; the remaining time is for the response. */
const LIMIT_MILLISECONDS = 57 * 60_000;
/** The time, in addition to the time for the response, to complete pending requests, restore the policy, and start the next invocation. */
const CLEANUP_MILLISECONDS = 40_000;
/**
 * Lambda stops a function that invokes itself about 16 times. Invocations of nearly 15 minutes are only five per hour.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
const MAX_INVOCATIONS = 12;
/** How long a failed invocation is retried. */
const INVOKE_PATIENCE_MILLISECONDS = 20_000;

/** How long S3 can return the previous tags after a change. */
const TAG_PROPAGATION_MILLISECONDS = 10_000;

/**
 * Empties a bucket when its custom resource is deleted, and does nothing when the resource is created or updated. After the signal, the work
 * ends, and the bucket policy allows new objects again.
 */
export async function deleteContent(
  event: DeletionEvent, context: Context, tools: Tools, signal: AbortSignal = new AbortController().signal,
): Promise<Outcome | typeof CONTINUED> {
  const { BucketName: bucket, BucketArn: bucketArn, Guard: guard } = event.ResourceProperties as unknown as EmptyOnDeleteProperties;
  if (event.RequestType !== 'Delete') {
    return {};
  }
  const { s3, timing } = tools;
  const past = event.Past ?? { since: requestedAt(event, timing), invocations: 0, deleted: 0 };
  const deny = new WriteDeny(s3, timing, bucket, bucketArn);
  return unlessGone(bucket, async () => {
    let isDenied = past.invocations > 0;
    try {
      const patience = Math.min(GIVE_UP_MILLISECONDS, context.getRemainingTimeInMillis() - RESPONSE_MILLISECONDS);
      const patienceEnds = Math.min(timing.now() + patience, past.since + LIMIT_MILLISECONDS);
      const isTagged = () => retryTransient(timing, patienceEnds, () => isGuarded(s3, bucket, guard));
      if (!(await (past.invocations === 0 ? isTaggedConsistently(isTagged, timing) : isTagged()))) {
        return await retainContent(bucket, deny, isDenied);
      }
      isDenied = true;
      await deny.denyWrites();
      return await untilAborted(signal, emptyOrContinue({ ...event, Past: past }, context, tools, signal));
    } catch (error) {
      if (isNoSuchBucket(error) || !isDenied || await deny.allowWrites()) {
        throw error;
      }
      throw explainDeniedWrites(explainError(bucket, error));
    }
  });
}

/**
 * The time of CloudFormation's request, when its hour begins, according to the presigned URL. Lambda can invoke the function later.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
function requestedAt({ ResponseURL: url }: DeletionEvent, timing: Timing): number {
  const [, signed = ''] = /[?&]X-Amz-Date=(\w+)/.exec(url) ?? [];
  const at = Date.parse(signed.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  return Number.isNaN(at) ? timing.now() : Math.min(at, timing.now());
}

/** Removes the denial of writes from a bucket that remains: an earlier invocation, or an interrupted earlier deletion, can have added it. */
async function retainContent(bucket: string, deny: WriteDeny, isDenied: boolean): Promise<Outcome> {
  if (await deny.allowWrites() || !isDenied) {
    return {};
  }
  throw new Error(`The tag of this resource was removed from bucket ${bucket} while it was emptied. The remaining objects are retained. `
    + 'Delete the stack again.');
}

/** The bucket remains, and may deny new objects: if S3 did not respond, it is not known whether the policy contains the denial. */
function explainDeniedWrites({ message }: Error): Error {
  return new Error(`${message} The bucket policy could not be restored. Remove the statement ${WRITE_DENY_SID}, which denies new objects, if it exists.`);
}

/**
 * Whether the bucket has the tag twice in a row, with a pause between the two requests. An update that retains the bucket removes the tag only
 * seconds before it deletes the custom resource, and tags are eventually consistent: an outdated response would empty a bucket that is in use.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
 */
async function isTaggedConsistently(isTagged: () => Promise<boolean>, timing: Timing): Promise<boolean> {
  if (!(await retryDenied(timing, isTagged))) {
    return false;
  }
  await timing.sleep(TAG_PROPAGATION_MILLISECONDS);
  return isTagged();
}

/** Waits for the work, but rejects immediately when the signal aborts: pending requests may take longer than the remaining time. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
  return Promise.race([work, aborted]);
}

/** Succeeds if the bucket does not exist, or is deleted during the work. */
async function unlessGone<T>(bucket: string, work: () => Promise<T>): Promise<T | Outcome> {
  try {
    return await work();
  } catch (error) {
    if (isNoSuchBucket(error)) {
      log('bucket does not exist', { bucket });
      return {};
    }
    throw explainError(bucket, error);
  }
}

async function emptyOrContinue(
  event: DeletionEvent & { readonly Past: Past }, context: Context, tools: Tools, signal: AbortSignal,
): Promise<Outcome | typeof CONTINUED> {
  const { s3, timing } = tools;
  const { Past: past, ResourceProperties: { BucketName: bucket } } = event;
  const limit = past.since + LIMIT_MILLISECONDS;
  const deadline = Math.min(limit, timing.now() + context.getRemainingTimeInMillis() - RESPONSE_MILLISECONDS - CLEANUP_MILLISECONDS);
  const { empty, deleted } = await emptyBucket(new BucketClient(s3, bucket), timing, deadline, signal, past.deleted);
  if (empty) {
    return {};
  }
  const progress: Past = { ...past, invocations: past.invocations + 1, deleted: past.deleted + deleted };
  if (timing.now() >= limit || progress.invocations >= MAX_INVOCATIONS) {
    const minutes = Math.round((timing.now() - past.since) / 60_000);
    throw new Error(`Bucket ${bucket} is not empty yet: ${progress.deleted} versions were deleted in ${minutes} minutes, and CloudFormation waits at most `
      + 'one hour. Delete the stack again to continue.');
  }
  signal.throwIfAborted();
  await invokeAgain(event, context, tools, progress);
  return CONTINUED;
}

async function invokeAgain(event: DeletionEvent, context: Context, { lambda, timing }: Tools, past: Past): Promise<void> {
  const next: DeletionEvent = { ...event, Past: past };
  try {
    await retryTransient(timing, timing.now() + INVOKE_PATIENCE_MILLISECONDS, () => lambda.send(new InvokeCommand({
      FunctionName: context.invokedFunctionArn, InvocationType: 'Event', Payload: JSON.stringify(next),
    })));
  } catch (error) {
    throw new Error(`${past.deleted} versions were deleted, but the function could not invoke itself to delete the remaining ones (${describeError(error)}). `
      + 'Delete the stack again to continue.');
  }
  log('continues in another invocation', { invocations: past.invocations, deleted: past.deleted });
}
