import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { parse } from 'yaml';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';

interface Workflow {
  readonly jobs: Record<string, { readonly steps: { readonly name?: string; readonly run?: string }[] }>;
}

const { jobs } = parse(readFileSync(join(REPOSITORY, '.github/workflows/release.yml'), 'utf8')) as Workflow;
const SHA = 'a'.repeat(40);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'publishing-'));
  mkdirSync(join(folder, 'dist/release'), { recursive: true });
  writeFileSync(join(folder, 'dist/releasetag.txt'), 'v1.2.3');
  writeFileSync(join(folder, 'dist/release/a.tgz'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a step as GitHub does, with a fake `gh` that records its arguments and runs the script. */
async function run(job: string, step: string, gh = '', env: NodeJS.ProcessEnv = {}): Promise<{ exitCode: number; calls: string[]; output: string }> {
  const script = jobs[job].steps.find(({ name }) => name === step)!.run!;
  writeFileSync(join(folder, 'gh'), `#!/bin/bash\necho "$*" >> "${folder}/calls"\n${gh}\n`);
  chmodSync(join(folder, 'gh'), 0o755);
  const { exitCode, all } = await execa('bash', ['-e', '-c', script], {
    cwd: folder,
    all: true,
    reject: false,
    env: {
      PATH: `${folder}:${process.env.PATH}`,
      GITHUB_REPOSITORY: 'org/library',
      GITHUB_SHA: SHA,
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      RELEASE_TAG_FILE: 'dist/releasetag.txt',
      CHANGELOG_FILE: 'dist/changelog.md',
      ...env,
    },
  });
  const calls = existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : [];
  return { exitCode, calls, output: all ?? '' };
}

describe('tag of a release', () => {
  const create = `api repos/org/library/git/refs -f ref=refs/tags/v1.2.3 -f sha=${SHA} --silent`;
  const find = 'api repos/org/library/commits/tags/v1.2.3 --jq .sha';
  const tag = (gh: string) => run('release_tag', 'Tag the commit', gh);

  test('is created at the commit that was built', async () => {
    expect(await tag('[[ "$*" == *git/refs* ]] || { echo "{}"; exit 1; }')).toMatchObject({ exitCode: 0, calls: [find, create] });
  });

  test('does not change when the failed jobs run again', async () => expect(await tag(`echo ${SHA}`)).toMatchObject({ exitCode: 0, calls: [find] }));

  test('fails if the tag belongs to another commit', async () => {
    expect(await tag(`echo ${'b'.repeat(40)}`)).toMatchObject({ exitCode: 1, calls: [find], output: expect.stringContaining('v1.2.3 belongs to another commit') });
  });

  test('prints the command that creates the tag if GitHub rejects the request', async () => {
    expect(await tag('exit 1')).toMatchObject({ exitCode: 1, output: expect.stringContaining(`git push origin ${SHA}:refs/tags/v1.2.3`) });
  });
});

describe('release on GitHub', () => {
  const create = 'release create v1.2.3 dist/release/a.tgz -R org/library -F dist/changelog.md -t v1.2.3 --verify-tag';
  const view = 'release view v1.2.3 -R org/library --json isDraft --jq .isDraft';
  const release = (gh: string) => run('release_github', 'Release', gh);

  test('is created from the existing tag', async () => expect(await release('[ "$2" != view ]')).toMatchObject({ exitCode: 0, calls: [view, create] }));

  test('does not change after it is published', async () => expect(await release('echo false')).toMatchObject({ exitCode: 0, calls: [view] }));

  test('replaces an incomplete draft', async () => {
    expect(await release('[ "$2" != view ] || echo true')).toMatchObject({ exitCode: 0, calls: [view, 'release delete v1.2.3 -R org/library --yes', create] });
  });

  test('fails if it cannot be created', async () => expect((await release('exit 1')).exitCode).toBe(1));
});

test.each([['true', 'The tag v1.2.3 exists'], ['false', 'main has newer commits']])('the summary explains why nothing is released (tag exists: %s)', async (exists, reason) => {
  await run('release', 'Explain why nothing is released', '', { TAG_EXISTS: exists });
  expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain(`Nothing is released. ${reason}`);
});
