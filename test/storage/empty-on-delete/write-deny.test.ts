import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { clientOf, deletionEvent, DENY, filled, newBucket, OBJECT_LOCK, runDeletion } from './deletion-run';
import { type S3Model, s3Error } from './s3-model';
import { deleteContent } from '../../../src/storage/empty-on-delete/runtime/deletion';

/** Refuses some policies with the code given. */
function deny(bucket: S3Model, refuses: (policy: string) => string | undefined): void {
  const put = bucket.putPolicy.bind(bucket);
  jest.spyOn(bucket, 'putPolicy').mockImplementation(async (input) => {
    const code = refuses(input.Policy ?? '');
    if (code) {
      throw s3Error(code, code === 'AccessDenied' ? 403 : 400);
    }
    return put(input);
  });
}

describe('writers', () => {
  test('are denied before anything is deleted, in the partition of the bucket, beside the statements that stand there', async () => {
    const run = filled(['a']);
    await runDeletion(run);
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

  test('are denied once, however often the deletion is tried', async () => {
    const run = filled(['a']);
    await runDeletion(run);
    await runDeletion(run);
    expect(run.bucket.policy!.match(new RegExp(DENY, 'g'))).toHaveLength(1);
    expect(run.bucket.calls.filter((call) => call === 'PutBucketPolicy')).toHaveLength(1);
  });

  test.each([['some policy', '{"Version":"2012-10-17","Statement":[{"Sid":"Own"}]}'], ['no policy', undefined]])(
    'are let in again when emptying fails, in a bucket with %s', async (_, policy) => {
      const run = newBucket();
      run.bucket.policy = policy;
      run.bucket.add('locked', { lock: OBJECT_LOCK });
      expect(await runDeletion(run)).toMatchObject({ status: 'FAILED' });
      expect(run.bucket.policy).toBe(policy);
      expect(run.bucket.calls).toContain('PutBucketPolicy');
    });

  test('that still get in keep the bucket from counting as empty until it was quiet', async () => {
    const run = filled(['a']);
    run.bucket.writes = [3_000, 12_000, 26_000].map((at) => ({ at, key: `late-${at}`, isDenied: false }));
    const { status, seconds } = await runDeletion(run);
    expect(status).toBe('SUCCESS');
    expect(run.bucket.isEmpty).toBe(true);
    expect(seconds).toBeGreaterThan(26 + 15);
  });

  test('that never stop end the deletion with how far it came, within the hour', async () => {
    const run = newBucket();
    run.bucket.writes = Array.from({ length: 900 }, (_, index) => ({ at: index * 5_000, key: `late-${index}`, isDenied: false }));
    const { status, reason, seconds, invocations } = await runDeletion(run);
    expect({ status, seconds: Math.round(seconds / 60), invocations }).toEqual({ status: 'FAILED', seconds: 57, invocations: 5 });
    expect(reason).toMatch(/is not empty yet: \d{3} versions were deleted in 57 minutes.*Delete the stack again to go on/);
  });
});

test('a deletion that is told to end lets writers in again, and asks S3 for nothing more', async () => {
  const { time, bucket } = filled(Array.from({ length: 300 }, (_, index) => `k${index}`));
  Object.assign(bucket, { pageSize: 4, limit: 2 });
  const ending = new AbortController();
  const invoked = jest.fn();
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const context = { getRemainingTimeInMillis: () => 900_000 } as Context;
  const work = deleteContent(deletionEvent(), context, { s3: clientOf(bucket), lambda: { send: invoked } as unknown as LambdaClient, timing: time }, ending.signal);
  void time.sleep(60_000).then(() => ending.abort(new Error('The time is up')));
  await expect(time.run(work)).rejects.toThrow('The time is up');
  expect(bucket.policy).not.toMatch(DENY);
  const { length } = bucket.calls;
  await time.run(time.sleep(20 * 60_000));
  expect(bucket.calls.slice(length).filter((call) => call.startsWith('Delete'))).toEqual([]);
  expect(invoked).not.toHaveBeenCalled();
  log.mockRestore();
});

describe('the policy of a bucket that stays', () => {
  test('is put back without roles and users that have been deleted meanwhile, whose ids S3 refuses', async () => {
    const run = newBucket();
    run.bucket.add('a', { lock: OBJECT_LOCK });
    const role = 'arn:aws:iam::111122223333:role/writer';
    const allow = (Sid: string, Principal: unknown) => ({ Sid, Effect: 'Allow', Principal, Action: 's3:PutObject' });
    run.bucket.policy = JSON.stringify({
      Version: '2012-10-17', Statement: [allow('Gone', { AWS: 'AROAEXAMPLE1' }), allow('Both', { AWS: ['AIDAEXAMPLE2', role] }), allow('Service', { Service: 'config.amazonaws.com', AWS: 'AROAEXAMPLE1' })],
    });
    deny(run.bucket, (policy) => (/A(ROA|IDA)EXAMPLE/.test(policy) ? 'MalformedPolicy' : undefined));
    expect((await runDeletion(run)).status).toBe('FAILED');
    expect(JSON.parse(run.bucket.policy!).Statement).toEqual([allow('Both', { AWS: [role] }), allow('Service', { Service: 'config.amazonaws.com' })]);
  });

  test('still denies new objects where it cannot be put back, and the answer says what to do', async () => {
    const run = newBucket();
    run.bucket.add('a', { lock: OBJECT_LOCK });
    deny(run.bucket, (policy) => (DENY.test(policy) ? undefined : 'AccessDenied'));
    const { status, reason } = await runDeletion(run);
    expect(status).toBe('FAILED');
    expect(reason).toMatch(/Object Lock protects them.* The policy of the bucket could not be put back: where its statement SecureBaselineEmptyOnDelete denies new objects, take that out/);
    expect(run.bucket.policy).toMatch(DENY);
  });
});

describe('writers that an earlier invocation kept out', () => {
  function goneOn() {
    const run = filled(['a']);
    run.bucket.policy = JSON.stringify({ Statement: [{ Sid: 'AllowDelivery' }, { Sid: 'SecureBaselineEmptyOnDelete', Effect: 'Deny' }] });
    return { ...run, event: { ...deletionEvent(), Past: { since: run.time.now(), invocations: 1, deleted: 7 } } };
  }

  test('are let in again when the tag cannot be read any more', async () => {
    const { event, ...run } = goneOn();
    run.bucket.faults = ['AccessDenied'];
    expect(await runDeletion(run, { event })).toMatchObject({ status: 'FAILED', reason: expect.stringMatching(/^S3 denies access to bucket bucket/) });
    expect(run.bucket.policy).toBe(JSON.stringify({ Statement: [{ Sid: 'AllowDelivery' }] }));
  });

  test('and are still kept out of a bucket without its tag are told of, with what to do', async () => {
    const { event, ...run } = goneOn();
    run.bucket.tags = [];
    deny(run.bucket, () => 'AccessDenied');
    expect(await runDeletion(run, { event })).toMatchObject({
      status: 'FAILED', reason: expect.stringMatching(/^Bucket bucket lost the tag .* The policy of the bucket could not be put back/),
    });
    expect(run.bucket.stored).toHaveLength(1);
  });

  test('and then died are let in by the next deletion, when the tag has gone meanwhile', async () => {
    const run = goneOn();
    run.bucket.tags = [];
    expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.policy).not.toMatch(DENY);
  });
});

test('a bucket that is gone when its policy is to be put back is deleted well', async () => {
  const run = filled(['a']);
  run.bucket.faults = ['none', 'none', 'none', 'AccessDenied', 'AccessDenied', 'bucket vanishes'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
});
