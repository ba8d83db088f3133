import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { fastClient } from '../../../src/storage/empty-on-delete/runtime/fast-client';

const PAGE = '<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>k%2F1</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>'
  + '<Version><Key>k%2F1</Key><VersionId>v1</VersionId><IsLatest>true</IsLatest><LastModified>2026-05-17T08:15:30.000Z</LastModified></Version>'
  + '<CommonPrefixes><Prefix>k%2F</Prefix></CommonPrefixes></ListVersionsResult>';
const answers = { status: 200, body: PAGE };
const requests: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
let server: Server;
let client: S3Client;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += chunk; }).on('end', () => {
      requests.push({ url: request.url!, headers: request.headers, body });
      response.writeHead(answers.status, { 'content-type': 'application/xml' }).end(answers.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = fastClient(new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    forcePathStyle: true,
    maxAttempts: 1,
  }));
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
    EncodingType: 'url', IsTruncated: true, NextKeyMarker: 'k%2F1', NextVersionIdMarker: 'v1', Versions: [{ Key: 'k%2F1', VersionId: 'v1' }], DeleteMarkers: [],
  });
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

test('a page that an SDK of another kind left unread is an error that stays, and not an empty page', async () => {
  const { host } = new URL(`http://${requests[0].headers.host}`);
  const other = fastClient(new S3Client({ endpoint: `http://${host}`, region: 'eu-west-1', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' }, forcePathStyle: true }));
  other.middlewareStack.remove('readVersions');
  await expect(other.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }))).rejects.toThrow(/page of versions was not read.*Empty the bucket by hand/s);
  other.destroy();
});

test('a deletion carries every version with a checksum, and the errors in its answer arrive', async () => {
  answers.body = '<DeleteResult><Error><Key>b</Key><VersionId>2</VersionId><Code>AccessDenied</Code><Message>locked</Message></Error></DeleteResult>';
  const { Errors } = await client.send(new DeleteObjectsCommand({
    Bucket: 'bucket', Delete: { Objects: [{ Key: 'a', VersionId: '1' }, { Key: 'b&', VersionId: '2' }], Quiet: true },
  }));
  const { body, headers } = requests[requests.length - 1];
  expect(body).toContain('<Object><Key>a</Key><VersionId>1</VersionId></Object><Object><Key>b&#38;</Key><VersionId>2</VersionId></Object><Quiet>true</Quiet>');
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
  expect(Object.keys(headers)).toEqual(expect.arrayContaining(['x-amz-checksum-crc32']));
  expect(Errors).toEqual([{ Key: 'b', VersionId: '2', Code: 'AccessDenied', Message: 'locked' }]);
});
