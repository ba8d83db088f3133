import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';
import { collectPackages, writeChecksums } from '../../integ/release/artefacts';
import { writeBillOfMaterials } from '../../integ/release/bill-of-materials';

let dist: string;
beforeEach(() => { dist = mkdtempSync(join(tmpdir(), 'dist-')); });
afterEach(() => rmSync(dist, { recursive: true }));

const PACKAGES = ['js/a.tgz', 'python/a.whl', 'python/a.tar.gz', 'java/org/a/1/a-1.jar', 'java/org/a/1/a-1.pom', 'templates/a.template.yaml'];

function build(files: string[]): string {
  files.forEach((file) => {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), file);
  });
  return join(dist, 'release');
}

describe('the files of a release', () => {
  test('are the packages of all three languages and the templates, and nothing that lies beside them', () => {
    const release = build([...PACKAGES, 'java/org/a/1/a-1.jar.md5', 'java/org/a/maven-metadata.xml', 'js/notes.txt']);
    collectPackages(dist, release);
    expect(readdirSync(release).sort()).toEqual(['a-1.jar', 'a-1.pom', 'a.tar.gz', 'a.template.yaml', 'a.tgz', 'a.whl']);
  });

  test('are not collected when a language lacks its package', () => {
    const release = build(['js/a.tgz', 'python/a.whl', 'java/notes.txt']);
    expect(() => collectPackages(dist, release)).toThrow(/No package in .*java/);
  });

  test('have checksums that sha256sum accepts, until one is changed', () => {
    const release = build(PACKAGES);
    collectPackages(dist, release);
    writeChecksums(release);
    const check = () => execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: release, encoding: 'utf8', stdio: 'pipe' });
    expect(check().trim().split('\n')).toHaveLength(PACKAGES.length);
    writeFileSync(join(release, 'a.tgz'), 'changed');
    expect(check).toThrow(/1 computed checksum did NOT match/);
  });
});

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly components?: Component[];
}

interface BillOfMaterials {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber?: string;
  readonly metadata: { readonly component: Component; readonly timestamp?: string };
  readonly components: Component[];
}

describe('the bill of materials', () => {
  const { version, devDependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string; devDependencies: Record<string, string> };
  let bill: BillOfMaterials;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bill-'));
    await writeBillOfMaterials(join(folder, 'sbom.cdx.json'));
    bill = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as BillOfMaterials;
    rmSync(folder, { recursive: true });
  });

  test('is CycloneDX of the package and its peers, with what these contain, and nothing that only builds it', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.\d+$/) });
    expect(bill.metadata.component).toMatchObject({ type: 'library', group: '@org', name: 'secure-baseline', version });
    const versions = Object.fromEntries(bill.components.map((component) => [component.name, component.version]));
    expect(versions).toMatchObject({ 'aws-cdk-lib': devDependencies['aws-cdk-lib'], 'constructs': devDependencies.constructs });
    expect(bill.components.find(({ name }) => name === 'aws-cdk-lib')!.components!.map(({ name }) => name)).toContain('semver');
    expect(Object.keys(versions).filter((name) => name !== 'aws-cdk-lib' && name !== 'constructs' && name in devDependencies)).toEqual([]);
  });

  test('is the same whenever it is written', () => {
    expect(bill.serialNumber).toBeUndefined();
    expect(bill.metadata.timestamp).toBeUndefined();
  });
});
