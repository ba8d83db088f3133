import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';

const TASKS = '.projen/tasks.json';
const FILES = ['package.json', '.ci/next-version.js', TASKS];

/** Bumps the version after release 0.3.1 and these commits, and returns the new version and its changelog. */
async function release(...subjects: string[]): Promise<{ version: string; changelog: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'bump-'));
  const git = (...args: string[]) => execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
  try {
    FILES.forEach((file) => cpSync(join(REPOSITORY, file), join(folder, file)));
    // Without a package name, projen does not run npx, which takes some seconds.
    writeFileSync(join(folder, TASKS), readFileSync(join(folder, TASKS), 'utf8').replace(/"BUMP_PACKAGE": ".+?"/, '"BUMP_PACKAGE": ""'));
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    await git('init', '-q');
    await git('add', ...FILES);
    await git('commit', '-q', '-m', 'feat: first feature');
    await git('tag', 'v0.3.1');
    for (const subject of subjects) {
      await git('commit', '-q', '--allow-empty', '-m', subject);
    }
    await execa(join(REPOSITORY, 'node_modules/.bin/projen'), ['bump'], { cwd: folder, env: { MAJOR: '0', CI: 'true' } });
    const [version, changelog] = ['version.txt', 'changelog.md'].map((file) => readFileSync(join(folder, 'dist', file), 'utf8'));
    return { version, changelog };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('next version before 1.0.0', () => {
  test.each<[string, string[], string, string[]]>([
    [
      'a patch version after features, fixes and performance improvements',
      ['feat: second feature', 'fix(network): responses are allowed', 'perf(storage): faster deletion'],
      '0.3.2',
      ['second feature', 'responses are allowed', 'faster deletion'],
    ],
    ['a minor version after a breaking change of any type', ['refactor(network)!: new name'], '0.4.0', ['new name']],
    ['a minor version after a commit with a BREAKING CHANGE footer', ['build: Node.js 20 is not supported\n\nBREAKING CHANGE: use Node.js 22.'], '0.4.0', ['use Node.js 22.']],
  ])('is %s', async (_, commits, expected, entries) => {
    const { version, changelog } = await release('docs: not in the changelog', ...commits);
    expect(version).toBe(expected);
    entries.forEach((entry) => expect(changelog).toContain(entry));
    expect(changelog).not.toContain('not in the changelog');
  });

  test('does not change after commits of other types', async () => expect((await release('docs: new text', 'test: feat: in the middle', 'chore: new tool')).version).toBe('0.3.1'));
});
