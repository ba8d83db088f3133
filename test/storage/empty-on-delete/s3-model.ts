import type { VirtualTime } from '../../common/functions/virtual-time';

export interface Stored {
  readonly key: string;
  readonly versionId: string;
  readonly order: number;
  readonly isMarker: boolean;
  /** The message of S3 if the version cannot be deleted. */
  readonly lock?: string;
}

export interface Write {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly key: string;
  /** Whether the denial in the bucket policy applies to the write. */
  readonly isDenied: boolean;
}

export type Fault = 'none' | 'SlowDown' | 'InternalError' | 'ECONNRESET' | 'TimeoutError' | 'response lost' | 'keys rejected' | 'policy removed' | 'AccessDenied' | 'bucket deleted';

/** Creates an error like those that the SDK throws. */
export function s3Error(name: string, status = 400, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

const THROWN: Partial<Record<Fault, () => Error>> = {
  SlowDown: () => s3Error('SlowDown', 503),
  InternalError: () => s3Error('InternalError', 500),
  ECONNRESET: () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  TimeoutError: () => s3Error('TimeoutError', 0),
  AccessDenied: () => s3Error('AccessDenied', 403, 'no identity-based policy allows the action'),
};
const sortKeys = new Map<string, string>();
/** S3 sorts keys by their bytes in UTF-8. */
function sortKey(key: string): string {
  const known = sortKeys.get(key) ?? Buffer.from(key).toString('latin1');
  sortKeys.set(key, known);
  return known;
}
function byBytes(one: string, other: string): number {
  const [first, second] = [sortKey(one), sortKey(other)];
  return first < second ? -1 : Number(first > second);
}

/** A model of one S3 bucket, with failures and concurrent writes. */
export class S3Model {
  public stored: Stored[] = [];
  public uploads: { key: string; id: string }[] = [];
  public policy?: string;
  public tags: { Key: string; Value: string }[] = [];
  public exists = true;
  public writes: Write[] = [];
  /** The faults of the next requests, one each. Requests without a fault succeed. */
  public faults: Fault[] = [];
  public calls: string[] = [];
  /** Whether every DeleteObjects request specified that the response contains only errors. */
  public requestsOnlyErrors = true;
  public pageSize = 1000;
  /** Whether deletions succeed without deleting anything. */
  public ignoresDeletions = false;
  /** The maximum number of keys that are deleted per second, with a burst of two seconds. Undefined for no limit. */
  public limit?: number;
  private order = 1_000;
  private isSorted = true;
  private orderWhenEmpty = Infinity;
  private burst = Infinity;
  private burstAt: number;
  private readonly startedAt: number;

  constructor(private readonly time: VirtualTime, private readonly latency = 50) {
    this.startedAt = this.burstAt = time.now();
  }

  public add(key: string, { isMarker = false, hasNoId = false, lock }: { isMarker?: boolean; hasNoId?: boolean; lock?: string } = {}): void {
    const order = this.order++;
    const versionId = hasNoId ? 'null' : `v${order}`;
    if (hasNoId) {
      this.stored = this.stored.filter((one) => one.key !== key || one.versionId !== 'null');
    }
    this.stored.push({ key, versionId, order, isMarker, lock });
    this.isSorted = false;
  }

  /** Whether the bucket is empty, apart from objects that were added after the last listing that was empty. */
  public get isEmptyAsListed(): boolean {
    return this.uploads.length === 0 && this.stored.every(({ order }) => order >= this.orderWhenEmpty);
  }

  public get isEmpty(): boolean {
    return this.stored.length === 0 && this.uploads.length === 0;
  }

  public async listVersions(input: Record<string, string | undefined>): Promise<object> {
    await this.request('ListObjectVersions');
    if (!this.isSorted) {
      this.stored.sort((one, other) => byBytes(one.key, other.key) || other.order - one.order);
      this.isSorted = true;
    }
    const { KeyMarker: key, VersionIdMarker: version, Prefix: prefix = '', Delimiter: delimiter } = input;
    // The position of a deleted version 'null' is not known: the other versions of its key are skipped.
    const marked = version?.startsWith('v') ? Number(version.slice(1)) : this.stored.find((one) => one.key === key && one.versionId === version)?.order ?? -1;
    const isAfter = (one: Stored) => key === undefined || byBytes(one.key, key) > 0 || (version !== undefined && one.key === key && one.order < marked);
    const matching = this.stored.filter((one) => one.key.startsWith(prefix) && isAfter(one));
    if (delimiter) {
      const prefixes = matching.map((one) => one.key.slice(prefix.length)).filter((rest) => rest.includes(delimiter)).map((rest) => prefix + rest.split(delimiter)[0] + delimiter);
      return { CommonPrefixes: [...new Set(prefixes)].slice(0, this.pageSize).map((Prefix) => ({ Prefix: encode(Prefix) })), EncodingType: 'url' };
    }
    this.orderWhenEmpty = this.stored.length === 0 ? this.order : this.orderWhenEmpty;
    const page = matching.slice(0, this.pageSize);
    const last = page.at(-1);
    const show = ({ key: Key, versionId, order }: Stored) => ({ Key: encode(Key), VersionId: versionId, LastModified: new Date(order * 1_000) });
    return {
      Versions: page.filter((one) => !one.isMarker).map(show),
      DeleteMarkers: page.filter((one) => one.isMarker).map(show),
      EncodingType: 'url',
      ...(matching.length > page.length ? { IsTruncated: true, NextKeyMarker: encode(last!.key), NextVersionIdMarker: last!.versionId } : { IsTruncated: false }),
    };
  }

  public async deleteObjects(
    { Delete: { Objects, Quiet: onlyErrors } }: { Delete: { Objects: { Key: string; VersionId?: string }[]; Quiet: boolean } },
  ): Promise<object> {
    const { fault, respond } = await this.request('DeleteObjects');
    if (Objects.length > 1000 || Objects.length === 0) {
      throw s3Error('MalformedXML');
    }
    this.requestsOnlyErrors = this.requestsOnlyErrors && onlyErrors;
    this.useLimit(Objects.length);
    const Errors: object[] = [];
    Objects.forEach(({ Key, VersionId }, index) => {
      const found = this.stored.find((one) => one.key === Key && one.versionId === VersionId);
      if (fault === 'keys rejected' && index % 2 === 0) {
        Errors.push({ Key, VersionId, Code: 'InternalError', Message: 'We encountered an internal error. Please try again.' });
      } else if (found?.lock) {
        Errors.push({ Key, VersionId, Code: 'AccessDenied', Message: found.lock });
      } else if (found && !this.ignoresDeletions) {
        this.stored.splice(this.stored.indexOf(found), 1);
      }
    });
    return respond({ Errors, Deleted: onlyErrors ? undefined : Objects });
  }

  public async deleteObject({ Key, VersionId }: { Key: string; VersionId?: string }): Promise<object> {
    const { respond } = await this.request('DeleteObject');
    const found = this.stored.find((one) => one.key === Key && one.versionId === VersionId);
    if (found?.lock) {
      throw s3Error('AccessDenied', 403, found.lock);
    }
    this.stored = this.stored.filter((one) => one !== found);
    return respond({});
  }

  public async listUploads({ KeyMarker, UploadIdMarker }: { KeyMarker?: string; UploadIdMarker?: string }): Promise<object> {
    await this.request('ListMultipartUploads');
    const sorted = [...this.uploads].sort((one, other) => byBytes(one.key, other.key) || byBytes(one.id, other.id));
    const after = sorted.filter(({ key, id }) => KeyMarker === undefined || byBytes(key, KeyMarker) > 0 || (key === KeyMarker && byBytes(id, UploadIdMarker!) > 0));
    const page = after.slice(0, this.pageSize);
    return {
      Uploads: page.map(({ key, id }) => ({ Key: encode(key), UploadId: id })),
      EncodingType: 'url',
      ...(after.length > page.length ? { IsTruncated: true, NextKeyMarker: encode(page.at(-1)!.key), NextUploadIdMarker: page.at(-1)!.id } : {}),
    };
  }

  public async abortUpload({ Key, UploadId }: { Key: string; UploadId: string }): Promise<object> {
    const { respond } = await this.request('AbortMultipartUpload');
    const remaining = this.uploads.filter(({ key, id }) => key !== Key || id !== UploadId);
    if (remaining.length === this.uploads.length) {
      throw s3Error('NoSuchUpload', 404);
    }
    this.uploads = remaining;
    return respond({});
  }

  public async getPolicy(): Promise<object> {
    await this.request('GetBucketPolicy');
    if (this.policy === undefined) {
      throw s3Error('NoSuchBucketPolicy', 404);
    }
    return { Policy: this.policy };
  }

  public async putPolicy({ Policy }: { Policy?: string }): Promise<object> {
    const { respond } = await this.request(Policy === undefined ? 'DeleteBucketPolicy' : 'PutBucketPolicy');
    this.policy = Policy;
    return respond({});
  }

  public async getTags(): Promise<object> {
    await this.request('GetBucketTagging');
    if (this.tags.length === 0) {
      throw s3Error('NoSuchTagSet', 404);
    }
    return { TagSet: this.tags };
  }

  /** Applies the latency, the concurrent writes and the fault of a request. */
  private async request(operation: string): Promise<{ fault: Fault; respond: <T>(response: T) => T }> {
    this.calls.push(operation);
    const fault = this.faults.shift() ?? 'none';
    await this.time.sleep(this.latency * (0.5 + this.time.random()));
    this.applyWrites();
    if (fault === 'bucket deleted') {
      this.exists = false;
      this.stored = [];
      this.uploads = [];
    }
    if (fault === 'policy removed') {
      this.policy = undefined;
    }
    if (!this.exists) {
      throw s3Error('NoSuchBucket', 404);
    }
    if (THROWN[fault]) {
      throw THROWN[fault]();
    }
    return {
      fault,
      respond: (response) => {
        if (fault === 'response lost') {
          throw s3Error('TimeoutError', 0);
        }
        return response;
      },
    };
  }

  private applyWrites(): void {
    const due = this.writes.filter(({ at }) => this.startedAt + at <= this.time.now());
    this.writes = this.writes.filter((write) => !due.includes(write));
    const isDenying = this.policy?.includes('"Deny"') ?? false;
    due.filter(({ isDenied }) => this.exists && !(isDenying && isDenied)).forEach(({ key }) => this.add(key));
  }

  private useLimit(keys: number): void {
    if (this.limit !== undefined) {
      const maxBurst = 2 * this.limit;
      this.burst = Math.min(maxBurst, this.burst + ((this.time.now() - this.burstAt) * this.limit) / 1000);
      this.burstAt = this.time.now();
      if (this.burst < keys) {
        throw s3Error('SlowDown', 503, 'Please reduce your request rate.');
      }
      this.burst -= keys;
    }
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/%20/g, '+');
}
