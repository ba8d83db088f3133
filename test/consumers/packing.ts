import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import execa from 'execa';
import { DIST, once, REPOSITORY, run, workFolder, type Progress } from './workspace';

/** What an artifact is called, in the folder of its language. */
const ENDINGS = { js: /\.tgz$/, python: /\.whl$/, java: /(?<!-sources|-javadoc)\.jar$/ };
type Target = keyof typeof ENDINGS;

/** What the package is compiled from. */
const SOURCES = ['src', 'package.json', 'README.md', 'LICENSE', '.npmignore'];
/** The bundled functions. */
const BUNDLES = join(REPOSITORY, 'assets');
/** What compiling writes last. */
const COMPILED = join(REPOSITORY, '.jsii');
/** The examples in other languages. Without it the wheel shows those in TypeScript, and calls them Python. */
const TRANSLATED = join(REPOSITORY, '.jsii.tabl.json');

/** A local repository of Maven's of our own: one artifact of the same version replaces another, which Maven does not expect. */
export const mavenLocalRepository = () => workFolder('maven');

/** The packed package in all three languages. */
export interface Artifacts {
  readonly tarball: (progress?: Progress) => Promise<string>;
  readonly wheel: (progress?: Progress) => Promise<string>;
  readonly jar: (progress?: Progress) => Promise<string>;

  /** A Maven repository with the jar. */
  readonly mavenRepository: () => Promise<string>;
}

/** The version that the tgz would be published under: the other two have the same. */
export async function versionOf(artifacts: Artifacts): Promise<string> {
  const { stdout } = await execa('tar', ['-xOzf', await artifacts.tarball(), 'package/package.json']);
  return (JSON.parse(stdout) as { version: string }).version;
}

/** What `dist` has, and nothing else: that is what a release publishes. */
export class FoundArtifacts implements Artifacts {
  constructor(private readonly dist = DIST) {}

  public readonly tarball = async () => onlyFile(join(this.dist, 'js'), ENDINGS.js);

  public readonly wheel = async () => this.ofThisVersion(onlyFile(join(this.dist, 'python'), ENDINGS.python));

  public readonly jar = async () => this.ofThisVersion(onlyFile(join(this.dist, 'java'), ENDINGS.java));

  public async mavenRepository(): Promise<string> {
    await this.jar();
    return join(this.dist, 'java');
  }

  private async ofThisVersion(file: string): Promise<string> {
    const version = await versionOf(this);
    if (!new RegExp(`-${version.replaceAll('.', '\\.')}(-py3-none-any\\.whl|\\.jar)$`).test(file)) {
      throw new Error(`${basename(file)} is not of version ${version}, as the tgz is.`);
    }
    return file;
  }
}

/** Each made when it is first asked for, unless `dist` has it as it would be made. */
export class PackedArtifacts implements Artifacts {
  public readonly tarball = once(async (progress?: Progress) => this.artifact('js', progress));

  public readonly wheel = once(async (progress?: Progress) => this.artifact('python', progress));

  public readonly jar = once(async (progress?: Progress) => this.artifact('java', progress));

  private readonly compiled = once(async (progress?: Progress) => {
    if (newestOf(COMPILED) < Math.max(...SOURCES.map((source) => newestOf(join(REPOSITORY, source))))) {
      // What is bundled already may be being read, by tests beside this.
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
    const files = packedIn(folder, ENDINGS[target]);
    if (files.length !== 1 || newestOf(files[0]) < newestOf(TRANSLATED)) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(DIST, { recursive: true });
      await call(progress, 'jsii-pacmak', '--target', target, '--maven-local-repository', mavenLocalRepository());
    }
    return onlyFile(folder, ENDINGS[target]);
  }
}

function packedIn(folder: string, ending: RegExp): string[] {
  return filesOf(folder).filter((file) => ending.test(file));
}

function onlyFile(folder: string, ending: RegExp): string {
  const files = packedIn(folder, ending);
  if (files.length !== 1) {
    throw new Error(`${folder} should have one file that matches ${ending.source}, and has ${files.join(', ') || 'none'}.`);
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

/** When something in it was last changed; 0 where there is nothing. */
function newestOf(path: string): number {
  return Math.max(0, ...filesOf(path).map((file) => statSync(file).mtimeMs));
}
