/**
 * Compares the public API with the last release: `npx projen compat`.
 * Exits with 1 if there is a breaking change that `.compatignore` does not list. Experimental APIs are included.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import execa from 'execa';
import { REPOSITORY, WORK } from '../emulator/virtual-environment';

/** The version of the placeholder package that reserves the name on npm. docs/releasing.md describes how it is published. */
const STUB = '0.0.0-stub';

/**
 * Returns the newest version in the npm registry, or undefined if there is no release. The placeholder package is not a release.
 * @throws if npm returns another error
 */
export async function lastRelease(name: string): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await execa('npm', ['view', name, 'version', '--json'], { cwd: REPOSITORY, reject: false });
  const output: unknown = stdout ? JSON.parse(stdout) : undefined;
  if (exitCode === 0 && typeof output === 'string') {
    return output.startsWith(STUB) ? undefined : output;
  }
  // The package exists on npm, but none of its versions has the tag "latest".
  const onlyTagged = exitCode === 0 && output === undefined;
  if (onlyTagged || (output as { error?: { code?: string } } | undefined)?.error?.code === 'E404') {
    return undefined;
  }
  throw new Error(`npm could not find the last release of ${name}:\n${stderr || stdout}`);
}

/** Unpacks a version in a folder of the repository, where jsii finds its dependencies in node_modules. */
async function unpack(name: string, version: string): Promise<string> {
  const folder = join(WORK, 'last-release');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { stdout } = await execa('npm', ['pack', `${name}@${version}`, '--json'], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as { filename: string }[];
  await execa('tar', ['-xzf', filename], { cwd: folder });
  return join(folder, 'package');
}

/** Whether the new package is compatible with the old package. Prints each breaking change with its key for `.compatignore`. */
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
    console.log(`${name} has no release yet, so there is no API to compare with.`);
    return;
  }
  const compatible = await isCompatible(await unpack(name, version), REPOSITORY);
  console.log(compatible ? `The public API is compatible with ${version}.` : `The public API has breaking changes since ${version}. See docs/releasing.md.`);
  process.exitCode = compatible ? 0 : 1;
}

if (require.main === module) {
  void main();
}
