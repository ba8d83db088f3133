import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { clientOf, deletionEvent, newBucket, RESPONSE_URL, runDeletion, STACK_ID } from './deletion-run';
import { type Fault, S3Model, s3Error } from './s3-model';
import { deleteContent } from '../../../src/storage/empty-on-delete/deletion';
import { GUARD_TAG } from '../../../src/storage/empty-on-delete/resource-properties';

const DENY = /"Sid":"SecureBaselineEmptyOnDelete"/;
const OBJECT_LOCK = 'Access Denied because object protected by object lock.';

function filled(keys: string[], seed?: number) {
  const run = newBucket(seed);
  keys.forEach((key) => run.bucket.add(key));
  return run;
}

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

test('an event without a guard deletes nothing, whatever tag the bucket carries', async () => {
  const run = filled(['a']);
  run.bucket.tags = [{ Key: GUARD_TAG } as { Key: string; Value: string }];
  const { Guard, ...ResourceProperties } = deletionEvent().ResourceProperties;
  expect(Guard).toBeDefined();
  expect(await runDeletion(run, { event: { ...deletionEvent(), ResourceProperties } })).toMatchObject({ status: 'SUCCESS' });
  expect(run.bucket.stored).toHaveLength(1);
});

test.each([0, 1, 2, 3, 4, 5, 6, 8])('a bucket that is gone at request %i is deleted well', async (request) => {
  const run = filled(['a', 'b', 'c']);
  run.bucket.pageSize = 1;
  run.bucket.faults = [...Array<Fault>(request).fill('none'), 'bucket vanishes'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
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

test('a bucket without the tag, whose policy may not be read, is left alone well', async () => {
  const run = filled(['a']);
  run.bucket.tags = [];
  run.bucket.faults = ['none', 'AccessDenied'];
  expect(await runDeletion(run)).toMatchObject({ status: 'SUCCESS' });
});

test('a bucket that is gone when its policy is to be put back is deleted well', async () => {
  const run = filled(['a']);
  run.bucket.faults = ['none', 'none', 'none', 'AccessDenied', 'AccessDenied', 'bucket vanishes'];
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

test('keys that S3 refuses for the moment are tried again at once, not by another listing of everything', async () => {
  const [smooth, bumpy] = [filled(['a', 'b', 'c']), filled(['a', 'b', 'c'])];
  bumpy.bucket.faults = Array<Fault>(12).fill('keys refused');
  await runDeletion(smooth);
  await runDeletion(bumpy);
  const count = ({ bucket }: typeof smooth, request: string) => bucket.calls.filter((call) => call === request).length;
  expect(count(bumpy, 'ListObjectVersions')).toBe(count(smooth, 'ListObjectVersions'));
  expect(count(bumpy, 'DeleteObjects')).toBeGreaterThan(count(smooth, 'DeleteObjects'));
});
