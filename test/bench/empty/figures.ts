import { BURST, RATE } from './model-bucket';
import type { Counts } from './s3-model';
import type { Usage } from './subject';

/** One emptying. */
export interface Run {
  readonly subject: string;
  readonly partitions: number;
  readonly versions: number;
  readonly counts: Counts;
  readonly usage: Usage;
  /** What the subject uses for an empty bucket. */
  readonly startUpSeconds: number;
}

/** What a run comes to. */
export interface Figures {
  readonly perSecond: number;
  /** Of the versions that the model allows in the time, in per cent. */
  readonly share: number;
  readonly processorSecondsAMillion: number;
  readonly memory: number;
}

/** What ours is held against. */
export const LEAST_SHARE: { readonly [partitions: number]: number | undefined } = { 1: 97, 4: 92, 8: 92 };
export const MOST_PROCESSOR_SECONDS = 25;
export const MEMORY_BELOW = 256;

export function figuresOf({ partitions, counts, usage, startUpSeconds }: Run): Figures {
  const { deleted, seconds } = counts;
  if (deleted === 0) {
    return { perSecond: 0, share: 0, processorSecondsAMillion: 0, memory: usage.memory };
  }
  return {
    perSecond: deleted / seconds,
    share: (100 * deleted) / (partitions * (BURST + RATE * seconds)),
    processorSecondsAMillion: ((usage.processorSeconds - startUpSeconds) / deleted) * 1e6,
    memory: usage.memory,
  };
}

/** Whatever the speed: why a run did not empty the bucket. */
export function failureOf({ counts, usage }: Run): string | undefined {
  return usage.error ?? (counts.left > 0 ? `${counts.left} versions left` : undefined);
}

/** Which targets a run misses. */
export function missedTargets(run: Run): string[] {
  const { share, processorSecondsAMillion, memory } = figuresOf(run);
  const least = LEAST_SHARE[run.partitions];
  return [
    ...(least === undefined || share >= least ? [] : [`share of ${share.toFixed(1)} %, target >= ${least} %`]),
    ...(processorSecondsAMillion <= MOST_PROCESSOR_SECONDS
      ? [] : [`${processorSecondsAMillion.toFixed(1)} s of processor time a million, target <= ${MOST_PROCESSOR_SECONDS} s`]),
    ...(memory < MEMORY_BELOW ? [] : [`${memory.toFixed(0)} MiB of memory, target < ${MEMORY_BELOW} MiB`]),
  ];
}
