import { BURST, RATE } from './model-bucket';
import type { Counts } from './s3-model';
import type { Usage } from './subject';

/** One measurement in which a subject empties the bucket. */
export interface Run {
  readonly subject: string;
  readonly partitions: number;
  readonly versions: number;
  readonly counts: Counts;
  readonly usage: Usage;
  /** The CPU time that the subject uses for an empty bucket. */
  readonly startUpSeconds: number;
}

/** The figures of a run. */
export interface Figures {
  readonly perSecond: number;
  /** The deleted versions, in percent of those that the model allows in the same time. */
  readonly share: number;
  readonly cpuSecondsPerMillion: number;
  readonly memory: number;
}

/** The targets of EmptyOnDelete. */
export const MIN_SHARE: { readonly [partitions: number]: number | undefined } = { 1: 97, 4: 92, 8: 92 };
export const MEMORY_LIMIT = 256;

export function figuresOf({ partitions, counts, usage, startUpSeconds }: Run): Figures {
  const { deleted, seconds } = counts;
  if (deleted === 0) {
    return { perSecond: 0, share: 0, cpuSecondsPerMillion: 0, memory: usage.memory };
  }
  return {
    perSecond: deleted / seconds,
    share: (100 * deleted) / (partitions * (BURST + RATE * seconds)),
    cpuSecondsPerMillion: ((usage.cpuSeconds - startUpSeconds) / deleted) * 1e6,
    memory: usage.memory,
  };
}

/** Returns the reason why a run did not empty the bucket, or undefined. */
export function failureOf({ counts, usage }: Run): string | undefined {
  return usage.error ?? (counts.remaining > 0 ? `${counts.remaining} versions remain` : undefined);
}

/** A run of EmptyOnDelete and a run of the function of the CDK with the same content, one after the other on the same machine. */
export interface Pair {
  readonly construct: Run;
  readonly cdk: Run;
}

/** The highest CPU time of EmptyOnDelete as a part of that of the CDK, by the number of versions: a short run consists of start-up and compilation. */
export const MAX_CPU_RATIO = { full: 0.35, short: 0.5 };

/**
 * Returns the median of the ratios of the CPU time, which other load and the speed of the machine hardly affect. Undefined without a pair in which both
 * emptied the bucket.
 */
export function cpuRatioOf(pairs: Pair[]): number | undefined {
  const isComplete = (run: Run) => failureOf(run) === undefined && run.counts.deleted > 0;
  const ratios = pairs.filter(({ construct, cdk }) => isComplete(construct) && isComplete(cdk))
    .map(({ construct, cdk }) => figuresOf(construct).cpuSecondsPerMillion / figuresOf(cdk).cpuSecondsPerMillion)
    .sort((one, other) => one - other);
  return ratios[Math.floor(ratios.length / 2)];
}

/** Returns the targets that a run misses. */
export function missedTargets(run: Run): string[] {
  const { share, memory } = figuresOf(run);
  const least = MIN_SHARE[run.partitions];
  return [
    ...(least === undefined || share >= least ? [] : [`share of ${share.toFixed(1)} %, target >= ${least} %`]),
    ...(memory < MEMORY_LIMIT ? [] : [`${memory.toFixed(0)} MiB of memory, target < ${MEMORY_LIMIT} MiB`]),
  ];
}
