import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DIST, once, REPOSITORY, run, workFolder, type Progress } from './workspace';

type Target = 'js' | 'python' | 'java';

/** What the package is compiled from. */
const SOURCES = ['src', 'package.json', 'README.md', 'LICENSE', '.npmignore'];
/** The bundled functions. */
const BUNDLES = join(REPOSITORY, 'assets');
/** What compiling writes last. */
const COMPILED = join(REPOSITORY, '.jsii');

/** A local repository of Maven's of our own: one artefact of the same version replaces another, which Maven does not expect. */
export const mavenLocalRepository = () => workFolder('maven');

/** The packed artefacts, each made when it is first asked for, unless `dist` has it as it would be made. */
export class Artefacts {
  public readonly tarball = once(async (progress?: Progress) => this.artefact('js', progress, '.tgz'));

  public readonly wheel = once(async (progress?: Progress) => this.artefact('python', progress, '.whl'));

  public readonly jar = once(async (progress?: Progress) => this.artefact('java', progress, '.jar', '-sources.jar', '-javadoc.jar'));

  private readonly compiled = once(async (progress?: Progress) => {
    if (newestOf(COMPILED) < Math.max(...SOURCES.map((source) => newestOf(join(REPOSITORY, source))))) {
      // What is bundled already may be being read, by tests beside this.
      if (newestOf(BUNDLES) < newestOf(join(REPOSITORY, 'src'))) {
        await call(progress, 'projen', 'pre-compile');
      }
      await call(progress, 'projen', 'compile');
    }
  });

  /** A Maven repository with the jar. */
  public async mavenRepository(): Promise<string> {
    await this.jar();
    return join(DIST, 'java');
  }

  private async artefact(target: Target, progress: Progress | undefined, ending: string, ...otherEndings: string[]): Promise<string> {
    await this.compiled(progress);
    const folder = join(DIST, target);
    const files = () => filesOf(folder).filter((file) => file.endsWith(ending) && !otherEndings.some((other) => file.endsWith(other)));
    if (files().length !== 1 || newestOf(files()[0]) < newestOf(COMPILED)) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(DIST, { recursive: true });
      await call(progress, 'jsii-pacmak', '--target', target, '--maven-local-repository', mavenLocalRepository());
    }
    if (files().length !== 1) {
      throw new Error(`${folder} should have one file ...${ending}, and has ${files().join(', ') || 'none'}.`);
    }
    return files()[0];
  }
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
