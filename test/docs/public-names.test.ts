import { join } from 'node:path';
import { ROOT } from './pages';
import { publicNames } from './public-names';

const names = publicNames(join(ROOT, 'src'));
const show = (found: typeof names) => found.map(({ name, place }) => `${name} (${place})`);

/** What every construct has. */
const USUAL = ['scope', 'id', 'props'];

/** What a comment says of the least and the most. */
const LIMIT = /\d to \/?\d|\d[\w, %]* at (?:most|least)|\b(?:two|three|five|ten) \w+ at (?:most|least)|\bat (?:most|least) (?:\d|a )|up to a day|\d \(never\)/i;

/** Limits that no page of AWS has: the construct's own. */
const OUR_LIMITS: { [name: string]: string } = {
  'SecureBaselineProps.environmentSuffix': 'leaves room in the names of S3 and RDS',
  'CommonWebTierProps.cpuTargetUtilizationPercent': 'beyond it a group would hardly scale',
  'SecurityEvent.id': 'stands in three names',
  'SecurityEvent.title': 'stands in the message of a rule and the description of an alarm',
};

describe('every public name', () => {
  test('is found', () => {
    expect(names.length).toBeGreaterThan(400);
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining([
      'SecureBaseline', 'SecureBaseline.database', 'SecureBaselineProps.owner', 'EnvironmentType.PRODUCTION', 'HardenedMySql.grantConnect', 'ConfigRules.baselineRules',
    ]));
    expect(names.map(({ name }) => name)).not.toContain('SecureBaseline.settings');
  });

  test('has a doc comment, in a sentence', () => expect(show(names.filter(({ text }) => !/^\S[\s\S]*\S/.test(text)))).toEqual([]));

  test('that is an optional prop tells its default', () => {
    expect(names.filter(({ isOptionalProp }) => isOptionalProp).length).toBeGreaterThan(150);
    expect(show(names.filter(({ isOptionalProp, hasDefault }) => isOptionalProp && !hasDefault))).toEqual([]);
  });

  test('that has a limit names the page of AWS that sets it', () => {
    const limited = names.filter(({ text }) => LIMIT.test(text));
    expect(limited.length).toBeGreaterThan(40);
    expect(show(limited.filter(({ name, hasSource }) => !hasSource && !(name in OUR_LIMITS)))).toEqual([]);
    expect(Object.keys(OUR_LIMITS).filter((name) => !limited.some((one) => one.name === name && !one.hasSource))).toEqual([]);
  });

  test('has a first sentence that ends: jsii cuts it at a semicolon, too', () => {
    expect(show(names.filter(({ summaries }) => summaries.some((summary) => summary.endsWith(';'))))).toEqual([]);
  });

  test('that is a method tells what it gives back', () => expect(show(names.filter(({ isSilentOnReturn }) => isSilentOnReturn))).toEqual([]));

  test('that is a constructor has named parameters', () => expect(names.flatMap(({ place, nameless }) => nameless.map((text) => `${text} (${place})`))).toEqual([]));

  test('that is a method tells of its parameters', () => {
    const silent = names.flatMap(({ name, place, parameters }) => Object.entries(parameters)
      .filter(([parameter, isTold]) => !isTold && !USUAL.includes(parameter)).map(([parameter]) => `${name}(${parameter}) (${place})`));
    expect(silent).toEqual([]);
  });
});
