import { compare, median, PRESETS, REFERENCE, type Figure } from './comparison';
import type { Measurement } from './subject';

const handWritten: Measurement = { first: 1000, second: 200, memory: 100, resources: 100 };

function figuresOf(subject: Partial<Measurement>, importCost = 1): Figure[] {
  const runs = Object.fromEntries(PRESETS.map((preset) => [preset, [{ ...handWritten, ...subject }]]));
  return compare({ runs: { ...runs, [REFERENCE]: [handWritten] }, imports: [{ cdk: 30, library: importCost }] });
}

const missed = (figures: Figure[]) => [...new Set(figures.filter(({ ok }) => !ok).map(({ name }) => name))];

describe('the comparison with the hand-written stack', () => {
  test('the median is the middle value, or the mean of the two in the middle', () => {
    expect(median([30, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  test('a baseline with the same figures meets every target', () => {
    expect(missed(figuresOf({}))).toEqual([]);
  });

  test('twice the number of resources can take twice the time', () => {
    expect(missed(figuresOf({ first: 2000, second: 400, resources: 200 }))).toEqual([]);
  });

  test.each([
    ['a slower first synthesis', { first: 1001 }, 'time per resource, including imports'],
    ['a slower second synthesis', { second: 201 }, 'time per resource, second synthesis'],
    ['more than 1.3 times the memory', { memory: 131 }, 'peak memory'],
  ])('%s misses a target', (_, subject, name) => {
    expect(missed(figuresOf(subject))).toEqual([name]);
  });

  test('an import of 30 ms misses its target', () => {
    expect(missed(figuresOf({}, 30))).toEqual(['import, in addition to aws-cdk-lib']);
    expect(missed(figuresOf({}, 29.9))).toEqual([]);
  });
});
