import { DeleteObjectsCommand, GetBucketPolicyCommand, GetBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { CLEAN_UP, deletionEvent, GUARD } from './deletion-run';
import { s3Error } from './s3-model';
import * as handlers from '../../../src/common/functions/runtime/handler';
import { handler } from '../../../src/storage/empty-on-delete/empty-on-delete.lambda';

const s3 = mockClient(S3Client);
const context = { getRemainingTimeInMillis: () => 900_000 } as Context;

/** Returns the result of the handler's action, which is not sent to CloudFormation. */
async function outcomeOf(type: 'Create' | 'Update' | 'Delete', stackStatus = `${type.toUpperCase()}_IN_PROGRESS`): Promise<unknown> {
  const respond = jest.spyOn(handlers, 'respond').mockResolvedValue();
  const logged = jest.spyOn(console, 'log').mockImplementation(() => {});
  await handler(deletionEvent(type), context);
  const outcome = await respond.mock.calls[0][3](new AbortController().signal, { stackStatus, startedAt: 0 });
  respond.mockRestore();
  logged.mockRestore();
  return outcome;
}

beforeEach(() => s3.reset());

test.each(['Create', 'Update'] as const)('sends no request to S3 on %s', async (type) => {
  expect(await outcomeOf(type)).toEqual({ physicalResourceId: GUARD });
  expect(s3.calls()).toHaveLength(0);
});

test('deletes no objects of a bucket without the tag of the stack', async () => {
  s3.on(GetBucketTaggingCommand).resolves({ TagSet: [] }).on(GetBucketPolicyCommand).rejects(s3Error('NoSuchBucketPolicy', 404));
  expect(await outcomeOf('Delete', CLEAN_UP)).toEqual({});
  expect(s3.commandCalls(DeleteObjectsCommand)).toHaveLength(0);
  expect(s3.calls()).toHaveLength(2);
});

test('succeeds if the bucket does not exist', async () => {
  s3.on(GetBucketTaggingCommand).rejects(s3Error('NoSuchBucket', 404));
  expect(await outcomeOf('Delete')).toEqual({});
});
