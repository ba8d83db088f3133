import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectPackages, writeChecksums } from '../../integ/release/artefacts';

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
