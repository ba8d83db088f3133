import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import execa from 'execa';
import { VirtualEnvironment, WORK } from '../../../integ/emulator/virtual-environment';

const PACKAGES = new VirtualEnvironment('moto-venv', join(__dirname, 'requirements.txt'));
const START_MILLISECONDS = 60_000;

/** Starts moto_server on a free port of the loopback interface. The server has a new account without images of AWS. */
export async function startMoto(accountId: string): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  await PACKAGES.install();
  const logFile = join(WORK, `moto-${process.pid}.log`);
  const log = openSync(logFile, 'w');
  const server = execa(PACKAGES.command('moto_server'), ['-H', '127.0.0.1', '-p', '0'], {
    reject: false, stdio: ['ignore', log, log], env: { MOTO_ACCOUNT_ID: accountId, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' },
  });
  const stop = async () => {
    server.kill();
    await server;
  };
  for (const ends = Date.now() + START_MILLISECONDS; Date.now() < ends && server.exitCode === null; await pause(50)) {
    const [endpoint] = /http:\/\/127\.0\.0\.1:\d+/.exec(readFileSync(logFile, 'utf8')) ?? [];
    if (endpoint) {
      return { endpoint, stop };
    }
  }
  await stop();
  throw new Error(`moto_server does not start: ${readFileSync(logFile, 'utf8')}`);
}
