/**
 * A model of S3 over HTTP with one bucket, in a process of its own. Arguments: versions, partitions, length of the keys. Sends its port to
 * its parent, and its counts whenever it is asked for them.
 *
 * It knows what emptiers send: listings, DeleteObjects, and what the CDK's handler asks before. A refusal comes at once, as S3's do.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelBucket } from './model-bucket';

/** What the model saw. */
export interface Counts {
  /** From the first request to the answer of the last deletion, in seconds. */
  readonly seconds: number;
  readonly deleted: number;
  readonly left: number;
  readonly lists: number;
  readonly deletes: number;
  readonly refused: number;
}

/** One request as it is answered. */
interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly milliseconds?: number;
}

const LIST_MILLISECONDS = 90;
const DELETE_MILLISECONDS = 180;
const PAGE_SIZE = 1000;
const OWNER = `<Owner><ID>${'75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a'}</ID></Owner>`;
const SLOW_DOWN: Answer = { status: 503, body: '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>' };
const TAGGING = '<Tagging><TagSet><Tag><Key>aws-cdk:auto-delete-objects</Key><Value>true</Value></Tag></TagSet></Tagging>';
const OBJECT = /<Object>(?:(?!<\/Object>).)*<\/Object>/gs;

const [versions, partitions, keyLength] = process.argv.slice(2).map(Number);
const bucket = new ModelBucket(versions, partitions, () => performance.now(), keyLength);
const counts = { deleted: 0, lists: 0, deletes: 0, refused: 0 };
let firstRequest: number | undefined;
let lastDeletion: number | undefined;

function entry(version: number): string {
  const common = `<Key>${bucket.keyOf(version)}</Key><VersionId>${bucket.idOf(version)}</VersionId><IsLatest>${bucket.isLatest(version)}</IsLatest>`
    + '<LastModified>2026-05-17T08:15:30.000Z</LastModified>';
  return bucket.isMarker(version)
    ? `<DeleteMarker>${common}${OWNER}</DeleteMarker>`
    : `<Version>${common}<ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>`
      + `<ChecksumType>FULL_OBJECT</ChecksumType><Size>18432</Size><StorageClass>STANDARD</StorageClass>${OWNER}</Version>`;
}

function list(query: URLSearchParams): Answer {
  counts.lists += 1;
  const prefix = query.get('prefix') ?? '';
  const head = `<Name>bucket</Name><Prefix>${prefix}</Prefix><MaxKeys>${PAGE_SIZE}</MaxKeys>`
    + `${query.has('encoding-type') ? '<EncodingType>url</EncodingType>' : ''}`;
  const prefixes = query.get('delimiter') === '/' ? bucket.commonPrefixes(prefix) : [];
  const most = Math.min(PAGE_SIZE, Number(query.get('max-keys') ?? PAGE_SIZE));
  const page = prefixes.length > 0
    ? { versions: [], truncated: false }
    : bucket.list(prefix, query.get('key-marker') ?? '', query.get('version-id-marker') ?? '', most);
  const last = page.versions[page.versions.length - 1];
  const next = page.truncated ? `<NextKeyMarker>${bucket.keyOf(last)}</NextKeyMarker><NextVersionIdMarker>${bucket.idOf(last)}</NextVersionIdMarker>` : '';
  return {
    milliseconds: LIST_MILLISECONDS,
    body: `<ListVersionsResult>${head}<IsTruncated>${page.truncated}</IsTruncated>${next}${page.versions.map(entry).join('')}`
      + `${prefixes.map((one) => `<CommonPrefixes><Prefix>${one}</Prefix></CommonPrefixes>`).join('')}</ListVersionsResult>`,
  };
}

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  return from < 0 ? '' : text.slice(from + start.length, text.indexOf(end, from));
}

function deleteObjects(request: string): Answer {
  const asked = (request.match(OBJECT) ?? []).map((one) => [between(one, '<Key>', '</Key>'), between(one, '<VersionId>', '</VersionId>')]);
  const found = asked.map(([key, id]) => bucket.find(key, id));
  if (asked.length === 0 || asked.length > PAGE_SIZE || found.includes(-1)) {
    return { status: 400, body: '<Error><Code>MalformedXML</Code><Message>Not versions of this bucket.</Message></Error>' };
  }
  if (!bucket.delete(found)) {
    counts.refused += 1;
    return SLOW_DOWN;
  }
  counts.deletes += 1;
  counts.deleted = versions - bucket.left;
  const deleted = request.includes('<Quiet>true</Quiet>')
    ? []
    : asked.map(([key, id]) => `<Deleted><Key>${key}</Key><VersionId>${id}</VersionId></Deleted>`);
  return { milliseconds: (DELETE_MILLISECONDS * asked.length) / PAGE_SIZE, body: `<DeleteResult>${deleted.join('')}</DeleteResult>` };
}

async function answerTo(request: IncomingMessage, body: string): Promise<Answer> {
  const query = new URL(request.url ?? '/', 'http://model').searchParams;
  if (query.has('delete')) {
    return deleteObjects(body);
  }
  if (query.has('versions')) {
    return list(query);
  }
  if (query.has('uploads')) {
    return { milliseconds: LIST_MILLISECONDS, body: '<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>' };
  }
  if (query.has('policy')) {
    return { body: request.method === 'GET' ? '{"Version":"2012-10-17","Statement":[]}' : '' };
  }
  return query.has('tagging') ? { body: TAGGING } : { status: 501, body: '<Error><Code>NotImplemented</Code><Message>Unknown to the model.</Message></Error>' };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrived = performance.now();
  firstRequest ??= arrived;
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const { status = 200, body = '', milliseconds = 0 } = await answerTo(request, Buffer.concat(chunks).toString());
  await sleep(Math.max(0, arrived + milliseconds - performance.now()));
  response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-bucket-region': 'us-east-1' }).end(body);
  if (request.url?.includes('delete') && status === 200) {
    lastDeletion = performance.now();
  }
}

const server = createServer((request, response) => void serve(request, response));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

process.on('message', () => {
  const seconds = firstRequest === undefined || lastDeletion === undefined ? 0 : (lastDeletion - firstRequest) / 1000;
  process.send?.({ ...counts, seconds, left: bucket.left } satisfies Counts);
});
process.on('disconnect', () => process.exit());
