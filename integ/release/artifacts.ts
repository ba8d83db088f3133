/** Collects the files of a GitHub release in `dist/release`: the packages of `dist`, the bill of materials, and the checksums. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeBillOfMaterials } from './bill-of-materials';
import { REPOSITORY } from '../emulator/virtual-environment';

/** The folders of `dist` with the file names of their packages. */
const PACKAGES: [string, RegExp][] = [
  ['js', /\.tgz$/], ['python', /\.(whl|tar\.gz)$/], ['java', /\.(jar|pom)$/], ['templates', /\.template\.yaml$/],
];

/** The checksum file for `sha256sum --check`. */
export const CHECKSUMS = 'SHA256SUMS';

/**
 * Copies the packages of `dist` into one folder.
 * @throws if a folder contains no package
 */
export function collectPackages(dist: string, release: string): void {
  rmSync(release, { recursive: true, force: true });
  mkdirSync(release, { recursive: true });
  for (const [folder, isPackage] of PACKAGES) {
    const packages = readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' }).filter((file) => isPackage.test(file));
    if (packages.length === 0) {
      throw new Error(`${join(dist, folder)} contains no file that matches ${isPackage.source}. Run "npx projen package" first.`);
    }
    packages.forEach((file) => copyFileSync(join(dist, folder, file), join(release, basename(file))));
  }
}

/** Writes the SHA-256 checksum of each file in the folder, in the format of `sha256sum`. */
export function writeChecksums(release: string): void {
  const lines = readdirSync(release).filter((file) => file !== CHECKSUMS).sort()
    .map((file) => `${createHash('sha256').update(readFileSync(join(release, file))).digest('hex')}  ${file}\n`);
  writeFileSync(join(release, CHECKSUMS), lines.join(''));
}

async function main(dist: string): Promise<void> {
  const release = join(dist, 'release');
  collectPackages(dist, release);
  await writeBillOfMaterials(join(release, 'sbom.cdx.json'), dist);
  writeChecksums(release);
  readdirSync(release).forEach((file) => console.log(`${String(Math.ceil(statSync(join(release, file)).size / 1024)).padStart(6)} KiB  ${file}`));
  console.log(`\n${readFileSync(join(release, CHECKSUMS), 'utf8')}`);
}

if (require.main === module) {
  void main(join(REPOSITORY, 'dist'));
}
