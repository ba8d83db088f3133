import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';

const TASKS = '.projen/tasks.json';
const FILES = ['package.json', '.ci/next-version.js', TASKS];

/** What the next release is called after 0.3.1 and these commits, and what its changelog says. */
async function release(...subjects: string[]): Promise<{ version: string; changelog: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'bump-'));
  const git = (...args: string[]) => execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
  try {
    FILES.forEach((file) => cpSync(join(REPOSITORY, file), join(folder, file)));
    // npx would look for the installed package for seconds.
    writeFileSync(join(folder, TASKS), readFileSync(join(folder, TASKS), 'utf8').replace(/"BUMP_PACKAGE": ".+?"/, '"BUMP_PACKAGE": ""'));
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    await git('init', '--quiet');
    await git('add', ...FILES);
    await git('commit', '--quiet', '-m', 'feat: the first one');
    await git('tag', 'v0.3.1');
    for (const subject of subjects) {
      await git('commit', '--quiet', '--allow-empty', '-m', subject);
    }
    await execa(join(REPOSITORY, 'node_modules/.bin/projen'), ['bump'], { cwd: folder, env: { MAJOR: '0', CI: 'true' } });
    const [version, changelog] = ['version.txt', 'changelog.md'].map((file) => readFileSync(join(folder, 'dist', file), 'utf8'));
    return { version, changelog };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('before 1.0.0, the version', () => {
  test.each<[string, string[], string, string[]]>([
    [
      'a patch after what adds, repairs or speeds up',
      ['feat: a second one', 'fix(network): an answer gets through', 'perf(storage): it empties faster'],
      '0.3.2',
      ['a second one', 'an answer gets through', 'it empties faster'],
    ],
    ['a minor after what breaks, of any type', ['refactor(network)!: another name'], '0.4.0', ['another name']],
    ['a minor after what breaks and says so below', ['build: an older one is refused\n\nBREAKING CHANGE: take Node.js 22.'], '0.4.0', ['take Node.js 22.']],
  ])('is %s', async (_, commits, expected, entries) => {
    const { version, changelog } = await release('docs: of no concern', ...commits);
    expect(version).toBe(expected);
    entries.forEach((entry) => expect(changelog).toContain(entry));
    expect(changelog).not.toContain('of no concern');
  });

  test('stays after other types', async () => expect((await release('docs: a word', 'test: feat: in the middle', 'chore: a tool')).version).toBe('0.3.1'));
});
