import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, headingsOf, isRelative, linksOf, pages, proseOf, ROOT, targetsOf, type Page } from './pages';

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const readme = pages().find(({ path }) => path === 'README.md')!;
const scripts = Object.keys(read('package.json').scripts);
const tasks = Object.keys(read('.projen/tasks.json').tasks);

/** The scripts and tasks that npm and projen define. */
const BUILT_IN = ['test'];

/** The scripts and tasks in the code of a page. */
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
  test('links to existing files and headings', () => {
    const isValid = ({ path: target, heading }: { path: string; heading?: string }) =>
      existsSync(join(ROOT, target)) && (heading === undefined || headingsOf({ path: target, text: readFileSync(join(ROOT, target), 'utf8') }).includes(heading));
    expect(linksOf(page).filter((link) => !isValid(link))).toEqual([]);
  });

  test('refers to existing scripts and tasks', () => expect(commandsOf(page).filter((command) => !exists(command))).toEqual([]));
});

test.each([
  ['[a](b.md#c)', 'docs/b.md'],
  ['[a](#c)', 'docs/page.md'],
  ['[a](https://github.com/org/secure-baseline/blob/main/src/b.ts#c)', 'src/b.ts'],
  ['![a](https://raw.githubusercontent.com/org/secure-baseline/main/integ/b.svg)', 'integ/b.svg'],
  ['[a][b]\n\n[b]: https://github.com/org/secure-baseline/tree/main/test', 'test'],
])('finds the file of the repository in the link %s', (text, path) => expect(linksOf({ path: 'docs/page.md', text })).toEqual([expect.objectContaining({ path })]));

test.each(['[a](https://github.com/org/other/blob/main/src/b.ts)', '[a](mailto:a@b.c)'])('ignores the link %s', (text) => {
  expect(linksOf({ path: 'docs/page.md', text })).toEqual([]);
});

test('README has no relative links, because npm and PyPI show it without the other files', () => {
  expect(targetsOf(readme).filter(isRelative)).toEqual([]);
});

test('README defines exactly the link references that it uses', () => {
  const prose = proseOf(readme);
  const named = [...new Set([...prose.matchAll(/\]\[([\w-]+)\]/g)].map(([, name]) => name))].sort();
  expect([...prose.matchAll(/^\[([\w-]+)\]: /gm)].map(([, name]) => name).sort()).toEqual(named);
});

test('another page links to every guide', () => {
  const linked = pages().flatMap(linksOf).filter(({ from, path }) => from !== path).map(({ path }) => path);
  expect(pages().map(({ path }) => path).filter((path) => path.startsWith('docs/') && !linked.includes(path))).toEqual([]);
});

test('paths in CONTRIBUTING exist', () => {
  const [contributing] = pages().filter(({ path }) => path === 'CONTRIBUTING.md');
  const named = [...contributing.text.matchAll(/`((?:src|test|integ|docs|rosetta)(?:\/[\w.-]+)+)`/g)].map(([, path]) => path);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !statSync(join(ROOT, path), { throwIfNoEntry: false }))).toEqual([]);
});
