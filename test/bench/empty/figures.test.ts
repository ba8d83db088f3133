import { cpuRatioOf, failureOf, figuresOf, missedTargets, type Pair, type Run } from './figures';

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
    ['256 MiB of memory', { usage: { cpuSeconds: 3, memory: 256 } }, ['memory']],
  ])('the missed targets of %s are reported', (_, change, missed) => {
    const words = missedTargets({ ...fast, ...change }).map((text) => /share|memory/.exec(text)?.[0]);
    expect(words).toEqual(missed);
  });
});

describe('the ratio of the CPU time to that of the CDK', () => {
  const using = (cpuSeconds: number, change: Partial<Run> = {}): Run => ({ ...fast, ...change, usage: { cpuSeconds, memory: 200 } });
  const pair = (construct: number, cdk: number): Pair => ({ construct: using(1 + construct), cdk: using(1 + cdk) });

  test('is the median of the pairs, without the startup', () => {
    expect(cpuRatioOf([pair(3, 10), pair(9, 10), pair(2, 10)])).toBeCloseTo(0.3);
    expect(cpuRatioOf([pair(3, 10)])).toBeCloseTo(0.3);
  });

  test('is the same on a machine that is ten times slower', () => {
    const slower = ({ construct, cdk }: Pair): Pair => {
      const tenfold = (run: Run): Run => ({ ...run, startUpSeconds: 10 * run.startUpSeconds, usage: { ...run.usage, cpuSeconds: 10 * run.usage.cpuSeconds } });
      return { construct: tenfold(construct), cdk: tenfold(cdk) };
    };
    expect(cpuRatioOf([slower(pair(3, 10))])).toBeCloseTo(0.3);
  });

  test('ignores pairs in which a subject fails or deletes nothing', () => {
    const nothing = { counts: { ...fast.counts, deleted: 0 } };
    const remaining = { counts: { ...fast.counts, remaining: 1 } };
    expect(cpuRatioOf([{ construct: using(4), cdk: using(2, nothing) }, { construct: using(4, remaining), cdk: using(2) }, pair(3, 10)])).toBeCloseTo(0.3);
    expect(cpuRatioOf([{ construct: using(4), cdk: using(2, nothing) }])).toBeUndefined();
    expect(cpuRatioOf([])).toBeUndefined();
  });
});
