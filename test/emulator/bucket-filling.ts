import { setTimeout as pause } from 'node:timers/promises';
import type { Aws } from '../../integ/demo/aws';

type S3 = Aws['s3'];

const PREFIXES = 10;
const OBJECTS = 1_000;
const PARALLEL = 20;
/** The maximum number of keys in DeleteObjects. In a versioned bucket it creates a delete marker for each key, even without an object. */
const MARKERS_PER_REQUEST = 1_000;

/**
 * Fills a versioned bucket with 1,000 deleted objects and with delete markers of keys that never had an object, below ten prefixes.
 * Returns the number of versions and delete markers that S3 created.
 */
export async function fill(s3: S3, Bucket: string, entries: number): Promise<number> {
  const keys = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `logs/${index % PREFIXES}/${kind}-${Math.floor(index / PREFIXES)}`);
  const objects = keys('object', OBJECTS);
  await inParallel(objects, (Key) => s3.putObject({ Bucket, Key, Body: 'x' }));

  const deleted = [...objects, ...keys('marker', entries - 2 * OBJECTS)];
  const batches = Array.from({ length: Math.ceil(deleted.length / MARKERS_PER_REQUEST) }, (_, index) => deleted.slice(index * MARKERS_PER_REQUEST, (index + 1) * MARKERS_PER_REQUEST));
  let markers = 0;
  await inParallel(batches, async (batch) => {
    const { Deleted } = await s3.deleteObjects({ Bucket, Delete: { Objects: batch.map((Key) => ({ Key })) } });
    markers += Deleted!.filter(({ DeleteMarker }) => DeleteMarker).length;
  });
  return objects.length + markers;
}

async function inParallel<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const remaining = [...items];
  await Promise.all(Array.from({ length: PARALLEL }, async () => {
    for (let item = remaining.pop(); item !== undefined; item = remaining.pop()) {
      await work(item);
    }
  }));
}

/** A client that writes to a bucket until it is stopped or until S3 rejects a request. */
export class Writer {
  /** The number of versions and delete markers, and of incomplete multipart uploads. */
  public readonly written = { entries: 0, uploads: 0 };
  /** The error of the rejected request. */
  public error?: string;
  private stopped = false;
  private writing?: Promise<void>;

  constructor(private readonly s3: S3, private readonly bucket: string) {}

  /** Starts to write, with a pause after each round. The function is called for each pause. */
  public start(pauseMilliseconds: () => number): void {
    this.writing = this.write(pauseMilliseconds).catch((error: Error) => { this.error = `${error.name}: ${error.message}`; });
  }

  /** Stops writing. Resolves when the last request has completed. */
  public async stop(): Promise<void> {
    this.stopped = true;
    await this.writing;
  }

  private async write(pauseMilliseconds: () => number): Promise<void> {
    for (let round = 0; !this.stopped; round++) {
      await this.writeRound(`logs/${round % PREFIXES}/late-${round}`);
      await pause(pauseMilliseconds());
    }
  }

  /** Creates two versions, a delete marker and an incomplete multipart upload. */
  private async writeRound(Key: string): Promise<void> {
    const { s3, written, bucket: Bucket } = this;
    for (const change of [() => s3.putObject({ Bucket, Key, Body: 'x' }), () => s3.putObject({ Bucket, Key, Body: 'y' }), () => s3.deleteObject({ Bucket, Key })]) {
      await change();
      written.entries++;
    }
    await s3.createMultipartUpload({ Bucket, Key });
    written.uploads++;
  }
}
