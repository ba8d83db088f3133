import { deletionEvent, DENY, filled, newBucket, OBJECT_LOCK, RESPONSE_URL, runDeletion } from './deletion-run';
import { type Fault, S3Model, s3Error } from './s3-model';

function logged(log: string[], event: string): Record<string, unknown>[] {
  return log.map((line) => JSON.parse(line)).filter((line) => line.event === event);
}

describe('a bucket with content is emptied', () => {
  test('of versions, of delete markers, of versions without an id and of open uploads', async () => {
    const run = newBucket();
    run.bucket.add('a');
    run.bucket.add('a', { isMarker: true });
    run.bucket.add('b', { hasNoId: true });
    run.bucket.uploads = [{ key: 'c', id: '1' }, { key: 'c', id: '2' }];
    expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.isEmpty).toBe(true);
    expect(run.bucket.isQuiet).toBe(true);
  });

  test('over pages, with listings split over the common prefixes and parallel deletes', async () => {
    const run = filled(['a', 'b', 'c', 'd'].flatMap((prefix) => Array.from({ length: 40 }, (_, index) => `logs/${prefix}/${index}`)));
    run.bucket.pageSize = 10;
    const { status, log } = await runDeletion(run);
    expect(status).toBe('SUCCESS');
    expect(run.bucket.isEmpty).toBe(true);
    expect(logged(log, 'listing')[0].ranges).toEqual(['logs/b/', 'logs/c/', 'logs/d/', null]);
    expect(run.bucket.calls.filter((call) => call === 'DeleteObjects').length).toBeGreaterThanOrEqual(16);
  });

  test('whatever its keys hold', async () => {
    const keys = ['with space+plus', 'percent%41', '\u0001control', 'line\nbreak', '<&">', 'ümläut/😀', '\ud83d\ude00\uffff', '%'];
    const run = filled(keys);
    expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.isEmpty).toBe(true);
    expect(run.bucket.calls.filter((call) => call === 'DeleteObject')).toHaveLength(2);
  });

  test('of thousands of keys that can only be deleted one by one, without a call that outlives its function', async () => {
    const run = filled(Array.from({ length: 10_000 }, (_, index) => `\u0001${index}`));
    Object.assign(run.bucket, { latency: 200 });
    const { status } = await runDeletion(run, { minutes: 3 });
    expect(status).toBe('SUCCESS');
    expect(run.bucket.isEmpty).toBe(true);
  });

  test('past slow answers, refusals of the moment, lost answers and refused keys', async () => {
    const run = filled(Array.from({ length: 30 }, (_, index) => `k${index}`));
    run.bucket.pageSize = 5;
    const faults: Fault[] = ['SlowDown', 'InternalError', 'ECONNRESET', 'TimeoutError', 'answer lost', 'keys refused'];
    run.bucket.faults = Array.from({ length: 8 }).flatMap(() => [...faults, 'none']);
    expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
    expect(run.bucket.isEmpty).toBe(true);
  });

  test('and its progress is logged with rate and remainder, each event a line of JSON without the answer’s address', async () => {
    const run = filled(Array.from({ length: 300 }, (_, index) => `k${index}`));
    Object.assign(run.bucket, { pageSize: 2, limit: 4 });
    const { log } = await runDeletion(run);
    expect(logged(log, 'progress')[0]).toEqual({
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

describe('a deletion fails with the truth', () => {
  test('about locked versions: how many, which, why and what to do, in few words', async () => {
    const run = filled(Array.from({ length: 600 }, (_, index) => `free-${index}`));
    for (let index = 0; index < 1_200; index++) {
      run.bucket.add('\t😀'.repeat(300) + index, { lock: OBJECT_LOCK });
    }
    run.bucket.add('\u0002', { lock: OBJECT_LOCK });
    const { status, reason, log } = await runDeletion(run);
    expect(status).toBe('FAILED');
    expect(reason).toMatch(/^1201 versions in bucket bucket cannot be deleted, 600 were: .*\(AccessDenied\).*and 1196 more in the log\. Object Lock protects them: .*retention/);
    expect(Buffer.byteLength(JSON.stringify(reason))).toBeLessThan(2_000);
    const named = logged(log, 'not deleted').flatMap(({ versions }) => versions as unknown[]);
    expect(named).toHaveLength(1_201);
  });

  test('about locked versions after several invocations: what all of them deleted', async () => {
    const run = filled(Array.from({ length: 400 }, (_, index) => `k${String(index).padStart(3, '0')}`));
    run.bucket.add('z', { lock: OBJECT_LOCK });
    Object.assign(run.bucket, { pageSize: 4, limit: 2 });
    const { status, reason, invocations } = await runDeletion(run, { minutes: 4 });
    expect([status, invocations > 1]).toEqual(['FAILED', true]);
    expect(reason).toMatch(/^1 versions in bucket bucket cannot be deleted, 400 were: z \(AccessDenied\)\./);
  });

  test('about locked versions whose pass the time cut off: that the rest was not tried', async () => {
    const run = newBucket();
    run.bucket.add('a', { lock: OBJECT_LOCK });
    Array.from({ length: 400 }, (_, index) => run.bucket.add(`k${index}`));
    Object.assign(run.bucket, { pageSize: 4, limit: 2 });
    const { reason } = await runDeletion(run, { minutes: 4 });
    expect(reason).toMatch(/^1 versions in bucket bucket cannot be deleted, \d+ were: a \(AccessDenied\)\. Not all was tried in time\./);
    expect(run.bucket.stored.length).toBeGreaterThan(1);
  });

  test('about uploads that S3 reports as aborted and lists again, soon', async () => {
    const run = newBucket();
    run.bucket.uploads = [{ key: 'c', id: '1' }];
    jest.spyOn(run.bucket, 'abortUpload').mockResolvedValue({});
    const { status, reason, seconds } = await runDeletion(run);
    expect([status, reason]).toEqual(['FAILED', expect.stringMatching(/^S3 reports versions or uploads of bucket bucket as deleted and lists them again\./)]);
    expect(seconds).toBeLessThan(120);
  });

  test('about a policy that forbids deletion, without a second attempt', async () => {
    const run = filled(['a']);
    run.bucket.add('b', { lock: 'explicit deny in a service control policy' });
    const { reason } = await runDeletion(run);
    expect(reason).toMatch(/^1 versions .* b \(AccessDenied\)\. Lift the policy .* s3:DeleteObjectVersion/);
    expect(run.bucket.calls.filter((call) => call === 'DeleteObjects')).toHaveLength(1);
  });

  test('about a listing that is denied, in the words of S3', async () => {
    const run = filled(['a']);
    run.bucket.faults = ['none', 'none', 'none', 'AccessDenied', 'AccessDenied'];
    expect((await runDeletion(run)).reason).toMatch(/S3 denies access to bucket bucket: no identity-based policy allows the action\..*lift it/);
    expect(run.bucket.policy).not.toMatch(DENY);
  });

  test.each([false, true])('about versions that are reported deleted and listed again, with an id or (%s) without', async (hasNoId) => {
    const run = newBucket();
    run.bucket.add('a', { hasNoId });
    run.bucket.isDeaf = true;
    const { reason, seconds } = await runDeletion(run);
    expect(reason).toMatch(/reports versions or uploads of bucket bucket as deleted and lists them again/);
    expect(seconds).toBeLessThan(60);
  });

  test('about a denial while the keys are split, without a request left behind whose failure ends the function before its answer', async () => {
    const run = filled(['a', 'b'].flatMap((prefix) => Array.from({ length: 20 }, (_, index) => `logs/${prefix}/${index}`)));
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

  test('about a request that S3 refuses for minutes', async () => {
    const run = filled(['a']);
    run.bucket.faults = ['none', 'none', 'none', ...Array<Fault>(500).fill('InternalError')];
    const { reason, seconds } = await runDeletion(run);
    expect(reason).toMatch(/cannot be emptied: InternalError/);
    expect(seconds).toBeLessThan(300);
  });
});

test('the hour counts from when CloudFormation asked, where the event waited for a free function', async () => {
  const run = filled(['a']);
  await run.time.run(run.time.sleep(50 * 60_000));
  const begun = run.time.now();
  const at = new Date(begun - 50 * 60_000).toISOString().replace(/[-:]|\.\d+/g, '');
  run.bucket.writes = Array.from({ length: 400 }, (_, index) => ({ at: 50 * 60_000 + index * 10_000, key: `late-${index}`, isDenied: false }));
  const { status, reason } = await runDeletion(run, { event: { ...deletionEvent(), ResponseURL: `${RESPONSE_URL}&X-Amz-Date=${at}` } });
  expect({ status, minutes: Math.round((run.time.now() - begun) / 60_000) }).toEqual({ status: 'FAILED', minutes: 7 });
  expect(reason).toMatch(/in 57 minutes, and CloudFormation waits no longer/);
});

describe('a deletion longer than an invocation', () => {
  test('goes on by itself until the bucket is empty', async () => {
    const run = filled(Array.from({ length: 400 }, (_, index) => `k${index}`));
    Object.assign(run.bucket, { pageSize: 2, limit: 4 });
    const { status, invocations } = await runDeletion(run, { minutes: 1.75 });
    expect(status).toBe('SUCCESS');
    expect(invocations).toBeGreaterThan(3);
    expect(run.bucket.isEmpty).toBe(true);
  });

  test('ends before Lambda takes it for a runaway, with the count of all invocations', async () => {
    const run = filled(Array.from({ length: 800 }, (_, index) => `k${index}`));
    Object.assign(run.bucket, { pageSize: 2, limit: 1 });
    const { status, reason, invocations } = await runDeletion(run, { minutes: 1.5 });
    expect({ status, invocations }).toEqual({ status: 'FAILED', invocations: 12 });
    expect(reason).toContain(`${800 - run.bucket.stored.length} versions were deleted`);
  });
});

test.each([0, 1, 2, 3, 4, 5, 6, 8])('a bucket that is gone at request %i is deleted well', async (request) => {
  const run = filled(['a', 'b', 'c']);
  run.bucket.pageSize = 1;
  run.bucket.faults = [...Array<Fault>(request).fill('none'), 'bucket vanishes'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
});

test('keys that S3 refuses for the moment are tried again at once, not by another listing of everything', async () => {
  const [smooth, bumpy] = [filled(['a', 'b', 'c']), filled(['a', 'b', 'c'])];
  bumpy.bucket.faults = Array<Fault>(12).fill('keys refused');
  await runDeletion(smooth);
  await runDeletion(bumpy);
  const count = ({ bucket }: typeof smooth, request: string) => bucket.calls.filter((call) => call === request).length;
  expect(count(bumpy, 'ListObjectVersions')).toBe(count(smooth, 'ListObjectVersions'));
  expect(count(bumpy, 'DeleteObjects')).toBeGreaterThan(count(smooth, 'DeleteObjects'));
});
