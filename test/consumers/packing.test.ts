import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FoundArtifacts, versionOf } from './packing';

let dist: string;
beforeEach(() => { dist = mkdtempSync(join(tmpdir(), 'dist-')); });
afterEach(() => rmSync(dist, { recursive: true }));

function write(file: string, text = file): void {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  writeFileSync(join(dist, file), text);
}

/** A tgz of this version, named as jsii names it. */
function packTarball(version: string): void {
  write('package/package.json', JSON.stringify({ version }));
  mkdirSync(join(dist, 'js'));
  execFileSync('tar', ['-czf', `js/library@${version}.jsii.tgz`, 'package'], { cwd: dist });
}

const wheel = (version: string) => write(`python/library-${version}-py3-none-any.whl`);
const jar = (version: string) => ['', '-sources', '-javadoc'].forEach((kind) => write(`java/org/library/${version}/library-${version}${kind}.jar`));

describe('the artifacts in dist', () => {
  test('are taken as they are, under their own version', async () => {
    packTarball('1.2.3');
    wheel('1.2.3');
    jar('1.2.3');
    const found = new FoundArtifacts(dist);
    expect([await found.tarball(), await found.wheel(), await found.jar(), await found.mavenRepository()]).toEqual(
      ['js/library@1.2.3.jsii.tgz', 'python/library-1.2.3-py3-none-any.whl', 'java/org/library/1.2.3/library-1.2.3.jar', 'java'].map((file) => join(dist, file)));
    expect(await versionOf(found)).toBe('1.2.3');
  });

  test.each(['tarball', 'wheel', 'jar'] as const)('fail when the %s is missing, and none is made', async (artifact) => {
    await expect(new FoundArtifacts(dist)[artifact]()).rejects.toThrow(/should have one file .* and has none/);
  });

  test('fail when there are two of a kind', async () => {
    packTarball('1.2.3');
    wheel('1.2.3');
    wheel('1.2.4');
    await expect(new FoundArtifacts(dist).wheel()).rejects.toThrow(/should have one file .*1\.2\.3.*1\.2\.4/);
  });

  test.each(['wheel', 'jar'] as const)('fail when the %s is of another version than the tgz', async (artifact) => {
    packTarball('1.2.3');
    wheel('1.2.30');
    jar('11.2.3');
    await expect(new FoundArtifacts(dist)[artifact]()).rejects.toThrow('is not of version 1.2.3, as the tgz is');
  });
});
