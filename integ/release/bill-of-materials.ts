import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { REPOSITORY } from '../emulator/virtual-environment';

interface Manifest {
  readonly devDependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly [name: string]: unknown;
}

/** What of package.json describes the package, and not how it is built. */
const DESCRIPTION = ['name', 'version', 'description', 'author', 'license', 'repository', 'engines'];

/**
 * Writes the bill of materials as CycloneDX JSON.
 *
 * The package has no dependencies of its own; the bill has its peers, in the versions that it is tested with, and what these contain.
 */
export async function writeBillOfMaterials(file: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as Manifest;
  const folder = mkdtempSync(join(tmpdir(), 'bill-of-materials-'));
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({
      ...Object.fromEntries(DESCRIPTION.map((name) => [name, manifest[name]])),
      peerDependencies: Object.fromEntries(Object.keys(manifest.peerDependencies).map((name) => [name, manifest.devDependencies[name]])),
    }));
    await execa('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
    const options = ['--package-lock-only', '--mc-type', 'library', '--output-reproducible', '--validate', '--output-format', 'JSON', '--output-file', file];
    await execa(join(REPOSITORY, 'node_modules/.bin/cyclonedx-npm'), options, { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
