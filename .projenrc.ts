import { awscdk, cdk, github, javascript } from 'projen';

/** The published names, in every registry. Nothing else in the repository repeats them. */
const names = {
  npm: '@org/secure-baseline',
  pypi: { distName: 'org-secure-baseline', module: 'org_secure_baseline' },
  maven: {
    mavenGroupId: 'org.securebaseline',
    mavenArtifactId: 'secure-baseline',
    javaPackage: 'org.securebaseline',
  },
  repository: 'https://github.com/org/secure-baseline.git',
};

const awsSdk = (...clients: string[]) => clients.map((client) => `@aws-sdk/client-${client}@^3.1100.0`);

const project = new awscdk.AwsCdkConstructLibrary({
  name: names.npm,
  description: 'A secure AWS account baseline that deploys the first time and deletes cleanly.',
  author: 'The secure-baseline maintainers',
  authorAddress: 'https://github.com/org/secure-baseline',
  authorOrganization: true,
  repositoryUrl: names.repository,
  license: 'Apache-2.0',
  copyrightOwner: 'The secure-baseline maintainers',
  keywords: ['aws', 'awscdk', 'cdk', 'cloudtrail', 'aws-config', 'security', 'cis', 'baseline'],
  stability: cdk.Stability.EXPERIMENTAL,
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  npmAccess: javascript.NpmAccess.PUBLIC,
  minNodeVersion: '20.19.0',
  workflowNodeVersion: '22',

  // 2.257.0 is the last version whose cloud assemblies the published integ-runner reads.
  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.0',
  devDeps: [
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    'aws-cdk@2.1148.1',
    ...awsSdk(
      'acm', 'auto-scaling', 'cloudformation', 'cloudtrail', 'cloudwatch', 'cloudwatch-logs', 'config-service',
      'ec2', 'elastic-load-balancing-v2', 'iam', 'kms', 'lambda', 'rds', 's3', 'secrets-manager', 'sfn', 'sns', 'ssm', 'sts',
    ),
    '@types/aws-lambda',
    '@viz-js/viz',
    'aws-sdk-client-mock@^4.1.0',
    'cli-table3',
    'execa@^5.1.1',
    'fast-check@^4.10.0',
    'listr2@^6.6.1',
    'selfsigned@^5.5.0',
    'tsx',
  ],

  projenrcTs: true,
  sampleCode: false,
  disableTsconfig: true,
  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: { compilerOptions: { rootDir: '.', isolatedModules: true }, include: ['integ/**/*.ts'] },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'integ'], projectService: false, tsconfigPath: './tsconfig.dev.json' },
  jestOptions: {
    // `--updateSnapshot`, projen's default, would turn every regression into a new snapshot.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    jestConfig: { collectCoverage: false, testTimeout: 120_000 },
  },

  integrationTestAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  lambdaOptions: { runtime: awscdk.LambdaRuntime.NODEJS_24_X, bundlingOptions: { externals: ['@aws-sdk/*'] } },

  compressAssembly: true,
  publishToPypi: { ...names.pypi, trustedPublishing: true, attestations: true },
  publishToMaven: { ...names.maven, mavenServerId: 'central-ossrh' },
  npmTrustedPublishing: true,
  npmProvenance: true,

  githubOptions: { projenCredentials: github.GithubCredentials.fromPersonalAccessToken() },
  gitignore: ['/.emulator/', '/cdk.out/', 'cdk-integ.out.*', '*.snapshot/asset.*', '.jsii.gz', '.jsii.tabl.json', '__pycache__/'],
  npmignore: ['/.ci/', '/.emulator/', '/integ/', '/cdk.out/'],
});

// The newest unrs-resolver lacks some of its platform bindings on npm, and `npm ci` then refuses the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
// Node 20 still works; jsii otherwise prints a page about its end of life in every task.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

project.synth();
