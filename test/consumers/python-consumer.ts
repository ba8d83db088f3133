import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import type { Consumer, Installed } from './consumer';
import { PYTHON_EXAMPLES } from './examples';
import type { Artifacts } from './packing';
import { COMMON, type CdkVersion } from './versions';
import { copyConsumer, IS_SHORT, PACKAGE, run, workFolder, type Progress } from './workspace';

const PYRIGHT = 'pyright@1.1.414';
const MYPY = 'mypy==2.4.1';

export function pythonConsumer(version: CdkVersion, artifacts: Artifacts): Consumer {
  return {
    title: `Python, ${version.label} CDK`,
    pinned: version.cdk !== undefined,
    install: (progress) => install(version, artifacts, progress),
    checkTypes: version === COMMON ? checkTypes : undefined,
    cdkVersion: async ({ folder }) => /^Version: (.+)$/m.exec(await run(join(folder, '.venv/bin/pip'), ['show', 'aws-cdk-lib'], { cwd: folder }))![1],
    examples: version === COMMON ? PYTHON_EXAMPLES : undefined,
  };
}

async function install({ label, cdk }: CdkVersion, artifacts: Artifacts, progress: Progress): Promise<Installed> {
  const folder = copyConsumer('python', `python-${label}`);
  const bin = join(folder, '.venv/bin');
  if (!existsSync(bin)) {
    await run('python3', ['-m', 'venv', '.venv'], { cwd: folder, progress });
  }
  const pip = (...args: string[]) => run(join(bin, 'pip'), [...args, '-q'], { cwd: folder, progress });
  // pip does not replace an installed package of the same version.
  await pip('uninstall', '--yes', PACKAGE.jsii.targets.python.distName);
  const wheel = await artifacts.wheel();
  // Most modules of aws-cdk-lib are not imported. Python compiles the others on import.
  await pip('install', '--no-compile', ...(cdk ? [`aws-cdk-lib==${cdk}`] : ['--upgrade', 'aws-cdk-lib']), wheel);
  return { folder, env: { PATH: [bin, process.env.PATH].join(delimiter) } };
}

/** Checks the app and the examples with Pyright and, unless the run is short, the examples with mypy, which is slow. */
async function checkTypes(app: Installed, progress: Progress): Promise<void> {
  await checkWithPyright(app, progress);
  if (!IS_SHORT) {
    await checkWithMypy(app, progress);
  }
}

interface Diagnostic {
  readonly file: string;
  readonly severity: string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

async function checkWithPyright({ folder }: Installed, progress: Progress): Promise<void> {
  const tools = workFolder('pyright');
  await run('npm', ['install', '--prefix', tools, '--no-audit', '--no-fund', '--loglevel=error', PYRIGHT], { cwd: tools, progress });
  const output = await run(join(tools, 'node_modules/.bin/pyright'), ['--outputjson'], { cwd: folder, progress, exitCodes: [0, 1] });
  const { generalDiagnostics }: { generalDiagnostics: Diagnostic[] } = JSON.parse(output.slice(output.indexOf('{')));
  const problems = generalDiagnostics.filter((diagnostic) => diagnostic.severity === 'error' && !isProblemOfCdk(diagnostic));
  if (problems.length > 0) {
    throw new Error(problems.map(({ file, range, message }) => `${relative(folder, file)}:${range.start.line + 1} ${message}`).join('\n'));
  }
}

/** Some classes of aws-cdk-lib name a parameter differently than their interface: https://github.com/aws/jsii/issues/4541. */
function isProblemOfCdk({ file, message }: Diagnostic): boolean {
  return file.includes('/guides/') && message.includes('Parameter name mismatch') && !message.includes(PACKAGE.jsii.targets.python.module);
}

async function checkWithMypy({ folder, env }: Installed, progress: Progress): Promise<void> {
  await run(join(folder, '.venv/bin/pip'), ['install', '--quiet', MYPY], { cwd: folder, progress });
  const examples = join(folder, 'examples');
  const mypy = (cwd: string, ...args: string[]) => run(join(folder, '.venv/bin/mypy'), args, { cwd, progress, env });
  await mypy(examples, '--strict', ...readdirSync(examples).filter((file) => file.endsWith('.py')));
  await mypy(join(examples, 'guides'), '.');
}
