import { readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Consumer, Installed } from './consumer';
import { TYPESCRIPT_EXAMPLES } from './examples';
import type { Artifacts } from './packing';
import { COMMON, type CdkVersion } from './versions';
import { copyConsumer, PACKAGE, run, workFolder, type Progress } from './workspace';

const NPM_OPTIONS = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];

export function typescriptConsumer(version: CdkVersion, artifacts: Artifacts): Consumer {
  return {
    title: `TypeScript, ${version.label} CDK`,
    pinned: version.cdk !== undefined,
    loadable: true,
    install: async (progress) => install(version, await artifacts.tarball(), progress),
    checkTypes: ({ folder }, progress) => run('npm', ['run', 'build'], { cwd: folder, progress }),
    cdkVersion: async ({ folder }) => JSON.parse(readFileSync(join(folder, 'node_modules/aws-cdk-lib/package.json'), 'utf8')).version,
    examples: version === COMMON ? TYPESCRIPT_EXAMPLES : undefined,
  };
}

async function install({ label, cdk = 'latest', constructs = 'latest' }: CdkVersion, tarball: string, progress: Progress): Promise<Installed> {
  const folder = copyConsumer('typescript', `typescript-${label}`);
  // npm does not replace an installed package of the same version.
  rmSync(join(folder, 'node_modules', PACKAGE.name), { recursive: true, force: true });
  await run('npm', ['install', ...NPM_OPTIONS, tarball, `aws-cdk-lib@${cdk}`, `constructs@${constructs}`], { cwd: folder, progress });
  return { folder };
}

/** Installs another version of Node.js with the npm package `node`, and returns the environment in which it is used. */
export async function installNode(version: string, progress: Progress): Promise<NodeJS.ProcessEnv> {
  if (`${process.versions.node}.`.startsWith(`${version}.`)) {
    return { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
  }
  const folder = workFolder(`node-${version}`);
  await run('npm', ['install', '--prefix', folder, ...NPM_OPTIONS, `node@${version}`], { cwd: folder, progress });
  return { PATH: [join(folder, 'node_modules/node/bin'), process.env.PATH].join(delimiter) };
}
