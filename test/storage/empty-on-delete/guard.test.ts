import { CLEAN_UP, deletionEvent, DENY, GUARD, newBucketWith, runDeletion } from './deletion-run';
import type { Fault } from './s3-model';
import { GUARD_TAG } from '../../../src/storage/empty-on-delete/resource-properties';
import type { DeletionEvent } from '../../../src/storage/empty-on-delete/runtime/deletion';
import { STACK_ID } from '../../common/functions/stack-model';

describe('deletes no objects', () => {
  test.each(['Create', 'Update'] as const)('on %s, and sends no request to S3', async (type) => {
    const run = newBucketWith(['a']);
    expect(await runDeletion(run, { event: deletionEvent(type) })).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.calls).toEqual([]);
  });

  test.each([
    ['does not have the tag any more, because an update retains it', [], ['GetBucketTagging', 'GetBucketPolicy']],
    ['has the tag of another stack', [{ Key: GUARD_TAG, Value: 'another/0123456789ab' }], ['GetBucketTagging']],
    ['has the tag of another emptier of the stack, because the emptier was renamed', [{ Key: GUARD_TAG, Value: `${STACK_ID}/ba9876543210` }], ['GetBucketTagging']],
    ['has a tag with the stack id only', [{ Key: GUARD_TAG, Value: STACK_ID }], ['GetBucketTagging']],
  ])('when the bucket %s', async (_, tags, calls) => {
    const run = newBucketWith(['a']);
    run.bucket.tags = tags;
    expect(await runDeletion(run, { stackStatus: CLEAN_UP })).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.stored).toHaveLength(1);
    expect(run.bucket.calls).toEqual(calls);
  });
});

describe('when the stack is deleted and another tool has removed the tag', () => {
  const STATUSES = ['DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'];

  test.each(STATUSES)('with the status %s, fails and names the tag, because CloudFormation cannot delete a bucket with objects', async (stackStatus) => {
    const run = newBucketWith(['a']);
    run.bucket.tags = [{ Key: 'CostCenter', Value: '1' }];
    run.bucket.policy = run.bucket.policy!.replace('AllowDelivery', 'SecureBaselineEmptyOnDelete');
    const { status, reason } = await runDeletion(run, { stackStatus });
    expect(status).toBe('FAILED');
    expect(reason).toBe(`Bucket bucket is not emptied, because its tag ${GUARD_TAG}=${GUARD} is missing: another tool may have replaced its tags. `
      + 'Add the tag, keep the other tags, and delete the stack again; or empty the bucket.');
    expect(run.bucket.stored).toHaveLength(1);
    expect(run.bucket.policy ?? '').not.toMatch(DENY);
  });

  test.each(STATUSES)('with the status %s, succeeds if the bucket is empty', async (stackStatus) => {
    const run = newBucketWith([]);
    run.bucket.tags = [];
    expect(await runDeletion(run, { stackStatus })).toMatchObject({ status: 'SUCCESS' });
  });

  test('empties the bucket after the tag was added again', async () => {
    const run = newBucketWith(['a']);
    const { tags } = run.bucket;
    run.bucket.tags = [];
    expect(await runDeletion(run)).toMatchObject({ status: 'FAILED' });
    run.bucket.tags = tags;
    expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.isEmpty).toBe(true);
  });
});

test('deletes no objects if the tag disappears within ten seconds, because S3 can return a removed tag for some seconds', async () => {
  const run = newBucketWith(['a']);
  const { time, bucket } = run;
  const removed = time.sleep(9_000).then(() => { bucket.tags = []; });
  expect(await runDeletion(run, { stackStatus: CLEAN_UP })).toMatchObject({ status: 'SUCCESS' });
  await removed;
  expect(bucket.isEmpty).toBe(false);
  expect(bucket.policy).not.toMatch(DENY);
});

test('every invocation reads the tag, and stops if it was removed', async () => {
  const run = newBucketWith(Array.from({ length: 300 }, (_, index) => `k${index}`));
  Object.assign(run.bucket, { pageSize: 4, limit: 2 });
  void run.time.sleep(2 * 60_000).then(() => { run.bucket.tags = []; });
  expect(await runDeletion(run, { minutes: 4, stackStatus: CLEAN_UP })).toMatchObject({ status: 'SUCCESS', invocations: 2 });
  expect(run.bucket.isEmpty).toBe(false);
  expect(run.bucket.policy).not.toMatch(DENY);
});

test('deletes no objects after a creation that failed, although the event contains the value of the tag', async () => {
  const run = newBucketWith(['a']);
  const event = { ...deletionEvent(), PhysicalResourceId: 'Empty-1' } as DeletionEvent;
  expect(event.ResourceProperties.Guard).toBe(run.bucket.tags[0].Value);
  expect(await runDeletion(run, { event })).toMatchObject({ status: 'SUCCESS' });
  expect(run.bucket.stored).toHaveLength(1);
});

test('succeeds if the bucket has no tag and its policy must not be read', async () => {
  const run = newBucketWith(['a']);
  run.bucket.tags = [];
  run.bucket.faults = ['none', 'AccessDenied'];
  expect(await runDeletion(run, { stackStatus: CLEAN_UP })).toMatchObject({ status: 'SUCCESS' });
});

test('retries denied requests until a new policy of the function has propagated', async () => {
  const run = newBucketWith(['a']);
  run.bucket.faults = ['AccessDenied', 'AccessDenied', 'AccessDenied'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
  expect(run.bucket.isEmpty).toBe(true);
});

test('fails within a minute if it is not allowed to read the tag', async () => {
  const run = newBucketWith(['a']);
  run.bucket.faults = Array<Fault>(30).fill('AccessDenied');
  const { reason, seconds } = await runDeletion(run);
  expect(reason).toMatch(/^S3 denies access to bucket bucket/);
  expect(seconds).toBeLessThan(60);
});

test('retries reading the tag after transient failures', async () => {
  const run = newBucketWith(['a']);
  run.bucket.faults = ['InternalError', 'ECONNRESET', 'InternalError', 'ECONNRESET', 'TimeoutError', 'ECONNRESET', 'ECONNRESET', 'SlowDown', 'InternalError', 'SlowDown'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
  expect(run.bucket.isEmpty).toBe(true);
});

test('the time limit includes the time to read the tag, if new objects arrive continuously', async () => {
  const run = newBucketWith(['a']);
  run.bucket.faults = Array<Fault>(36).fill('InternalError');
  run.bucket.writes = Array.from({ length: 1_000 }, (_, index) => ({ at: index * 5_000, key: `late-${index}`, isDenied: false }));
  const { status, reason, seconds } = await runDeletion(run);
  expect(status).toBe('FAILED');
  expect(reason).toMatch(/is not empty yet: \d+ versions were deleted in 57 minutes/);
  expect(seconds).toBeLessThan(58 * 60);
});
