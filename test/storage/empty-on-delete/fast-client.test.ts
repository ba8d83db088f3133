import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { ordersOf, SdkModel } from './sdk-model';
import { fastClient } from '../../../src/storage/empty-on-delete/runtime/fast-client';

const PAGE = '<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>k%2F1</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>'
  + '<Version><Key>k%2F1</Key><VersionId>v1</VersionId><IsLatest>true</IsLatest><LastModified>2026-05-17T08:15:30.000Z</LastModified></Version>'
  + '<CommonPrefixes><Prefix>k%2F</Prefix></CommonPrefixes></ListVersionsResult>';
const reply = { status: 200, body: PAGE };
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
      response.writeHead(reply.status, { 'content-type': 'application/xml' }).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = newClient();
});
beforeEach(() => Object.assign(reply, { status: 200, body: PAGE }));
afterAll(() => {
  client.destroy();
  server.close();
});

test('a page of versions has the values of the SDK that are required to delete the versions', async () => {
  const { $metadata, ...page } = await client.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }));
  expect($metadata.httpStatusCode).toBe(200);
  expect(page).toMatchObject({
    EncodingType: 'url', IsTruncated: true, NextKeyMarker: 'k%2F1', NextVersionIdMarker: 'v1', DeleteMarkers: [],
  });
  // The parser of the SDK would return more properties of the version.
  expect(page.Versions).toEqual([{ Key: 'k%2F1', VersionId: 'v1' }]);
});

test('the SDK parses a page of common prefixes', async () => {
  const { CommonPrefixes } = await client.send(new ListObjectVersionsCommand({ Bucket: 'bucket', Delimiter: '/' }));
  expect(CommonPrefixes).toEqual([{ Prefix: 'k%2F' }]);
});

test('an error has the code and the status of S3', async () => {
  Object.assign(reply, { status: 404, body: '<Error><Code>NoSuchBucket</Code><Message>The bucket does not exist</Message></Error>' });
  await expect(client.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }))).rejects.toMatchObject({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } });
});

test('an incomplete page is a transient error', async () => {
  reply.body = PAGE.slice(0, 300);
  await expect(client.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }))).rejects.toMatchObject({ name: 'InternalError' });
});

const OBJECTS = [{ Key: 'a', VersionId: '1' }, { Key: 'b&', VersionId: '2' }];
const remove = (from: S3Client) => from.send(new DeleteObjectsCommand({ Bucket: 'bucket', Delete: { Objects: OBJECTS, Quiet: true } }));
const lastRequest = () => requests[requests.length - 1];

test('a deletion contains every version and a checksum, and returns the errors of the response', async () => {
  reply.body = '<DeleteResult><Error><Key>b</Key><VersionId>2</VersionId><Code>AccessDenied</Code><Message>locked</Message></Error></DeleteResult>';
  for (const ampersand of ['&amp;', '&#38;']) {
    const { Errors } = await remove(client);
    const { body, headers } = lastRequest();
    // The SDK serializes the first request, which confirms the position of the middleware.
    expect(body).toContain(`<Object><Key>a</Key><VersionId>1</VersionId></Object><Object><Key>b${ampersand}</Key><VersionId>2</VersionId></Object><Quiet>true</Quiet>`);
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(['x-amz-checksum-crc32']));
    expect(Errors).toEqual([{ Key: 'b', VersionId: '2', Code: 'AccessDenied', Message: 'locked' }]);
  }
});

describe('with an SDK that does not run the middleware', () => {
  test.each(['addVersions', 'parseVersions'])('%s, the SDK parses pages of versions', async (name) => {
    const other = newClient();
    other.middlewareStack.remove(name);
    const page = await other.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }));
    expect(page).toMatchObject({ EncodingType: 'url', IsTruncated: true, NextKeyMarker: 'k%2F1', NextVersionIdMarker: 'v1', Versions: [{ Key: 'k%2F1', VersionId: 'v1', IsLatest: true }] });
    other.destroy();
  });

  test.each(['removeVersions', 'writeVersions'])('%s, the SDK serializes deletions with every version', async (name) => {
    const other = newClient();
    other.middlewareStack.remove(name);
    reply.body = '<DeleteResult/>';
    for (let deletion = 0; deletion < 3; deletion++) {
      await remove(other);
      expect(lastRequest().body).toContain('<Key>a</Key><VersionId>1</VersionId></Object><Object><Key>b&amp;</Key><VersionId>2</VersionId></Object><Quiet>true</Quiet>');
    }
    other.destroy();
  });
});

describe('with an SDK that runs the middleware in any order, or not at all', () => {
  const parsingOrders = ordersOf(['addVersions', 'deserializer', 'parseVersions']).filter((order) => order.includes('deserializer'));
  const writingOrders = ordersOf(['removeVersions', 'serializer', 'writeVersions', 'checksum'])
    .filter((order) => order.includes('checksum') && order.includes('serializer') && order.indexOf('serializer') < order.indexOf('checksum'));

  test.each(parsingOrders.map((order) => [order.join(', '), order] as const))('lists every version with the order %s', async (_, order) => {
    const sdk = new SdkModel([...order]);
    fastClient(sdk.client);
    const page = `<ListVersionsResult>${['a', 'b', 'c'].map((key) => `<Version><Key>${key}</Key><VersionId>1</VersionId></Version>`).join('')}</ListVersionsResult>`;
    expect([await sdk.list(page), await sdk.list(page)]).toEqual([['a', 'b', 'c'], ['a', 'b', 'c']]);
  });

  test.each(writingOrders.map((order) => [order.join(', '), order] as const))('deletes every version with the order %s', async (_, order) => {
    const sdk = new SdkModel([...order]);
    fastClient(sdk.client);
    for (const keys of [['a', 'b'], ['c', 'd'], ['e']]) {
      await sdk.delete(keys);
    }
    expect(sdk.deleted).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
