import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { languageDependencies, type LanguageDependency } from './language-dependencies';
import { REPOSITORY } from '../emulator/virtual-environment';

interface Manifest {
  readonly devDependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly [name: string]: unknown;
}

interface BillOfMaterials {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: unknown[];
  readonly dependencies: { readonly ref: string; readonly dependsOn?: string[] }[];
}

/** The properties of package.json that describe the package. */
const DESCRIPTIVE_PROPERTIES = ['name', 'version', 'description', 'author', 'license', 'repository', 'engines'];

/**
 * Writes the bill of materials as CycloneDX JSON.
 *
 * The npm package has no dependencies. The bill contains its peer dependencies in the tested versions with their transitive dependencies,
 * and the dependencies of the Python and Java packages in `dist`.
 */
export async function writeBillOfMaterials(file: string, dist: string): Promise<void> {
  await writeBillOfNpm(file);
  const bill = JSON.parse(readFileSync(file, 'utf8')) as BillOfMaterials;
  writeFileSync(file, `${JSON.stringify(withDependencies(bill, await languageDependencies(dist)), undefined, 2)}\n`);
}

/** Adds components to the bill of materials as direct dependencies of the package. */
export function withDependencies(bill: BillOfMaterials, added: LanguageDependency[]): BillOfMaterials {
  const root = bill.metadata.component['bom-ref'];
  const refs = added.map((component) => component['bom-ref']);
  return {
    ...bill,
    components: [...bill.components, ...added],
    dependencies: bill.dependencies.map((one) => (one.ref === root ? { ...one, dependsOn: [...one.dependsOn ?? [], ...refs] } : one)),
  };
}

async function writeBillOfNpm(file: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as Manifest;
  const folder = mkdtempSync(join(tmpdir(), 'bill-of-materials-'));
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({
      ...Object.fromEntries(DESCRIPTIVE_PROPERTIES.map((name) => [name, manifest[name]])),
      peerDependencies: Object.fromEntries(Object.keys(manifest.peerDependencies).map((name) => [name, manifest.devDependencies[name]])),
    }));
    await execa('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
    const options = ['--package-lock-only', '--mc-type', 'library', '--output-reproducible', '--validate', '--output-format', 'JSON', '--output-file', file];
    await execa(join(REPOSITORY, 'node_modules/.bin/cyclonedx-npm'), options, { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
