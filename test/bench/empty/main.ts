/**
 * Compares three emptiers on a local model of S3 with S3's latency and limits: ours, the CDK's own loop, and s5cmd.
 *
 *     npx tsx test/bench/empty/main.ts [--json] [--short] [--versions=N] [--only=ours|cdk|s5cmd] [--partitions=N] [--key-length=N]
 *
 * Every run has a fresh process and a fresh model. The other two empty at most 40,000 versions. The exit status is 1 where ours leaves
 * anything in the bucket, or misses a target in a run that is not short.
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import Table from 'cli-table3';
import { build } from 'esbuild';
import { failureOf, figuresOf, LEAST_SHARE, missedTargets, MEMORY_BELOW, MOST_PROCESSOR_SECONDS, type Run } from './figures';
import { BURST, RATE } from './model-bucket';
import type { Counts } from './s3-model';
import { installS5cmd, runS5cmd } from './s5cmd';
import type { Usage } from './subject';

type Subject = 'ours' | 'cdk' | 's5cmd';

const NAMES: { readonly [subject in Subject]: string } = { ours: 'EmptyOnDelete', cdk: "the CDK's loop", s5cmd: 's5cmd 2.3' };
const SUBJECTS = Object.keys(NAMES) as Subject[];
const PARTITIONS = [1, 4, 8];
const DEFAULT_VERSIONS = 400_000;
const SHORT_VERSIONS = 10_000;
/** The others would take many minutes longer, for the same figures. */
const MOST_OF_OTHERS = 40_000;
const OPTIONS = {
  'json': { type: 'boolean' },
  'short': { type: 'boolean' },
  'versions': { type: 'string' },
  'only': { type: 'string' },
  'partitions': { type: 'string' },
  'key-length': { type: 'string' },
} as const;
/** Below node_modules, so that the compiled subject finds the SDK. */
const COMPILED = resolve(__dirname, '../../../node_modules/.cache/empty-bench');

/** Nothing of the machine's own AWS configuration plays a part, and only this names the endpoint to the CDK's handler. */
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

/** Compiled beforehand, with the SDK outside, as in Lambda. */
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

/** What the bucket holds. */
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

async function measureAll(subjects: Subject[], contents: Content[]): Promise<Run[]> {
  const runs: Run[] = [];
  for (const subject of subjects) {
    const { usage: { processorSeconds: startUpSeconds } } = await runOnce(subject, { versions: 0, partitions: 1, keyLength: 0 });
    for (const given of contents) {
      const content = { ...given, versions: subject === 'ours' ? given.versions : Math.min(given.versions, MOST_OF_OTHERS) };
      const { versions, partitions } = content;
      process.stderr.write(`${NAMES[subject]}, ${versions} versions, partitions: ${partitions}\n`);
      runs.push({ subject: NAMES[subject], partitions, versions, startUpSeconds, ...await runOnce(subject, content) });
    }
  }
  return runs;
}

function print(runs: Run[], notes: string[]): void {
  const table = new Table({
    head: ['emptier', 'partitions', 'versions', 'versions/s', 'of what S3 allows', 'processor, s a million', 'memory, MiB', 'SlowDown', ''],
    style: { head: [], border: [] },
  });
  for (const run of runs) {
    const { perSecond, share, processorSecondsAMillion, memory } = figuresOf(run);
    table.push([
      run.subject, run.partitions, run.counts.deleted, perSecond.toFixed(0), `${share.toFixed(1)} %`, processorSecondsAMillion.toFixed(1),
      memory.toFixed(0), run.counts.refused, failureOf(run) === undefined ? 'empty' : 'failed',
    ]);
  }
  const shares = Object.entries(LEAST_SHARE).map(([partitions, share]) => `${share} % on ${partitions}`).join(', ');
  const lines = [
    `The model allows ${RATE} keys a second and partition, after a burst of ${BURST}. The time is from the first request to the last deletion.`,
    `Targets of ${NAMES.ours}: at least ${shares}; at most ${MOST_PROCESSOR_SECONDS} s of processor time a million; below ${MEMORY_BELOW} MiB.`,
    ...notes,
  ];
  process.stdout.write(`${table.toString()}\n${lines.join('\n')}\n`);
}

function wholeNumber(option: string, given: string | number, least: number): number {
  if (!Number.isInteger(Number(given)) || Number(given) < least) {
    throw new Error(`${option}: give a whole number of ${least} or more.`);
  }
  return Number(given);
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const isShort = values.short ?? false;
  const versions = wholeNumber('--versions', values.versions ?? (isShort ? SHORT_VERSIONS : DEFAULT_VERSIONS), 1000);
  const partitions = values.partitions === undefined ? PARTITIONS : [wholeNumber('--partitions', values.partitions, 1)];
  const keyLength = wholeNumber('--key-length', values['key-length'] ?? 0, 0);
  await compile();
  const withoutS5cmd = await installS5cmd();
  const subjects = SUBJECTS.filter((subject) => subject === (values.only ?? subject) && (subject !== 's5cmd' || withoutS5cmd === undefined));
  const runs = await measureAll(subjects, partitions.map((count) => ({ versions, partitions: count, keyLength })));
  const own = runs.filter(({ subject }) => subject === NAMES.ours);
  const missed = own.flatMap((run) => {
    const failure = failureOf(run);
    const found = failure === undefined ? [] : [failure];
    return [...found, ...(isShort ? [] : missedTargets(run))].map((what) => `Missed with ${run.partitions} partitions: ${what}.`);
  });
  const others = runs.filter((run) => !own.includes(run) && failureOf(run) !== undefined);
  const notes = [
    ...(withoutS5cmd === undefined ? [] : [`Without s5cmd: ${withoutS5cmd}.`]),
    ...others.map((run) => `Not emptied by ${run.subject} with ${run.partitions} partitions: ${failureOf(run)}.`),
    ...missed,
  ];
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ runs: runs.map((run) => ({ ...run, figures: figuresOf(run) })), notes }, undefined, 2)}\n`);
  } else {
    print(runs, notes);
  }
  process.exitCode = missed.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
