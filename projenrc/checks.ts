import type { Job, JobStep } from 'projen/lib/github/workflows-model';
import { JobPermission } from 'projen/lib/github/workflows-model';

const NODE = '22';
const PYTHON = '3.12';
/** The oldest supported version of Python. */
const OLDEST_PYTHON = '3.10';
const JAVA = '17';

/** The tools that a job installs. */
export const TOOLS = {
  node: { node: { version: NODE } },
  nodeAndPython: { node: { version: NODE }, python: { version: PYTHON } },
  nodeAndJava: { node: { version: NODE }, java: { version: JAVA } },
  all: { node: { version: NODE }, python: { version: PYTHON }, java: { version: JAVA } },
};

export const CHECKOUT: JobStep = { name: 'Checkout', uses: 'actions/checkout', with: { 'persist-credentials': false } };
export const INSTALL: JobStep = { name: 'Install dependencies', run: 'npm ci' };

/** The timeout of the build, which runs `npm test` in about half of the time and packages three languages. */
export const BUILD_MINUTES = 60;

interface Check {
  readonly name: string;
  readonly run: string;
  readonly tools: Job['tools'];
  readonly timeoutMinutes: number;

  /** The command that checks the packages of a release. @default - the same command as in a pull request */
  readonly runInRelease?: string;
}

/** The checks of every pull request and every release. Each check is a job. */
const CHECKS: Record<string, Check> = {
  tests: { name: 'Tests', run: 'npm run test:full', tools: TOOLS.nodeAndPython, timeoutMinutes: 40 },
  demo: { name: 'Demo on the AWS emulator', run: 'npm run demo', tools: TOOLS.nodeAndPython, timeoutMinutes: 20 },
  benchmark: { name: 'Short benchmark', run: 'npm run bench:empty -- --short', tools: TOOLS.nodeAndPython, timeoutMinutes: 10 },
  scan: { name: 'Scanners', run: 'npm run scan', tools: TOOLS.nodeAndPython, timeoutMinutes: 20 },
  consumers: { name: 'TypeScript, Python and Java consumers', run: 'npm run test:consumers', tools: { ...TOOLS.all, python: { version: OLDEST_PYTHON } }, timeoutMinutes: 60, runInRelease: 'npm run test:consumers -- --dist' },
  workflows: { name: 'Workflows', run: 'npx projen workflows:check', tools: TOOLS.nodeAndPython, timeoutMinutes: 10 },
  compatibility: { name: 'Compatibility with the last release', run: 'npx projen compat', tools: TOOLS.node, timeoutMinutes: 15 },
};

export const CHECK_IDS = Object.keys(CHECKS);

/** The additional settings of the checks in a release: the condition, and the job with the packages. */
interface Release {
  readonly if: string;
  readonly packages: Pick<Job, 'if' | 'needs'> & { readonly download: JobStep };
}

/** Creates the jobs of the checks for a pull request or a release. */
export function checkJobs(release?: Release): Record<string, Job> {
  return Object.fromEntries(Object.entries(CHECKS).map(([id, { run, runInRelease, ...check }]) => {
    const published = runInRelease ? release?.packages : undefined;
    return [id, {
      ...check,
      if: (published ?? release)?.if,
      needs: published?.needs,
      runsOn: ['ubuntu-latest'],
      permissions: { contents: JobPermission.READ },
      env: { CI: 'true' },
      steps: [CHECKOUT, INSTALL, ...(published ? [published.download] : []), { name: check.name, run: published ? runInRelease : run }],
    }];
  }));
}
