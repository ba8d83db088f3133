import { clientOf, newBucket } from './deletion-run';
import { S3Model, s3Error } from './s3-model';
import { BucketClient } from '../../../src/storage/empty-on-delete/runtime/bucket-client';
import { emptyBucket } from '../../../src/storage/empty-on-delete/runtime/bucket-emptier';

const MINUTE = 60_000;
/** The timeout of a request to S3. */
const REQUEST_MILLISECONDS = 20_000;
/** The time that is reserved after the deadline of a deletion. */
const CLEANUP_MILLISECONDS = 40_000;

/** Makes every deletion fail after the longest possible time. */
function failDeletions(bucket: S3Model, wait: () => Promise<void>) {
  const fail = async () => {
    bucket.calls.push('DeleteObjects');
    await wait();
    throw s3Error('TimeoutError', 0);
  };
  jest.spyOn(bucket, 'deleteObjects').mockImplementation(fail);
  jest.spyOn(bucket, 'deleteObject').mockImplementation(fail);
}

beforeEach(() => void jest.spyOn(console, 'log').mockImplementation(() => {}));
afterEach(() => jest.restoreAllMocks());

test.each([
  ['pages of keys', (index: number) => `k${index}`],
  ['keys that are deleted one by one', (index: number) => `\u0001${index}`],
])('does not delete %s that are still queued when the deadline is reached', async (_, key) => {
  const { time, bucket } = newBucket();
  Array.from({ length: 1_000 }, (_one, index) => bucket.add(key(index)));
  bucket.pageSize = 100;
  failDeletions(bucket, () => time.sleep(REQUEST_MILLISECONDS));
  const deadline = time.now() + MINUTE;
  let sent = 0;
  const counted = time.sleep(MINUTE + 1).then(() => { sent = bucket.calls.length; });
  const { empty } = await time.run(emptyBucket(new BucketClient(clientOf(bucket), 'bucket'), time, deadline));
  await time.run(counted);
  expect(empty).toBe(false);
  expect(time.now() - deadline).toBeLessThan(CLEANUP_MILLISECONDS);
  expect(bucket.calls).toHaveLength(sent);
});
