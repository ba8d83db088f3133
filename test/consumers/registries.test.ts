import { judge, newestOfAll, versionsIn } from './registries';

test('the newest version is that which every registry has', () => {
  expect(newestOfAll([['2.99.0', '2.263.0', '2.264.0', '2.265.0'], ['2.265.0', '2.264.0', '2.263.0'], ['2.264.0', '2.263.0']])).toBe('2.264.0');
});

test('a version is newer by its numbers, not by its letters', () => {
  expect(newestOfAll([['2.99.0', '2.263.0', '2.263.10', '2.263.9']])).toBe('2.263.10');
});

test('registries that have nothing in common have no newest version', () => {
  expect(newestOfAll([['2.263.0'], []])).toBeUndefined();
});

test.each([
  ['npm', '[\n  "2.262.2",\n  "2.263.0"\n]'],
  ['pip', 'Available versions: 2.262.2, 2.263.0'],
])('%s lists versions', (_, output) => expect(versionsIn(output)).toEqual(['2.262.2', '2.263.0']));

test('what comes before a release is no version', () => {
  expect(versionsIn('"2.0.0-rc.33", "2.0.0.dev1", "2.0.0rc1", "2.263.0"')).toEqual(['2.263.0']);
});

test('a newer version in every registry is a note, and not a failure', () => {
  expect(judge([['2.263.0', '2.264.0', '2.265.0'], ['2.263.0', '2.264.0'], ['2.263.0', '2.264.0']], '2.263.0')).toEqual({ note: expect.stringContaining('2.264.0') });
});

test('a version that is the newest in common says nothing', () => expect(judge([['2.263.0', '2.264.0'], ['2.263.0'], ['2.263.0']], '2.263.0')).toEqual({}));

test('a version that a registry lacks is a failure', () => {
  expect(judge([['2.263.0'], ['2.263.0'], ['2.262.0']], '2.263.0')).toEqual({ problems: [expect.stringContaining('do not all have')] });
});
