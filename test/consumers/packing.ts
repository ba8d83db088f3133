import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import execa from 'execa';
import { DIST, once, REPOSITORY, run, workFolder, type Progress } from './workspace';

/** The file name patterns of the packages by language folder. */
const FILE_PATTERNS = { js: /\.tgz$/, python: /\.whl$/, java: /(?<!-sources|-javadoc)\.jar$/ };
type Target = keyof typeof FILE_PATTERNS;

/** The sources of the package. */
const SOURCES = ['src', 'package.json', 'README.md', 'LICENSE', '.npmignore', '.ci'];
/** The bundled functions. */
const BUNDLES = join(REPOSITORY, 'assets');
/** The last file that the compilation writes. */
const COMPILED = join(REPOSITORY, '.jsii');
/** The translated examples. Without them, the wheel marks TypeScript examples as Python. */
const TRANSLATED = join(REPOSITORY, '.jsii.tabl.json');

/** A dedicated local Maven repository, because artifacts are replaced by others of the same version, which Maven does not support. */
export const mavenLocalRepository = () => workFolder('maven');

/** The packages of all three languages. */
export interface Artifacts {
  readonly tarball: (progress?: Progress) => Promise<string>;
  readonly wheel: (progress?: Progress) => Promise<string>;
  readonly jar: (progress?: Progress) => Promise<string>;

  /** A Maven repository with the jar. */
  readonly mavenRepository: () => Promise<string>;
}

/** The version of the tgz, which the other packages also have. */
export async function versionOf(artifacts: Artifacts): Promise<string> {
  const { stdout } = await execa('tar', ['-xOzf', await artifacts.tarball(), 'package/package.json']);
  return (JSON.parse(stdout) as { version: string }).version;
}

/** The packages in `dist`, which a release publishes. */
export class FoundArtifacts implements Artifacts {
  constructor(private readonly dist = DIST) {}

  public readonly tarball = async () => onlyFile(join(this.dist, 'js'), FILE_PATTERNS.js);

  public readonly wheel = async () => this.withVersionOfTarball(onlyFile(join(this.dist, 'python'), FILE_PATTERNS.python));

  public readonly jar = async () => this.withVersionOfTarball(onlyFile(join(this.dist, 'java'), FILE_PATTERNS.java));

  public async mavenRepository(): Promise<string> {
    await this.jar();
    return join(this.dist, 'java');
  }

  private async withVersionOfTarball(file: string): Promise<string> {
    const version = await versionOf(this);
    if (!new RegExp(`-${version.replaceAll('.', '\\.')}(-py3-none-any\\.whl|\\.jar)$`).test(file)) {
      throw new Error(`${basename(file)} must have the version ${version} of the tgz. Delete dist and package again.`);
    }
    return file;
  }
}

/** Creates each package on first use, unless `dist` contains a current package. */
export class PackedArtifacts implements Artifacts {
  public readonly tarball = once(async (progress?: Progress) => this.artifact('js', progress));

  public readonly wheel = once(async (progress?: Progress) => this.artifact('python', progress));

  public readonly jar = once(async (progress?: Progress) => this.artifact('java', progress));

  private readonly compiled = once(async (progress?: Progress) => {
    if (newestOf(COMPILED) < Math.max(...SOURCES.map((source) => newestOf(join(REPOSITORY, source))))) {
      // Other processes can be reading bundles that are current.
      if (newestOf(BUNDLES) < newestOf(join(REPOSITORY, 'src'))) {
        await call(progress, 'projen', 'pre-compile');
      }
      await call(progress, 'projen', 'compile');
    }
    if (newestOf(TRANSLATED) < newestOf(COMPILED)) {
      await call(progress, 'jsii-rosetta', 'extract', '--compile', '--fail');
    }
  });

  public async mavenRepository(): Promise<string> {
    await this.jar();
    return join(DIST, 'java');
  }

  private async artifact(target: Target, progress?: Progress): Promise<string> {
    await this.compiled(progress);
    const folder = join(DIST, target);
    const files = packedIn(folder, FILE_PATTERNS[target]);
    if (files.length !== 1 || newestOf(files[0]) < newestOf(TRANSLATED)) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(DIST, { recursive: true });
      await run('node', ['.ci/package.js', target, '--maven-local-repository', mavenLocalRepository()], { cwd: REPOSITORY, progress });
    }
    return onlyFile(folder, FILE_PATTERNS[target]);
  }
}

function packedIn(folder: string, ending: RegExp): string[] {
  return filesOf(folder).filter((file) => ending.test(file));
}

function onlyFile(folder: string, ending: RegExp): string {
  const files = packedIn(folder, ending);
  if (files.length !== 1) {
    throw new Error(`${folder} must contain one file that matches ${ending.source}, got ${files.join(', ') || 'none'}. Delete dist and package again.`);
  }
  return files[0];
}

async function call(progress: Progress | undefined, tool: string, ...args: string[]): Promise<void> {
  await run(join(REPOSITORY, 'node_modules/.bin', tool), args, { cwd: REPOSITORY, progress });
}

/** The files of a folder, or the file itself. */
function filesOf(path: string): string[] {
  if (!existsSync(path)) {
    return [];
  }
  return statSync(path).isFile() ? [path] : readdirSync(path).flatMap((name) => filesOf(join(path, name)));
}

/** The modification time of the newest file, or 0 if there is no file. */
function newestOf(path: string): number {
  return Math.max(0, ...filesOf(path).map((file) => statSync(file).mtimeMs));
}
