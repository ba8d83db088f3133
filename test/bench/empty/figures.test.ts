import { failureOf, figuresOf, missedTargets, type Run } from './figures';

/** On four partitions the model allows 28,000 + 14,000 a second, so 100,000 in 5.143 s. */
const fast: Run = {
  subject: 'ours',
  partitions: 4,
  versions: 100_000,
  startUpSeconds: 1,
  usage: { processorSeconds: 3, memory: 200 },
  counts: { seconds: 5.5, deleted: 100_000, left: 0, lists: 100, deletes: 100, refused: 0 },
};

describe('the figures of an emptying', () => {
  test('the share counts the burst and the rate of every partition', () => {
    expect(figuresOf(fast).perSecond).toBeCloseTo(18_182, 0);
    expect(figuresOf(fast).share).toBeCloseTo(95.2, 1);
    expect(figuresOf({ ...fast, partitions: 8 }).share).toBeCloseTo(47.6, 1);
  });

  test('the processor time is that beyond the start', () => {
    expect(figuresOf(fast).processorSecondsAMillion).toBeCloseTo(20);
  });

  test('a run that deletes nothing has figures without holes', () => {
    const figures = figuresOf({ ...fast, counts: { ...fast.counts, deleted: 0, seconds: 0 } });
    expect(Object.values(figures).every(Number.isFinite)).toBe(true);
  });

  test('an error or a version left is a failure', () => {
    expect(failureOf(fast)).toBeUndefined();
    expect(failureOf({ ...fast, usage: { ...fast.usage, error: 'SlowDown' } })).toBe('SlowDown');
    expect(failureOf({ ...fast, counts: { ...fast.counts, left: 1 } })).toBe('1 versions left');
  });

  test.each([
    ['a fast run', {}, []],
    ['less than 92 % on four partitions', { counts: { ...fast.counts, seconds: 5.8 } }, ['share']],
    ['95 % on one partition', { partitions: 1, counts: { ...fast.counts, seconds: 28 } }, ['share']],
    ['more than 25 s of processor time a million', { usage: { processorSeconds: 3.6, memory: 200 } }, ['processor']],
    ['256 MiB', { usage: { processorSeconds: 3, memory: 256 } }, ['memory']],
  ])('the targets and %s', (_, change, missed) => {
    const words = missedTargets({ ...fast, ...change }).map((text) => /share|processor|memory/.exec(text)?.[0]);
    expect(words).toEqual(missed);
  });
});
