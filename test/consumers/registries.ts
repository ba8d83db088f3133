/** Finds the versions of aws-cdk-lib in the registries, with the configured clients. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mavenLocalRepository } from './packing';
import type { Outcome } from './report';
import { COMMON } from './versions';
import { run, workFolder, type Progress } from './workspace';

const GET = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get';
const GROUP = 'software.amazon.awscdk';
const NAME = 'aws-cdk-lib';

export async function checkCommon(progress: Progress): Promise<Outcome> {
  return compareVersions(await Promise.all([ofNpm(progress), ofPyPi(progress), ofMaven(progress)]));
}

/** Compares the version in use with the registries. A newer version is only a note, because it is no error of this repository. */
export function compareVersions(lists: string[][], common: string = COMMON.cdk): Outcome {
  if (!lists.every((versions) => versions.includes(common))) {
    return { problems: [`npm, PyPI and Maven Central must all have ${NAME} ${common}. Change COMMON in versions.ts.`] };
  }
  const newest = newestOfAll(lists);
  return newest === common ? {} : { note: `${newest} is available. Change COMMON in versions.ts from ${common}.` };
}

/** The newest version that is in every list. */
export function newestOfAll([first, ...others]: string[][]): string | undefined {
  return first.filter((version) => others.every((versions) => versions.includes(version))).sort(byAge).at(-1);
}

/** The releases that a client named; what comes before a release is none. */
export function versionsIn(output: string): string[] {
  return [...output.matchAll(/(?<![\w.+-])\d+\.\d+\.\d+(?![\w.+-])/g)].map(([version]) => version);
}

function byAge(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

async function ofNpm(progress: Progress): Promise<string[]> {
  return versionsIn(await run('npm', ['view', NAME, 'versions', '--json'], { cwd: workFolder('registries'), progress }));
}

async function ofPyPi(progress: Progress): Promise<string[]> {
  const output = await run('python3', ['-m', 'pip', 'index', 'versions', NAME], { cwd: workFolder('registries'), progress });
  return versionsIn(/^Available versions: .*$/m.exec(output)?.[0] ?? '');
}

/** Reads the list of versions that Maven stores when it resolves the newest version. */
async function ofMaven(progress: Progress): Promise<string[]> {
  const repository = mavenLocalRepository();
  const args = ['--batch-mode', '-q', '-U', GET, `-Dartifact=${GROUP}:${NAME}:RELEASE:pom`, '-Dtransitive=false', `-Dmaven.repo.local=${repository}`];
  await run('mvn', args, { cwd: workFolder('registries'), progress });
  const folder = join(repository, ...GROUP.split('.'), NAME);
  const lists = readdirSync(folder).filter((file) => /^maven-metadata-.+\.xml$/.test(file)).map((file) => readFileSync(join(folder, file), 'utf8'));
  return lists.flatMap((list) => [...list.matchAll(/<version>(.+?)<\/version>/g)]).flatMap(([, version]) => versionsIn(version));
}
