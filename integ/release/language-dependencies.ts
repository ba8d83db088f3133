/** Reads the dependencies of the Python and Java packages from their metadata. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';

/** A component of a CycloneDX bill of materials. Components cannot have version ranges, therefore the description contains the range. */
export interface LanguageDependency {
  readonly 'type': 'library';
  readonly 'bom-ref': string;
  readonly 'purl': string;
  readonly 'group'?: string;
  readonly 'name': string;
  readonly 'version'?: string;
  readonly 'description': string;
}

/** @throws if `dist` does not contain one Python package and one Java package */
export async function languageDependencies(dist: string): Promise<LanguageDependency[]> {
  const metadata = await metadataOf(onlyFile(join(dist, 'python'), /\.whl$/));
  const pom = readFileSync(onlyFile(join(dist, 'java'), /\.pom$/), 'utf8');
  return [...ofPython(metadata), ...ofJava(pom)];
}

/** The dependencies in the metadata of a Python wheel. */
export function ofPython(metadata: string): LanguageDependency[] {
  return [...metadata.matchAll(/^Requires-Dist: ([\w.-]+) ?(.*)$/gm)].map(([, name, range]) => {
    const purl = `pkg:pypi/${name}`;
    return { 'type': 'library', 'bom-ref': purl, purl, name, 'description': `Required by the Python package: ${range}` };
  });
}

/** The dependencies in a Maven POM, without those that have a scope such as `provided` or `test`. */
export function ofJava(pom: string): LanguageDependency[] {
  return [...pom.matchAll(/<dependency>([\s\S]*?)<\/dependency>/g)].filter(([, dependency]) => !dependency.includes('<scope>')).map(([, dependency]) => {
    const [group, name, version] = ['groupId', 'artifactId', 'version'].map((tag) => new RegExp(`<${tag}>(.+?)</${tag}>`).exec(dependency)![1]);
    const purl = `pkg:maven/${group}/${name}@${version}`;
    return { 'type': 'library', 'bom-ref': purl, purl, group, name, version, 'description': 'Required by the Java package' };
  });
}

async function metadataOf(wheel: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'wheel-'));
  try {
    await execa('python3', ['-m', 'zipfile', '-e', wheel, folder]);
    return readFileSync(onlyFile(folder, /\.dist-info\/METADATA$/), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function onlyFile(folder: string, pattern: RegExp): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => pattern.test(file));
  if (files.length !== 1) {
    throw new Error(`${folder} must contain one file that matches ${pattern.source}, got ${files.join(', ') || 'none'}. Run "npx projen package" first.`);
  }
  return join(folder, files[0]);
}
