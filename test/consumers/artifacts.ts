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
  /^lib\/(?!.*\.(test|spec)\.)[\w./-]+\.(js|d\.ts)$/,
  /^assets\/[\w./-]+\.lambda\/index\.js$/,
];
/** Fields of package.json that only the development of the library uses. */
const DEVELOPMENT_FIELDS = ['scripts', 'devDependencies', 'devEngines', 'overrides'];
const COPYRIGHT = /^ {3}Copyright \d{4} \w/m;

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
  readonly homepage?: string;
  readonly bugs?: { readonly url?: string };
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
    ...metadataProblems(published),
    ...licenseProblems(folder, files, 'the npm package'),
  ];
}

/** Checks the fields of package.json that registries show, and that it contains no settings of the development. */
export function metadataProblems(published: object): string[] {
  const { homepage, bugs } = published as Partial<PublishedPackage>;
  return [
    ...DEVELOPMENT_FIELDS.filter((field) => field in published).map((field) => `package.json must not contain ${field}.`),
    ...(homepage?.startsWith('https://') ? [] : ['package.json must contain the URL of the home page.']),
    ...(bugs?.url?.startsWith('https://') ? [] : ['package.json must contain the URL for issues.']),
    // README defines the stability of all APIs.
    ...('stability' in published ? ['package.json must not contain stability, which jsii repeats in the documentation of every member.'] : []),
  ];
}

/** Checks that a package contains its license, with the copyright holder. */
function licenseProblems(folder: string, files: string[], title: string): string[] {
  const license = files.find((file) => basename(file) === 'LICENSE');
  return license && COPYRIGHT.test(readFileSync(join(folder, license), 'utf8')) ? [] : [`${title} must contain LICENSE with the copyright holder.`];
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
    ...licenseProblems(folder, files, basename(archive)),
    ...await timestampProblems(archive),
  ];
}

/** Checks that all entries have the time of the commit, so that the same commit creates the same package. */
async function timestampProblems(archive: string): Promise<string[]> {
  const list = 'import sys, zipfile; print(len({entry.date_time for entry in zipfile.ZipFile(sys.argv[1]).infolist()}))';
  const count = Number(await run('python3', ['-c', list, archive], { cwd: dirname(archive) }));
  return count === 1 ? [] : [`All entries of ${basename(archive)} must have the same timestamp, got ${count} timestamps. Package again with .ci/package.js.`];
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
  const source = file.replace(/^lib\//, 'src/').replace(/\.js$/, '.ts');
  return [
    ...(existsSync(join(folder, file.replace(/\.js$/, '.d.ts'))) ? [] : [`${file} has no type declarations.`]),
    ...(existsSync(join(REPOSITORY, source)) ? [] : [`${file} was compiled from ${source}, which does not exist. Delete lib and compile again.`]),
    ...(readFileSync(join(folder, file), 'utf8').includes('//# sourceMappingURL=') ? [`${file} must not contain a source map, because the sources are not packed.`] : []),
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
