import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changelogProblems, languageProblems, readmeProblems } from './artifacts';

const folder = mkdtempSync(join(tmpdir(), 'artifacts-'));

afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(readme: string): string[] {
  writeFileSync(join(folder, 'README.md'), readme);
  return readmeProblems(folder, 'README.md', ['README.md', 'API.md']);
}

test.each(['[guides](docs/README.md)', '![picture](integ/picture.svg)', '[guides][a]\n\n[a]: docs/README.md#first', '[guides](../docs/README.md)'])(
  'a README with %s leads nowhere once it is packed', (readme) => {
    expect(problemsOf(readme)).toEqual([expect.stringMatching(/^README\.md links to \S+, which is not packed/)]);
  });

test.each(['[api](API.md#x)', '[below](#below)', '[guides](https://example.com/docs/README.md)', '```\n[a](b)\n```'])('a README with %s leads somewhere', (readme) => {
  expect(problemsOf(readme)).toEqual([]);
});

test('a package that is released tells of its version, and not of another one alone', () => {
  expect(changelogProblems(folder, '1.2.3')).toEqual([expect.stringContaining('no CHANGELOG.md that tells of 1.2.3')]);
  writeFileSync(join(folder, 'CHANGELOG.md'), '## 1.2.3 (2026-01-02)\n');
  expect(changelogProblems(folder, '1.2.3')).toHaveLength(1);
  writeFileSync(join(folder, 'CHANGELOG.md'), '## [1.2.3](https://example.com) (2026-01-02)\n\n### Features\n\n* a second one\n');
  expect(changelogProblems(folder, '1.2.3')).toEqual([]);
  expect(changelogProblems(folder, '1.2.4')).toHaveLength(1);
});

test.each<[string, string, number]>([
  ['an example translated and the others as they were', '```python\nBaseline(self, "B")\n```\n```TypeScript\nnew Baseline(this);\n```\n', 0],
  ['TypeScript that is called Python', '```python\nnew Baseline(this, "B");\n```\n```TypeScript\nnew Baseline(this);\n```\n', 1],
  ['Python where TypeScript is promised', '```python\nBaseline(self, "B")\n```\n```python\nBaseline(self)\n```\n', 1],
])('a wheel is looked at for %s', (_, metadata, problems) => {
  writeFileSync(join(folder, 'README.md'), '```ts\nnew Baseline(this, "B");\n```\n```TypeScript\nnew Baseline(this);\n```\n');
  writeFileSync(join(folder, 'METADATA'), metadata);
  expect(languageProblems(join(folder, 'METADATA'), join(folder, 'README.md'))).toHaveLength(problems);
});
