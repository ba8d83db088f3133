import type { Job, JobStep } from 'projen/lib/github/workflows-model';
import { JobPermission } from 'projen/lib/github/workflows-model';

const NODE = '22';
const PYTHON = '3.12';
/** The oldest that the package supports. */
const OLDEST_PYTHON = '3.10';
const JAVA = '17';

/** What a job installs before it runs anything. */
export const TOOLS = {
  node: { node: { version: NODE } },
  nodeAndPython: { node: { version: NODE }, python: { version: PYTHON } },
  nodeAndJava: { node: { version: NODE }, java: { version: JAVA } },
  all: { node: { version: NODE }, python: { version: PYTHON }, java: { version: JAVA } },
};

export const CHECKOUT: JobStep = { name: 'Checkout', uses: 'actions/checkout', with: { 'persist-credentials': false } };
export const INSTALL: JobStep = { name: 'Install dependencies', run: 'npm ci' };

/** The tests of `npm test`, which finish in half of it, and the packages of three languages. */
export const BUILD_MINUTES = 60;

interface Check {
  readonly name: string;
  readonly run: string;
  readonly tools: Job['tools'];
  readonly timeoutMinutes: number;

  /** What it runs instead in a release, where it looks at the packages that will be published. */
  readonly ofPackages?: string;
}

/** What holds for every pull request, and before every release, a job each. */
const CHECKS: Record<string, Check> = {
  tests: { name: 'Tests', run: 'npm run test:full', tools: TOOLS.nodeAndPython, timeoutMinutes: 40 },
  demo: { name: 'Demo on a local AWS', run: 'npm run demo', tools: TOOLS.nodeAndPython, timeoutMinutes: 20 },
  benchmark: { name: 'Short benchmark', run: 'npm run bench:empty -- --short', tools: TOOLS.nodeAndPython, timeoutMinutes: 10 },
  scan: { name: 'Scanners', run: 'npm run scan', tools: TOOLS.nodeAndPython, timeoutMinutes: 20 },
  consumers: { name: 'TypeScript, Python and Java consumers', run: 'npm run test:consumers', tools: { ...TOOLS.all, python: { version: OLDEST_PYTHON } }, timeoutMinutes: 60, ofPackages: 'npm run test:consumers -- --dist' },
  workflows: { name: 'Workflows', run: 'npx projen workflows:check', tools: TOOLS.nodeAndPython, timeoutMinutes: 10 },
  compatibility: { name: 'Compatibility with the last release', run: 'npx projen compat', tools: TOOLS.node, timeoutMinutes: 15 },
};

export const CHECK_IDS = Object.keys(CHECKS);

/** What a release adds: where the packages come from that it publishes, and when it looks at anything. */
interface Release {
  readonly if: string;
  readonly packages: Pick<Job, 'if' | 'needs'> & { readonly download: JobStep };
}

/** The jobs of the checks, for a pull request or for a release. */
export function checkJobs(release?: Release): Record<string, Job> {
  return Object.fromEntries(Object.entries(CHECKS).map(([id, { run, ofPackages, ...check }]) => {
    const published = ofPackages ? release?.packages : undefined;
    return [id, {
      ...check,
      if: (published ?? release)?.if,
      needs: published?.needs,
      runsOn: ['ubuntu-latest'],
      permissions: { contents: JobPermission.READ },
      env: { CI: 'true' },
      steps: [CHECKOUT, INSTALL, ...(published ? [published.download] : []), { name: check.name, run: published ? ofPackages : run }],
    }];
  }));
}
