import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Consumer, Installed } from './consumer';
import { JAVA_EXAMPLES } from './examples';
import { mavenLocalRepository, versionOf, type Artifacts } from './packing';
import { COMMON } from './versions';
import { copyConsumer, PACKAGE, run } from './workspace';

export function javaConsumer(artifacts: Artifacts): Consumer {
  return {
    title: `Java, ${COMMON.label} CDK`,
    pinned: true,
    install: async () => install(await artifacts.mavenRepository(), await versionOf(artifacts)),
    checkTypes: ({ folder }, progress) => run('mvn', ['-q', 'compile'], { cwd: folder, progress }),
    cdkVersion: async () => COMMON.cdk,
    examples: JAVA_EXAMPLES,
  };
}

/** Prepares the app. Maven installs the dependencies when it compiles the app. */
function install(mavenRepository: string, version: string): Installed {
  const folder = copyConsumer('java', 'java');
  // Otherwise, Maven uses the artifact of an earlier run.
  rmSync(join(mavenLocalRepository(), ...PACKAGE.jsii.targets.java.maven.groupId.split('.')), { recursive: true, force: true });
  mkdirSync(join(folder, '.mvn'), { recursive: true });
  writeFileSync(join(folder, '.mvn/maven.config'), [
    '--batch-mode',
    `-Dmaven.repo.local=${mavenLocalRepository()}`,
    `-Dcdk.version=${COMMON.cdk}`,
    `-Dbaseline.version=${version}`,
    '--global-settings=.mvn/settings.xml',
    '',
  ].join('\n'));
  writeFileSync(join(folder, '.mvn/settings.xml'), settingsWith(pathToFileURL(mavenRepository).href));
  return { folder };
}

/** The repository with the packed artifact, besides Maven Central. */
function settingsWith(url: string): string {
  return `<settings>
  <profiles>
    <profile>
      <id>packed</id>
      <repositories><repository><id>packed</id><url>${url}</url></repository></repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>packed</activeProfile></activeProfiles>
</settings>
`;
}
