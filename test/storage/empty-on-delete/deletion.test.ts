import { DENY, newBucket, newBucketWith, OBJECT_LOCK, runDeletion } from './deletion-run';
import { type Fault, S3Model, s3Error } from './s3-model';
import { RESPONSE_URL } from '../../common/functions/stack-model';

function eventsOf(log: string[], event: string): Record<string, unknown>[] {
  return log.map((line) => JSON.parse(line)).filter((line) => line.event === event);
}

describe('deletion of a bucket with objects', () => {
  test('deletes versions, delete markers and versions with the id null, and aborts multipart uploads', async () => {
    const run = newBucket();
    run.bucket.add('a');
    run.bucket.add('a', { isMarker: true });
    run.bucket.add('b', { hasNoId: true });
    run.bucket.uploads = [{ key: 'c', id: '1' }, { key: 'c', id: '2' }];
    expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.isEmpty).toBe(true);
    expect(run.bucket.requestsOnlyErrors).toBe(true);
  });

  test('lists several pages in parallel, split at common prefixes', async () => {
    const run = newBucketWith(['a', 'b', 'c', 'd'].flatMap((prefix) => Array.from({ length: 40 }, (_, index) => `logs/${prefix}/${index}`)));
    run.bucket.pageSize = 10;
    const { status, log } = await runDeletion(run);
    expect(status).toBe('SUCCESS');
    expect(run.bucket.isEmpty).toBe(true);
    expect(eventsOf(log, 'listing')[0].ranges).toEqual(['logs/b/', 'logs/c/', 'logs/d/', null]);
    expect(run.bucket.calls.filter((call) => call === 'DeleteObjects').length).toBeGreaterThanOrEqual(16);
  });

  test('deletes keys with special characters, those that XML cannot represent by separate requests', async () => {
    const keys = ['with space+plus', 'percent%41', '\u0001control', 'line\nbreak', '<&">', 'ümläut/😀', '\ud83d\ude00\uffff', '%'];
    const run = newBucketWith(keys);
    expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.isEmpty).toBe(true);
    expect(run.bucket.calls.filter((call) => call === 'DeleteObject')).toHaveLength(2);
  });

  test('deletes thousands of keys by separate requests without exceeding the timeout of the function', async () => {
    const run = newBucketWith(Array.from({ length: 10_000 }, (_, index) => `\u0001${index}`));
    Object.assign(run.bucket, { latency: 200 });
    const { status } = await runDeletion(run, { minutes: 3 });
    expect(status).toBe('SUCCESS');
    expect(run.bucket.isEmpty).toBe(true);
  });

  test('retries after timeouts, throttling, lost responses and rejected keys', async () => {
    const run = newBucketWith(Array.from({ length: 30 }, (_, index) => `k${index}`));
    run.bucket.pageSize = 5;
    const faults: Fault[] = ['SlowDown', 'InternalError', 'ECONNRESET', 'TimeoutError', 'response lost', 'keys rejected'];
    run.bucket.faults = Array.from({ length: 8 }).flatMap(() => [...faults, 'none']);
    expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.isEmpty).toBe(true);
  });

  test('logs its progress as lines of JSON, without the response URL', async () => {
    const run = newBucketWith(Array.from({ length: 300 }, (_, index) => `k${index}`));
    Object.assign(run.bucket, { pageSize: 2, limit: 4 });
    const { log } = await runDeletion(run);
    expect(eventsOf(log, 'progress')[0]).toEqual({
      event: 'progress',
      bucket: 'bucket',
      deleted: expect.any(Number),
      perSecond: expect.any(Number),
      uploadsAborted: 0,
      remainingListed: expect.any(Number),
      remainingRanges: expect.any(Number),
      remainingSeconds: expect.any(Number),
    });
    expect(log.join()).not.toContain(RESPONSE_URL);
    expect(log.join()).not.toContain('credential');
  });
});

describe('a deletion that cannot empty the bucket', () => {
  test('fails with the number of locked versions, the first keys, the reason and the remedy, and logs all of them', async () => {
    const run = newBucketWith(Array.from({ length: 600 }, (_, index) => `free-${index}`));
    for (let index = 0; index < 1_200; index++) {
      run.bucket.add('\t😀'.repeat(300) + index, { lock: OBJECT_LOCK });
    }
    run.bucket.add('\u0002', { lock: OBJECT_LOCK });
    const { status, reason, log } = await runDeletion(run);
    expect(status).toBe('FAILED');
    expect(reason).toMatch(/^1201 versions in bucket bucket cannot be deleted: .*\(AccessDenied\).*and 1196 more in the log\. 600 versions were deleted\. They are protected by Object Lock\. .*retention/);
    expect(Buffer.byteLength(JSON.stringify(reason))).toBeLessThan(2_000);
    const named = eventsOf(log, 'versions not deleted').flatMap(({ versions }) => versions as unknown[]);
    expect(named).toHaveLength(1_201);
  });

  test('reports how many versions all invocations deleted', async () => {
    const run = newBucketWith(Array.from({ length: 400 }, (_, index) => `k${String(index).padStart(3, '0')}`));
    run.bucket.add('z', { lock: OBJECT_LOCK });
    Object.assign(run.bucket, { pageSize: 4, limit: 2 });
    const { status, reason, invocations } = await runDeletion(run, { minutes: 4 });
    expect([status, invocations > 1]).toEqual(['FAILED', true]);
    expect(reason).toMatch(/^1 versions in bucket bucket cannot be deleted: z \(AccessDenied\)\. 400 versions were deleted\./);
  });

  test('reports that versions were not processed if the time limit is reached', async () => {
    const run = newBucket();
    run.bucket.add('a', { lock: OBJECT_LOCK });
    Array.from({ length: 400 }, (_, index) => run.bucket.add(`k${index}`));
    Object.assign(run.bucket, { pageSize: 4, limit: 2 });
    const { reason } = await runDeletion(run, { minutes: 4 });
    expect(reason).toMatch(/^1 versions in bucket bucket cannot be deleted: a \(AccessDenied\)\. \d+ versions were deleted\. The time limit was reached before all versions/);
    expect(run.bucket.stored.length).toBeGreaterThan(1);
  });

  test('fails within two minutes if S3 lists uploads again that it aborted', async () => {
    const run = newBucket();
    run.bucket.uploads = [{ key: 'c', id: '1' }];
    jest.spyOn(run.bucket, 'abortUpload').mockResolvedValue({});
    const { status, reason, seconds } = await runDeletion(run);
    expect([status, reason]).toEqual(['FAILED', expect.stringMatching(/^S3 lists versions or uploads of bucket bucket again after their deletion\./)]);
    expect(seconds).toBeLessThan(120);
  });

  test('names the policies that can deny a deletion, and does not retry it', async () => {
    const run = newBucketWith(['a']);
    run.bucket.add('b', { lock: 'explicit deny in a service control policy' });
    const { reason } = await runDeletion(run);
    expect(reason).toMatch(/^1 versions .* b \(AccessDenied\)\. .*denies s3:DeleteObjectVersion: a bucket policy/);
    expect(run.bucket.calls.filter((call) => call === 'DeleteObjects')).toHaveLength(1);
  });

  test('fails with the message of S3 if the listing is denied', async () => {
    const run = newBucketWith(['a']);
    run.bucket.faults = ['none', 'none', 'none', 'AccessDenied', 'AccessDenied'];
    expect((await runDeletion(run)).reason).toMatch(/S3 denies access to bucket bucket: no identity-based policy allows the action\..*Remove the denial/);
    expect(run.bucket.policy).not.toMatch(DENY);
  });

  test.each([false, true])('fails within a minute if S3 lists versions again that it deleted (with the id null: %s)', async (hasNoId) => {
    const run = newBucket();
    run.bucket.add('a', { hasNoId });
    run.bucket.ignoresDeletions = true;
    const { reason, seconds } = await runDeletion(run);
    expect(reason).toMatch(/lists versions or uploads of bucket bucket again after their deletion/);
    expect(seconds).toBeLessThan(60);
  });

  test('leaves no pending request whose failure would end the function before its response', async () => {
    const run = newBucketWith(['a', 'b'].flatMap((prefix) => Array.from({ length: 20 }, (_, index) => `logs/${prefix}/${index}`)));
    run.bucket.pageSize = 5;
    const denied = s3Error('AccessDenied', 403, 'no identity-based policy allows the action');
    const { listVersions } = S3Model.prototype;
    jest.spyOn(run.bucket, 'deleteObjects').mockRejectedValue(denied);
    jest.spyOn(run.bucket, 'listVersions').mockImplementation(async (input) => {
      const page = await listVersions.call(run.bucket, input);
      return input.KeyMarker === undefined ? page : Promise.reject(denied);
    });
    const { status, reason } = await runDeletion(run);
    expect({ status, reason }).toEqual({ status: 'FAILED', reason: expect.stringContaining('S3 denies access to bucket bucket') });
  });

  test('fails if the same request fails for minutes', async () => {
    const run = newBucketWith(['a']);
    run.bucket.faults = ['none', 'none', 'none', ...Array<Fault>(500).fill('InternalError')];
    const { reason, seconds } = await runDeletion(run);
    expect(reason).toMatch(/cannot be emptied: InternalError/);
    expect(seconds).toBeLessThan(300);
  });
});

test('the time limit begins with the request of CloudFormation, even if the function is invoked later', async () => {
  const run = newBucketWith(['a']);
  await run.time.run(run.time.sleep(50 * 60_000));
  const invokedAt = run.time.now();
  run.bucket.writes = Array.from({ length: 400 }, (_, index) => ({ at: 50 * 60_000 + index * 10_000, key: `late-${index}`, isDenied: false }));
  const { status, reason } = await runDeletion(run, { requestedAt: invokedAt - 50 * 60_000 });
  expect({ status, minutes: Math.round((run.time.now() - invokedAt) / 60_000) }).toEqual({ status: 'FAILED', minutes: 7 });
  expect(reason).toMatch(/in 57 minutes, and CloudFormation waits at most one hour/);
});

describe('a deletion that takes longer than one invocation', () => {
  test('continues in further invocations until the bucket is empty', async () => {
    const run = newBucketWith(Array.from({ length: 400 }, (_, index) => `k${index}`));
    Object.assign(run.bucket, { pageSize: 2, limit: 4 });
    const { status, invocations } = await runDeletion(run, { minutes: 1.75 });
    expect(status).toBe('SUCCESS');
    expect(invocations).toBeGreaterThan(3);
    expect(run.bucket.isEmpty).toBe(true);
  });

  test('ends before the recursive loop detection of Lambda stops it, and reports the deletions of all invocations', async () => {
    const run = newBucketWith(Array.from({ length: 800 }, (_, index) => `k${index}`));
    Object.assign(run.bucket, { pageSize: 2, limit: 1 });
    const { status, reason, invocations } = await runDeletion(run, { minutes: 1.5 });
    expect({ status, invocations }).toEqual({ status: 'FAILED', invocations: 12 });
    expect(reason).toContain(`${800 - run.bucket.stored.length} versions were deleted`);
  });
});

test.each([0, 1, 2, 3, 4, 5, 6, 8])('the deletion succeeds if the bucket is deleted before request %i', async (request) => {
  const run = newBucketWith(['a', 'b', 'c']);
  run.bucket.pageSize = 1;
  run.bucket.faults = [...Array<Fault>(request).fill('none'), 'bucket deleted'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
});

test('retries keys with a transient error without listing the bucket again', async () => {
  const [undisturbed, disturbed] = [newBucketWith(['a', 'b', 'c']), newBucketWith(['a', 'b', 'c'])];
  disturbed.bucket.faults = Array<Fault>(12).fill('keys rejected');
  await runDeletion(undisturbed);
  await runDeletion(disturbed);
  const count = ({ bucket }: typeof undisturbed, request: string) => bucket.calls.filter((call) => call === request).length;
  expect(count(disturbed, 'ListObjectVersions')).toBe(count(undisturbed, 'ListObjectVersions'));
  expect(count(disturbed, 'DeleteObjects')).toBeGreaterThan(count(undisturbed, 'DeleteObjects'));
});
