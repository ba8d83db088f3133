import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { BucketClient } from './bucket-client';
import { emptyBucket } from './bucket-emptier';
import { GIVE_UP_MILLISECONDS } from './emptying';
import { guardOf } from './guard';
import { explainError } from './outcomes';
import { GUARD_TAG, WRITE_DENY_SID, type EmptyOnDeleteProperties } from '../resource-properties';
import { WriteDeny } from './write-deny';
import { RESPONSE_MILLISECONDS, CONTINUED, type Outcome } from '../../../common/functions/runtime/handler';
import { log } from '../../../common/functions/runtime/json-log';
import { invokeAgain } from '../../../common/functions/runtime/next-invocation';
import type { Operation } from '../../../common/functions/runtime/operation';
import { describeError, isNoSuchBucket, retryDenied, retryTransient } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';

/** The progress of earlier invocations of the same deletion. */
interface Past {
  readonly invocations: number;
  readonly deleted: number;
}

/** The event of CloudFormation, which each invocation passes to the next, with the progress so far. CloudFormation confirms it in each of them. */
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

/**
 * How long S3 can return the previous tags after a change. An update that retains the bucket removes the tag only seconds before CloudFormation
 * deletes the custom resource: an outdated response would empty a bucket that is in use.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
 */
const TAG_PROPAGATION_MILLISECONDS = 10_000;

/**
 * The status of a stack that CloudFormation deletes with all its resources. `EmptyOnDelete` exists only for a bucket that is deleted with its stack:
 * CloudFormation deletes the bucket next, also if its tag is missing.
 */
const DELETED_STACK = /^(DELETE|ROLLBACK)_IN_PROGRESS$/;

/**
 * Empties a bucket when its custom resource is deleted, and does nothing when the resource is created or updated. After the signal, the work
 * ends, and the bucket policy allows new objects again.
 *
 * The id of the resource is the value of the bucket's tag. It is taken from CloudFormation, not from the event, so that a forged event cannot
 * empty another bucket.
 */
export async function deleteContent(
  event: DeletionEvent, context: Context, tools: Tools, { startedAt, stackStatus, physicalResourceId }: Operation,
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome | typeof CONTINUED> {
  const { BucketName: bucket, Guard: guard } = event.ResourceProperties as unknown as EmptyOnDeleteProperties;
  if (event.RequestType !== 'Delete') {
    return { physicalResourceId: guard };
  }
  const { s3, timing } = tools;
  const past = event.Past ?? { invocations: 0, deleted: 0 };
  const limit = Math.min(startedAt, timing.now()) + LIMIT_MILLISECONDS;
  const deny = new WriteDeny(s3, timing, bucket, bucketArn(event));
  return unlessGone(bucket, async () => {
    let isDenied = past.invocations > 0;
    try {
      const patience = Math.min(GIVE_UP_MILLISECONDS, context.getRemainingTimeInMillis() - RESPONSE_MILLISECONDS);
      const patienceEnds = Math.min(timing.now() + patience, limit);
      await timing.sleep(Math.max(0, startedAt + TAG_PROPAGATION_MILLISECONDS - timing.now()));
      const tag = await retryDenied(timing, () => retryTransient(timing, patienceEnds, () => guardOf(s3, bucket)));
      if (tag === undefined || tag !== physicalResourceId) {
        log('bucket not emptied', { bucket, reason: 'the bucket does not have the tag of this resource: it is retained, or emptied by another resource' });
        return tag === undefined ? await retainContent(event, tools, deny, isDenied, stackStatus) : {};
      }
      isDenied = true;
      await deny.denyWrites();
      return await untilAborted(signal, emptyOrContinue({ ...event, Past: past }, context, tools, limit, signal));
    } catch (error) {
      if (isNoSuchBucket(error) || !isDenied || await deny.allowWrites()) {
        throw error;
      }
      throw explainDeniedWrites(explainError(bucket, error));
    }
  });
}

function bucketArn({ StackId, ResourceProperties: { BucketName } }: DeletionEvent): string {
  const [, partition] = StackId.split(':');
  return `arn:${partition}:s3:::${BucketName}`;
}

/** Removes the denial of writes from a bucket that remains: an earlier invocation, or an interrupted earlier deletion, can have added it. */
async function retainContent(event: DeletionEvent, { s3 }: Tools, deny: WriteDeny, isDenied: boolean, stackStatus: string): Promise<Outcome> {
  const { BucketName: bucket, Guard: guard } = event.ResourceProperties as unknown as EmptyOnDeleteProperties;
  const isRestored = await deny.allowWrites();
  if (DELETED_STACK.test(stackStatus) && !await new BucketClient(s3, bucket).isEmpty()) {
    throw new Error(`Bucket ${bucket} is not emptied, because its tag ${GUARD_TAG}=${guard} is missing: another tool may have replaced its tags. `
      + 'Add the tag, keep the other tags, and delete the stack again; or empty the bucket.');
  }
  if (isRestored || !isDenied) {
    return {};
  }
  throw new Error(`The tag of this resource was removed from bucket ${bucket} while it was emptied. The remaining objects are retained. `
    + 'Delete the stack again.');
}

/** The bucket remains, and may deny new objects: if S3 did not respond, it is not known whether the policy contains the denial. */
function explainDeniedWrites({ message }: Error): Error {
  return new Error(`${message} The bucket policy could not be restored. Remove the statement ${WRITE_DENY_SID}, which denies new objects, if it exists.`);
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
  event: DeletionEvent & { readonly Past: Past }, context: Context, tools: Tools, limit: number, signal: AbortSignal,
): Promise<Outcome | typeof CONTINUED> {
  const { s3, timing } = tools;
  const { Past: past, ResourceProperties: { BucketName: bucket } } = event;
  const deadline = Math.min(limit, timing.now() + context.getRemainingTimeInMillis() - RESPONSE_MILLISECONDS - CLEANUP_MILLISECONDS);
  const { empty, deleted } = await emptyBucket(new BucketClient(s3, bucket), timing, deadline, signal, past.deleted);
  if (empty) {
    return {};
  }
  const progress: Past = { invocations: past.invocations + 1, deleted: past.deleted + deleted };
  if (timing.now() >= limit || progress.invocations >= MAX_INVOCATIONS) {
    const minutes = Math.round((timing.now() - limit + LIMIT_MILLISECONDS) / 60_000);
    throw new Error(`Bucket ${bucket} is not empty yet: ${progress.deleted} versions were deleted in ${minutes} minutes, and CloudFormation waits at most `
      + 'one hour. Delete the stack again to continue.');
  }
  signal.throwIfAborted();
  await continueDeletion(event, context, tools, progress);
  return CONTINUED;
}

async function continueDeletion(event: DeletionEvent, context: Context, { lambda, timing }: Tools, past: Past): Promise<void> {
  const next: DeletionEvent = { ...event, Past: past };
  try {
    await invokeAgain(lambda, timing, context, next);
  } catch (error) {
    throw new Error(`${past.deleted} versions were deleted, but the function could not invoke itself to delete the remaining ones (${describeError(error)}). `
      + 'Delete the stack again to continue.');
  }
  log('continues in another invocation', { invocations: past.invocations, deleted: past.deleted });
}
