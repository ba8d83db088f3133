import type { Position } from './bucket-client';

/** A part of the bucket's keys, in the order in which S3 lists them. */
export interface KeyRange {
  /** The position after which the range begins. Undefined for the start of the bucket. */
  readonly after?: Position;
  /** The last possible key of the range. Undefined for the end of the bucket. */
  readonly until?: string;
}

/** The number of prefixes from which deeper levels are not listed. */
const SUFFICIENT_PREFIXES = 8;
const MAX_RANGES = 16;
const MAX_DEPTH = 8;

/**
 * Splits the keys after a position into ranges that can be listed in parallel. The ranges begin at common prefixes, which are listed level by
 * level, because the keys of logs often begin with several levels that have only one prefix each. The ranges cover all keys.
 */
export async function splitKeys(after: Position, commonPrefixes: (prefix: string) => Promise<string[]>): Promise<KeyRange[]> {
  let prefixes = await commonPrefixes('');
  for (let depth = 1; depth < MAX_DEPTH && prefixes.length > 0 && prefixes.length < SUFFICIENT_PREFIXES; depth++) {
    const deeper = (await Promise.all(prefixes.map(commonPrefixes))).flatMap((found, index) => (found.length > 0 ? found : [prefixes[index]]));
    if (deeper.every((prefix, index) => prefix === prefixes[index])) {
      break;
    }
    prefixes = deeper;
  }
  const starts = prefixes.filter((prefix) => compareKeys(prefix, after.key) > 0);
  const boundaries = evenly(starts.slice(compareKeys(prefixes[0] ?? '', after.key) > 0 ? 1 : 0), MAX_RANGES - 1);
  return [...boundaries, undefined].map((until, index) => ({ after: index === 0 ? after : { key: boundaries[index - 1] }, until }));
}

/** Compares keys as S3 sorts them: by their bytes in UTF-8. */
export function compareKeys(one: string, other: string): number {
  return one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function evenly(items: string[], count: number): string[] {
  return items.length <= count ? items : Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]);
}
