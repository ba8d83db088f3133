import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, headingsOf, isRelative, linksOf, pages, proseOf, ROOT, targetsOf, type Page } from './pages';

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const readme = pages().find(({ path }) => path === 'README.md')!;
const scripts = Object.keys(read('package.json').scripts);
const tasks = Object.keys(read('.projen/tasks.json').tasks);

/** What npm and projen know without our doing. */
const BUILT_IN = ['test'];

/** The scripts and tasks that a page tells to run, in code of any kind. */
function commandsOf(page: Page): string[] {
  const code = [...blocksOf(page).map(({ text }) => text), ...[...proseOf(page).matchAll(/`([^`]+)`/g)].map(([, text]) => text)].join('\n');
  return [...code.matchAll(/\b(npm run|npm|npx projen)[ \t]+([a-z][\w:-]*)/g)]
    .map(([, program, name]) => `${program} ${name}`).filter((command) => !/^npm (run|install|i|ci|publish|deprecate)$/.test(command));
}

function exists(command: string): boolean {
  const name = command.split(' ').pop()!;
  return command.startsWith('npx') ? tasks.includes(name) : scripts.includes(name) || BUILT_IN.includes(name);
}

describe.each(pages().map((page) => [page.path, page] as const))('%s', (_, page) => {
  test('links to files and headings that are there', () => {
    const isThere = ({ path: target, heading }: { path: string; heading?: string }) =>
      existsSync(join(ROOT, target)) && (heading === undefined || headingsOf({ path: target, text: readFileSync(join(ROOT, target), 'utf8') }).includes(heading));
    expect(linksOf(page).filter((link) => !isThere(link))).toEqual([]);
  });

  test('names scripts and tasks that exist', () => expect(commandsOf(page).filter((command) => !exists(command))).toEqual([]));
});

test.each([
  ['[a](b.md#c)', 'docs/b.md'],
  ['[a](#c)', 'docs/page.md'],
  ['[a](https://github.com/org/secure-baseline/blob/main/src/b.ts#c)', 'src/b.ts'],
  ['![a](https://raw.githubusercontent.com/org/secure-baseline/main/integ/b.svg)', 'integ/b.svg'],
  ['[a][b]\n\n[b]: https://github.com/org/secure-baseline/tree/main/test', 'test'],
])('%s is a link into the repository', (text, path) => expect(linksOf({ path: 'docs/page.md', text })).toEqual([expect.objectContaining({ path })]));

test.each(['[a](https://github.com/org/other/blob/main/src/b.ts)', '[a](mailto:a@b.c)'])('%s is none', (text) => {
  expect(linksOf({ path: 'docs/page.md', text })).toEqual([]);
});

test('README leads nowhere that npm and PyPI, which show it, do not have', () => {
  expect(targetsOf(readme).filter(isRelative)).toEqual([]);
});

test('every name of a link in README has its address, and every address its link', () => {
  const prose = proseOf(readme);
  const named = [...new Set([...prose.matchAll(/\]\[([\w-]+)\]/g)].map(([, name]) => name))].sort();
  expect([...prose.matchAll(/^\[([\w-]+)\]: /gm)].map(([, name]) => name).sort()).toEqual(named);
});

test('every guide is linked from another page', () => {
  const linked = pages().flatMap(linksOf).filter(({ from, path }) => from !== path).map(({ path }) => path);
  expect(pages().map(({ path }) => path).filter((path) => path.startsWith('docs/') && !linked.includes(path))).toEqual([]);
});

test('paths that CONTRIBUTING names are there', () => {
  const [contributing] = pages().filter(({ path }) => path === 'CONTRIBUTING.md');
  const named = [...contributing.text.matchAll(/`((?:src|test|integ|docs|rosetta)(?:\/[\w.-]+)+)`/g)].map(([, path]) => path);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !statSync(join(ROOT, path), { throwIfNoEntry: false }))).toEqual([]);
});
