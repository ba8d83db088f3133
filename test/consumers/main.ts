/**
 * Installs the packages in TypeScript, Python and Java apps, and compares the templates that the apps synthesize. Synthesizes the example apps
 * and, in Python and Java, the examples of the guides.
 *
 *     npm run test:consumers [-- --short --dist]
 *
 * `--short` uses one version of aws-cdk-lib and one version of Node.js, and does not check for newer versions. It does not run mypy.
 *
 * `--dist` uses the packages in `dist`, as before a release, and fails if a package is missing. Without it, packages in `dist` that are
 * older than the sources are created again. The exit status is 1 if a check fails.
 */
import { basename } from 'node:path';
import { acrossStacksProblems } from './across-stacks';
import { archiveProblems, changelogProblems, tarballProblems, unpack } from './artifacts';
import { unusedApi } from './completeness';
import { constructHubProblems } from './construct-hub';
import { synthesize, type Consumer, type Installed } from './consumer';
import { copyExamples, missingResources, synthesizeExamples, type SynthesizedExample } from './examples';
import { javaConsumer } from './java-consumer';
import { installationOf, checkExports, stackTraceProblems } from './loading';
import { FoundArtifacts, PackedArtifacts, versionOf } from './packing';
import { pythonConsumer } from './python-consumer';
import { checkCommon } from './registries';
import { Report, type Chain } from './report';
import { compareTemplates } from './templates';
import { installNode, typescriptConsumer } from './typescript-consumer';
import { COMMON, MINIMUM, NEWEST, NODES } from './versions';
import { IS_SHORT, once, type Progress } from './workspace';
import { internalsProblems } from '../support/cdk-internals';

/** Three chains use two cores, because installations wait for the network. */
const CONCURRENT_CHAINS = 3;
const IS_RELEASE = process.argv.includes('--dist');

const artifacts = IS_RELEASE ? new FoundArtifacts() : new PackedArtifacts();
const unpacked = once(async () => unpack(await artifacts.tarball()));
const assembly = async () => (await unpacked()).assembly ?? fail('The tgz contains no jsii assembly. Delete dist and run the tests again.');
const installed = new Map<Consumer, Installed>();
const outdirs = new Map<Consumer, string>();
const examples = new Map<Consumer, SynthesizedExample[]>();

const typescript = typescriptConsumer(COMMON, artifacts);
const python = pythonConsumer(COMMON, artifacts);
const java = javaConsumer(artifacts);
/** The slowest are first. */
const consumers = [
  python,
  java,
  typescript,
  ...(IS_SHORT ? [] : [{ ...typescriptConsumer(NEWEST, artifacts), validated: true }, pythonConsumer(NEWEST, artifacts), typescriptConsumer(MINIMUM, artifacts)]),
];

/** The slowest are first. */
const packing: Chain[] = [
  { title: 'jar', steps: [{ title: 'pack', run: async (progress) => ({ note: basename(await artifacts.jar(progress)) }) }] },
  { title: 'wheel', steps: [{ title: 'pack', run: async (progress) => ({ note: basename(await artifacts.wheel(progress)) }) }] },
  { title: 'tgz', steps: [{ title: 'pack', run: async (progress) => ({ note: basename(await artifacts.tarball(progress)) }) }] },
];

const artifactChecks: Chain = {
  title: 'Packages',
  independent: true,
  steps: [
    { title: 'tgz', run: async () => ({ problems: tarballProblems(await unpacked()) }) },
    { title: 'wheel', run: async () => ({ problems: await archiveProblems(await artifacts.wheel(), /^org_secure_baseline(-[\d.]+\.dist-info)?\//, await artifacts.tarball()) }) },
    { title: 'jar', run: async () => ({ problems: await archiveProblems(await artifacts.jar(), /^(META-INF|org\/securebaseline)\//, await artifacts.tarball()) }) },
    ...(IS_RELEASE ? [{ title: 'changelog', run: async () => ({ problems: changelogProblems((await unpacked()).folder, await versionOf(artifacts)) }) }] : []),
    { title: 'Construct Hub', run: async () => ({ problems: constructHubProblems(await unpacked()) }) },
    { title: 'consumers use every construct and option', run: async () => ({ problems: unusedApi(await assembly()) }) },
  ],
};

const registries: Chain = {
  title: 'Registries',
  steps: [{ title: 'all have the common aws-cdk-lib', run: checkCommon }],
};

function chainOf(consumer: Consumer): Chain {
  const app = () => installed.get(consumer) ?? fail(`${consumer.title} was not installed. See the error of the step "install".`);
  const { checkTypes, loadable, validated, examples: project } = consumer;
  let copy: Installed | undefined;
  return {
    title: consumer.title,
    steps: [
      {
        title: 'install',
        run: async (progress) => {
          installed.set(consumer, await consumer.install(progress));
          copy = consumer.examples && copyExamples(consumer.examples, app());
          return { note: await consumer.cdkVersion(app()) };
        },
      },
      ...(checkTypes ? [{ title: 'check types', run: async (progress: Progress) => void await checkTypes(app(), progress) }] : []),
      ...(loadable ? [{ title: 'check undocumented APIs of the CDK', run: async () => ({ problems: internalsProblems(installationOf(app().folder)) }) }] : []),
      {
        title: 'synthesize',
        run: async (progress) => {
          const { outdir, deprecations } = await synthesize(app(), { progress, validated });
          outdirs.set(consumer, outdir);
          // An API that the newest aws-cdk-lib deprecates can be without replacement in the oldest.
          return consumer.pinned ? { problems: deprecations } : { note: deprecations.join(', ') };
        },
      },
      ...(project ? [{
        title: 'examples',
        run: async (progress: Progress) => {
          // The tests have checked them against the sources.
          if (!IS_SHORT) {
            await project.checkTypes?.(copy!, progress);
          }
          const synthesized = await synthesizeExamples(project, copy!, progress);
          examples.set(consumer, synthesized);
          return { note: `${synthesized.length}`, problems: synthesized.flatMap(missingResources) };
        },
      }] : []),
      ...(project?.guides ? [{ title: 'examples of the guides', run: async (progress: Progress) => void await project.guides!.run(copy!, progress) }] : []),
    ],
  };
}

const comparison: Chain = {
  title: 'Templates',
  independent: true,
  steps: [
    { title: 'an application can use a baseline in another stack', run: async () => ({ problems: acrossStacksProblems(outdirOf(typescript)) }) },
    ...[python, java].map((consumer) => ({
      title: `${consumer.title} equals ${typescript.title}`,
      run: async () => ({ problems: compareTemplates(outdirOf(consumer), outdirOf(typescript)) }),
    })),
    ...[python, java].map((consumer) => ({
      title: `examples of ${consumer.title} as ${typescript.title}`,
      run: async () => ({ problems: compareExamples(consumer) }),
    })),
  ],
};

/** Each example in another language synthesizes the template of the example in TypeScript. */
function compareExamples(consumer: Consumer): string[] {
  return (examples.get(consumer) ?? fail(`${consumer.title} has synthesized no examples.`)).flatMap(({ example, outdir }) => {
    const reference = examples.get(typescript)?.find((other) => other.example === example);
    return reference ? compareTemplates(outdir, reference.outdir) : [`${example} does not exist in TypeScript`];
  });
}

function nodeChain(version: string): Chain {
  let env: NodeJS.ProcessEnv;
  const installation = () => ({ cwd: (installed.get(typescript) ?? fail('The TypeScript app was not installed. See the error of its step "install".')).folder, env });
  return {
    title: `Node.js ${version}`,
    steps: [
      { title: 'install', run: async (progress) => { env = await installNode(version, progress); } },
      { title: 'require and import', run: async () => checkExports(await assembly(), installation()) },
      { title: 'stack traces', run: async () => ({ problems: await stackTraceProblems(installation()) }) },
      {
        title: 'synthesize the same templates',
        run: async (progress) => {
          const { outdir } = await synthesize({ folder: installation().cwd, env }, { progress, outdir: `cdk.out-${version}` });
          return { problems: compareTemplates(outdir, outdirOf(typescript)) };
        },
      },
    ],
  };
}

function outdirOf(consumer: Consumer): string {
  return outdirs.get(consumer) ?? fail(`${consumer.title} has no synthesized templates. See the error of its step "synthesize".`);
}

function fail(message: string): never {
  throw new Error(message);
}

async function main(): Promise<void> {
  const report = new Report();
  await report.run(packing, CONCURRENT_CHAINS);
  await report.run([...consumers.map(chainOf), artifactChecks, ...(IS_SHORT ? [] : [registries])], CONCURRENT_CHAINS);
  await report.run([comparison, ...(IS_SHORT ? [process.versions.node] : NODES).map(nodeChain)], CONCURRENT_CHAINS);
  console.log(report.toString());
  process.exitCode = report.failed ? 1 : 0;
}

main().catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
