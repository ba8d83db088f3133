/**
 * A model of S3 over HTTP with one bucket, in a separate process. Arguments: versions, partitions, length of the keys. Sends its port to
 * its parent process, and its counts on each message of the parent.
 *
 * It implements the requests of the subjects: listings, DeleteObjects, and the preceding requests of the handler of aws-cdk-lib. A SlowDown error
 * is returned without delay, as by S3.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelBucket } from './model-bucket';

/** The requests and deletions that the model counted. */
export interface Counts {
  /** The time from the first request to the response to the last deletion, in seconds. */
  readonly seconds: number;
  readonly deleted: number;
  readonly remaining: number;
  readonly lists: number;
  readonly deletes: number;
  readonly throttled: number;
}

/** The response to a request. */
interface ModelResponse {
  readonly status?: number;
  readonly body?: string;
  readonly milliseconds?: number;
}

const LIST_MILLISECONDS = 90;
const DELETE_MILLISECONDS = 180;
const PAGE_SIZE = 1000;
const OWNER = `<Owner><ID>${'75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a'}</ID></Owner>`;
const SLOW_DOWN: ModelResponse = { status: 503, body: '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>' };
const TAGGING = '<Tagging><TagSet><Tag><Key>aws-cdk:auto-delete-objects</Key><Value>true</Value></Tag></TagSet></Tagging>';
const OBJECT = /<Object>(?:(?!<\/Object>).)*<\/Object>/gs;

const [versions, partitions, keyLength] = process.argv.slice(2).map(Number);
const bucket = new ModelBucket(versions, partitions, () => performance.now(), keyLength);
const counts = { deleted: 0, lists: 0, deletes: 0, throttled: 0 };
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

function list(query: URLSearchParams): ModelResponse {
  counts.lists += 1;
  const prefix = query.get('prefix') ?? '';
  const head = `<Name>bucket</Name><Prefix>${prefix}</Prefix><MaxKeys>${PAGE_SIZE}</MaxKeys>`
    + `${query.has('encoding-type') ? '<EncodingType>url</EncodingType>' : ''}`;
  const prefixes = query.get('delimiter') === '/' ? bucket.commonPrefixes(prefix) : [];
  const max = Math.min(PAGE_SIZE, Number(query.get('max-keys') ?? PAGE_SIZE));
  const page = prefixes.length > 0
    ? { versions: [], truncated: false }
    : bucket.list(prefix, query.get('key-marker') ?? '', query.get('version-id-marker') ?? '', max);
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

function deleteObjects(request: string): ModelResponse {
  const requested = (request.match(OBJECT) ?? []).map((one) => [between(one, '<Key>', '</Key>'), between(one, '<VersionId>', '</VersionId>')]);
  const found = requested.map(([key, id]) => bucket.find(key, id));
  if (requested.length === 0 || requested.length > PAGE_SIZE || found.includes(-1)) {
    return { status: 400, body: '<Error><Code>MalformedXML</Code><Message>The versions are not in this bucket.</Message></Error>' };
  }
  if (!bucket.delete(found)) {
    counts.throttled += 1;
    return SLOW_DOWN;
  }
  counts.deletes += 1;
  counts.deleted = versions - bucket.remaining;
  const deleted = request.includes('<Quiet>true</Quiet>')
    ? []
    : requested.map(([key, id]) => `<Deleted><Key>${key}</Key><VersionId>${id}</VersionId></Deleted>`);
  return { milliseconds: (DELETE_MILLISECONDS * requested.length) / PAGE_SIZE, body: `<DeleteResult>${deleted.join('')}</DeleteResult>` };
}

async function responseTo(request: IncomingMessage, body: string): Promise<ModelResponse> {
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
  return query.has('tagging') ? { body: TAGGING } : { status: 501, body: '<Error><Code>NotImplemented</Code><Message>Not supported by the model.</Message></Error>' };
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const received = performance.now();
  firstRequest ??= received;
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const { status = 200, body = '', milliseconds = 0 } = await responseTo(request, Buffer.concat(chunks).toString());
  await sleep(Math.max(0, received + milliseconds - performance.now()));
  response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-bucket-region': 'us-east-1' }).end(body);
  if (request.url?.includes('delete') && status === 200) {
    lastDeletion = performance.now();
  }
}

const server = createServer((request, response) => void handle(request, response));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

process.on('message', () => {
  const seconds = firstRequest === undefined || lastDeletion === undefined ? 0 : (lastDeletion - firstRequest) / 1000;
  process.send?.({ ...counts, seconds, remaining: bucket.remaining } satisfies Counts);
});
process.on('disconnect', () => process.exit());
