/** What the packages for Python and Java need, by what they say of themselves. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';

/** A component of CycloneDX. It knows no ranges of versions: where a package takes several, the description says which. */
export interface LanguageDependency {
  readonly 'type': 'library';
  readonly 'bom-ref': string;
  readonly 'purl': string;
  readonly 'group'?: string;
  readonly 'name': string;
  readonly 'version'?: string;
  readonly 'description': string;
}

/** @throws if `dist` lacks one of the packages */
export async function languageDependencies(dist: string): Promise<LanguageDependency[]> {
  const metadata = await metadataOf(onlyFile(join(dist, 'python'), /\.whl$/));
  const pom = readFileSync(onlyFile(join(dist, 'java'), /\.pom$/), 'utf8');
  return [...ofPython(metadata), ...ofJava(pom)];
}

export function ofPython(metadata: string): LanguageDependency[] {
  return [...metadata.matchAll(/^Requires-Dist: ([\w.-]+) ?(.*)$/gm)].map(([, name, range]) => {
    const purl = `pkg:pypi/${name}`;
    return { 'type': 'library', 'bom-ref': purl, purl, name, 'description': `Needed by the package for Python: ${range}` };
  });
}

/** Without what is only there to compile it. */
export function ofJava(pom: string): LanguageDependency[] {
  return [...pom.matchAll(/<dependency>([\s\S]*?)<\/dependency>/g)].filter(([, dependency]) => !dependency.includes('<scope>')).map(([, dependency]) => {
    const [group, name, version] = ['groupId', 'artifactId', 'version'].map((tag) => new RegExp(`<${tag}>(.+?)</${tag}>`).exec(dependency)![1]);
    const purl = `pkg:maven/${group}/${name}@${version}`;
    return { 'type': 'library', 'bom-ref': purl, purl, group, name, version, 'description': 'Needed by the package for Java' };
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
    throw new Error(`${folder} should have one file that matches ${pattern.source}, and has ${files.join(', ') || 'none'}.`);
  }
  return join(folder, files[0]);
}
