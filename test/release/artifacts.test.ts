import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';
import { collectPackages, writeChecksums } from '../../integ/release/artifacts';
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

describe('files of a release', () => {
  test('are only the packages of all three languages and the templates', () => {
    const release = build([...PACKAGES, 'java/org/a/1/a-1.jar.md5', 'java/org/a/maven-metadata.xml', 'js/notes.txt']);
    collectPackages(dist, release);
    expect(readdirSync(release).sort()).toEqual(['a-1.jar', 'a-1.pom', 'a.tar.gz', 'a.template.yaml', 'a.tgz', 'a.whl']);
  });

  test('are not collected if a language has no package', () => {
    const release = build(['js/a.tgz', 'python/a.whl', 'java/notes.txt']);
    expect(() => collectPackages(dist, release)).toThrow(/java contains no file that matches/);
  });

  test('have checksums with which sha256sum detects a changed file', () => {
    const release = build(PACKAGES);
    collectPackages(dist, release);
    writeChecksums(release);
    const check = () => execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: release, encoding: 'utf8', stdio: 'pipe' });
    expect(check().trim().split('\n')).toHaveLength(PACKAGES.length);
    writeFileSync(join(release, 'a.tgz'), 'changed');
    expect(check).toThrow(/1 computed checksum did NOT match/);
  });
});

/** Writes Python and Java packages with dependencies. */
function packForLanguages(folder: string): void {
  ['python/a-1.dist-info', 'java/org/a/1'].forEach((path) => mkdirSync(join(folder, path), { recursive: true }));
  writeFileSync(join(folder, 'python/a-1.dist-info/METADATA'), 'Name: a\nRequires-Dist: jsii <2.0.0,>=1.140.0\n\n# A\n');
  execFileSync('python3', ['-m', 'zipfile', '-c', 'a-1-py3-none-any.whl', 'a-1.dist-info'], { cwd: join(folder, 'python') });
  writeFileSync(join(folder, 'java/org/a/1/a-1.pom'), [
    '<dependencies>',
    '<dependency><groupId>software.amazon.jsii</groupId><artifactId>jsii-runtime</artifactId><version>1.140.0</version></dependency>',
    '<dependency><groupId>org.jetbrains</groupId><artifactId>annotations</artifactId><version>19.0.0</version><scope>provided</scope></dependency>',
    '</dependencies>',
  ].join('\n'));
}

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly components?: Component[];
}

interface BillOfMaterials {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber?: string;
  readonly metadata: { readonly component: Component; readonly timestamp?: string };
  readonly components: Component[];
  readonly dependencies: { readonly ref: string; readonly dependsOn?: string[] }[];
}

describe('bill of materials', () => {
  const { version, devDependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string; devDependencies: Record<string, string> };
  let bill: BillOfMaterials;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bill-'));
    packForLanguages(folder);
    await writeBillOfMaterials(join(folder, 'sbom.cdx.json'), folder);
    bill = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as BillOfMaterials;
    rmSync(folder, { recursive: true });
  });

  test('is a CycloneDX document with the peer dependencies and their dependencies, without development dependencies', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.\d+$/) });
    expect(bill.metadata.component).toMatchObject({ type: 'library', group: '@org', name: 'secure-baseline', version });
    const ofNpm = bill.components.filter(({ purl }) => purl?.startsWith('pkg:npm'));
    const versions = Object.fromEntries(ofNpm.map((component) => [component.name, component.version]));
    expect(versions).toMatchObject({ 'aws-cdk-lib': devDependencies['aws-cdk-lib'], 'constructs': devDependencies.constructs });
    expect(bill.components.find(({ name }) => name === 'aws-cdk-lib')!.components!.map(({ name }) => name)).toContain('semver');
    expect(Object.keys(versions).filter((name) => name !== 'aws-cdk-lib' && name !== 'constructs' && name in devDependencies)).toEqual([]);
  });

  test('contains the runtime dependencies of the Python and Java packages', () => {
    const dependencies = ['pkg:pypi/jsii', 'pkg:maven/software.amazon.jsii/jsii-runtime@1.140.0'];
    expect(bill.components.flatMap(({ purl }) => (purl?.startsWith('pkg:npm') ? [] : purl))).toEqual(dependencies);
    expect(bill.dependencies.filter(({ dependsOn }) => dependsOn?.includes(dependencies[0]))).toEqual([expect.objectContaining({ dependsOn: expect.arrayContaining(dependencies) })]);
  });

  test('has no timestamp and no serial number', () => {
    expect(bill.serialNumber).toBeUndefined();
    expect(bill.metadata.timestamp).toBeUndefined();
  });
});
