import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { CLEAN_UP, clientOf, deletionEvent, DENY, GUARD, newBucket, newBucketWith, OBJECT_LOCK, runDeletion } from './deletion-run';
import { type Fault, type S3Model, s3Error } from './s3-model';
import { deleteContent } from '../../../src/storage/empty-on-delete/runtime/deletion';
import { STACK_ID } from '../../common/functions/stack-model';

/** Rejects policies with the error code that the function returns. */
function rejectPolicies(bucket: S3Model, findErrorCode: (policy: string) => string | undefined): void {
  const put = bucket.putPolicy.bind(bucket);
  jest.spyOn(bucket, 'putPolicy').mockImplementation(async (input) => {
    const code = findErrorCode(input.Policy ?? '');
    if (code) {
      throw s3Error(code, code === 'AccessDenied' ? 403 : 400);
    }
    return put(input);
  });
}

describe('the denial of new objects', () => {
  test('is added to the bucket policy before objects are deleted', async () => {
    const run = newBucketWith(['a']);
    await runDeletion(run, { event: { ...deletionEvent(), StackId: STACK_ID.replace('arn:aws:', 'arn:aws-cn:') } });
    expect(JSON.parse(run.bucket.policy!).Statement).toEqual([
      expect.objectContaining({ Sid: 'AllowDelivery' }),
      {
        Sid: 'SecureBaselineEmptyOnDelete',
        Effect: 'Deny',
        Principal: '*',
        Resource: 'arn:aws-cn:s3:::bucket/*',
        Action: ['s3:PutObject', 's3:ReplicateDelete', 's3:ReplicateObject'],
      },
    ]);
    expect(run.bucket.calls.indexOf('PutBucketPolicy')).toBeLessThan(run.bucket.calls.indexOf('DeleteObjects'));
  });

  test('is added only once if the deletion is repeated', async () => {
    const run = newBucketWith(['a']);
    await runDeletion(run);
    await runDeletion(run);
    expect(run.bucket.policy!.match(new RegExp(DENY, 'g'))).toHaveLength(1);
    expect(run.bucket.calls.filter((call) => call === 'PutBucketPolicy')).toHaveLength(1);
  });

  test.each([['another statement', '{"Version":"2012-10-17","Statement":[{"Sid":"Own"}]}'], ['no policy', undefined]])(
    'is removed if emptying fails, from a bucket with %s', async (_, policy) => {
      const run = newBucket();
      run.bucket.policy = policy;
      run.bucket.add('locked', { lock: OBJECT_LOCK });
      expect(await runDeletion(run)).toMatchObject({ status: 'FAILED' });
      expect(run.bucket.policy).toBe(policy);
      expect(run.bucket.calls).toContain('PutBucketPolicy');
    });

  test('does not prevent all writes: the deletion waits until no new object has appeared for 15 seconds', async () => {
    const run = newBucketWith(['a']);
    run.bucket.writes = [3_000, 12_000, 26_000].map((at) => ({ at, key: `late-${at}`, isDenied: false }));
    const { status, seconds } = await runDeletion(run);
    expect(status).toBe('SUCCESS');
    expect(run.bucket.isEmpty).toBe(true);
    expect(seconds).toBeGreaterThan(26 + 15);
  });

  test('does not prevent all writes: the deletion fails after 57 minutes if new objects arrive continuously', async () => {
    const run = newBucket();
    run.bucket.writes = Array.from({ length: 900 }, (_, index) => ({ at: index * 5_000, key: `late-${index}`, isDenied: false }));
    const { status, reason, seconds, invocations } = await runDeletion(run);
    expect({ status, seconds: Math.round(seconds / 60), invocations }).toEqual({ status: 'FAILED', seconds: 57, invocations: 5 });
    expect(reason).toMatch(/is not empty yet: \d{3} versions were deleted in 57 minutes.*Delete the stack again to continue/);
  });
});

test('removes the denial after the signal, and sends no further delete requests', async () => {
  const { time, bucket } = newBucketWith(Array.from({ length: 300 }, (_, index) => `k${index}`));
  Object.assign(bucket, { pageSize: 4, limit: 2 });
  const controller = new AbortController();
  const invoked = jest.fn();
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const context = { getRemainingTimeInMillis: () => 900_000 } as Context;
  const operation = { stackStatus: 'DELETE_IN_PROGRESS', startedAt: time.now(), physicalResourceId: GUARD };
  const work = deleteContent(deletionEvent(), context, { s3: clientOf(bucket), lambda: { send: invoked } as unknown as LambdaClient, timing: time }, operation, controller.signal);
  void time.sleep(60_000).then(() => controller.abort(new Error('Time limit reached')));
  await expect(time.run(work)).rejects.toThrow('Time limit reached');
  expect(bucket.policy).not.toMatch(DENY);
  const { length } = bucket.calls;
  await time.run(time.sleep(20 * 60_000));
  expect(bucket.calls.slice(length).filter((call) => call.startsWith('Delete'))).toEqual([]);
  expect(invoked).not.toHaveBeenCalled();
  log.mockRestore();
});

describe('the policy of a bucket that remains', () => {
  test('is restored without the ids of deleted roles and users, which S3 rejects', async () => {
    const run = newBucket();
    run.bucket.add('a', { lock: OBJECT_LOCK });
    const role = 'arn:aws:iam::111122223333:role/writer';
    const allow = (Sid: string, Principal: unknown) => ({ Sid, Effect: 'Allow', Principal, Action: 's3:PutObject' });
    run.bucket.policy = JSON.stringify({
      Version: '2012-10-17', Statement: [allow('Gone', { AWS: 'AROAEXAMPLE1' }), allow('Both', { AWS: ['AIDAEXAMPLE2', role] }), allow('Service', { Service: 'config.amazonaws.com', AWS: 'AROAEXAMPLE1' })],
    });
    rejectPolicies(run.bucket, (policy) => (/A(ROA|IDA)EXAMPLE/.test(policy) ? 'MalformedPolicy' : undefined));
    expect((await runDeletion(run)).status).toBe('FAILED');
    expect(JSON.parse(run.bucket.policy!).Statement).toEqual([allow('Both', { AWS: [role] }), allow('Service', { Service: 'config.amazonaws.com' })]);
  });

  test('denies new objects if it cannot be restored, and the response contains the remedy', async () => {
    const run = newBucket();
    run.bucket.add('a', { lock: OBJECT_LOCK });
    rejectPolicies(run.bucket, (policy) => (DENY.test(policy) ? undefined : 'AccessDenied'));
    const { status, reason } = await runDeletion(run);
    expect(status).toBe('FAILED');
    expect(reason).toMatch(/protected by Object Lock.* The bucket policy could not be restored\. Remove the statement SecureBaselineEmptyOnDelete/);
    expect(run.bucket.policy).toMatch(DENY);
  });
});

describe('the denial that an earlier invocation added', () => {
  function newContinuedRun() {
    const run = newBucketWith(['a']);
    run.bucket.policy = JSON.stringify({ Statement: [{ Sid: 'AllowDelivery' }, { Sid: 'SecureBaselineEmptyOnDelete', Effect: 'Deny' }] });
    return { ...run, event: { ...deletionEvent(), Past: { invocations: 1, deleted: 7 } } };
  }

  test('is removed if the tag cannot be read', async () => {
    const { event, ...run } = newContinuedRun();
    run.bucket.faults = Array<Fault>(10).fill('AccessDenied');
    expect(await runDeletion(run, { event })).toMatchObject({ status: 'FAILED', reason: expect.stringMatching(/^S3 denies access to bucket bucket/) });
    expect(run.bucket.policy).toBe(JSON.stringify({ Statement: [{ Sid: 'AllowDelivery' }] }));
  });

  test('is reported if it cannot be removed from a bucket without the tag', async () => {
    const { event, ...run } = newContinuedRun();
    run.bucket.tags = [];
    rejectPolicies(run.bucket, () => 'AccessDenied');
    expect(await runDeletion(run, { event, stackStatus: CLEAN_UP })).toMatchObject({
      status: 'FAILED', reason: expect.stringMatching(/^The tag .* was removed from bucket bucket .* The bucket policy could not be restored\./),
    });
    expect(run.bucket.stored).toHaveLength(1);
  });

  test('is removed by the next deletion if that invocation was interrupted and the tag is removed', async () => {
    const run = newContinuedRun();
    run.bucket.tags = [];
    expect(await runDeletion(run, { stackStatus: CLEAN_UP })).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.policy).not.toMatch(DENY);
  });
});

test('succeeds if the bucket is deleted before its policy is restored', async () => {
  const run = newBucketWith(['a']);
  run.bucket.faults = ['none', 'none', 'none', 'AccessDenied', 'AccessDenied', 'bucket deleted'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
});
