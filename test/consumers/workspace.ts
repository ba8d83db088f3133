import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import execa from 'execa';

export const REPOSITORY = join(__dirname, '../..');
export const DIST = join(REPOSITORY, 'dist');
/** A folder that git, npm pack and jest ignore. Installations remain in it and speed up the next run. */
const WORK = join(REPOSITORY, 'node_modules/.cache/consumers');
const INSTALLED = ['node_modules', '.venv'];
/** Whether the run is limited to what `npm run test:consumers -- --short` checks. */
export const IS_SHORT = process.argv.includes('--short');
const MAX_ERROR_LINES = 40;
/** Lines of minified code in error messages of Node.js can be very long. */
const MAX_ERROR_LINE_CHARACTERS = 400;

/** Receives each line that a command prints. */
export type Progress = (line: string) => void;

/** No questions, no telemetry, and no notice about the version of Node.js. */
export const SILENT = { CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };

interface PackageJson {
  readonly name: string;
  readonly peerDependencies: { [name: string]: string };
  readonly engines: { readonly node: string };
  readonly jsii: { readonly targets: { readonly python: { readonly distName: string; readonly module: string }; readonly java: { readonly maven: { readonly groupId: string } } } };
}

export const PACKAGE: PackageJson = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));

export function workFolder(...names: string[]): string {
  const folder = join(WORK, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Copies the sources of a consumer to a work folder, and keeps the installations of earlier runs. */
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
  /** The exit codes that are no failure; by default only 0. */
  readonly exitCodes?: number[];
}

/** Runs a command and returns its output. If the command fails, the error contains the last lines. */
export async function run(command: string, args: string[], { cwd, env, progress, exitCodes = [0] }: CommandOptions): Promise<string> {
  const child = execa(command, args, { cwd, env, all: true, reject: false, stdin: 'ignore' });
  child.all!.on('data', (chunk: Buffer) => chunk.toString().split('\n').filter((line) => line.trim()).forEach((line) => progress?.(line)));
  const { exitCode, all } = await child;
  if (!exitCodes.includes(exitCode)) {
    throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${lastLines(all ?? '')}`);
  }
  return all ?? '';
}

function lastLines(output: string): string {
  return output.split('\n').slice(-MAX_ERROR_LINES).map((line) => line.slice(0, MAX_ERROR_LINE_CHARACTERS)).join('\n');
}

/** Caches the result of an asynchronous function, so that it runs only once. */
export function once<T>(create: (progress?: Progress) => Promise<T>): (progress?: Progress) => Promise<T> {
  let result: Promise<T> | undefined;
  return (progress) => (result ??= create(progress));
}
