import { failureOf, figuresOf, missedTargets, type Run } from './figures';

/** With four partitions the model allows a burst of 28,000 deletions and 14,000 per second, which is 100,000 in 5.143 s. */
const fast: Run = {
  subject: 'construct',
  partitions: 4,
  versions: 100_000,
  startUpSeconds: 1,
  usage: { cpuSeconds: 3, memory: 200 },
  counts: { seconds: 5.5, deleted: 100_000, remaining: 0, lists: 100, deletes: 100, throttled: 0 },
};

describe('the figures of a run', () => {
  test('the share includes the burst and the rate of every partition', () => {
    expect(figuresOf(fast).perSecond).toBeCloseTo(18_182, 0);
    expect(figuresOf(fast).share).toBeCloseTo(95.2, 1);
    expect(figuresOf({ ...fast, partitions: 8 }).share).toBeCloseTo(47.6, 1);
  });

  test('the CPU time excludes the startup', () => {
    expect(figuresOf(fast).cpuSecondsPerMillion).toBeCloseTo(20);
  });

  test('a run that deletes nothing has finite figures', () => {
    const figures = figuresOf({ ...fast, counts: { ...fast.counts, deleted: 0, seconds: 0 } });
    expect(Object.values(figures).every(Number.isFinite)).toBe(true);
  });

  test('an error or a remaining version is a failure', () => {
    expect(failureOf(fast)).toBeUndefined();
    expect(failureOf({ ...fast, usage: { ...fast.usage, error: 'SlowDown' } })).toBe('SlowDown');
    expect(failureOf({ ...fast, counts: { ...fast.counts, remaining: 1 } })).toBe('1 versions remain');
  });

  test.each([
    ['a fast run', {}, []],
    ['less than 92 % with four partitions', { counts: { ...fast.counts, seconds: 5.8 } }, ['share']],
    ['95 % with one partition', { partitions: 1, counts: { ...fast.counts, seconds: 28 } }, ['share']],
    ['more than 25 s of CPU time per million', { usage: { cpuSeconds: 3.6, memory: 200 } }, ['CPU']],
    ['256 MiB of memory', { usage: { cpuSeconds: 3, memory: 256 } }, ['memory']],
  ])('the missed targets of %s are reported', (_, change, missed) => {
    const words = missedTargets({ ...fast, ...change }).map((text) => /share|CPU|memory/.exec(text)?.[0]);
    expect(words).toEqual(missed);
  });
});
