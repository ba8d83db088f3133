import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Consumer, Installed } from './consumer';
import type { Artifacts } from './packing';
import { COMMON, type CdkVersion } from './versions';
import { copyConsumer, PACKAGE, run, workFolder, type Progress } from './workspace';

const PYRIGHT = 'pyright@1.1.414';

export function pythonConsumer(version: CdkVersion, artifacts: Artifacts): Consumer {
  return {
    title: `Python, ${version.label} CDK`,
    pinned: version.cdk !== undefined,
    install: (progress) => install(version, artifacts, progress),
    checkTypes: version === COMMON ? checkTypes : undefined,
    cdkVersion: async ({ folder }) => /^Version: (.+)$/m.exec(await run(join(folder, '.venv/bin/pip'), ['show', 'aws-cdk-lib'], { cwd: folder }))![1],
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

async function checkTypes({ folder }: Installed, progress: Progress): Promise<void> {
  const tools = workFolder('pyright');
  await run('npm', ['install', '--prefix', tools, '--no-audit', '--no-fund', '--loglevel=error', PYRIGHT], { cwd: tools, progress });
  await run(join(tools, 'node_modules/.bin/pyright'), [], { cwd: folder, progress });
}
