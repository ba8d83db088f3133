import type { Position } from './bucket-client';

/** A part of the bucket's keys, in the order in which S3 lists them. */
export interface KeyRange {
  /** Undefined from the start. */
  readonly after?: Position;
  /** The last key that may belong to it; undefined to the end. */
  readonly until?: string;
}

/** With so many prefixes nothing is gained by looking deeper. */
const ENOUGH = 8;
const MAX_RANGES = 16;
const MAX_DEPTH = 8;

/**
 * Splits what follows a position into ranges that can be listed side by side. They begin at common prefixes, which are looked for
 * level by level, since logs lie below several levels of one prefix each. The ranges cover every key, whatever the prefixes are.
 */
export async function splitKeys(after: Position, commonPrefixes: (prefix: string) => Promise<string[]>): Promise<KeyRange[]> {
  let prefixes = await commonPrefixes('');
  for (let depth = 1; depth < MAX_DEPTH && prefixes.length > 0 && prefixes.length < ENOUGH; depth++) {
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

/** S3 orders keys by their bytes in UTF-8. */
export function compareKeys(one: string, other: string): number {
  return one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function evenly(items: string[], count: number): string[] {
  return items.length <= count ? items : Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]);
}
