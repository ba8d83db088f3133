/** Performs a measurement in a separate process and prints it as JSON. Arguments: the subject, the folder of the library, the output folder. */
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { App, Stack } from 'aws-cdk-lib/core';
import type { EnvironmentType } from '../../../src';

/** The measurement of a process. */
export interface Measurement {
  /** The time from before the first import to the end of the synthesis, in ms. */
  readonly first: number;
  /** The time of a second construction and synthesis, with all modules loaded, in ms. */
  readonly second: number;
  /** The peak memory until the end of the first synthesis, in MiB. */
  readonly memory: number;
  /** The number of resources in the template. */
  readonly resources: number;
}

/** The time of the imports, in ms. */
export interface Imports {
  readonly cdk: number;
  readonly library: number;
}

type Build = (stack: Stack) => Promise<void>;

const [, , subject, library, folder] = process.argv;

/** Without an email address and a certificate there would be warnings, for which the CDK would load and print a report. */
const ADDRESS = 'security@example.com';

/** Creates an app with the context that the CDK CLI passes to apps, without validation, and with the feature flags of new apps. */
async function newApp(outdir: string): Promise<App> {
  const { App } = await import('aws-cdk-lib/core');
  const flags = await import('aws-cdk-lib/recommended-feature-flags.json');
  const cli = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:version-reporting': true };
  return new App({ outdir: `${folder}/${outdir}`, context: { ...flags, ...cli } });
}

/** Imports a certificate, which every subject uses. */
async function certificateIn(stack: Stack): Promise<ICertificate> {
  const { Certificate } = await import('aws-cdk-lib/aws-certificatemanager');
  return Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111111111111:certificate/bench');
}

const handWritten: Build = async (stack) => {
  const { HandWritten } = await import('./hand-written.js');
  new HandWritten(stack, 'HandWritten', { certificate: await certificateIn(stack), emailAddress: ADDRESS });
};

const baseline = (environmentType: string): Build => async (stack) => {
  const { SecureBaseline } = await import(library) as typeof import('../../../src');
  new SecureBaseline(stack, 'Baseline', {
    environmentSuffix: 'bench',
    environmentType: environmentType as EnvironmentType,
    owner: 'platform-team',
    costCenter: 'cc-1234',
    certificate: await certificateIn(stack),
    notifications: { emailAddresses: [ADDRESS] },
  });
};

async function synthesize(build: Build, outdir: string): Promise<number> {
  const app = await newApp(outdir);
  const { Stack } = await import('aws-cdk-lib/core');
  await build(new Stack(app, 'Stack'));
  return Object.keys(app.synth().stacks[0].template.Resources).length;
}

async function measure(build: Build): Promise<Measurement> {
  const started = performance.now();
  const resources = await synthesize(build, 'first');
  const first = performance.now() - started;
  const memory = process.resourceUsage().maxRSS / 1024;
  const restarted = performance.now();
  await synthesize(build, 'second');
  return { first, second: performance.now() - restarted, memory, resources };
}

async function measureImports(): Promise<Imports> {
  const started = performance.now();
  await import('aws-cdk-lib');
  const cdk = performance.now();
  await import(library);
  return { cdk: cdk - started, library: performance.now() - cdk };
}

async function main(): Promise<Measurement | Imports> {
  if (subject === 'imports') {
    return measureImports();
  }
  return measure(subject === 'hand-written' ? handWritten : baseline(subject));
}

void main().then((result) => process.stdout.write(JSON.stringify(result)));
