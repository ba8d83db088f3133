import { compareVersions, newestOfAll, versionsIn } from './registries';

test('finds the newest version that every registry has', () => {
  expect(newestOfAll([['2.99.0', '2.263.0', '2.264.0', '2.265.0'], ['2.265.0', '2.264.0', '2.263.0'], ['2.264.0', '2.263.0']])).toBe('2.264.0');
});

test('compares versions numerically', () => {
  expect(newestOfAll([['2.99.0', '2.263.0', '2.263.10', '2.263.9']])).toBe('2.263.10');
});

test('finds no version if the registries have no common version', () => {
  expect(newestOfAll([['2.263.0'], []])).toBeUndefined();
});

test.each([
  ['npm', '[\n  "2.262.2",\n  "2.263.0"\n]'],
  ['pip', 'Available versions: 2.262.2, 2.263.0'],
])('parses the versions of %s', (_, output) => expect(versionsIn(output)).toEqual(['2.262.2', '2.263.0']));

test('ignores prereleases', () => {
  expect(versionsIn('"2.0.0-rc.33", "2.0.0.dev1", "2.0.0rc1", "2.263.0"')).toEqual(['2.263.0']);
});

test('reports a newer version in every registry as a note', () => {
  expect(compareVersions([['2.263.0', '2.264.0', '2.265.0'], ['2.263.0', '2.264.0'], ['2.263.0', '2.264.0']], '2.263.0')).toEqual({ note: expect.stringContaining('2.264.0') });
});

test('reports nothing if the version is the newest common version', () => expect(compareVersions([['2.263.0', '2.264.0'], ['2.263.0'], ['2.263.0']], '2.263.0')).toEqual({}));

test('reports a version that a registry lacks as a problem', () => {
  expect(compareVersions([['2.263.0'], ['2.263.0'], ['2.262.0']], '2.263.0')).toEqual({ problems: [expect.stringContaining('must all have')] });
});
