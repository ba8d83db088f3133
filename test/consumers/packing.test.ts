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

/** Creates a tgz of this version with the file name that jsii uses. */
function packTarball(version: string): void {
  write('package/package.json', JSON.stringify({ version }));
  mkdirSync(join(dist, 'js'));
  execFileSync('tar', ['-czf', `js/library@${version}.jsii.tgz`, 'package'], { cwd: dist });
}

const wheel = (version: string) => write(`python/library-${version}-py3-none-any.whl`);
const jar = (version: string) => ['', '-sources', '-javadoc'].forEach((kind) => write(`java/org/library/${version}/library-${version}${kind}.jar`));

describe('packages in dist', () => {
  test('are used without changes', async () => {
    packTarball('1.2.3');
    wheel('1.2.3');
    jar('1.2.3');
    const found = new FoundArtifacts(dist);
    expect([await found.tarball(), await found.wheel(), await found.jar(), await found.mavenRepository()]).toEqual(
      ['js/library@1.2.3.jsii.tgz', 'python/library-1.2.3-py3-none-any.whl', 'java/org/library/1.2.3/library-1.2.3.jar', 'java'].map((file) => join(dist, file)));
    expect(await versionOf(found)).toBe('1.2.3');
  });

  test.each(['tarball', 'wheel', 'jar'] as const)('are rejected if the %s is missing', async (artifact) => {
    await expect(new FoundArtifacts(dist)[artifact]()).rejects.toThrow(/must contain one file .* got none/);
  });

  test('are rejected if there are two packages for a language', async () => {
    packTarball('1.2.3');
    wheel('1.2.3');
    wheel('1.2.4');
    await expect(new FoundArtifacts(dist).wheel()).rejects.toThrow(/must contain one file .*1\.2\.3.*1\.2\.4/);
  });

  test.each(['wheel', 'jar'] as const)('are rejected if the %s and the tgz have different versions', async (artifact) => {
    packTarball('1.2.3');
    wheel('1.2.30');
    jar('11.2.3');
    await expect(new FoundArtifacts(dist)[artifact]()).rejects.toThrow('must have the version 1.2.3');
  });
});
