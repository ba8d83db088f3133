import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import execa from 'execa';

export const REPOSITORY = join(__dirname, '../..');
export const DIST = join(REPOSITORY, 'dist');
/** Neither git nor npm pack nor jest look there. What was installed stays, so that the next run is faster. */
const WORK = join(REPOSITORY, 'node_modules/.cache/consumers');
const INSTALLED = ['node_modules', '.venv'];
const LINES_OF_A_FAILURE = 40;
/** Node.js shows the line that failed, which is long where it was minified. */
const LINE_OF_A_FAILURE = 400;

/** Hears of each line that a command prints. */
export type Progress = (line: string) => void;

interface PackageJson {
  readonly name: string;
  readonly peerDependencies: { [name: string]: string };
  readonly engines: { readonly node: string };
  readonly jsii: { readonly targets: { readonly python: { readonly distName: string }; readonly java: { readonly maven: { readonly groupId: string } } } };
}

export const PACKAGE: PackageJson = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));

export function workFolder(...names: string[]): string {
  const folder = join(WORK, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A folder of its own with the sources of a consumer, and with what an earlier run installed there. */
export function copyConsumer(source: string, name: string): string {
  const folder = workFolder(name);
  readdirSync(folder).filter((file) => !INSTALLED.includes(file)).forEach((file) => rmSync(join(folder, file), { recursive: true }));
  cpSync(join(__dirname, source), folder, { recursive: true });
  return folder;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly progress?: Progress;
}

/** Everything that a command printed; fails with its last lines. */
export async function run(command: string, args: string[], { cwd, env, progress }: CommandOptions): Promise<string> {
  const child = execa(command, args, { cwd, env, all: true, reject: false, stdin: 'ignore' });
  child.all!.on('data', (chunk: Buffer) => chunk.toString().split('\n').filter((line) => line.trim()).forEach((line) => progress?.(line)));
  const { exitCode, all } = await child;
  if (exitCode !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${lastLines(all ?? '')}`);
  }
  return all ?? '';
}

function lastLines(output: string): string {
  return output.split('\n').slice(-LINES_OF_A_FAILURE).map((line) => line.slice(0, LINE_OF_A_FAILURE)).join('\n');
}

/** What another step of the run has begun already is not begun again. */
export function once<T>(make: (progress?: Progress) => Promise<T>): (progress?: Progress) => Promise<T> {
  let result: Promise<T> | undefined;
  return (progress) => (result ??= make(progress));
}
