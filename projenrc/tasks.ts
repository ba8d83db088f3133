import type { awscdk } from 'projen';

/** Adds the tasks of the release workflow, which can also be run locally. */
export function addReleaseTasks(library: awscdk.AwsCdkConstructLibrary): void {
  const files = library.addTask('release:files', {
    description: 'Collects the packages in dist/release with their bill of materials and checksums',
    exec: 'tsx integ/release/artifacts.ts',
  });
  // The packages of all three languages are created once. The same packages are tested and published.
  library.packageTask.reset();
  // The packages contain the changelog of the release, the repository does not.
  library.packageTask.exec('node .ci/changelog.js add');
  library.packageTask.spawn(library.tasks.tryFind('package-all')!);
  library.packageTask.exec('node .ci/changelog.js remove');
  library.packageTask.spawn(library.addTask('templates', {
    description: 'Writes the CloudFormation template of each preset to dist/templates',
    exec: 'tsx integ/templates/main.ts',
  }));
  library.packageTask.spawn(files);

  const release = library.tasks.tryFind('release')!;
  library.addTask('release:dry-run', {
    description: 'Builds all packages of the next version in dist without publishing them',
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
  // jsii-diff alone reports success if npm is not available.
  compat.exec('tsx integ/release/compatibility.ts');

  library.addTask('workflows:check', {
    description: 'Checks the workflows with actionlint and zizmor',
    steps: [{ exec: 'tsx integ/release/workflows-check.ts', receiveArgs: true }],
  });
  library.addTask('integ:web', {
    description: 'Waits until the web tier of a deployed integ app has healthy targets and responds',
    steps: [{ exec: 'tsx integ/release/web-tier.ts', receiveArgs: true }],
  });
  library.addTask('integ:durations', {
    description: 'Measures how long CloudFormation took to create the resources of a deployed integ app, and writes the durations to dist/durations',
    steps: [{ exec: 'tsx integ/release/durations.ts', receiveArgs: true }],
  });
  library.addTask('integ:deletion', {
    description: 'Fails if the functions of a deleted integ app did not perform the deletion of every custom resource',
    steps: [{ exec: 'tsx integ/release/deletion.ts', receiveArgs: true }],
  });
  library.addTask('integ:instance-types', {
    description: 'Fails if a region that is enabled in the AWS account does not offer the default instance types',
    exec: 'tsx integ/release/instance-types.ts',
  });
  library.addTask('integ:clean-up', {
    description: 'Deletes the stacks and the retained resources of the run INTEG_RUN in the AWS account of the environment',
    exec: 'tsx integ/release/clean-up.ts',
  });
}
