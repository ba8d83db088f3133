import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import execa from 'execa';
import { lock } from 'proper-lockfile';

export const REPOSITORY = join(__dirname, '../..');
/** The folder for Python packages, other tools and logs. Git ignores it. */
export const WORK = join(REPOSITORY, '.emulator');

/** Waits up to 10 minutes for the installation by another process. */
const LOCK_RETRIES = { retries: 600, factor: 1, minTimeout: 1_000 };

/** A virtual environment with Python packages. */
export class VirtualEnvironment {
  private readonly folder: string;

  /**
   * @param folder the folder of the virtual environment, absolute or relative to `WORK`
   * @param requirements the requirements file with the packages
   */
  constructor(folder: string, private readonly requirements: string) {
    this.folder = resolve(WORK, folder);
  }

  /** The path of a command of the virtual environment, such as `python`. */
  public command(name: string): string {
    return join(this.folder, 'bin', name);
  }

  /** Installs the packages, unless the same requirements are already installed. Only one of several concurrent processes installs them. */
  public async install(): Promise<void> {
    const version = createHash('sha256').update(readFileSync(this.requirements)).digest('hex').slice(0, 12);
    const marker = join(this.folder, `installed-${version}`);
    mkdirSync(WORK, { recursive: true });
    const release = await lock(this.folder, { realpath: false, retries: LOCK_RETRIES });
    try {
      if (!existsSync(marker)) {
        await this.reinstall();
        writeFileSync(marker, '');
      }
    } finally {
      await release();
    }
  }

  private async reinstall(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    await execa('python3', ['-m', 'venv', this.folder]);
    await execa(this.command('python'), ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--requirement', this.requirements]);
  }
}
