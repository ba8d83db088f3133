/**
 * Installs the packed artifacts as a TypeScript, a Python and a Java team would, and compares what their apps synthesize.
 *
 *     npm run test:consumers [-- --short --dist]
 *
 * `--short` has one aws-cdk-lib, the same for all three, and one Node.js, and does not ask whether there is a newer one.
 *
 * `--dist` takes what is in `dist` and makes nothing, as before a release: one that is missing fails. Without it, artifacts in `dist` that are
 * newer than the sources are taken as they are, and the others are made. The exit status is 1 where anything fails.
 */
import { basename } from 'node:path';
import { acrossStacksProblems } from './across-stacks';
import { archiveProblems, changelogProblems, tarballProblems, unpack } from './artifacts';
import { unusedApi } from './completeness';
import { constructHubProblems } from './construct-hub';
import { synthesize, type Consumer, type Installed } from './consumer';
import { javaConsumer } from './java-consumer';
import { installationOf, loadBothWays, sourceMapProblems } from './loading';
import { FoundArtifacts, PackedArtifacts, versionOf } from './packing';
import { pythonConsumer } from './python-consumer';
import { checkCommon } from './registries';
import { Report, type Chain } from './report';
import { compareTemplates } from './templates';
import { installNode, typescriptConsumer } from './typescript-consumer';
import { COMMON, MINIMUM, NEWEST, NODES } from './versions';
import { once, type Progress } from './workspace';
import { internalsProblems } from '../support/cdk-internals';

/** Two cores are kept busy by three: installing waits for the network. */
const SIDE_BY_SIDE = 3;
const IS_SHORT = process.argv.includes('--short');
const IS_RELEASE = process.argv.includes('--dist');

const artifacts = IS_RELEASE ? new FoundArtifacts() : new PackedArtifacts();
const unpacked = once(async () => unpack(await artifacts.tarball()));
const assembly = async () => (await unpacked()).assembly ?? fail('The tgz has no assembly of jsii.');
const installed = new Map<Consumer, Installed>();
const outdirs = new Map<Consumer, string>();

const typescript = typescriptConsumer(COMMON, artifacts);
const python = pythonConsumer(COMMON, artifacts);
const java = javaConsumer(artifacts);
/** The slowest first. */
const consumers = [
  python,
  java,
  typescript,
  ...(IS_SHORT ? [] : [{ ...typescriptConsumer(NEWEST, artifacts), validated: true }, pythonConsumer(NEWEST, artifacts), typescriptConsumer(MINIMUM, artifacts)]),
];

/** The slowest first. */
const packing: Chain[] = [
  { title: 'jar', steps: [{ title: 'is packed', run: async (progress) => ({ note: basename(await artifacts.jar(progress)) }) }] },
  { title: 'wheel', steps: [{ title: 'is packed', run: async (progress) => ({ note: basename(await artifacts.wheel(progress)) }) }] },
  { title: 'tgz', steps: [{ title: 'is packed', run: async (progress) => ({ note: basename(await artifacts.tarball(progress)) }) }] },
];

const artifactChecks: Chain = {
  title: 'artifacts',
  independent: true,
  steps: [
    { title: 'tgz', run: async () => ({ problems: tarballProblems(await unpacked()) }) },
    { title: 'wheel', run: async () => ({ problems: await archiveProblems(await artifacts.wheel(), /^org_secure_baseline(-[\d.]+\.dist-info)?\//, await artifacts.tarball()) }) },
    { title: 'jar', run: async () => ({ problems: await archiveProblems(await artifacts.jar(), /^(META-INF|org\/securebaseline)\//, await artifacts.tarball()) }) },
    ...(IS_RELEASE ? [{ title: 'changelog', run: async () => ({ problems: changelogProblems((await unpacked()).folder, await versionOf(artifacts)) }) }] : []),
    { title: 'Construct Hub', run: async () => ({ problems: constructHubProblems(await unpacked()) }) },
    { title: 'every construct and option has a consumer', run: async () => ({ problems: unusedApi(await assembly()) }) },
  ],
};

const registries: Chain = {
  title: 'registries',
  steps: [{ title: 'have the common aws-cdk-lib', run: checkCommon }],
};

function chainOf(consumer: Consumer): Chain {
  const app = () => installed.get(consumer) ?? fail('It was not installed.');
  const { checkTypes, loadable, validated } = consumer;
  return {
    title: consumer.title,
    steps: [
      {
        title: 'installs',
        run: async (progress) => {
          installed.set(consumer, await consumer.install(progress));
          return { note: await consumer.cdkVersion(app()) };
        },
      },
      ...(checkTypes ? [{ title: 'checks types', run: async (progress: Progress) => void await checkTypes(app(), progress) }] : []),
      ...(loadable ? [{ title: 'has what the package uses without documentation', run: async () => ({ problems: internalsProblems(installationOf(app().folder)) }) }] : []),
      {
        title: 'synthesizes',
        run: async (progress) => {
          const { outdir, deprecations } = await synthesize(app(), { progress, validated });
          outdirs.set(consumer, outdir);
          // What the newest aws-cdk-lib deprecates may have no successor in the oldest.
          return consumer.pinned ? { problems: deprecations } : { note: deprecations.join(', ') };
        },
      },
    ],
  };
}

const comparison: Chain = {
  title: 'the templates',
  independent: true,
  steps: [
    { title: 'an application has what it needs of a baseline in another stack', run: async () => ({ problems: acrossStacksProblems(outdirOf(typescript)) }) },
    ...[python, java].map((consumer) => ({
      title: `${consumer.title} as ${typescript.title}`,
      run: async () => ({ problems: compareTemplates(outdirOf(consumer), outdirOf(typescript)) }),
    })),
  ],
};

function nodeChain(version: string): Chain {
  let env: NodeJS.ProcessEnv;
  const place = () => ({ cwd: (installed.get(typescript) ?? fail('The TypeScript app was not installed.')).folder, env });
  return {
    title: `Node.js ${version}`,
    steps: [
      { title: 'installs', run: async (progress) => { env = await installNode(version, progress); } },
      { title: 'require and import', run: async () => loadBothWays(await assembly(), place()) },
      { title: 'source maps', run: async () => ({ problems: await sourceMapProblems(place()) }) },
      {
        title: 'synthesizes the same',
        run: async (progress) => {
          const { outdir } = await synthesize({ folder: place().cwd, env }, { progress, outdir: `cdk.out-${version}` });
          return { problems: compareTemplates(outdir, outdirOf(typescript)) };
        },
      },
    ],
  };
}

function outdirOf(consumer: Consumer): string {
  return outdirs.get(consumer) ?? fail(`${consumer.title} has synthesized nothing.`);
}

function fail(message: string): never {
  throw new Error(message);
}

async function main(): Promise<void> {
  const report = new Report();
  await report.run(packing, SIDE_BY_SIDE);
  await report.run([...consumers.map(chainOf), artifactChecks, ...(IS_SHORT ? [] : [registries])], SIDE_BY_SIDE);
  await report.run([comparison, ...(IS_SHORT ? [process.versions.node] : NODES).map(nodeChain)], SIDE_BY_SIDE);
  console.log(report.toString());
  process.exitCode = report.failed ? 1 : 0;
}

main().catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
