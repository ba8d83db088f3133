import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from './api-permissions';
import { useLocalAws, type LocalAccount } from '../../support/local-aws';

/** Starts an emulator for the tests of a file, which records the commands that its functions send. */
export function useRecordedAws(): { readonly accountOf: (account: string) => LocalAccount; readonly recordedCalls: () => Call[] } {
  const folder = mkdtempSync(join(tmpdir(), 'recorded-calls-'));
  const recording = { NODE_OPTIONS: `--require ${join(__dirname, 'record-calls.cjs')}`, RECORDED_CALLS: join(folder, 'calls') };
  writeFileSync(recording.RECORDED_CALLS, '');
  // The emulator passes its environment variables on to the functions that it runs.
  beforeAll(() => void Object.assign(process.env, recording));
  const accountOf = useLocalAws();
  beforeAll(() => Object.keys(recording).forEach((name) => delete process.env[name]));
  afterAll(() => rmSync(folder, { recursive: true }));
  const lines = () => readFileSync(recording.RECORDED_CALLS, 'utf8').split('\n').slice(0, -1);
  return { accountOf, recordedCalls: () => lines().map((line) => JSON.parse(line)) };
}
