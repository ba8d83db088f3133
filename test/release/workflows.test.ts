import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { parse } from 'yaml';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';
import { STACKS_MINUTES } from '../../integ/release/clean-up';

interface Job {
  readonly 'needs'?: string | string[];
  readonly 'permissions': Record<string, string>;
  readonly 'environment'?: string;
  readonly 'if'?: string;
  readonly 'timeout-minutes': number;
  readonly 'strategy'?: { readonly 'fail-fast': boolean; readonly 'matrix': { readonly region: string[] } };
  readonly 'env'?: Record<string, string>;
  readonly 'steps': { readonly uses?: string; readonly run?: string; readonly env?: Record<string, string> }[];
}

const workflow = (name: string) => parse(readFileSync(join(REPOSITORY, '.github/workflows', `${name}.yml`), 'utf8')) as { permissions: object; jobs: Record<string, Job> };
const needsOf = ({ needs = [] }: Job) => [needs].flat();
/** The longest that a role in the account lets anybody work. */
const ROLE_MINUTES = 180;
const CHECKS = ['tests', 'demo', 'benchmark', 'scan', 'consumers', 'workflows', 'compatibility'];
const PUBLISHERS = ['release_npm', 'release_pypi', 'release_maven'];

describe.each(readdirSync(join(REPOSITORY, '.github/workflows')).map((file) => file.replace('.yml', '')))('the workflow %s', (name) => {
  const { permissions, jobs } = workflow(name);

  test('gives no rights to a job that asks for none', () => {
    expect(permissions).toEqual({});
    expect(Object.values(jobs).filter((job) => !job.permissions || typeof job.permissions === 'string')).toEqual([]);
  });

  test('pins every action to a commit', () => {
    const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
    expect(used).not.toEqual([]);
  });

  test('ends every job after some time', () => {
    expect(Object.values(jobs).filter((job) => !(job['timeout-minutes'] > 0 && job['timeout-minutes'] <= ROLE_MINUTES))).toEqual([]);
  });
});

describe('a release', () => {
  const { jobs } = workflow('release');

  test('has its tag after every check and the real account', () => {
    expect(needsOf(jobs.release_tag)).toEqual(['release', ...CHECKS, 'integration', 'integration_clean_up']);
    expect(jobs.release_tag.environment).toBe('release');
  });

  test.each(PUBLISHERS)('%s comes after the tag', (id) => expect(needsOf(jobs[id])).toEqual(['release', 'release_tag']));

  test('begins on main alone', () => {
    const first = Object.keys(jobs).filter((id) => needsOf(jobs[id]).length === 0);
    expect(first).toEqual(expect.arrayContaining(['release', 'tests']));
    expect(first.filter((id) => jobs[id].if !== "github.ref == 'refs/heads/main'")).toEqual([]);
  });

  test('looks at packages only where there are some', () => expect(jobs.consumers.if).toContain("needs.release.outputs.tag_exists != 'true'"));

  test.each(PUBLISHERS)('%s runs nothing of the repository', (id) => {
    expect(jobs[id].steps.filter(({ uses, run }) => uses?.startsWith('actions/checkout') || run?.includes('npm ci') || run?.includes('projen'))).toEqual([]);
  });

  test.each(['release_tag', ...PUBLISHERS, 'release_github'])('%s is skipped in a dry run, before it gets a token', (id) => {
    expect(jobs[id].if!.split(' && ')).toEqual(expect.arrayContaining(["needs.release.outputs.tag_exists != 'true'", '!inputs.dry_run']));
  });

  test('is announced on GitHub once every registry has it', () => expect(needsOf(jobs.release_github)).toEqual(expect.arrayContaining(PUBLISHERS)));

  test('lets only those jobs write or identify themselves that must', () => {
    const writers = Object.entries(jobs).filter(([, { permissions }]) => Object.values(permissions).includes('write')).map(([id, { permissions }]) => [id, permissions]);
    expect(Object.fromEntries(writers)).toEqual({
      release_tag: { contents: 'write' },
      release_github: { contents: 'write' },
      release_npm: { 'contents': 'read', 'id-token': 'write' },
      release_pypi: { 'contents': 'read', 'id-token': 'write' },
      integration: { 'contents': 'read', 'id-token': 'write' },
      integration_clean_up: { 'contents': 'read', 'id-token': 'write' },
    });
  });

  test('uses secrets and roles in an environment alone', () => {
    const used = Object.entries(jobs).filter(([, job]) => /secrets\.MAVEN|id-token/.test(JSON.stringify(job)));
    expect(used.filter(([, { environment }]) => !environment)).toEqual([]);
  });

  test('runs no scripts of packages that it installs beside a key', () => {
    const beside = Object.entries(jobs).filter(([, job]) => 'id-token' in job.permissions || PUBLISHERS.some((id) => jobs[id] === job));
    const installs = beside.flatMap(([id, { steps, env }]) => steps.filter(({ run }) => /npm ci|npx '-p'/.test(run ?? '')).map((step) => [id, { ...env, ...step.env }] as const));
    expect(installs.map(([id]) => id).sort()).toEqual(['integration', 'integration_clean_up', ...PUBLISHERS].sort());
    expect(installs.filter(([, env]) => env.NPM_CONFIG_IGNORE_SCRIPTS !== 'true')).toEqual([]);
  });

  test.each(['release.release', 'build.build'])('%s has an hour: it runs all tests and makes all packages', (job) => {
    const [name, id] = job.split('.');
    expect(workflow(name).jobs[id]['timeout-minutes']).toBe(60);
  });

  test('deploys only what every check has passed: the demo and the benchmark, too', () => {
    expect(needsOf(jobs.integration)).toEqual(['release', ...CHECKS]);
    expect(CHECKS.flatMap((id) => needsOf(jobs[id]).filter((need) => need !== 'release'))).toEqual([]);
  });

  test.each(['integration', 'integration_clean_up'])('%s goes on in the other regions when one fails', (id) => {
    expect(jobs[id].strategy).toEqual({ 'fail-fast': false, 'matrix': { region: ['us-east-1', 'eu-west-1', 'eu-south-1'] } });
  });

  test('has time to wait for the stacks, to look twice for what they kept, and no more than the role has', () => {
    expect(jobs.integration_clean_up['timeout-minutes']).toBeGreaterThanOrEqual(STACKS_MINUTES + 60);
    expect(jobs.integration_clean_up['timeout-minutes']).toBeLessThan(ROLE_MINUTES);
  });

  test('cleans up after a failure, too, and asks nobody: no other job uses that environment', () => {
    expect(jobs.integration_clean_up.if).toBe("always() && needs.integration.result != 'skipped'");
    expect(needsOf(jobs.integration_clean_up)).toEqual(['integration']);
    expect(Object.keys(jobs).filter((id) => jobs[id].environment === jobs.integration_clean_up.environment)).toEqual(['integration_clean_up']);
  });
});

describe('the trust policy in the guide', () => {
  const [, block] = /```json\n([\s\S]*?)```/.exec(readFileSync(join(REPOSITORY, 'docs/releasing.md'), 'utf8'))!;
  const { Statement: [{ Condition }] } = JSON.parse(block) as { Statement: { Condition: { StringEquals: Record<string, string | string[]> } }[] };
  const subjects = [Condition.StringEquals['token.actions.githubusercontent.com:sub']].flat();

  test('gives the role to the environments of the jobs that ask for it, and to no other', () => {
    const asking = Object.values(workflow('release').jobs).filter(({ steps }) => steps.some(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials')));
    const environments = asking.map(({ environment }) => environment);
    expect(environments).toHaveLength(2);
    expect(subjects.map((subject) => subject.split(':environment:')[1])).toEqual(environments);
  });

  test('names owner and repository by their numbers', () => {
    expect(subjects.filter((subject) => !/^repo:[\w-]+@\d+\/[\w-]+@\d+:environment:[\w-]+$/.test(subject))).toEqual([]);
  });
});

describe('a pull request', () => {
  test('passes the same checks as a release', () => expect(Object.keys(workflow('build').jobs)).toEqual(expect.arrayContaining(['build', ...CHECKS])));
});

describe('the check of the workflows', () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'workflows-'));
    folder = join(root, '.github');
    mkdirSync(join(folder, 'workflows'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const check = async (change: (text: string) => string) => {
    writeFileSync(join(folder, 'workflows/build.yml'), change(readFileSync(join(REPOSITORY, '.github/workflows/build.yml'), 'utf8')));
    const { exitCode } = await execa('npx', ['tsx', 'integ/release/workflows-check.ts', folder], { cwd: REPOSITORY, reject: false });
    return exitCode;
  };

  test.each<[string, number, (text: string) => string]>([
    ['passes the workflow of this repository', 0, (text) => text],
    ['fails an action that is not pinned', 1, (text) => text.replace(/actions\/checkout@\w+/, 'actions/checkout@v7')],
    ['fails a job that needs one that is not there', 1, (text) => text.replace('    runs-on:', '    needs: nothing\n    runs-on:')],
  ])('%s', async (_, expected, change) => expect(await check(change)).toBe(expected));
});
