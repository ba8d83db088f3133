import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { answer, CONTINUED, type Outcome } from '../../common/custom-resource-handler';
import { log } from '../../common/json-log';
import { emptyBucket } from './bucket-emptier';
import { isGuarded, keepWritersOut, letWritersIn } from './guard';
import type { EmptyOnDeleteProperties } from './resource-properties';

/** An event, and since when this deletion has been going on, where an earlier invocation began it. */
type Event = CloudFormationCustomResourceEvent & { EmptyingSince?: number };

/** CloudFormation waits an hour; the rest is for the answer. */
const LIMIT_MILLISECONDS = 58 * 60_000;
/** What an invocation keeps back to hand over to the next. */
const RESERVE_MILLISECONDS = 60_000;

const s3 = new S3Client({ maxAttempts: 8 });

/** Empties a bucket when its custom resource is deleted, and does nothing at any other time. */
export async function handler(event: Event, context: Context): Promise<void> {
  await answer(event, context, () => act(event, context));
}

async function act(event: Event, context: Context): Promise<Outcome | typeof CONTINUED> {
  const { BucketName: bucket, BucketArn: bucketArn } = event.ResourceProperties as unknown as EmptyOnDeleteProperties;
  if (event.RequestType !== 'Delete' || !(await isGuarded(s3, bucket, event.StackId))) {
    return {};
  }
  const since = event.EmptyingSince ?? Date.now();
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MILLISECONDS;
  try {
    await keepWritersOut(s3, bucket, bucketArn);
    const { empty, deleted } = await emptyBucket(s3, bucket, deadline);
    log('emptied', { bucket, empty, deleted });
    if (empty) {
      return {};
    }
    if (Date.now() - since > LIMIT_MILLISECONDS) {
      throw new Error(`Bucket ${bucket} is not empty after an hour; ${deleted} versions were deleted by the last invocation. Delete the stack again to go on.`);
    }
    return await goOn(event, context, since);
  } catch (error) {
    await letWritersIn(s3, bucket);
    throw error;
  }
}

async function goOn(event: Event, context: Context, since: number): Promise<typeof CONTINUED> {
  await new LambdaClient({}).send(new InvokeCommand({
    FunctionName: context.invokedFunctionArn,
    InvocationType: 'Event',
    Payload: JSON.stringify({ ...event, EmptyingSince: since }),
  }));
  log('continues in another invocation', { seconds: Math.round((Date.now() - since) / 1000) });
  return CONTINUED;
}
