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
  readonly 'steps': { readonly uses?: string; readonly with?: Record<string, unknown>; readonly run?: string; readonly if?: string; readonly env?: Record<string, string> }[];
}

const workflow = (name: string) => parse(readFileSync(join(REPOSITORY, '.github/workflows', `${name}.yml`), 'utf8')) as { permissions: object; jobs: Record<string, Job> };
const needsOf = ({ needs = [] }: Job) => [needs].flat();
/** The session duration of the role, in minutes. */
const ROLE_MINUTES = 180;
const CHECKS = ['tests', 'demo', 'benchmark', 'scan', 'consumers', 'workflows', 'compatibility'];
const PUBLISHERS = ['release_npm', 'release_pypi', 'release_maven'];

describe.each(readdirSync(join(REPOSITORY, '.github/workflows')).map((file) => file.replace('.yml', '')))('workflow %s', (name) => {
  const { permissions, jobs } = workflow(name);

  test('has no permissions by default, and every job declares its permissions', () => {
    expect(permissions).toEqual({});
    expect(Object.values(jobs).filter((job) => !job.permissions || typeof job.permissions === 'string')).toEqual([]);
  });

  test('pins every action to a commit', () => {
    const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
    expect(used).not.toEqual([]);
  });

  test('has a timeout for every job', () => {
    expect(Object.values(jobs).filter((job) => !(job['timeout-minutes'] > 0 && job['timeout-minutes'] <= ROLE_MINUTES))).toEqual([]);
  });
});

describe('release workflow', () => {
  const { jobs } = workflow('release');

  test('creates the tag after every check and the integration tests', () => {
    expect(needsOf(jobs.release_tag)).toEqual(['release', ...CHECKS, 'integration', 'integration_clean_up']);
    expect(jobs.release_tag.environment).toBe('release');
  });

  test.each(PUBLISHERS)('%s runs after the tag is created', (id) => expect(needsOf(jobs[id])).toEqual(['release', 'release_tag']));

  test('runs only on main', () => {
    const first = Object.keys(jobs).filter((id) => needsOf(jobs[id]).length === 0);
    expect(first).toEqual(expect.arrayContaining(['release', 'tests']));
    expect(first.filter((id) => jobs[id].if !== "github.ref == 'refs/heads/main'")).toEqual([]);
  });

  test('checks the packages only if they were built', () => expect(jobs.consumers.if).toContain("needs.release.outputs.tag_exists != 'true'"));

  test.each(PUBLISHERS)('%s runs no code of the repository, and checks out only the lock files of the publishing tools', (id) => {
    const checkouts = jobs[id].steps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
    expect(checkouts.map((step) => step.with)).toEqual([{ 'persist-credentials': false, 'sparse-checkout': '.ci/publish' }]);
    expect(jobs[id].steps.filter(({ run }) => run?.includes('projen') || (run?.includes('npm ci') && !run.includes('--prefix .ci/publish')))).toEqual([]);
  });

  test('installs only locked tools in jobs with credentials', () => {
    const runs = Object.values(jobs).filter((job) => job.environment === 'release' || 'id-token' in job.permissions).flatMap(({ steps }) => steps.map(({ run = '' }) => run));
    expect(runs.filter((run) => /npx '?-p|npm install|npm i\b|curl .*\| *(ba)?sh|pip install(?!.*--require-hashes)/.test(run))).toEqual([]);
    expect(runs.filter((run) => run.includes('.ci/publish/node_modules/.bin/publib-'))).toHaveLength(PUBLISHERS.length);
    expect(runs.filter((run) => run.includes('--require-hashes'))).toHaveLength(1);
    expect(jobs.release_pypi.steps.at(-1)!.env!.PIP_NO_INDEX).toBe('1');
  });

  test('locks the publishing tools and all their dependencies', () => {
    const read = (file: string) => readFileSync(join(REPOSITORY, '.ci/publish', file), 'utf8');
    const { dependencies } = JSON.parse(read('package.json'));
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string; integrity: string }> };
    expect(packages['node_modules/publib'].version).toBe(dependencies.publib);
    expect(Object.entries(packages).filter(([path, { integrity }]) => path !== '' && !integrity)).toEqual([]);
    const requirements = read('requirements.txt').split(/\n(?=[a-z])/);
    expect(requirements.length).toBeGreaterThan(20);
    expect(requirements.filter((one) => !/^[\w.-]+==.* --hash=sha256:/s.test(one))).toEqual([]);
  });

  test.each(['release_tag', ...PUBLISHERS, 'release_github'])('%s is skipped in a dry run before it gets a token', (id) => {
    expect(jobs[id].if!.split(' && ')).toEqual(expect.arrayContaining(["needs.release.outputs.tag_exists != 'true'", '!inputs.dry_run']));
  });

  test('creates the GitHub release after the packages are published to every registry', () => expect(needsOf(jobs.release_github)).toEqual(expect.arrayContaining(PUBLISHERS)));

  test('grants write and OIDC permissions only to the jobs that need them', () => {
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

  test('uses secrets and roles only in environments', () => {
    const used = Object.entries(jobs).filter(([, job]) => /secrets\.MAVEN|id-token/.test(JSON.stringify(job)));
    expect(used.filter(([, { environment }]) => !environment)).toEqual([]);
  });

  test('runs no install scripts of packages in jobs with credentials', () => {
    const withCredentials = Object.entries(jobs).filter(([, job]) => 'id-token' in job.permissions || PUBLISHERS.some((id) => jobs[id] === job));
    const installs = withCredentials.flatMap(([id, { steps, env }]) => steps.filter(({ run }) => /npm ci|npx '-p'/.test(run ?? '')).map((step) => [id, { ...env, ...step.env }] as const));
    expect(installs.map(([id]) => id).sort()).toEqual(['integration', 'integration_clean_up', ...PUBLISHERS].sort());
    expect(installs.filter(([, env]) => env.NPM_CONFIG_IGNORE_SCRIPTS !== 'true')).toEqual([]);
  });

  test.each(['release.release', 'build.build'])('%s has a timeout of 60 minutes', (job) => {
    const [name, id] = job.split('.');
    expect(workflow(name).jobs[id]['timeout-minutes']).toBe(60);
  });

  test('runs the integration tests after every check, and the checks in parallel', () => {
    expect(needsOf(jobs.integration)).toEqual(['release', ...CHECKS]);
    expect(CHECKS.flatMap((id) => needsOf(jobs[id]).filter((need) => need !== 'release'))).toEqual([]);
  });

  test.each(['integration', 'integration_clean_up'])('%s continues in the other regions if one fails', (id) => {
    expect(jobs[id].strategy).toEqual({ 'fail-fast': false, 'matrix': { region: ['us-east-1', 'eu-west-1', 'eu-south-1'] } });
  });

  test('removes the data bucket by an update, and verifies the deletion of each app after its last deployment', () => {
    const commands = jobs.integration.steps.map(({ run = '', env }) => [env?.INTEG_STAGE, run.replace(/npx projen | --parallel-regions.*/g, '')].filter(Boolean).join(' '));
    expect(commands.filter((command) => /non-production/.test(command))).toEqual([
      'integ:deploy integ.non-production.ts --no-clean', 'integ:durations non-production', 'integ:web non-production',
      'reduced integ:deploy integ.non-production.ts --no-clean', 'reduced integ:deploy integ.non-production.ts', 'integ:deletion non-production',
    ]);
    expect(commands.filter((command) => /integ.* (integ\.)?production/.test(command))).toEqual([
      'protected integ:deploy integ.production.ts --no-clean', 'integ:durations production', 'integ:web production', 'lifted integ:deploy integ.production.ts', 'integ:deletion production',
    ]);
  });

  test('verifies that all regions offer the default instance types before the first deployment', () => {
    const commands = jobs.integration.steps.map(({ run = '' }) => run);
    expect(commands.indexOf('npx projen integ:instance-types')).toBeGreaterThan(0);
    expect(commands.indexOf('npx projen integ:instance-types')).toBeLessThan(commands.findIndex((command) => command.includes('integ:deploy')));
  });

  test('uploads the durations of the creations, even if a later step fails', () => {
    expect(jobs.integration.steps.at(-1)).toMatchObject({ if: 'always()', with: { name: 'durations-${{ matrix.region }}', path: 'dist/durations' } });
  });

  test('has a clean-up timeout that is longer than the deletion of the stacks and shorter than the session of the role', () => {
    expect(jobs.integration_clean_up['timeout-minutes']).toBeGreaterThanOrEqual(STACKS_MINUTES + 60);
    expect(jobs.integration_clean_up['timeout-minutes']).toBeLessThan(ROLE_MINUTES);
  });

  test('cleans up after a failure, in an environment that no other job uses', () => {
    expect(jobs.integration_clean_up.if).toBe("always() && needs.integration.result != 'skipped'");
    expect(needsOf(jobs.integration_clean_up)).toEqual(['integration']);
    expect(Object.keys(jobs).filter((id) => jobs[id].environment === jobs.integration_clean_up.environment)).toEqual(['integration_clean_up']);
  });
});

describe('trust policy in docs/releasing.md', () => {
  const [, block] = /```json\n([\s\S]*?)```/.exec(readFileSync(join(REPOSITORY, 'docs/releasing.md'), 'utf8'))!;
  const { Statement: [{ Condition }] } = JSON.parse(block) as { Statement: { Condition: { StringEquals: Record<string, string | string[]> } }[] };
  const subjects = [Condition.StringEquals['token.actions.githubusercontent.com:sub']].flat();

  test('allows only the environments of the jobs that assume the role', () => {
    const assuming = Object.values(workflow('release').jobs).filter(({ steps }) => steps.some(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials')));
    const environments = assuming.map(({ environment }) => environment);
    expect(environments).toHaveLength(2);
    expect(subjects.map((subject) => subject.split(':environment:')[1])).toEqual(environments);
  });

  test('identifies the owner and the repository by their IDs', () => {
    expect(subjects.filter((subject) => !/^repo:[\w-]+@\d+\/[\w-]+@\d+:environment:[\w-]+$/.test(subject))).toEqual([]);
  });
});

describe('build workflow', () => {
  test('runs the same checks as a release', () => expect(Object.keys(workflow('build').jobs)).toEqual(expect.arrayContaining(['build', ...CHECKS])));
});

describe('workflow check', () => {
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
    ['passes for the build workflow', 0, (text) => text],
    ['fails for an action that is not pinned', 1, (text) => text.replace(/actions\/checkout@\w+/, 'actions/checkout@v7')],
    ['fails for a job that needs a job that does not exist', 1, (text) => text.replace('    runs-on:', '    needs: nothing\n    runs-on:')],
  ])('%s', async (_, expected, change) => expect(await check(change)).toBe(expected));
});
