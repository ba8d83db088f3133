import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linksOf, page, ROOT } from './pages';

const readme = page('README.md');

describe('README', () => {
  test('recommends supported versions of Node.js, and has the variable that silences the notice of Node.js 20', () => {
    expect(readme.text).toMatch(/Node\.js.*\b22\b.*\b24\b/);
    expect(readme.text).toContain('`JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20`');
  });

  test('states once how stable the API is, in terms of versions', () => {
    expect(readme.text.match(/Before 1\.0\.0, a minor version can contain breaking changes/g)).toHaveLength(1);
    expect(readme.text).not.toMatch(/experimental/i);
  });

  test('links to the changelog', () => expect(linksOf(readme)).toContainEqual(expect.objectContaining({ path: 'CHANGELOG.md' })));
});

test('the quick start recommends the same versions of Node.js', () => {
  const { text } = page('docs/quick-start.md');
  expect(text).toMatch(/Node\.js[\s\S]{0,80}\b22\b[\s\S]{0,20}\b24\b/);
  expect(text).toContain('`JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20`');
});

test('the API reference does not repeat the stability of every member', () => expect(readFileSync(join(ROOT, 'API.md'), 'utf8')).not.toMatch(/experimental/i));
