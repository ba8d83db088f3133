/** The example projects of the repository, which users copy, with the packed library instead of the published one. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize, type Installed } from './consumer';
import { JAVA_GUIDES, PYTHON_GUIDES, type GuideExamples } from './guide-examples';
import { templatesOf } from './templates';
import { REPOSITORY, run, SILENT, type Progress } from './workspace';

const EXAMPLES = join(REPOSITORY, 'examples');
/** The example that cdk.json selects. */
const SELECTED = 'three-lines';

/** The resources that the template of each example must contain at least. */
export const EXPECTED: { readonly [example: string]: { readonly [type: string]: number } } = {
  'three-lines': {
    'AWS::EC2::VPC': 1,
    'AWS::KMS::Key': 3,
    'AWS::CloudTrail::Trail': 1,
    'AWS::Config::ConfigurationRecorder': 1,
    'AWS::CloudWatch::Alarm': 30,
    'AWS::RDS::DBInstance': 1,
    'AWS::ElasticLoadBalancingV2::LoadBalancer': 1,
  },
  'production': {
    'AWS::CertificateManager::Certificate': 1,
    'AWS::Route53::RecordSet': 1,
    'AWS::ElasticLoadBalancingV2::Listener': 2,
    'AWS::CloudTrail::Trail': 1,
    'AWS::RDS::DBInstance': 1,
    'AWS::CloudWatch::Dashboard': 1,
  },
  'access-logs': { 'AWS::S3::Bucket': 3, 'AWS::S3::BucketPolicy': 3, 'AWS::ElasticLoadBalancingV2::LoadBalancer': 1 },
  'existing-account': { 'Custom::AccountGuardrails': 1, 'AWS::CloudTrail::Trail': 1, 'AWS::Config::ConfigurationRecorder': 1, 'AWS::CloudWatch::Dashboard': 1 },
  'own-vpc-and-key': { 'AWS::EC2::VPC': 1, 'AWS::EC2::Subnet': 6, 'AWS::KMS::Key': 3, 'AWS::RDS::DBInstance': 1 },
  'alarm-to-slack': { 'AWS::Chatbot::SlackChannelConfiguration': 1, 'AWS::SNS::Topic': 1, 'AWS::CloudWatch::Alarm': 1, 'AWS::SQS::Queue': 3 },
  'empty-on-delete': { 'AWS::S3::Bucket': 1, 'Custom::EmptyOnDelete': 1 },
  'ecs-service': {
    'AWS::ECS::Service': 1, 'AWS::ElasticLoadBalancingV2::TargetGroup': 1, 'AWS::RDS::DBInstance': 1, 'AWS::EC2::SecurityGroupIngress': 2, 'AWS::Logs::LogGroup': 5,
  },
  'aurora-postgresql': { 'AWS::RDS::DBCluster': 1, 'AWS::RDS::DBInstance': 1, 'AWS::EC2::SecurityGroupIngress': 2, 'AWS::EC2::VPC': 1 },
  'hardened-mysql': { 'AWS::RDS::DBInstance': 1, 'AWS::EC2::SecurityGroupIngress': 1, 'AWS::IAM::Policy': 1 },
};

/** How an example project is used. */
export interface ExampleProject {
  /** The folder of the project in `examples`. */
  readonly language: string;
  /** The folder in the project with a file for each example. */
  readonly sources: string;
  /** The name of the file of an example, such as `three_lines.py`. */
  readonly fileOf: (example: string) => string;
  /** The command that runs an example, derived from the command in cdk.json. */
  readonly commandFor: (example: string, command: string) => string;
  /** Checks the types of the copied project, unless the consumer or the build does. */
  readonly checkTypes?: (copy: Installed, progress: Progress) => Promise<unknown>;
  /** The examples of the guides in this language. Those in TypeScript are compiled by test/docs. */
  readonly guides?: GuideExamples;
}

const snakeCase = (example: string) => example.replaceAll('-', '_');
const pascalCase = (example: string) => example.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

function replacing(fileOf: ExampleProject['fileOf']): ExampleProject['commandFor'] {
  return (example, command) => command.replace(fileOf(SELECTED), fileOf(example));
}

const typescriptFile = (example: string) => `${example}.ts`;
const pythonFile = (example: string) => `${snakeCase(example)}.py`;

export const TYPESCRIPT_EXAMPLES: ExampleProject = {
  language: 'typescript',
  sources: '.',
  fileOf: typescriptFile,
  commandFor: replacing(typescriptFile),
  checkTypes: ({ folder }, progress) => run('npm', ['run', 'build'], { cwd: folder, progress }),
};
export const PYTHON_EXAMPLES: ExampleProject = {
  language: 'python', sources: '.', fileOf: pythonFile, commandFor: replacing(pythonFile), guides: PYTHON_GUIDES,
};
export const JAVA_EXAMPLES: ExampleProject = {
  language: 'java',
  sources: 'src/main/java/com/example',
  fileOf: (example) => `${pascalCase(example)}.java`,
  commandFor: (example, command) => `${command} -Dexec.mainClass=com.example.${pascalCase(example)}`,
  guides: JAVA_GUIDES,
};
export const EXAMPLE_PROJECTS = [TYPESCRIPT_EXAMPLES, PYTHON_EXAMPLES, JAVA_EXAMPLES];

/** The examples of a project, by the name of their file in TypeScript. A file that no expectation belongs to is a mistake. */
export function examplesOf({ language, sources, fileOf }: ExampleProject): string[] {
  const files = readdirSync(join(EXAMPLES, language, sources)).filter((file) => /\.(ts|py|java)$/.test(file));
  return files.map((file) => Object.keys(EXPECTED).find((example) => fileOf(example) === file)
    ?? fail(`examples/${language} has ${file}: enter its resources in EXPECTED in test/consumers/examples.ts.`));
}

export interface SynthesizedExample {
  readonly example: string;
  readonly outdir: string;
}

/** Copies the project into the folder of an installed consumer, whose packages its apps then use, and adds the examples of the guides. */
export function copyExamples({ language, guides }: ExampleProject, { folder, env }: Installed): Installed {
  const copy = { folder: join(folder, 'examples'), env };
  rmSync(copy.folder, { recursive: true, force: true });
  cpSync(join(EXAMPLES, language), copy.folder, { recursive: true, filter: (source) => !/\/(node_modules|\.venv|cdk\.out|target)$/.test(source) });
  // Maven must find the packed library here, too.
  if (existsSync(join(folder, '.mvn'))) {
    cpSync(join(folder, '.mvn'), join(copy.folder, '.mvn'), { recursive: true });
  }
  guides?.write?.(copy);
  return copy;
}

/** Synthesizes the selected example with the CDK CLI, as users do, and each other example with its own command. */
export async function synthesizeExamples(project: ExampleProject, copy: Installed, progress: Progress): Promise<SynthesizedExample[]> {
  const { app } = JSON.parse(readFileSync(join(copy.folder, 'cdk.json'), 'utf8')) as { app: string };
  const synthesized: SynthesizedExample[] = [];
  for (const example of examplesOf(project)) {
    const outdir = `cdk.out/${example}`;
    if (example === SELECTED) {
      await run('npx', ['cdk', 'synth', '--quiet', '--no-notices', '--no-version-reporting', '--no-path-metadata', '--no-asset-metadata', '--output', outdir], {
        cwd: copy.folder, progress, env: { ...copy.env, ...SILENT, CDK_VALIDATION: 'false' },
      });
    } else {
      await synthesize(copy, { progress, outdir, command: project.commandFor(example, app) });
    }
    synthesized.push({ example, outdir: join(copy.folder, outdir) });
  }
  return synthesized;
}

/** The expected resources that the template of an example lacks. */
export function missingResources({ example, outdir }: SynthesizedExample): string[] {
  const types = templatesOf(outdir).flatMap((file) => {
    const { Resources } = JSON.parse(readFileSync(join(outdir, file), 'utf8')) as { Resources: { [id: string]: { Type: string } } };
    return Object.values(Resources).map(({ Type }) => Type);
  });
  return Object.entries(EXPECTED[example]).flatMap(([type, count]) => {
    const found = types.filter((one) => one === type).length;
    return found >= count ? [] : [`${example} has ${found} resources of type ${type} instead of ${count}`];
  });
}

function fail(message: string): never {
  throw new Error(message);
}
