import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';
import { changelogProblems } from '../consumers/artifacts';

const COMMITTED = '# Changelog\n\nChanges for users.\n\n## Before 0.1.0\n\n* `one` is renamed to `other`, and $1 is kept\n';
const RELEASE = '\n### [0.3.2](https://example.com) (2026-01-02)\n\n\n### Features\n\n* second feature, with $& and $1\n';

let folder: string;
const file = () => join(folder, 'CHANGELOG.md');
const text = () => (existsSync(file()) ? readFileSync(file(), 'utf8') : undefined);
const run = (direction: 'add' | 'remove') => execFileSync('node', [join(REPOSITORY, '.ci/changelog.js'), direction], { cwd: folder });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'changelog-'));
  mkdirSync(join(folder, 'dist'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each([['a committed changelog', COMMITTED], ['only a title', '# Changelog\n'], ['no changelog', undefined]])('changelog of a repository with %s', (_, committed) => {
  beforeEach(() => {
    if (committed !== undefined) {
      writeFileSync(file(), committed);
    }
  });

  test('contains the changes of the release in the packages, and is restored afterwards', () => {
    writeFileSync(join(folder, 'dist/changelog.md'), RELEASE);
    run('add');
    expect(changelogProblems(folder, '0.3.2')).toEqual([]);
    expect(text()).toContain('second feature, with $& and $1');
    run('remove');
    expect(text()).toBe(committed);
  });

  test('contains the changes once if an earlier attempt was interrupted', () => {
    writeFileSync(join(folder, 'dist/changelog.md'), RELEASE);
    run('add');
    run('add');
    expect(text()!.split('0.3.2')).toHaveLength(2);
    run('remove');
    expect(text()).toBe(committed);
  });

  test('does not change without a release', () => {
    run('add');
    run('remove');
    expect(text()).toBe(committed);
  });
});

test('the changes of the release are inserted between the title and the older releases', () => {
  writeFileSync(file(), COMMITTED);
  writeFileSync(join(folder, 'dist/changelog.md'), RELEASE);
  run('add');
  expect(text()!.match(/^#+ .*/gm)).toEqual(['# Changelog', '### [0.3.2](https://example.com) (2026-01-02)', '### Features', '## Before 0.1.0']);
});

test('all packages are created while the changelog contains the release', () => {
  const { tasks } = parse(readFileSync(join(REPOSITORY, '.projen/tasks.json'), 'utf8')) as { tasks: Record<string, { steps: { exec?: string; spawn?: string }[] }> };
  expect(tasks.package.steps.slice(0, 3)).toEqual([{ exec: 'node .ci/changelog.js add' }, { spawn: 'package-all' }, { exec: 'node .ci/changelog.js remove' }]);
});
