import { setTimeout as pause } from 'node:timers/promises';
import type { Aws } from '../../integ/demo/aws';

type S3 = Aws['s3'];

const PREFIXES = 10;
const OBJECTS = 1_000;
const PARALLEL = 20;
/** DeleteObjects takes no more keys; in a versioned bucket it leaves a marker for each, whether there was an object or not. */
const MARKERS_A_REQUEST = 1_000;

/**
 * Fills a versioned bucket, below ten prefixes: 1,000 objects that were deleted afterwards, and many more keys of which the marker alone is left.
 * Returns how many versions and markers S3 made.
 */
export async function fill(s3: S3, Bucket: string, entries: number): Promise<number> {
  const keys = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `logs/${index % PREFIXES}/${kind}-${Math.floor(index / PREFIXES)}`);
  const objects = keys('object', OBJECTS);
  await inParallel(objects, (Key) => s3.putObject({ Bucket, Key, Body: 'x' }));

  const deleted = [...objects, ...keys('marker', entries - 2 * OBJECTS)];
  const batches = Array.from({ length: Math.ceil(deleted.length / MARKERS_A_REQUEST) }, (_, index) => deleted.slice(index * MARKERS_A_REQUEST, (index + 1) * MARKERS_A_REQUEST));
  let made = 0;
  await inParallel(batches, async (batch) => {
    const { Deleted } = await s3.deleteObjects({ Bucket, Delete: { Objects: batch.map((Key) => ({ Key })) } });
    made += Deleted!.filter(({ DeleteMarker }) => DeleteMarker).length;
  });
  return objects.length + made;
}

async function inParallel<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  await Promise.all(Array.from({ length: PARALLEL }, async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) {
      await work(item);
    }
  }));
}

/** A client that goes on writing until it is stopped, or until S3 refuses for the first time. */
export class Writer {
  /** Versions and markers, and uploads that were never finished. */
  public readonly written = { entries: 0, uploads: 0 };
  /** Why it had to stop. */
  public refusal?: string;
  private stopped = false;
  private writing?: Promise<void>;

  constructor(private readonly s3: S3, private readonly bucket: string) {}

  /** Starts to write, with a pause after each round that may change meanwhile. */
  public start(pauseMilliseconds: () => number): void {
    this.writing = this.write(pauseMilliseconds).catch((error: Error) => { this.refusal = `${error.name}: ${error.message}`; });
  }

  /** Resolves when the last request has been answered. */
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

  /** Two versions, a marker, and an upload that is never finished. */
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
