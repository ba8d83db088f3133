import { join } from 'node:path';
import { ROOT } from './pages';
import { publicNames } from './public-names';

const names = publicNames(join(ROOT, 'src'));
const show = (found: typeof names) => found.map(({ name, place }) => `${name} (${place})`);

/** The parameters of every construct. */
const CONSTRUCT_PARAMETERS = ['scope', 'id', 'props'];

/** Matches a minimum or a maximum in a doc comment. */
const LIMIT = /\d to \/?\d|\d[\w, %]* at (?:most|least)|\b(?:two|three|five|ten) \w+ at (?:most|least)|\bat (?:most|least) (?:\d|a )|up to a day|\d \(never\)/i;

/** Limits of the constructs, which no AWS page documents, with the reason. */
const CONSTRUCT_LIMITS: { [name: string]: string } = {
  'SecureBaselineProps.environmentSuffix': 'the names of S3 buckets and DB instances contain it',
  'CommonWebTierProps.cpuTargetUtilizationPercent': 'a group with a higher target hardly scales out',
  'SecurityAlarmsProps.namePrefix': 'the names of alarms and metrics, which have at most 255 characters, also contain the id of the event',
  'SecurityEvent.id': 'three resource names contain it',
  'SecurityEvent.title': 'the message of a rule and the description of an alarm contain it',
};

describe('public names', () => {
  test('are found', () => {
    expect(names.length).toBeGreaterThan(400);
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining([
      'SecureBaseline', 'SecureBaseline.database', 'SecureBaselineProps.owner', 'EnvironmentType.PRODUCTION', 'HardenedMySql.grantConnect', 'ConfigRules.baselineRules',
    ]));
    expect(names.map(({ name }) => name)).not.toContain('SecureBaseline.settings');
  });

  test('have a doc comment', () => expect(show(names.filter(({ text }) => !/^\S[\s\S]*\S/.test(text)))).toEqual([]));

  test('document the default of every optional prop', () => {
    expect(names.filter(({ isOptionalProp }) => isOptionalProp).length).toBeGreaterThan(150);
    expect(show(names.filter(({ isOptionalProp, hasDefault }) => isOptionalProp && !hasDefault))).toEqual([]);
  });

  test('link to the AWS page for every limit', () => {
    const limited = names.filter(({ text }) => LIMIT.test(text));
    expect(limited.length).toBeGreaterThan(40);
    expect(show(limited.filter(({ name, hasSource }) => !hasSource && !(name in CONSTRUCT_LIMITS)))).toEqual([]);
    expect(Object.keys(CONSTRUCT_LIMITS).filter((name) => !limited.some((one) => one.name === name && !one.hasSource))).toEqual([]);
  });

  test('have a first sentence without a semicolon, at which jsii ends the summary', () => {
    expect(show(names.filter(({ summaries }) => summaries.some((summary) => summary.endsWith(';'))))).toEqual([]);
  });

  test('document the return value of every method', () => expect(show(names.filter(({ lacksReturns }) => lacksReturns))).toEqual([]));

  test('name all parameters of constructors', () => expect(names.flatMap(({ place, nameless }) => nameless.map((text) => `${text} (${place})`))).toEqual([]));

  test('document all parameters of methods', () => {
    const undocumented = names.flatMap(({ name, place, parameters }) => Object.entries(parameters)
      .filter(([parameter, isDocumented]) => !isDocumented && !CONSTRUCT_PARAMETERS.includes(parameter)).map(([parameter]) => `${name}(${parameter}) (${place})`));
    expect(undocumented).toEqual([]);
  });
});
