import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demandsOf, folderOf } from './demands';
import { OPTION_STRUCTS } from './presets';
import { ROOT } from '../pages';
import { publicNames } from '../public-names';
import { withoutSection } from './synthesis-errors';

const SRC = join(ROOT, 'src');
const demands = demandsOf(SRC);
const names = publicNames(SRC).map(({ name, place }) => ({ path: name.split('.'), folder: place.slice(SRC.length + 1).split('/')[0] }));
/** The props of the constructs of a pillar, without the fields of structs within props, such as security events. */
const propsOf = (folder: string) => names.filter((one) => [folder, 'common'].includes(one.folder) && /(Props|RecordingOptions)$/.test(one.path[0])).map(({ path: [, prop] }) => prop);
const everyName = new Set(names.flatMap(({ path }) => path));

/** The declarations of aws-cdk-lib that errors refer to. */
const CDK = ['aws-certificatemanager/lib/certificate', 'aws-ec2/lib/user-data', 'aws-ec2/lib/vpc', 'aws-kms/lib/key']
  .map((module) => readFileSync(join(ROOT, `node_modules/aws-cdk-lib/${module}.d.ts`), 'utf8')).join('\n');

const textsOf = ({ must, remedy }: (typeof demands)[number]) => [...must, ...remedy];
const inBraces = (text: string) => [...text.matchAll(/\{([a-z][\w.…[\]]*)\}/g)].map(([, path]) => path);
const camelCase = (text: string) => text.replace(/\{[^}]*\}|'[^']*'|"[^"]*"/g, '').match(/(?<![.\w])[a-z]+[A-Z]\w*\b/g) ?? [];

const PILLARS = Object.keys(OPTION_STRUCTS).filter((pillar) => pillar !== 'baseline').join('|');
const optionsIn = (text: string) => text.match(new RegExp(`\\b(${PILLARS})\\.\\w+`, 'g')) ?? [];

/** Whether users can write the path in the props of a `SecureBaseline`. A part that is known only at synthesis is not checked. */
function isOption(path: string): boolean {
  const [pillar, option] = path.split('.');
  const structs: readonly string[] = option === undefined ? ['SecureBaselineProps'] : OPTION_STRUCTS[pillar as keyof typeof OPTION_STRUCTS] ?? [];
  return option === '…' || structs.some((struct) => names.some((one) => one.path[0] === struct && one.path[1] === (option ?? pillar)));
}

test('docs/synthesis-errors.md has a section for every folder that states requirements', () => {
  expect(demands.length).toBeGreaterThan(150);
  expect(withoutSection(demands)).toEqual([]);
});

describe('every prop that an error names exists', () => {
  const named = demands.flatMap((demand) => textsOf(demand).flatMap(inBraces).map((path) => ({ path, place: demand.place, folder: folderOf(demand) })));

  test('in the props of the constructs of the pillar', () => {
    const ofPillars = named.filter(({ folder }) => folder !== 'baseline');
    expect(ofPillars.length).toBeGreaterThan(30);
    expect(ofPillars.filter(({ path, folder }) => !(folder === 'common' ? everyName.has(path) : propsOf(folder).includes(path.split('.')[0])))).toEqual([]);
  });

  test('in the options of a baseline', () => {
    const ofBaseline = demands.filter((demand) => folderOf(demand) === 'baseline').flatMap((demand) =>
      textsOf(demand).flatMap((text) => [...inBraces(text), ...optionsIn(text)]).map((path) => ({ path, place: demand.place })));
    expect(ofBaseline.length).toBeGreaterThan(15);
    expect(ofBaseline.filter(({ path }) => !isOption(path))).toEqual([]);
  });

  test('in the library or in the CDK, if it is not in braces', () => {
    const others = demands.flatMap((demand) => textsOf(demand).flatMap(camelCase).map((name) => ({ name, place: demand.place })));
    expect(others.length).toBeGreaterThan(5);
    expect(others.filter(({ name }) => !everyName.has(name) && !new RegExp(`\\b${name}\\b`).test(CDK))).toEqual([]);
  });
});

test('a prop of the construct itself is in braces, so that a baseline prints its full path', () => {
  const bare = demands.flatMap((demand) => demand.remedy.flatMap(camelCase).map((name) => ({ name, place: demand.place, folder: folderOf(demand) })));
  expect(bare.filter(({ name, folder }) => propsOf(folder).includes(name))).toEqual([]);
});

test('conditions complete "PROP must", and remedies are sentences', () => {
  const wrong = demands.filter(({ must, remedy }) =>
    must.some((text) => !/^(not )?[a-z{…][\s\S]*[^.]$/.test(text)) || remedy.some((text) => !/^[A-Z'{…][\s\S]*\.$/.test(text)));
  expect(wrong.map(({ place, must, remedy }) => ({ place, must, remedy }))).toEqual([]);
});

test.each([
  ["problems.check('a', a, { isMet, must: 'be 1', remedy: 'Use 1.' })", { prop: 'a', must: ['be 1'], remedy: ['Use 1.'] }],
  ["problems.add({ prop: 'a', value: a, must: 'be ' + b, remedy: fits ? 'Use 1.' : `Use ${MAX}.` }); const MAX = 2_000;", { prop: 'a', must: ['be …'], remedy: ['Use 1.', 'Use 2,000.'] }],
  ["const PORT = { isMet, must: 'be a port', remedy: 'Use 443.' }; problems.checkTime('a', a, 'days', PORT).check('b', b, PORT);", { prop: 'a, b', must: ['be a port'], remedy: ['Use 443.'] }],
])('reads the requirement of %s', (statement, expected) => {
  const read = demandsOf({ 'a.ts': statement.replace(/; const MAX.*/, ';'), 'b.ts': 'const MAX = 2_000;' });
  expect(read).toEqual([expect.objectContaining(expected)]);
});
