import { join } from 'node:path';
import { ROOT } from './pages';
import { publicNames } from './public-names';

const names = publicNames(join(ROOT, 'src'));
const show = (found: typeof names) => found.map(({ name, place }) => `${name} (${place})`);

/** What every construct has. */
const USUAL = ['scope', 'id', 'props'];

describe('every public name', () => {
  test('is found', () => {
    expect(names.length).toBeGreaterThan(400);
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining([
      'SecureBaseline', 'SecureBaseline.database', 'SecureBaselineProps.owner', 'EnvironmentType.PRODUCTION', 'HardenedMySql.grantConnect', 'ConfigRules.BASELINE',
    ]));
    expect(names.map(({ name }) => name)).not.toContain('SecureBaseline.settings');
  });

  test('has a doc comment, in a sentence', () => expect(show(names.filter(({ text }) => !/^\S[\s\S]*\S/.test(text)))).toEqual([]));

  test('that is an optional prop tells its default', () => {
    expect(names.filter(({ isOptionalProp }) => isOptionalProp).length).toBeGreaterThan(150);
    expect(show(names.filter(({ isOptionalProp, hasDefault }) => isOptionalProp && !hasDefault))).toEqual([]);
  });

  test('that is a constructor has named parameters', () => expect(names.flatMap(({ place, nameless }) => nameless.map((text) => `${text} (${place})`))).toEqual([]));

  test('that is a method tells of its parameters', () => {
    const silent = names.flatMap(({ name, place, parameters }) => Object.entries(parameters)
      .filter(([parameter, isTold]) => !isTold && !USUAL.includes(parameter)).map(([parameter]) => `${name}(${parameter}) (${place})`));
    expect(silent).toEqual([]);
  });
});
