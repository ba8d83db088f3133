import { join } from 'node:path';
import { demandsOf, folderOf } from './demands';
import { ROOT } from '../pages';
import { publicNames } from '../public-names';
import { withoutSection } from './synthesis-errors';

const SRC = join(ROOT, 'src');
const demands = demandsOf(SRC);
const names = publicNames(SRC).map(({ name, place }) => ({ path: name.split('.'), folder: place.slice(SRC.length + 1).split('/')[0] }));
const propsOf = (folder: string) => names.filter((one) => one.folder === folder && one.path.length === 2).map(({ path: [, prop] }) => prop);
const everyName = new Set(names.flatMap(({ path }) => path));

const textsOf = ({ must, remedy }: (typeof demands)[number]) => [...must, ...remedy];
const inBraces = (text: string) => [...text.matchAll(/\{([a-z][\w.…[\]]*)\}/g)].flatMap(([, path]) => path.split('.'));
const camelCase = (text: string) => text.replace(/\{[^}]*\}|'[^']*'|"[^"]*"/g, '').match(/\b[a-z]+[A-Z]\w*\b/g) ?? [];

test('docs/synthesis-errors.md has a section for every folder that states requirements', () => {
  expect(demands.length).toBeGreaterThan(150);
  expect(withoutSection(demands)).toEqual([]);
});

test('every prop that an error names in braces exists in the pillar of the error', () => {
  const named = demands.flatMap((demand) => textsOf(demand).flatMap(inBraces).map((prop) => ({ prop, place: demand.place, folder: folderOf(demand) })));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ prop, folder }) => !(folder === 'common' ? everyName.has(prop) : propsOf(folder).includes(prop)))).toEqual([]);
});

test('every other name of a prop or method in an error exists in the library', () => {
  const named = demands.flatMap((demand) => textsOf(demand).flatMap(camelCase).map((name) => ({ name, place: demand.place })));
  expect(named.filter(({ name }) => !everyName.has(name))).toEqual([]);
});

test('a prop of the construct itself is in braces, so that a baseline prints its full path', () => {
  const bare = demands.flatMap((demand) => demand.remedy.flatMap(camelCase).map((name) => ({ name, place: demand.place, folder: folderOf(demand) })));
  expect(bare.filter(({ name, folder }) => propsOf(folder).includes(name))).toEqual([]);
});

test('conditions complete "PROP must", and remedies are sentences', () => {
  const wrong = demands.filter(({ must, remedy }) => must.some((text) => !/^(not )?[a-z{][\s\S]*[^.]$/.test(text)) || remedy.some((text) => !/^(?:[A-Z'{…][\s\S]*\.)$/.test(text)));
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
