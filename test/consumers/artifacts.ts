/** Checks the packages before they are installed. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { readAssembly, type Assembly } from './assembly';
import { REPOSITORY, run, workFolder } from './workspace';
import { blocksOf, isRelative, targetsOf, type Block } from '../docs/pages';

const MAX_BYTES = 1_000_000;

/** The files that the package may contain. Other files are an error. */
const PACKAGE_FILES = [
  /^(package\.json|LICENSE|NOTICE|README\.md|API\.md|CHANGELOG\.md|controls\.json|\.jsii|\.jsii\.gz)$/,
  // Prints warnings for deprecated APIs.
  /^\.warnings\.jsii\.js$/,
  // Construct Hub uses the fixtures to translate the examples.
  /^rosetta\/[\w-]+\.ts-fixture$/,
  /^lib\/(?!.*\.(test|spec)\.)[\w./-]+\.(js|js\.map|d\.ts)$/,
  /^assets\/[\w./-]+\.lambda\/index\.js$/,
];
/** Files that are not compiled from one source file. */
const WITHOUT_SOURCE_MAP = ['lib/index.js'];

interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly main: string;
  readonly types: string;
  readonly peerDependencies: { [name: string]: string };
  readonly keywords?: string[];
  readonly repository?: { readonly url?: string };
  readonly author?: { readonly name?: string };
  readonly private?: boolean;
  readonly publishConfig?: { readonly access?: string };
}

/** The unpacked npm package. */
export interface Unpacked {
  readonly tarball: string;
  readonly folder: string;
  readonly files: string[];
  readonly published: PublishedPackage;
  readonly assembly?: Assembly;
}

export async function unpack(tarball: string): Promise<Unpacked> {
  const parent = emptyFolder('unpacked-tarball');
  await run('tar', ['-xzf', tarball], { cwd: parent });
  const folder = join(parent, 'package');
  return { tarball, folder, files: filesOf(folder), published: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')), assembly: readAssembly(folder) };
}

export function tarballProblems({ tarball, folder, files, published }: Unpacked): string[] {
  return [
    ...sizeProblems(tarball),
    ...files.filter((file) => !PACKAGE_FILES.some((pattern) => pattern.test(file))).map((file) => `${file} must not be in the package. Add it to .npmignore in .projenrc.ts, or to PACKAGE_FILES.`),
    ...[published.main, published.types].filter((file) => !files.includes(file)).map((file) => `package.json refers to ${file}, which is not in the package.`),
    ...files.filter((file) => /^lib\/.*\.js$/.test(file)).flatMap((file) => moduleProblems(folder, file)),
    ...missingModules(folder, published.main, Object.keys(published.peerDependencies)),
    ...readmeProblems(folder, 'README.md', files),
  ];
}

/** Checks that CHANGELOG.md contains the version with at least one change. A heading alone is not enough. */
export function changelogProblems(folder: string, version: string): string[] {
  const file = join(folder, 'CHANGELOG.md');
  const entry = new RegExp(`^#+ \\[?${version.replaceAll('.', '\\.')}\\b[\\s\\S]*?^\\* \\S`, 'm');
  return existsSync(file) && entry.test(readFileSync(file, 'utf8')) ? [] : [`The package has no CHANGELOG.md with the changes of ${version}.`];
}

/** Checks a wheel or a jar, which must contain the same npm package and only files that jsii generates. */
export async function archiveProblems(archive: string, generated: RegExp, tarball: string): Promise<string[]> {
  const folder = emptyFolder(`unpacked-${basename(archive)}`);
  await run('python3', ['-m', 'zipfile', '-e', archive, folder], { cwd: folder });
  const files = filesOf(folder);
  const contained = files.filter((file) => basename(file) === basename(tarball)).map((file) => hashOf(join(folder, file)));
  return [
    ...sizeProblems(archive),
    ...files.filter((file) => !generated.test(file)).map((file) => `${file} must not be in ${basename(archive)}.`),
    ...files.filter((file) => basename(file) === 'METADATA').flatMap((file) => [...readmeProblems(folder, file, files), ...languageProblems(join(folder, file))]),
    ...(contained.length === 1 && contained[0] === hashOf(tarball) ? [] : [`${basename(archive)} does not contain the same package as ${basename(tarball)}.`]),
  ];
}

/** Checks the links in README.md and in the metadata of the wheel, because npm and PyPI do not show other files of the repository. */
export function readmeProblems(folder: string, readme: string, files: string[]): string[] {
  return targetsOf({ path: readme, text: readFileSync(join(folder, readme), 'utf8') })
    .filter((target) => isRelative(target) && !files.includes(join(dirname(readme), target.split('#')[0])))
    .map((target) => `${readme} links to ${target}, which is not packed. Use the URL of the file in the repository.`);
}

/** Checks that the wheel contains each example of the README: `ts` translated to Python, other languages unchanged. */
export function languageProblems(metadata: string, readme = join(REPOSITORY, 'README.md')): string[] {
  const [before, after] = [readme, metadata].map((path) => blocksOf({ path: basename(path), text: readFileSync(path, 'utf8') }));
  const languages = (blocks: Block[]) => blocks.map(({ language }) => (language === 'ts' ? 'python' : language)).join(', ');
  return [
    ...(languages(before) === languages(after) ? [] : [`${basename(metadata)} must contain examples in ${languages(before)}, got ${languages(after)}.`]),
    ...after.filter(({ language, text }) => language === 'python' && !isPython(text)).map(({ place }) => `${place} is marked as Python, but is not valid Python code.`),
  ];
}

function isPython(input: string): boolean {
  try {
    execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

function sizeProblems(file: string): string[] {
  const { size } = statSync(file);
  return size < MAX_BYTES ? [] : [`${basename(file)} must be smaller than ${MAX_BYTES} bytes, got ${size} bytes.`];
}

function moduleProblems(folder: string, file: string): string[] {
  return [
    ...(existsSync(join(folder, file.replace(/\.js$/, '.d.ts'))) ? [] : [`${file} has no type declarations.`]),
    ...(WITHOUT_SOURCE_MAP.includes(file) ? [] : sourceMapProblems(folder, file)),
  ];
}

/** Finds modules that are not in the package, in its peer dependencies or in Node.js. Users do not have the other modules of this repository. */
function missingModules(folder: string, main: string, peers: string[]): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string) => {
    seen.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/\brequire\(["']([^"']+)["']\)/g)) {
      const own = name.startsWith('.') && [`${name}.js`, `${name}/index.js`, name].map((path) => join(dirname(file), path)).find((path) => existsSync(path));
      if (own && !seen.has(own)) {
        visit(own);
      } else if (!own && !builtinModules.includes(name.replace(/^node:/, '')) && !peers.some((peer) => name === peer || name.startsWith(`${peer}/`))) {
        problems.push(`${relative(folder, file)} requires ${name}, which is not installed with the package.`);
      }
    }
  };
  visit(join(folder, main));
  return problems;
}

/** Checks that the source map contains the source, because `src` is not in the package. */
function sourceMapProblems(folder: string, file: string): string[] {
  const [, name] = /^\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
  const map = join(folder, dirname(file), name ?? '');
  if (name === undefined || !existsSync(map)) {
    return [`${file} has no source map.`];
  }
  const { sources, sourcesContent }: { sources: string[]; sourcesContent?: string[] } = JSON.parse(readFileSync(map, 'utf8'));
  const source = file.replace(/^lib\//, 'src/').replace(/\.js$/, '.ts');
  if (!existsSync(join(REPOSITORY, source))) {
    return [`${file} was compiled from ${source}, which does not exist. Delete lib and compile again.`];
  }
  return sources.length === 1 && sources[0].endsWith(source) && sourcesContent?.[0] === readFileSync(join(REPOSITORY, source), 'utf8')
    ? [] : [`The source map of ${file} does not contain the current ${source}. Compile again.`];
}

function emptyFolder(name: string): string {
  rmSync(workFolder(name), { recursive: true });
  return workFolder(name);
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(folder, file)).isFile()).sort();
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
