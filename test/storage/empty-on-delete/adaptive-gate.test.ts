import { AdaptiveGate } from '../../../src/storage/empty-on-delete/runtime/adaptive-gate';
import { VirtualTime } from '../../common/custom-resource/virtual-time';

const REQUEST_MILLISECONDS = 180;
const KEYS = 1_000;

/** Sends requests through one gate for some seconds, to a service that takes so many keys a second and has a reserve of two seconds. */
async function load(seconds: number, limit: number): Promise<{ share: number; refusals: number; most: number }> {
  const time = new VirtualTime();
  const begun = time.now();
  const gate = new AdaptiveGate(time);
  let reserve = 2 * limit;
  let [last, taken, refusals, running, most] = [begun, 0, 0, 0, 0];
  const worker = async () => {
    while (time.now() - begun < seconds * 1_000) {
      const since = await gate.enter();
      most = Math.max(most, ++running);
      await time.sleep(REQUEST_MILLISECONDS);
      running--;
      reserve = Math.min(2 * limit, reserve + ((time.now() - last) * limit) / 1_000);
      last = time.now();
      const isTaken = reserve >= KEYS;
      reserve -= isTaken ? KEYS : 0;
      taken += isTaken ? KEYS : 0;
      refusals += isTaken ? 0 : 1;
      gate.leave(since, !isTaken);
    }
  };
  await time.run(Promise.all(Array.from({ length: 6 }, worker)));
  return { share: taken / (2 * limit + ((time.now() - begun) * limit) / 1_000), refusals, most };
}

test.each([3_500, 1_000, 9_000])('finds a limit of %i keys a second by itself, and uses it', async (limit) => {
  const { share, refusals } = await load(120, limit);
  expect(share).toBeGreaterThan(0.97);
  expect(refusals).toBeLessThan((120 * limit) / KEYS / 3);
});

test('never has more requests under way than its bound, even without a limit', async () => {
  expect(await load(20, 1_000_000)).toMatchObject({ refusals: 0, most: 4 });
});

test('pauses ever longer while everything is refused', async () => {
  const { refusals } = await load(120, 0.001);
  expect(refusals).toBeLessThan(60);
});
