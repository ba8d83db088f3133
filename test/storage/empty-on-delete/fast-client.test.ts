import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { ordersOf, SdkModel } from './sdk-model';
import { fastClient } from '../../../src/storage/empty-on-delete/runtime/fast-client';

const PAGE = '<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>k%2F1</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>'
  + '<Version><Key>k%2F1</Key><VersionId>v1</VersionId><IsLatest>true</IsLatest><LastModified>2026-05-17T08:15:30.000Z</LastModified></Version>'
  + '<CommonPrefixes><Prefix>k%2F</Prefix></CommonPrefixes></ListVersionsResult>';
const answers = { status: 200, body: PAGE };
const requests: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
let server: Server;
let client: S3Client;

function newClient(): S3Client {
  return fastClient(new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    forcePathStyle: true,
    maxAttempts: 1,
  }));
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += chunk; }).on('end', () => {
      requests.push({ url: request.url!, headers: request.headers, body });
      response.writeHead(answers.status, { 'content-type': 'application/xml' }).end(answers.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = newClient();
});
beforeEach(() => Object.assign(answers, { status: 200, body: PAGE }));
afterAll(() => {
  client.destroy();
  server.close();
});

test('a page of versions has what the SDK would give, as far as deleting needs it', async () => {
  const { $metadata, ...page } = await client.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }));
  expect($metadata.httpStatusCode).toBe(200);
  expect(page).toMatchObject({
    EncodingType: 'url', IsTruncated: true, NextKeyMarker: 'k%2F1', NextVersionIdMarker: 'v1', DeleteMarkers: [],
  });
  // The SDK's own reader would give more of the version.
  expect(page.Versions).toEqual([{ Key: 'k%2F1', VersionId: 'v1' }]);
});

test('a page of prefixes is left to the SDK', async () => {
  const { CommonPrefixes } = await client.send(new ListObjectVersionsCommand({ Bucket: 'bucket', Delimiter: '/' }));
  expect(CommonPrefixes).toEqual([{ Prefix: 'k%2F' }]);
});

test('an error keeps its code and its status', async () => {
  Object.assign(answers, { status: 404, body: '<Error><Code>NoSuchBucket</Code><Message>gone</Message></Error>' });
  await expect(client.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }))).rejects.toMatchObject({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } });
});

test('a page that breaks off is an error that passes', async () => {
  answers.body = PAGE.slice(0, 300);
  await expect(client.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }))).rejects.toMatchObject({ name: 'InternalError' });
});

const OBJECTS = [{ Key: 'a', VersionId: '1' }, { Key: 'b&', VersionId: '2' }];
const remove = (from: S3Client) => from.send(new DeleteObjectsCommand({ Bucket: 'bucket', Delete: { Objects: OBJECTS, Quiet: true } }));
const lastRequest = () => requests[requests.length - 1];

test('a deletion carries every version with a checksum, and the errors in its answer arrive', async () => {
  answers.body = '<DeleteResult><Error><Key>b</Key><VersionId>2</VersionId><Code>AccessDenied</Code><Message>locked</Message></Error></DeleteResult>';
  for (const ampersand of ['&amp;', '&#38;']) {
    const { Errors } = await remove(client);
    const { body, headers } = lastRequest();
    // The first one is written by the SDK, which shows that the writer is in its place.
    expect(body).toContain(`<Object><Key>a</Key><VersionId>1</VersionId></Object><Object><Key>b${ampersand}</Key><VersionId>2</VersionId></Object><Quiet>true</Quiet>`);
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(['x-amz-checksum-crc32']));
    expect(Errors).toEqual([{ Key: 'b', VersionId: '2', Code: 'AccessDenied', Message: 'locked' }]);
  }
});

describe('with an SDK that leaves out', () => {
  test.each(['addVersions', 'readVersions'])('%s, a page has what the SDK gives', async (name) => {
    const other = newClient();
    other.middlewareStack.remove(name);
    const page = await other.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }));
    expect(page).toMatchObject({ EncodingType: 'url', IsTruncated: true, NextKeyMarker: 'k%2F1', NextVersionIdMarker: 'v1', Versions: [{ Key: 'k%2F1', VersionId: 'v1', IsLatest: true }] });
    other.destroy();
  });

  test.each(['takeVersions', 'writeVersions'])('%s, each deletion is that of the SDK, with every version', async (name) => {
    const other = newClient();
    other.middlewareStack.remove(name);
    answers.body = '<DeleteResult/>';
    for (let deletion = 0; deletion < 3; deletion++) {
      await remove(other);
      expect(lastRequest().body).toContain('<Key>a</Key><VersionId>1</VersionId></Object><Object><Key>b&amp;</Key><VersionId>2</VersionId></Object><Quiet>true</Quiet>');
    }
    other.destroy();
  });
});

describe('with an SDK that runs middleware in any order, or not at all', () => {
  const reading = ordersOf(['addVersions', 'deserializer', 'readVersions']).filter((order) => order.includes('deserializer'));
  const writing = ordersOf(['takeVersions', 'serializer', 'writeVersions', 'checksum'])
    .filter((order) => order.includes('checksum') && order.includes('serializer') && order.indexOf('serializer') < order.indexOf('checksum'));

  test.each(reading.map((order) => [order.join(', '), order] as const))('every version is listed: %s', async (_, order) => {
    const sdk = new SdkModel([...order]);
    fastClient(sdk.client);
    const page = `<ListVersionsResult>${['a', 'b', 'c'].map((key) => `<Version><Key>${key}</Key><VersionId>1</VersionId></Version>`).join('')}</ListVersionsResult>`;
    expect([await sdk.list(page), await sdk.list(page)]).toEqual([['a', 'b', 'c'], ['a', 'b', 'c']]);
  });

  test.each(writing.map((order) => [order.join(', '), order] as const))('every version is deleted: %s', async (_, order) => {
    const sdk = new SdkModel([...order]);
    fastClient(sdk.client);
    for (const keys of [['a', 'b'], ['c', 'd'], ['e']]) {
      await sdk.delete(keys);
    }
    expect(sdk.deleted).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
