import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changelogProblems, languageProblems, metadataProblems, readmeProblems } from './artifacts';

const folder = mkdtempSync(join(tmpdir(), 'artifacts-'));

afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(readme: string): string[] {
  writeFileSync(join(folder, 'README.md'), readme);
  return readmeProblems(folder, 'README.md', ['README.md', 'API.md']);
}

test.each(['[guides](docs/README.md)', '![diagram](integ/diagram.svg)', '[guides][a]\n\n[a]: docs/README.md#first', '[guides](../docs/README.md)'])(
  'reports the link to a file outside the package in a README with %s', (readme) => {
    expect(problemsOf(readme)).toEqual([expect.stringMatching(/^README\.md links to \S+, which is not packed/)]);
  });

test.each(['[api](API.md#x)', '[below](#below)', '[guides](https://example.com/docs/README.md)', '```\n[a](b)\n```'])('accepts the link in a README with %s', (readme) => {
  expect(problemsOf(readme)).toEqual([]);
});

test('requires an entry with changes for the released version in CHANGELOG.md', () => {
  expect(changelogProblems(folder, '1.2.3')).toEqual([expect.stringContaining('no CHANGELOG.md with the changes of 1.2.3')]);
  writeFileSync(join(folder, 'CHANGELOG.md'), '## 1.2.3 (2026-01-02)\n');
  expect(changelogProblems(folder, '1.2.3')).toHaveLength(1);
  writeFileSync(join(folder, 'CHANGELOG.md'), '## [1.2.3](https://example.com) (2026-01-02)\n\n### Features\n\n* second feature\n');
  expect(changelogProblems(folder, '1.2.3')).toEqual([]);
  expect(changelogProblems(folder, '1.2.4')).toHaveLength(1);
});

test.each<[string, string, number]>([
  ['accepts translated examples next to examples in other languages', '```python\nBaseline(self, "B")\n```\n```TypeScript\nnew Baseline(this);\n```\n', 0],
  ['reports TypeScript code that is marked as Python', '```python\nnew Baseline(this, "B");\n```\n```TypeScript\nnew Baseline(this);\n```\n', 1],
  ['reports an example in the wrong language', '```python\nBaseline(self, "B")\n```\n```python\nBaseline(self)\n```\n', 1],
])('%s in a wheel', (_, metadata, problems) => {
  writeFileSync(join(folder, 'README.md'), '```ts\nnew Baseline(this, "B");\n```\n```TypeScript\nnew Baseline(this);\n```\n');
  writeFileSync(join(folder, 'METADATA'), metadata);
  expect(languageProblems(join(folder, 'METADATA'), join(folder, 'README.md'))).toHaveLength(problems);
});

test('package.json of the package has links and no settings of the development', () => {
  const links = { homepage: 'https://example.com', bugs: { url: 'https://example.com/issues' } };
  expect(metadataProblems(links)).toEqual([]);
  expect(metadataProblems({})).toHaveLength(2);
  expect(metadataProblems({ ...links, scripts: {}, devDependencies: {}, stability: 'experimental' })).toEqual([
    'package.json must not contain scripts.', 'package.json must not contain devDependencies.', expect.stringContaining('must not contain stability'),
  ]);
});
