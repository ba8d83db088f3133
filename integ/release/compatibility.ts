/**
 * Compares the public API with that of the last release: `npx projen compat`, after `npx projen compile`.
 * Exits with 1 on a break that `.compatignore` does not name. An API that is experimental counts, too.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import execa from 'execa';
import { REPOSITORY, WORK } from '../emulator/virtual-environment';

/** What reserves the name for the first release. docs/releasing.md tells how it is published. */
const STUB = '0.0.0-stub';

/** The newest version in the registry, or undefined before the first: a stub is none. An answer that is neither is an error, not a pass. */
export async function lastRelease(name: string): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await execa('npm', ['view', name, 'version', '--json'], { cwd: REPOSITORY, reject: false });
  const answer: unknown = stdout ? JSON.parse(stdout) : undefined;
  if (exitCode === 0 && typeof answer === 'string') {
    return answer.startsWith(STUB) ? undefined : answer;
  }
  // npm has the package, and nothing of it is the latest version.
  const onlyTagged = exitCode === 0 && answer === undefined;
  if (onlyTagged || (answer as { error?: { code?: string } } | undefined)?.error?.code === 'E404') {
    return undefined;
  }
  throw new Error(`npm does not tell the last release of ${name}:\n${stderr || stdout}`);
}

/** Unpacks a version below the repository: jsii finds the packages that it builds on in node_modules above. */
async function unpack(name: string, version: string): Promise<string> {
  const folder = join(WORK, 'last-release');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { stdout } = await execa('npm', ['pack', `${name}@${version}`, '--json'], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as { filename: string }[];
  await execa('tar', ['-xzf', filename], { cwd: folder });
  return join(folder, 'package');
}

/** Whether whoever uses the old package can use the new one. Prints what breaks, with the key that `.compatignore` takes. */
export async function isCompatible(oldPackage: string, newPackage: string, ignoreFile = join(REPOSITORY, '.compatignore')): Promise<boolean> {
  const options = ['--keys', '--error-on=all', '--ignore-file', ignoreFile];
  const { exitCode, all } = await execa(join(REPOSITORY, 'node_modules/.bin/jsii-diff'), [oldPackage, newPackage, ...options], { all: true, reject: false });
  console.log(all);
  return exitCode === 0;
}

async function main(): Promise<void> {
  const { name } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { name: string };
  const version = await lastRelease(name);
  if (version === undefined) {
    console.log(`${name} has no release yet: there is nothing to be compatible with.`);
    return;
  }
  const compatible = await isCompatible(await unpack(name, version), REPOSITORY);
  console.log(compatible ? `Compatible with ${version}.` : `Breaks users of ${version}. docs/releasing.md says what to do.`);
  process.exitCode = compatible ? 0 : 1;
}

if (require.main === module) {
  void main();
}
