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

/** Runs a step as GitHub does, with a `gh` that writes down its arguments and then does as it is told. */
async function run(job: string, step: string, gh = '', env: NodeJS.ProcessEnv = {}): Promise<{ ends: number; calls: string[]; said: string }> {
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
  return { ends: exitCode, calls, said: all ?? '' };
}

describe('the tag of a release', () => {
  const make = `api repos/org/library/git/refs -f ref=refs/tags/v1.2.3 -f sha=${SHA} --silent`;
  const look = 'api repos/org/library/commits/tags/v1.2.3 --jq .sha';
  const tag = (gh: string) => run('release_tag', 'Tag the commit', gh);

  test('is made of the commit that was built', async () => {
    expect(await tag('[[ "$*" == *git/refs* ]] || { echo "{}"; exit 1; }')).toMatchObject({ ends: 0, calls: [look, make] });
  });

  test('is left as it is when the failed jobs run again', async () => expect(await tag(`echo ${SHA}`)).toMatchObject({ ends: 0, calls: [look] }));

  test('fails when another commit has it: this version is of that one', async () => {
    expect(await tag(`echo ${'b'.repeat(40)}`)).toMatchObject({ ends: 1, calls: [look], said: expect.stringContaining('v1.2.3 is of another commit') });
  });

  test('that GitHub refuses tells how to make it by hand', async () => {
    expect(await tag('exit 1')).toMatchObject({ ends: 1, said: expect.stringContaining(`git push origin ${SHA}:refs/tags/v1.2.3`) });
  });
});

describe('the release on GitHub', () => {
  const create = 'release create v1.2.3 dist/release/a.tgz -R org/library -F dist/changelog.md -t v1.2.3 --verify-tag';
  const view = 'release view v1.2.3 -R org/library --json isDraft --jq .isDraft';
  const release = (gh: string) => run('release_github', 'Release', gh);

  test('is made of the tag that is there', async () => expect(await release('[ "$2" != view ]')).toMatchObject({ ends: 0, calls: [view, create] }));

  test('is left as it is once it is published', async () => expect(await release('echo false')).toMatchObject({ ends: 0, calls: [view] }));

  test('is made anew of a draft that lacks files', async () => {
    expect(await release('[ "$2" != view ] || echo true')).toMatchObject({ ends: 0, calls: [view, 'release delete v1.2.3 -R org/library --yes', create] });
  });

  test('fails when it cannot be made', async () => expect((await release('exit 1')).ends).toBe(1));
});

test.each([['true', 'v1.2.3 has its tag'], ['false', 'main has got other commits']])('a run that releases nothing says why (%s)', async (exists, why) => {
  await run('release', 'Say why nothing is released', '', { TAG_EXISTS: exists });
  expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain(`Nothing is released: ${why}`);
});
