/**
 * Compares three ways to empty a bucket on a local model of S3 with the latency and limits of S3: EmptyOnDelete, the custom resource of
 * aws-cdk-lib (`autoDeleteObjects`), and s5cmd.
 *
 *     npx tsx test/bench/empty/main.ts [--json] [--short] [--versions=N] [--only=construct|cdk|s5cmd] [--partitions=N] [--key-length=N]
 *
 * Each run uses a new process and a new model. The runs of aws-cdk-lib and s5cmd empty at most 40,000 versions, and none with --short. The CPU time is
 * compared in pairs of runs with the same number of versions, because its absolute value depends on the machine. The exit status is 1 if EmptyOnDelete does not empty the
 * bucket, uses too much CPU time compared with aws-cdk-lib, or misses another target in a run without --short.
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import Table from 'cli-table3';
import { build } from 'esbuild';
import { cpuRatioOf, failureOf, figuresOf, MAX_CPU_RATIO, MEMORY_LIMIT, MIN_SHARE, missedTargets, type Pair, type Run } from './figures';
import { BURST, RATE } from './model-bucket';
import type { Counts } from './s3-model';
import { installS5cmd, runS5cmd } from './s5cmd';
import type { Usage } from './subject';

type Subject = 'construct' | 'cdk' | 's5cmd';

const NAMES: { readonly [subject in Subject]: string } = { construct: 'EmptyOnDelete', cdk: 'aws-cdk-lib', s5cmd: 's5cmd 2.3' };
const SUBJECTS = Object.keys(NAMES) as Subject[];
const PARTITIONS = [1, 4, 8];
const DEFAULT_VERSIONS = 400_000;
const SHORT_VERSIONS = 10_000;
/** The maximum for the other subjects, which would take many minutes longer with the same figures. */
const MAX_VERSIONS_OF_OTHERS = 40_000;
/** The pairs of runs that compare the CPU time, and the versions of each run. */
const PAIRS = 3;
const PAIR_VERSIONS = { full: 100_000, short: 20_000 };
const OPTIONS = {
  'json': { type: 'boolean' },
  'short': { type: 'boolean' },
  'versions': { type: 'string' },
  'only': { type: 'string' },
  'partitions': { type: 'string' },
  'key-length': { type: 'string' },
} as const;
/** Within node_modules, so that the compiled subject can resolve the AWS SDK. */
const COMPILED = resolve(__dirname, '../../../node_modules/.cache/empty-bench');

/** Replaces the AWS configuration of the machine. The handler of aws-cdk-lib accepts the endpoint only as an environment variable. */
function environment(endpoint: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: COMPILED,
    NODE_NO_WARNINGS: '1',
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
}

/** Bundles the subjects before the measurements, without the AWS SDK, as for Lambda. */
async function compile(): Promise<void> {
  await build({
    entryPoints: ['subject', 's3-model'].map((name) => join(__dirname, `${name}.ts`)),
    outdir: COMPILED,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    logLevel: 'warning',
    external: ['@aws-sdk/*', '@smithy/*', 'aws-cdk-lib/*'],
  });
}

async function empty(subject: Subject, endpoint: string): Promise<Usage> {
  const env = environment(endpoint);
  if (subject === 's5cmd') {
    return runS5cmd(endpoint, env);
  }
  const { stdout } = await promisify(execFile)(process.execPath, [join(COMPILED, 'subject.js'), subject, endpoint], { env, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout.trimEnd().split('\n').pop()!);
}

/** The content of the bucket. */
interface Content {
  readonly versions: number;
  readonly partitions: number;
  readonly keyLength: number;
}

async function runOnce(subject: Subject, { versions, partitions, keyLength }: Content): Promise<{ counts: Counts; usage: Usage }> {
  const model = fork(join(COMPILED, 's3-model.js'), [versions, partitions, keyLength].map(String), { execArgv: [], env: { PATH: process.env.PATH } });
  try {
    const [port] = await once(model, 'message') as [number];
    const usage = await empty(subject, `http://127.0.0.1:${port}`);
    model.send('counts');
    const [counts] = await once(model, 'message') as [Counts];
    return { counts, usage };
  } finally {
    model.disconnect();
  }
}

async function measure(subject: Subject, content: Content): Promise<Run> {
  const { versions, partitions } = content;
  process.stderr.write(`${NAMES[subject]}, ${versions} versions, partitions: ${partitions}\n`);
  const { usage: { cpuSeconds: startUpSeconds } } = await runOnce(subject, { versions: 0, partitions: 1, keyLength: 0 });
  return { subject: NAMES[subject], partitions, versions, startUpSeconds, ...await runOnce(subject, content) };
}

async function measureAll(subjects: Subject[], contents: Content[]): Promise<Run[]> {
  const runs: Run[] = [];
  for (const [subject, content] of subjects.flatMap((one) => contents.map((other) => [one, other] as const))) {
    const versions = subject === 'construct' ? content.versions : Math.min(content.versions, MAX_VERSIONS_OF_OTHERS);
    runs.push(await measure(subject, { ...content, versions }));
  }
  return runs;
}

/** Measures both subjects alternately, so that other load of the machine affects both. */
async function measurePairs(versions: number, keyLength: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  while (pairs.length < PAIRS) {
    const content = { versions, partitions: 1, keyLength };
    pairs.push({ construct: await measure('construct', content), cdk: await measure('cdk', content) });
  }
  return pairs;
}

function print(runs: Run[], notes: string[]): void {
  const table = new Table({
    head: ['subject', 'partitions', 'versions', 'versions/s', 'share of the S3 limit', 'CPU, s per million', 'memory, MiB', 'SlowDown', ''],
    style: { head: [], border: [] },
  });
  for (const run of runs) {
    const { perSecond, share, cpuSecondsPerMillion, memory } = figuresOf(run);
    table.push([
      run.subject, run.partitions, run.counts.deleted, perSecond.toFixed(0), `${share.toFixed(1)} %`, cpuSecondsPerMillion.toFixed(1),
      memory.toFixed(0), run.counts.throttled, failureOf(run) === undefined ? 'empty' : 'failed',
    ]);
  }
  const shares = Object.entries(MIN_SHARE).map(([partitions, share]) => `${share} % with ${partitions}`).join(', ');
  const lines = [
    `The model allows ${RATE} keys per second and partition, after a burst of ${BURST}. The time is measured from the first request to the last deletion.`,
    `Targets of ${NAMES.construct}: at least ${shares} partitions; at most ${MAX_CPU_RATIO.full} of the CPU time of ${NAMES.cdk}; less than ${MEMORY_LIMIT} MiB.`,
    ...notes,
  ];
  process.stdout.write(`${table.toString()}\n${lines.join('\n')}\n`);
}

function wholeNumber(option: string, value: string | number, min: number): number {
  if (!Number.isInteger(Number(value)) || Number(value) < min) {
    throw new Error(`${option} must be a whole number of at least ${min}, got ${value}.`);
  }
  return Number(value);
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const isShort = values.short ?? false;
  const versions = wholeNumber('--versions', values.versions ?? (isShort ? SHORT_VERSIONS : DEFAULT_VERSIONS), 1000);
  const partitions = values.partitions === undefined ? PARTITIONS : [wholeNumber('--partitions', values.partitions, 1)];
  const keyLength = wholeNumber('--key-length', values['key-length'] ?? 0, 0);
  await compile();
  const requested = SUBJECTS.filter((subject) => subject === (values.only ?? (isShort ? 'construct' : subject)));
  const s5cmdError = requested.includes('s5cmd') ? await installS5cmd() : undefined;
  const subjects = requested.filter((subject) => subject !== 's5cmd' || s5cmdError === undefined);
  const runs = await measureAll(subjects, partitions.map((count) => ({ versions, partitions: count, keyLength })));
  const constructRuns = runs.filter(({ subject }) => subject === NAMES.construct);
  const missed = constructRuns.flatMap((run) => {
    const failure = failureOf(run);
    const failures = failure === undefined ? [] : [failure];
    return [...failures, ...(isShort ? [] : missedTargets(run))].map((problem) => `Failed (partitions: ${run.partitions}): ${problem}.`);
  });
  const size = isShort ? 'short' : 'full';
  const cpuRatio = values.only === undefined ? cpuRatioOf(await measurePairs(PAIR_VERSIONS[size], keyLength)) : undefined;
  if (cpuRatio !== undefined && cpuRatio > MAX_CPU_RATIO[size]) {
    missed.push(`Failed: ${cpuRatio.toFixed(2)} of the CPU time of ${NAMES.cdk}, target <= ${MAX_CPU_RATIO[size]}.`);
  }
  const others = runs.filter((run) => !constructRuns.includes(run) && failureOf(run) !== undefined);
  const notes = [
    cpuRatio === undefined ? 'The CPU time was not compared.' : `${NAMES.construct} uses ${cpuRatio.toFixed(2)} of the CPU time of ${NAMES.cdk} (${PAIR_VERSIONS[size]} versions).`,
    ...(s5cmdError === undefined ? [] : [`s5cmd was not measured: ${s5cmdError}.`]),
    ...others.map((run) => `${run.subject} failed (partitions: ${run.partitions}): ${failureOf(run)}.`),
    ...missed,
  ];
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ cpuRatio, runs: runs.map((run) => ({ ...run, figures: figuresOf(run) })), notes }, undefined, 2)}\n`);
  } else {
    print(runs, notes);
  }
  process.exitCode = missed.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
