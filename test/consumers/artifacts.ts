/** What must hold for the packed artifacts before anybody installs them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { readAssembly, type Assembly } from './assembly';
import { REPOSITORY, run, workFolder } from './workspace';
import { blocksOf, isRelative, targetsOf, type Block } from '../docs/pages';

const MAX_BYTES = 1_000_000;

/** Everything that may be in the package: an unknown file is a mistake. */
const PACKAGE_FILES = [
  /^(package\.json|LICENSE|NOTICE|README\.md|API\.md|CHANGELOG\.md|controls\.json|\.jsii|\.jsii\.gz)$/,
  // Tells of what is deprecated when it is used.
  /^\.warnings\.jsii\.js$/,
  // Around the examples, where Construct Hub translates them.
  /^rosetta\/[\w-]+\.ts-fixture$/,
  /^lib\/(?!.*\.(test|spec)\.)[\w./-]+\.(js|js\.map|d\.ts)$/,
  /^assets\/[\w./-]+\.lambda\/index\.js$/,
];
/** Compiled from no single source. */
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

/** The package as npm unpacks it. */
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
    ...files.filter((file) => !PACKAGE_FILES.some((pattern) => pattern.test(file))).map((file) => `${file} does not belong into the package`),
    ...[published.main, published.types].filter((file) => !files.includes(file)).map((file) => `package.json names ${file}, which is not there`),
    ...files.filter((file) => /^lib\/.*\.js$/.test(file)).flatMap((file) => moduleProblems(folder, file)),
    ...foreignModules(folder, published.main, Object.keys(published.peerDependencies)),
    ...readmeProblems(folder, 'README.md', files),
  ];
}

/** What is released tells what has changed in it: a heading alone tells nothing. */
export function changelogProblems(folder: string, version: string): string[] {
  const file = join(folder, 'CHANGELOG.md');
  const told = new RegExp(`^#+ \\[?${version.replaceAll('.', '\\.')}\\b[\\s\\S]*?^\\* \\S`, 'm');
  return existsSync(file) && told.test(readFileSync(file, 'utf8')) ? [] : [`The package has no CHANGELOG.md that tells of ${version}`];
}

/** The wheel and the jar carry the npm package, byte by byte, and else only what jsii generated. */
export async function archiveProblems(archive: string, generated: RegExp, tarball: string): Promise<string[]> {
  const folder = emptyFolder(`unpacked-${basename(archive)}`);
  await run('python3', ['-m', 'zipfile', '-e', archive, folder], { cwd: folder });
  const files = filesOf(folder);
  const carried = files.filter((file) => basename(file) === basename(tarball)).map((file) => hashOf(join(folder, file)));
  return [
    ...sizeProblems(archive),
    ...files.filter((file) => !generated.test(file)).map((file) => `${file} does not belong into ${basename(archive)}`),
    ...files.filter((file) => basename(file) === 'METADATA').flatMap((file) => [...readmeProblems(folder, file, files), ...languageProblems(join(folder, file))]),
    ...(carried.length === 1 && carried[0] === hashOf(tarball) ? [] : [`${basename(archive)} does not carry the package of ${basename(tarball)}`]),
  ];
}

/** npm shows README.md, and PyPI what the wheel says of itself, to people who have no other file of the repository. */
export function readmeProblems(folder: string, readme: string, files: string[]): string[] {
  return targetsOf({ path: readme, text: readFileSync(join(folder, readme), 'utf8') })
    .filter((target) => isRelative(target) && !files.includes(join(dirname(readme), target.split('#')[0])))
    .map((target) => `${readme} links to ${target}, which is not packed: give the address in the repository`);
}

/** Each example of the README is in the wheel: `ts` as Python, and any other as it was. */
export function languageProblems(metadata: string, readme = join(REPOSITORY, 'README.md')): string[] {
  const [before, after] = [readme, metadata].map((path) => blocksOf({ path: basename(path), text: readFileSync(path, 'utf8') }));
  const languages = (blocks: Block[]) => blocks.map(({ language }) => (language === 'ts' ? 'python' : language)).join(', ');
  return [
    ...(languages(before) === languages(after) ? [] : [`${basename(metadata)} has examples in ${languages(after)}, and the README in ${languages(before)}`]),
    ...after.filter(({ language, text }) => language === 'python' && !isPython(text)).map(({ place }) => `${place} is called Python and is none`),
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
  return size < MAX_BYTES ? [] : [`${basename(file)} has ${size} bytes: ${MAX_BYTES} are the limit`];
}

function moduleProblems(folder: string, file: string): string[] {
  return [
    ...(existsSync(join(folder, file.replace(/\.js$/, '.d.ts'))) ? [] : [`${file} has no declarations`]),
    ...(WITHOUT_SOURCE_MAP.includes(file) ? [] : sourceMapProblems(folder, file)),
  ];
}

/** Whatever is loaded is in the package, one of its peers, or Node.js's own. Node.js would find more in this repository than users have. */
function foreignModules(folder: string, main: string, peers: string[]): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string) => {
    seen.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/\brequire\(["']([^"']+)["']\)/g)) {
      const own = name.startsWith('.') && [`${name}.js`, `${name}/index.js`, name].map((path) => join(dirname(file), path)).find((path) => existsSync(path));
      if (own && !seen.has(own)) {
        visit(own);
      } else if (!own && !builtinModules.includes(name.replace(/^node:/, '')) && !peers.some((peer) => name === peer || name.startsWith(`${peer}/`))) {
        problems.push(`${relative(folder, file)} requires ${name}, which is not installed with the package`);
      }
    }
  };
  visit(join(folder, main));
  return problems;
}

/** The map holds the source itself, since `src` is not in the package. */
function sourceMapProblems(folder: string, file: string): string[] {
  const [, name] = /^\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
  const map = join(folder, dirname(file), name ?? '');
  if (name === undefined || !existsSync(map)) {
    return [`${file} has no source map`];
  }
  const { sources, sourcesContent }: { sources: string[]; sourcesContent?: string[] } = JSON.parse(readFileSync(map, 'utf8'));
  const source = file.replace(/^lib\//, 'src/').replace(/\.js$/, '.ts');
  if (!existsSync(join(REPOSITORY, source))) {
    return [`${file} was compiled from ${source}, which is gone: delete lib and compile again`];
  }
  return sources.length === 1 && sources[0].endsWith(source) && sourcesContent?.[0] === readFileSync(join(REPOSITORY, source), 'utf8')
    ? [] : [`${file}: its source map does not hold ${source} as it is now`];
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
