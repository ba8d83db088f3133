import { AdaptiveGate } from '../../../src/storage/empty-on-delete/runtime/adaptive-gate';
import { VirtualTime } from '../../common/functions/virtual-time';

const REQUEST_MILLISECONDS = 180;
const KEYS = 1_000;

/**
 * Sends requests through one gate, to a service that deletes at most `limit` keys per second and allows a burst of two seconds. Returns which
 * share of the limit was used, how many requests were throttled, and the highest number of concurrent requests.
 */
async function sendRequests(seconds: number, limit: number): Promise<{ share: number; throttled: number; concurrency: number }> {
  const time = new VirtualTime();
  const startedAt = time.now();
  const gate = new AdaptiveGate(time);
  let burst = 2 * limit;
  let [last, deleted, throttled, running, concurrency] = [startedAt, 0, 0, 0, 0];
  const worker = async () => {
    while (time.now() - startedAt < seconds * 1_000) {
      const acquiredAt = await gate.acquire();
      concurrency = Math.max(concurrency, ++running);
      await time.sleep(REQUEST_MILLISECONDS);
      running--;
      burst = Math.min(2 * limit, burst + ((time.now() - last) * limit) / 1_000);
      last = time.now();
      const isAccepted = burst >= KEYS;
      burst -= isAccepted ? KEYS : 0;
      deleted += isAccepted ? KEYS : 0;
      throttled += isAccepted ? 0 : 1;
      gate.release(acquiredAt, !isAccepted);
    }
  };
  await time.run(Promise.all(Array.from({ length: 6 }, worker)));
  return { share: deleted / (2 * limit + ((time.now() - startedAt) * limit) / 1_000), throttled, concurrency };
}

test.each([3_500, 1_000, 9_000])('adapts to an unknown limit of %i keys per second and uses nearly all of it', async (limit) => {
  const { share, throttled } = await sendRequests(120, limit);
  expect(share).toBeGreaterThan(0.97);
  expect(throttled).toBeLessThan((120 * limit) / KEYS / 3);
});

test('sends at most four concurrent requests, even if the service has no limit', async () => {
  expect(await sendRequests(20, 1_000_000)).toMatchObject({ throttled: 0, concurrency: 4 });
});

test('increases its pauses while every request is throttled', async () => {
  const { throttled } = await sendRequests(120, 0.001);
  expect(throttled).toBeLessThan(60);
});
