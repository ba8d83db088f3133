/** Checks that the installed package can be loaded in Node.js. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Assembly } from './assembly';
import { PACKAGE, run } from './workspace';
import type { Installation } from '../support/cdk-internals';

interface InstallationFolder {
  /** The folder in which the package is installed. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Fails unless `require` and `import` both return every class and every enumeration. */
export async function checkExports(assembly: Assembly, { cwd, env }: InstallationFolder): Promise<void> {
  const names = Object.values(assembly.types).filter(({ kind }) => kind !== 'interface').map(({ name }) => name).join(', ');
  const check = `for (const [name, value] of Object.entries({ ${names} })) if (!value) throw new Error(name + ' is undefined');`;
  await run('node', ['--eval', `const { ${names} } = require('${PACKAGE.name}'); ${check}`], { cwd, env });
  await run('node', ['--input-type=module', '--eval', `import { ${names} } from '${PACKAGE.name}'; ${check}`], { cwd, env });
}

/** Loads the modules that are installed in a folder into this process. */
export function installationOf(folder: string): Installation {
  const load = createRequire(join(folder, 'package.json'));
  return { cdk: load('aws-cdk-lib'), internals: load(`${PACKAGE.name}/lib/common/cdk/internals`) };
}

/** Checks that the stack trace of an error refers to the line of the package that throws the error. */
export async function stackTraceProblems({ cwd, env }: InstallationFolder): Promise<string[]> {
  const invalidProp = `
    const { App, Stack } = require('aws-cdk-lib');
    const { ThreeTierVpc } = require('${PACKAGE.name}');
    try { new ThreeTierVpc(new Stack(new App(), 'Stack'), 'Network', { maxAzs: 1 }); } catch (error) { console.log(error.stack); }`;
  const stack = await run('node', ['--eval', invalidProp], { cwd, env });
  const [, file, line] = new RegExp(`(/\\S+/${PACKAGE.name}/lib/\\S+\\.js):(\\d+):\\d+`).exec(stack) ?? [];
  const text = file && readFileSync(file, 'utf8').split('\n')[Number(line) - 1];
  return text?.includes('throw') ? [] : [`The stack trace of an error must refer to the line that throws it, got ${file ?? 'no file'}:${line}:\n${stack}`];
}
