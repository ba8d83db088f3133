import * as fc from 'fast-check';
import { Model, STOPPED, type Fault } from './model';
import { SAMPLES } from './samples';
import { FindingSource } from '../../../src';
import type { FindingEvent } from '../../../src/monitoring/findings/runtime/finding';
import { isThorough, runs } from '../../support/runs';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const LAMBDA_PAUSE_MILLISECONDS = 60_000;
const PARAMETERS = { numRuns: runs(2_000), ...isThorough ? {} : { seed: 11 } };

/** An event of one of three findings, which services repeat, on one of three days. EventBridge delivers some events twice, and not in order. */
interface Delivery {
  readonly finding: number;
  readonly day: number;
  readonly update: number;
}

const delivery = fc.record({ finding: fc.nat(2), day: fc.nat(2), update: fc.nat(5) });
const faults = (...kinds: Fault[]) => fc.array(fc.constantFrom<Fault>('none', ...kinds), { maxLength: 40 });
const deliveries = fc.array(delivery, { minLength: 1, maxLength: 12 });

const { event: SAMPLE } = SAMPLES[FindingSource.GUARD_DUTY];
const eventOf = ({ finding, update }: Delivery): FindingEvent => ({
  ...SAMPLE, id: `${finding}-${update}`, detail: { ...SAMPLE.detail as object, id: `finding-${finding}`, title: `finding-${finding}`, service: { count: update } },
});

/** Invokes the function for each event until it succeeds, as Lambda does, and returns the number of messages by finding and day. */
async function deliver(events: Delivery[], model: Model): Promise<Map<string, number>> {
  const start = model.now;
  const counts = new Map<string, number>();
  const ordered = [...events].sort((one, other) => one.day - other.day);
  for (const [index, one] of ordered.entries()) {
    model.now = Math.max(model.now, start + one.day * DAY_MILLISECONDS);
    for (let attempt = 0; ; attempt++) {
      expect(attempt).toBeLessThan(60);
      const before = model.messages.length;
      const isDone = await model.invoke(eventOf(one), `request-${index}`).then(() => true, () => false);
      const key = `${one.finding}/${Math.floor((model.now - start) / DAY_MILLISECONDS)}`;
      counts.set(key, (counts.get(key) ?? 0) + model.messages.length - before);
      if (isDone) {
        break;
      }
      model.now += LAMBDA_PAUSE_MILLISECONDS;
    }
  }
  return counts;
}

const findingsOf = (events: Delivery[]) => new Set(events.map(({ finding, day }) => `${finding}/${day}`));

let log: jest.SpyInstance<void, unknown[]>;
const entries = (name: string) => log.mock.calls.filter(([line]) => JSON.parse(String(line)).event === name).length;
beforeEach(() => {
  log = jest.spyOn(console, 'log').mockImplementation();
});
afterEach(() => log.mockRestore());

test('each finding is published exactly once a day, in any order and however often its events are repeated', async () => {
  await fc.assert(fc.asyncProperty(deliveries, async (events) => {
    const counts = await deliver(events, new Model());
    expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
    expect(new Set(counts.keys())).toEqual(findingsOf(events));
  }), PARAMETERS);
});

test('while requests are throttled and refused, no message is lost, and none is repeated unless its publication could not be recorded', async () => {
  await fc.assert(fc.asyncProperty(deliveries, faults('refused'), async (events, list) => {
    log.mockClear();
    const counts = await deliver(events, new Model(list));
    expect([...counts].filter(([, count]) => count < 1)).toEqual([]);
    const repeated = [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
    expect(repeated).toBeLessThanOrEqual(entries('publication not recorded'));
  }), PARAMETERS);
});

test('if the function stops at any request, or does not receive a response, no message is lost', async () => {
  await fc.assert(fc.asyncProperty(deliveries, faults('refused', 'lost response', 'stopped'), async (events, list) => {
    const counts = await deliver(events, new Model(list));
    expect([...counts].filter(([, count]) => count < 1)).toEqual([]);
  }), PARAMETERS);
});

test('a message whose publication fails after the state was written is published by the next event', async () => {
  const model = new Model(['none', 'refused', 'none']);
  await expect(model.invoke(eventOf({ finding: 0, day: 0, update: 0 }), 'first')).rejects.toThrow('InvalidParameterException');
  await model.invoke(eventOf({ finding: 0, day: 0, update: 1 }), 'second');
  expect(model.messages).toHaveLength(1);
});

test('while another invocation publishes the same finding, an invocation fails, so that Lambda repeats it', async () => {
  const model = new Model(['none', 'stopped']);
  await expect(model.invoke(eventOf({ finding: 0, day: 0, update: 0 }), 'first')).rejects.toThrow(STOPPED);
  await expect(model.invoke(eventOf({ finding: 0, day: 0, update: 1 }), 'second')).rejects.toThrow('Another invocation');
  model.now += LAMBDA_PAUSE_MILLISECONDS;
  await model.invoke(eventOf({ finding: 0, day: 0, update: 1 }), 'second');
  await model.invoke(eventOf({ finding: 0, day: 0, update: 0 }), 'first');
  expect(model.messages).toHaveLength(1);
});

test('of several invocations at the same time, one publishes the message and the others find it when they are repeated', async () => {
  const model = new Model();
  const invocations = Array.from({ length: 5 }, (_, update) => () => model.invoke(eventOf({ finding: 0, day: 0, update }), `request-${update}`));
  const results = await Promise.allSettled(invocations.map((invoke) => invoke()));
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  model.now += LAMBDA_PAUSE_MILLISECONDS;
  await Promise.all(invocations.map((invoke) => invoke()));
  expect(model.messages).toHaveLength(1);
});

test('the function sends only the requests that its role allows', async () => {
  const model = new Model(['none', 'refused', 'none']);
  await expect(model.invoke(eventOf({ finding: 0, day: 0, update: 0 }), 'first')).rejects.toThrow();
  await model.invoke(eventOf({ finding: 0, day: 0, update: 0 }), 'first');
  expect([...model.requests].sort()).toEqual(['DeleteItemCommand', 'PublishCommand', 'PutItemCommand']);
});

test('an item expires two days later, and contains no name', async () => {
  const model = new Model();
  await model.invoke(eventOf({ finding: 0, day: 0, update: 0 }), 'first');
  const [[key, item]] = [...model.items];
  expect(key).toMatch(/^2026-11-30\/[0-9a-f]{64}$/);
  expect(Number(item.expiresAt.N)).toBe(Math.floor(model.now / 1000) + 2 * 24 * 60 * 60);
  expect(JSON.stringify(item)).not.toContain('finding-0');
});
