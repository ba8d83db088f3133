/** Empties the bucket of the model in a separate process and prints a `Usage` as the last line. Arguments: the subject, the endpoint. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SYSTEM_CLOCK } from '../../../src/common/functions/runtime/timing';
import { BucketClient } from '../../../src/storage/empty-on-delete/runtime/bucket-client';
import { emptyBucket } from '../../../src/storage/empty-on-delete/runtime/bucket-emptier';
import { fastClient } from '../../../src/storage/empty-on-delete/runtime/fast-client';
import { limitHeapGrowth } from '../../../src/storage/empty-on-delete/runtime/memory';

/** The resource usage of a process from its start to its end. */
export interface Usage {
  readonly cpuSeconds: number;
  /** The peak memory in MiB. */
  readonly memory: number;
  /** The reason why the bucket was not emptied. */
  readonly error?: string;
}

export const BUCKET = 'bucket';
const HOUR = 3_600_000;

/** Empties the bucket with the client of the handler of EmptyOnDelete, but over HTTP. */
async function emptyWithConstruct(endpoint: string): Promise<void> {
  limitHeapGrowth();
  const s3 = fastClient(new S3Client({
    endpoint,
    forcePathStyle: true,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000, socketTimeout: 20_000, throwOnRequestTimeout: true, httpAgent: { maxSockets: 100 } },
  }));
  await emptyBucket(new BucketClient(s3, BUCKET), SYSTEM_CLOCK, Date.now() + HOUR);
}

/** Empties the bucket with the unmodified handler of aws-cdk-lib, which is not exported and therefore imported by its path. */
async function emptyWithCdk(): Promise<void> {
  const folder = dirname(require.resolve('aws-cdk-lib/package.json'));
  const handler = await import(join(folder, 'custom-resource-handlers/dist/aws-s3/auto-delete-objects-handler/index.js')) as {
    default: { autoDeleteHandler: (event: object) => Promise<void> };
  };
  await handler.default.autoDeleteHandler({ RequestType: 'Delete', ResourceProperties: { BucketName: BUCKET } });
}

/** Returns the peak memory in MiB. On Linux, `maxRSS` includes the memory of the parent process at the fork, and `VmHWM` does not. */
function peakMemory(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS) / 1024;
}

async function main([name, endpoint]: string[]): Promise<Usage> {
  let error: string | undefined;
  try {
    await (name === 'construct' ? emptyWithConstruct(endpoint) : emptyWithCdk());
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, memory: peakMemory(), error };
}

if (require.main === module) {
  void main(process.argv.slice(2)).then((usage) => {
    process.stdout.write(`${JSON.stringify(usage)}\n`, () => process.exit());
  });
}
