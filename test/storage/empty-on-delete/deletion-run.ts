import type { LambdaClient } from '@aws-sdk/client-lambda';
import {
  AbortMultipartUploadCommand, DeleteBucketPolicyCommand, DeleteObjectCommand, DeleteObjectsCommand, GetBucketPolicyCommand, GetBucketTaggingCommand,
  ListMultipartUploadsCommand, ListObjectVersionsCommand, PutBucketPolicyCommand, type S3Client,
} from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { S3Model } from './s3-model';
import { respond } from '../../../src/common/functions/runtime/handler';
import { GUARD_TAG } from '../../../src/storage/empty-on-delete/resource-properties';
import { deleteContent, type DeletionEvent } from '../../../src/storage/empty-on-delete/runtime/deletion';
import { type AttemptFailure, ResponseModel } from '../../common/functions/response-model';
import { reportOperation, RESPONSE_URL, STACK_ID } from '../../common/functions/stack-model';
import { VirtualTime } from '../../common/functions/virtual-time';

/** The value of the bucket's tag and of the property of the custom resource. */
export const GUARD = `${STACK_ID}/0123456789ab`;

/** Matches a bucket policy that denies new objects. */
export const DENY = /"Sid":"SecureBaselineEmptyOnDelete"/;
/** The message of S3 for a locked version. */
export const OBJECT_LOCK = 'Access Denied because object protected by object lock.';

/** The result of a deletion: the response to CloudFormation, and how the function was invoked. */
export interface DeletionResult {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason: string;
  readonly invocations: number;
  readonly seconds: number;
  readonly log: string[];
}

/** How a deletion is requested. */
interface DeletionOptions {
  readonly minutes?: number;
  readonly event?: DeletionEvent;
  readonly refusals?: AttemptFailure[];
  readonly requestedAt?: number;
  /** The status of the stack. By default, the stack is deleted. */
  readonly stackStatus?: string;
}

/** The status of a stack after an update, when CloudFormation deletes the resources that the update removed. */
export const CLEAN_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';

export function newBucket(seed?: number): { time: VirtualTime; bucket: S3Model } {
  const time = new VirtualTime(seed);
  const bucket = new S3Model(time);
  bucket.tags = [{ Key: GUARD_TAG, Value: GUARD }];
  bucket.policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'AllowDelivery', Effect: 'Allow', Action: 's3:PutObject' }] });
  return { time, bucket };
}

/** Creates a bucket with these keys. */
export function newBucketWith(keys: string[], seed?: number) {
  const run = newBucket(seed);
  keys.forEach((key) => run.bucket.add(key));
  return run;
}

export function deletionEvent(RequestType: 'Create' | 'Update' | 'Delete' = 'Delete'): DeletionEvent {
  return {
    RequestType,
    StackId: STACK_ID,
    RequestId: 'request',
    LogicalResourceId: 'Empty',
    PhysicalResourceId: GUARD,
    ResponseURL: RESPONSE_URL,
    ResourceType: 'Custom::EmptyOnDelete',
    ServiceToken: 'token',
    OldResourceProperties: {},
    ResourceProperties: { ServiceToken: 'token', BucketName: 'bucket', Guard: GUARD },
  } as unknown as DeletionEvent;
}

/**
 * Runs a deletion that CloudFormation requested at `requestedAt`, with all invocations that it starts, each with a timeout of `minutes`. CloudFormation
 * rejects the response with `refusals` first.
 */
export async function runDeletion(
  { time, bucket }: { time: VirtualTime; bucket: S3Model },
  { minutes = 15, event = deletionEvent(), refusals = [], requestedAt = time.now(), stackStatus }: DeletionOptions = {},
): Promise<DeletionResult> {
  const logged = jest.spyOn(console, 'log').mockImplementation(() => {});
  const cloudFormation = new ResponseModel(time, refusals);
  const next: DeletionEvent[] = [event];
  const lambda = { send: async ({ input }: { input: { Payload: string } }) => next.push(JSON.parse(input.Payload)) } as unknown as LambdaClient;
  const tools = { s3: clientOf(bucket), lambda, timing: time };
  const startedAt = time.now();
  let invocations = 0;
  for (let current = next.shift(); current; current = next.shift()) {
    const ends = time.now() + minutes * 60_000;
    const invocation = current;
    const context = { invokedFunctionArn: 'arn:aws:lambda:::function:empty', logStreamName: 'stream', getRemainingTimeInMillis: () => ends - time.now() } as Context;
    invocations++;
    reportOperation(invocation, stackStatus, requestedAt);
    await cloudFormation.during(() => time.run(respond(invocation, context, [invocation.ResourceType], (signal, operation) => deleteContent(invocation, context, tools, operation, signal))));
    if (time.now() > ends) {
      throw new Error('An invocation exceeded the timeout of the function');
    }
  }
  const log = logged.mock.calls.map(([line]) => String(line));
  logged.mockRestore();
  if (cloudFormation.responses.length !== 1) {
    throw new Error(`CloudFormation received ${cloudFormation.responses.length} responses`);
  }
  const { Status: status, Reason = '' } = JSON.parse(cloudFormation.responses[0]);
  return { status, reason: Reason.replace(' (log stream stream)', ''), invocations, seconds: (time.now() - startedAt) / 1000, log };
}

/** A client of the SDK that sends the requests of the emptier to the model. */
export function clientOf(bucket: S3Model): S3Client {
  const replies = new Map<unknown, (input: never) => Promise<object>>([
    [ListObjectVersionsCommand, (input) => bucket.listVersions(input)],
    [DeleteObjectsCommand, (input) => bucket.deleteObjects(input)],
    [DeleteObjectCommand, (input) => bucket.deleteObject(input)],
    [ListMultipartUploadsCommand, (input) => bucket.listUploads(input)],
    [AbortMultipartUploadCommand, (input) => bucket.abortUpload(input)],
    [GetBucketPolicyCommand, () => bucket.getPolicy()],
    [PutBucketPolicyCommand, (input) => bucket.putPolicy(input)],
    [DeleteBucketPolicyCommand, () => bucket.putPolicy({})],
    [GetBucketTaggingCommand, () => bucket.getTags()],
  ]);
  const send = (command: { constructor: unknown; input: never }) => replies.get(command.constructor)!(command.input);
  return { send } as unknown as S3Client;
}
