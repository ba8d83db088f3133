import type { awscdk } from 'projen';

/** What the workflows run, and anybody can run before them. */
export function addReleaseTasks(library: awscdk.AwsCdkConstructLibrary): void {
  const files = library.addTask('release:files', {
    description: 'Collects the packages in dist/release, with their bill of materials and checksums',
    exec: 'tsx integ/release/artefacts.ts',
  });
  // What is tested, checked and published is packaged once, for all three languages, in one place.
  library.packageTask.reset();
  // A release has written its changes before it packs; they go into the packages, and not into the repository.
  library.packageTask.exec('node .ci/changelog.js add');
  library.packageTask.spawn(library.tasks.tryFind('package-all')!);
  library.packageTask.exec('node .ci/changelog.js remove');
  library.packageTask.spawn(library.addTask('templates', {
    description: 'Writes a plain CloudFormation template of each preset to dist/templates',
    exec: 'tsx integ/templates/main.ts',
  }));
  library.packageTask.spawn(files);

  const release = library.tasks.tryFind('release')!;
  library.addTask('release:dry-run', {
    description: 'Builds everything that a release publishes into dist, under the next version, and publishes nothing',
    env: release.envVars as Record<string, string>,
    steps: [
      { exec: 'rm -rf dist' },
      ...['bump', library.preCompileTask.name, library.compileTask.name, 'examples', library.packageTask.name, 'unbump'].map((spawn) => ({ spawn })),
      { exec: 'cat dist/releasetag.txt dist/changelog.md' },
    ],
  });

  const compat = library.tasks.tryFind('compat')!;
  compat.reset();
  compat.spawn(library.preCompileTask);
  compat.spawn(library.compileTask);
  // jsii-diff alone would call it compatible when npm does not answer.
  compat.exec('tsx integ/release/compatibility.ts');

  library.addTask('workflows:check', {
    description: 'Shows the workflows to actionlint and zizmor',
    steps: [{ exec: 'tsx integ/release/workflows-check.ts', receiveArgs: true }],
  });
  library.addTask('integ:web', {
    description: 'Waits for healthy targets and an answer of the web tier of an integ app that is deployed',
    steps: [{ exec: 'tsx integ/release/web-tier.ts', receiveArgs: true }],
  });
  library.addTask('integ:clean-up', {
    description: 'Deletes what the integ apps of the run INTEG_RUN left in the account of the environment',
    exec: 'tsx integ/release/clean-up.ts',
  });
}
