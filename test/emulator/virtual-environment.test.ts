import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import execa from 'execa';
import { VirtualEnvironment } from '../../integ/emulator/virtual-environment';

const folder = mkdtempSync(join(tmpdir(), 'secure-baseline-'));
const requirements = join(folder, 'requirements.txt');

afterAll(() => rmSync(folder, { recursive: true }));

test('waits for a concurrent installation of the same packages instead of starting another', async () => {
  writeFileSync(requirements, '');
  const [first, second] = [1, 2].map(() => new VirtualEnvironment(join(folder, 'venv'), requirements));
  const installing = first.install();
  while (!existsSync(first.command('python'))) {
    await pause(10);
  }
  await Promise.all([installing, second.install()]);
  const { stdout } = await execa(first.command('python'), ['-m', 'pip', '--version']);
  expect(stdout).toMatch(/^pip \d/);
});
