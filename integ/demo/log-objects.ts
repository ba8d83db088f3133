import type { ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import type { Aws } from './aws';
import type { Deployment } from './deployment';

const OBJECTS = 300;
const OVERWRITTEN = 100;
const DELETED = 50;

/** The number of objects in the buckets, including the test files of AWS services. */
export interface WrittenObjects {
  readonly versions: number;
  readonly deleteMarkers: number;
  readonly uploads: number;
}

/** Fills every bucket of the stack with object versions, delete markers and an incomplete multipart upload, as after weeks of operation. */
export async function writeLogObjects({ aws: { s3 }, resources }: Deployment): Promise<WrittenObjects> {
  const buckets = resources['AWS::S3::Bucket'];
  const [versions, deleteMarkers] = await countVersions(s3, buckets);
  await Promise.all(buckets.map((bucket) => fill(s3, bucket)));
  return { versions: versions + buckets.length * (OBJECTS + OVERWRITTEN), deleteMarkers: deleteMarkers + buckets.length * DELETED, uploads: buckets.length };
}

async function fill(s3: Aws['s3'], Bucket: string): Promise<void> {
  const keys = Array.from({ length: OBJECTS }, (_, index) => `AWSLogs/demo/2026/11/${index % 30 + 1}/${index}.json.gz`);
  for (const batch of batchesOfTen([...keys, ...keys.slice(0, OVERWRITTEN)])) {
    await Promise.all(batch.map((Key) => s3.putObject({ Bucket, Key, Body: 'log' })));
  }
  await s3.deleteObjects({ Bucket, Delete: { Objects: keys.slice(0, DELETED).map((Key) => ({ Key })) } });
  await s3.createMultipartUpload({ Bucket, Key: 'AWSLogs/incomplete' });
}

function batchesOfTen(keys: string[]): string[][] {
  return Array.from({ length: Math.ceil(keys.length / 10) }, (_, index) => keys.slice(index * 10, index * 10 + 10));
}

/** Counts the object versions and the delete markers in the buckets. */
export async function countVersions(s3: Aws['s3'], buckets: string[]): Promise<[number, number]> {
  let versions = 0;
  let deleteMarkers = 0;
  for (const Bucket of buckets) {
    let page: ListObjectVersionsCommandOutput | undefined;
    do {
      page = await s3.listObjectVersions({ Bucket, KeyMarker: page?.NextKeyMarker, VersionIdMarker: page?.NextVersionIdMarker });
      versions += page.Versions?.length ?? 0;
      deleteMarkers += page.DeleteMarkers?.length ?? 0;
    } while (page.IsTruncated);
  }
  return [versions, deleteMarkers];
}
