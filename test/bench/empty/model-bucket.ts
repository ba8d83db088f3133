/** What the model allows a prefix partition, in keys a second and in keys after a rest. */
export const RATE = 3_500;
export const BURST = 7_000;

/** Where a listing stops. */
export interface Page {
  /** Numbers of the versions listed, in order. */
  readonly versions: number[];
  readonly truncated: boolean;
}

const VERSIONS_A_KEY = 2;
const ID_FILLER = 'kZ3nYQb0tVhW7mLx';

/** As many keys as S3 takes: the burst at first, then the rate. */
export class Allowance {
  private left = BURST;
  private lastTime: number;

  constructor(now: number) {
    this.lastTime = now;
  }

  /** How many keys may be deleted now. */
  public at(now: number): number {
    this.left = Math.min(BURST, this.left + ((now - this.lastTime) / 1000) * RATE);
    this.lastTime = now;
    return this.left;
  }

  public take(keys: number): void {
    this.left -= keys;
  }
}

/**
 * A bucket whose content is computed: each common prefix is a partition with its own allowance, each key has two versions, and the newer
 * one of every fourth key is a delete marker.
 */
export class ModelBucket {
  public left: number;
  private readonly gone: Uint8Array;
  private readonly allowances: Allowance[];
  private readonly versionsAPartition: number;
  private readonly padding: string = '';

  /** Keys are padded to `keyLength`, in characters, where they are shorter. */
  constructor(private readonly versions: number, partitions: number, private readonly clock: () => number, keyLength = 0) {
    this.left = versions;
    this.gone = new Uint8Array(versions);
    this.versionsAPartition = Math.max(1, Math.ceil(versions / partitions / VERSIONS_A_KEY)) * VERSIONS_A_KEY;
    this.allowances = Array.from({ length: partitions }, () => new Allowance(clock()));
    this.padding = '.'.repeat(Math.max(0, keyLength - this.keyOf(0).length));
  }

  public keyOf(version: number): string {
    const number = Math.floor(version / VERSIONS_A_KEY);
    const name = `${String(number).padStart(9, '0')}-3F1C2A9B7D5E4F60.log.gz`;
    return `${this.prefixOf(this.partitionOf(version))}2026-05-17-08-${name}${this.padding}`;
  }

  public idOf(version: number): string {
    return `${ID_FILLER}${String(version).padStart(16, '0')}`;
  }

  public isLatest(version: number): boolean {
    return version % VERSIONS_A_KEY === 0;
  }

  public isMarker(version: number): boolean {
    return version % (VERSIONS_A_KEY * 4) === 0;
  }

  /** The version of a key and an id, or -1. */
  public find(key: string, id: string): number {
    const version = id.startsWith(ID_FILLER) ? Number(id.slice(ID_FILLER.length)) : -1;
    return version >= 0 && version < this.versions && this.keyOf(version) === key ? version : -1;
  }

  /** What follows a key, or a version of it. */
  public list(prefix: string, afterKey: string, afterId: string, most: number): Page {
    const listed: number[] = [];
    let version = this.next(Math.max(this.start(prefix, afterKey, afterId), 0));
    while (version !== -1 && listed.length < most && this.keyOf(version).startsWith(prefix)) {
      listed.push(version);
      version = this.next(version + 1);
    }
    return { versions: listed, truncated: version !== -1 && this.keyOf(version).startsWith(prefix) };
  }

  /** The prefixes that begin with `prefix` and end at the next slash. */
  public commonPrefixes(prefix: string): string[] {
    const prefixes = this.allowances.map((_, partition) => this.prefixOf(partition)).filter((one) => one.startsWith(prefix) && one !== prefix);
    return prefixes.filter((one) => this.list(one, '', '', 1).versions.length > 0);
  }

  /** Deletes all of them, or none where a partition would take too many. */
  public delete(versions: number[]): boolean {
    const present = versions.filter((version) => this.gone[version] === 0);
    const counts = new Map<number, number>();
    for (const version of versions) {
      counts.set(this.partitionOf(version), (counts.get(this.partitionOf(version)) ?? 0) + 1);
    }
    const now = this.clock();
    if ([...counts].some(([partition, count]) => this.allowances[partition].at(now) < count)) {
      return false;
    }
    counts.forEach((count, partition) => this.allowances[partition].take(count));
    present.forEach((version) => { this.gone[version] = 1; });
    this.left -= new Set(present).size;
    return true;
  }

  private partitionOf(version: number): number {
    return Math.floor(version / this.versionsAPartition);
  }

  private prefixOf(partition: number): string {
    return `partition-${String(partition).padStart(2, '0')}/`;
  }

  private next(from: number): number {
    return this.gone.indexOf(0, from);
  }

  private start(prefix: string, afterKey: string, afterId: string): number {
    if (afterId) {
      return this.find(afterKey, afterId) + 1;
    }
    // The first version whose key is beyond the marker and not before the prefix: keys are in the order of their numbers.
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
