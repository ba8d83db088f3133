/** The deletions that the model allows for each prefix partition: keys per second, and keys in a burst. */
export const RATE = 3_500;
export const BURST = 7_000;

/** A page of a listing. */
export interface Page {
  /** The numbers of the listed versions, in order. */
  readonly versions: number[];
  readonly truncated: boolean;
}

const VERSIONS_PER_KEY = 2;
const ID_FILLER = 'kZ3nYQb0tVhW7mLx';

/** The limit of a partition: a token bucket that starts with the burst and is refilled at the rate. */
export class RateLimit {
  private available = BURST;
  private lastTime: number;

  constructor(now: number) {
    this.lastTime = now;
  }

  /** Returns the number of keys that can be deleted now. */
  public availableAt(now: number): number {
    this.available = Math.min(BURST, this.available + ((now - this.lastTime) / 1000) * RATE);
    this.lastTime = now;
    return this.available;
  }

  public consume(keys: number): void {
    this.available -= keys;
  }
}

/**
 * A bucket with computed content: each common prefix is a partition with its own limit, each key has two versions, and the newer
 * version of every fourth key is a delete marker.
 */
export class ModelBucket {
  public remaining: number;
  private readonly deleted: Uint8Array;
  private readonly limits: RateLimit[];
  private readonly versionsPerPartition: number;
  private readonly padding: string = '';

  /** @param keyLength the minimum length of the keys in characters, to which shorter keys are padded */
  constructor(private readonly versions: number, partitions: number, private readonly clock: () => number, keyLength = 0) {
    this.remaining = versions;
    this.deleted = new Uint8Array(versions);
    this.versionsPerPartition = Math.max(1, Math.ceil(versions / partitions / VERSIONS_PER_KEY)) * VERSIONS_PER_KEY;
    this.limits = Array.from({ length: partitions }, () => new RateLimit(clock()));
    this.padding = '.'.repeat(Math.max(0, keyLength - this.keyOf(0).length));
  }

  public keyOf(version: number): string {
    const number = Math.floor(version / VERSIONS_PER_KEY);
    const name = `${String(number).padStart(9, '0')}-3F1C2A9B7D5E4F60.log.gz`;
    return `${this.prefixOf(this.partitionOf(version))}2026-05-17-08-${name}${this.padding}`;
  }

  public idOf(version: number): string {
    return `${ID_FILLER}${String(version).padStart(16, '0')}`;
  }

  public isLatest(version: number): boolean {
    return version % VERSIONS_PER_KEY === 0;
  }

  public isMarker(version: number): boolean {
    return version % (VERSIONS_PER_KEY * 4) === 0;
  }

  /** Returns the number of the version with a key and a version id, or -1. */
  public find(key: string, id: string): number {
    const version = id.startsWith(ID_FILLER) ? Number(id.slice(ID_FILLER.length)) : -1;
    return version >= 0 && version < this.versions && this.keyOf(version) === key ? version : -1;
  }

  /** Lists the versions after a key, or after a version of it. */
  public list(prefix: string, afterKey: string, afterId: string, max: number): Page {
    const listed: number[] = [];
    let version = this.next(Math.max(this.start(prefix, afterKey, afterId), 0));
    while (version !== -1 && listed.length < max && this.keyOf(version).startsWith(prefix)) {
      listed.push(version);
      version = this.next(version + 1);
    }
    return { versions: listed, truncated: version !== -1 && this.keyOf(version).startsWith(prefix) };
  }

  /** Returns the prefixes that start with `prefix` and end at the next slash. */
  public commonPrefixes(prefix: string): string[] {
    const prefixes = this.limits.map((_, partition) => this.prefixOf(partition)).filter((one) => one.startsWith(prefix) && one !== prefix);
    return prefixes.filter((one) => this.list(one, '', '', 1).versions.length > 0);
  }

  /** Deletes the versions. Deletes none and returns false if the limit of a partition would be exceeded. */
  public delete(versions: number[]): boolean {
    const present = versions.filter((version) => this.deleted[version] === 0);
    const counts = new Map<number, number>();
    for (const version of versions) {
      counts.set(this.partitionOf(version), (counts.get(this.partitionOf(version)) ?? 0) + 1);
    }
    const now = this.clock();
    if ([...counts].some(([partition, count]) => this.limits[partition].availableAt(now) < count)) {
      return false;
    }
    counts.forEach((count, partition) => this.limits[partition].consume(count));
    present.forEach((version) => { this.deleted[version] = 1; });
    this.remaining -= new Set(present).size;
    return true;
  }

  private partitionOf(version: number): number {
    return Math.floor(version / this.versionsPerPartition);
  }

  private prefixOf(partition: number): string {
    return `partition-${String(partition).padStart(2, '0')}/`;
  }

  private next(from: number): number {
    return this.deleted.indexOf(0, from);
  }

  private start(prefix: string, afterKey: string, afterId: string): number {
    if (afterId) {
      return this.find(afterKey, afterId) + 1;
    }
    // Binary search for the first version whose key is after the marker and not before the prefix: keys are sorted by their numbers.
    let low = 0;
    let high = this.versions;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const key = this.keyOf(middle);
      if (key > afterKey && key >= prefix) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
