import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import execa from 'execa';
import { lock } from 'proper-lockfile';

export const REPOSITORY = join(__dirname, '../..');
/** Ignored by git: what is installed beside the Node.js packages, and logs. */
export const WORK = join(REPOSITORY, '.emulator');

/** One look a second at what another process installs. */
const WAITING = { retries: 600, factor: 1, minTimeout: 1_000 };

/** Python packages in a virtual environment of the repository's. */
export class VirtualEnvironment {
  private readonly folder: string;

  /**
   * @param folder its folder, absolute or within `WORK`
   * @param requirements the file that names the packages
   */
  constructor(folder: string, private readonly requirements: string) {
    this.folder = resolve(WORK, folder);
  }

  /** The path of a command that the packages bring, or of `python`. */
  public command(name: string): string {
    return join(this.folder, 'bin', name);
  }

  /** Installs the packages, unless these very ones are there already. Processes that ask for them at the same time install them once. */
  public async install(): Promise<void> {
    const version = createHash('sha256').update(readFileSync(this.requirements)).digest('hex').slice(0, 12);
    const marker = join(this.folder, `installed-${version}`);
    mkdirSync(WORK, { recursive: true });
    const release = await lock(this.folder, { realpath: false, retries: WAITING });
    try {
      if (!existsSync(marker)) {
        await this.installAnew();
        writeFileSync(marker, '');
      }
    } finally {
      await release();
    }
  }

  private async installAnew(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    await execa('python3', ['-m', 'venv', this.folder]);
    await execa(this.command('python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', this.requirements]);
  }
}
