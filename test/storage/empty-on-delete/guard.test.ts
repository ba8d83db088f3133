import { deletionEvent, DENY, filled, runDeletion, STACK_ID } from './deletion-run';
import type { Fault } from './s3-model';
import { GUARD_TAG } from '../../../src/storage/empty-on-delete/resource-properties';

describe('nothing is deleted', () => {
  test.each(['Create', 'Update'] as const)('on %s: S3 is not even asked', async (type) => {
    const run = filled(['a']);
    expect(await runDeletion(run, { event: deletionEvent(type) })).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.calls).toEqual([]);
  });

  test.each([
    ['has lost the tag, since clean-up was switched off', []],
    ['carries the tag of another stack', [{ Key: GUARD_TAG, Value: 'another/0123456789ab' }]],
    ['carries the tag of another emptier of the stack, since the emptier was renamed', [{ Key: GUARD_TAG, Value: `${STACK_ID}/ba9876543210` }]],
    ['carries the id of the stack alone', [{ Key: GUARD_TAG, Value: STACK_ID }]],
  ])('when the bucket %s', async (_, tags) => {
    const run = filled(['a']);
    run.bucket.tags = tags;
    expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.stored).toHaveLength(1);
    expect(run.bucket.calls).toEqual(['GetBucketTagging', 'GetBucketPolicy']);
  });
});

test('nothing is deleted where the tag is gone ten seconds later: S3 may show it for some seconds after clean-up was switched off', async () => {
  const run = filled(['a']);
  const { time, bucket } = run;
  const late = time.sleep(9_000).then(() => { bucket.tags = []; });
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
  await late;
  expect(bucket.isEmpty).toBe(false);
  expect(bucket.policy).not.toMatch(DENY);
});

test('another invocation reads the tag again, and stops where it is gone', async () => {
  const run = filled(Array.from({ length: 300 }, (_, index) => `k${index}`));
  Object.assign(run.bucket, { pageSize: 4, limit: 2 });
  void run.time.sleep(2 * 60_000).then(() => { run.bucket.tags = []; });
  expect(await runDeletion(run, { minutes: 4 })).toMatchObject({ status: 'SUCCESS', invocations: 2 });
  expect(run.bucket.isEmpty).toBe(false);
  expect(run.bucket.policy).not.toMatch(DENY);
});

test('an event without a guard deletes nothing, whatever tag the bucket carries', async () => {
  const run = filled(['a']);
  run.bucket.tags = [{ Key: GUARD_TAG } as { Key: string; Value: string }];
  const { Guard, ...ResourceProperties } = deletionEvent().ResourceProperties;
  expect(Guard).toBeDefined();
  expect(await runDeletion(run, { event: { ...deletionEvent(), ResourceProperties } })).toMatchObject({ status: 'SUCCESS' });
  expect(run.bucket.stored).toHaveLength(1);
});

test('a bucket without the tag, whose policy may not be read, is left alone well', async () => {
  const run = filled(['a']);
  run.bucket.tags = [];
  run.bucket.faults = ['none', 'AccessDenied'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
});

test('a deletion seconds after the policy of the function was made waits until IAM knows it', async () => {
  const run = filled(['a']);
  run.bucket.faults = ['AccessDenied', 'AccessDenied', 'AccessDenied'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
  expect(run.bucket.isEmpty).toBe(true);
});

test('a tag that may not be read is told within a minute', async () => {
  const run = filled(['a']);
  run.bucket.faults = Array<Fault>(30).fill('AccessDenied');
  const { reason, seconds } = await runDeletion(run);
  expect(reason).toMatch(/^S3 denies access to bucket bucket/);
  expect(seconds).toBeLessThan(60);
});

test('a guard that S3 will not show for half a minute is asked for again', async () => {
  const run = filled(['a']);
  run.bucket.faults = ['InternalError', 'ECONNRESET', 'InternalError', 'ECONNRESET', 'TimeoutError', 'ECONNRESET', 'ECONNRESET', 'SlowDown', 'InternalError', 'SlowDown'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
  expect(run.bucket.isEmpty).toBe(true);
});

test('the time until S3 shows the guard is part of the hour, where writers never stop', async () => {
  const run = filled(['a']);
  run.bucket.faults = Array<Fault>(36).fill('InternalError');
  run.bucket.writes = Array.from({ length: 1_000 }, (_, index) => ({ at: index * 5_000, key: `late-${index}`, isDenied: false }));
  const { status, reason, seconds } = await runDeletion(run);
  expect(status).toBe('FAILED');
  expect(reason).toMatch(/is not empty yet: \d+ versions were deleted in 57 minutes/);
  expect(seconds).toBeLessThan(58 * 60);
});
