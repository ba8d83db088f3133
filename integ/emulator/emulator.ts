import { openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import execa from 'execa';
import { REPOSITORY, VirtualEnvironment, WORK } from './virtual-environment';

const PACKAGES = new VirtualEnvironment('venv', join(__dirname, 'requirements.txt'));
const START_TIMEOUT_MILLISECONDS = 60_000;

/** A running AWS emulator. */
export interface Emulator {
  readonly endpoint: string;
  readonly processId: number;
  readonly logFile: string;

  /** Stops the emulator and the Lambda functions that it is running. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  /**
   * Whether the emulator outlives the process that starts it.
   * @default false
   */
  readonly keep?: boolean;
}

/** Installs the emulator in a virtual environment of the repository, unless it is already installed. */
export async function installEmulator(): Promise<void> {
  await PACKAGES.install();
}

/** Starts the emulator on a free port of the loopback interface, and waits until it is ready. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const logFile = join(WORK, `emulator-${port}.log`);
  const log = openSync(logFile, 'w');
  const server = execa(PACKAGES.command('python'), ['-m', 'local_aws', ...(options.keep ? [] : ['--until-stdin-closes'])], {
    cwd: WORK,
    detached: true,
    cleanup: false,
    reject: false,
    stdio: [options.keep ? 'ignore' : 'pipe', log, log],
    env: environment(port, endpoint),
  });
  if (server.pid === undefined) {
    throw await server;
  }
  const emulator = { endpoint, processId: server.pid, logFile, stop: () => stop(server) };
  try {
    await waitUntilReady(endpoint, server, logFile);
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  server.unref();
  return emulator;
}

function environment(port: number, endpoint: string): Record<string, string> {
  return {
    PYTHONPATH: __dirname,
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    LOG_LEVEL: 'INFO',
    // The emulator otherwise provides functions with a stub of the AWS SDK.
    NODE_PATH: join(REPOSITORY, 'node_modules'),
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require "${join(__dirname, 'localhost-names.cjs')}"`,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3_CONTROL: `http://localhost:${port}`,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function waitUntilReady(endpoint: string, server: execa.ExecaChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MILLISECONDS;
  while (Date.now() < deadline && server.exitCode === null) {
    const response = await fetch(`${endpoint}/_ministack/ready`).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    await pause(100);
  }
  throw new Error(`The emulator did not start. The last lines of its log ${logFile}:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`);
}

async function stop(server: execa.ExecaChildProcess): Promise<void> {
  const groupId = -server.pid!;
  signal(groupId, 'SIGTERM');
  const timeout = new AbortController();
  await Promise.race([server, pause(5_000, undefined, { signal: timeout.signal }).catch(() => undefined)]);
  timeout.abort();
  signal(groupId, 'SIGKILL');
}

/** Sends a signal to a process or a process group. Does nothing if it has already ended. */
function signal(id: number, name: NodeJS.Signals): void {
  try {
    process.kill(id, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}
