import type { DeleteObjectsCommandInput, ListObjectVersionsCommandInput, ObjectIdentifier, S3Client } from '@aws-sdk/client-s3';
import { parseVersions, serializeDeletion, type VersionXml } from './version-xml';

/** The body that the SDK parses instead of a page that was parsed here. */
const EMPTY_PAGE = Buffer.from('<ListVersionsResult/>');

/** Headers that are computed from the body, which must not change after they are set. */
const BODY_HEADERS = /^(?:content-length|content-md5|x-amz-checksum-.*|x-amz-content-sha256)$/i;

/** A parsed page, and its bytes. */
interface ParsedPage {
  readonly bytes: Buffer;
  readonly page: VersionXml;
}

/** A request for a page, with the page after it was parsed. */
interface PageRequest {
  parsedPage?: ParsedPage;
}

interface Response {
  readonly statusCode?: number;
  body?: unknown;
}

/** A result of the SDK. Without output until the SDK has parsed the response. */
interface Result {
  readonly response: unknown;
  readonly output?: unknown;
}

/**
 * Adds a faster parser of version listings and a faster serializer of DeleteObjects requests to a client. The parser and serializer of the
 * SDK, which create an object for every element, need more time than S3 needs to delete the versions.
 *
 * The order of the SDK's middleware can change with the Lambda runtime. If the parser or the serializer is not in the expected position, the
 * slower one of the SDK is used.
 */
export function fastClient(s3: S3Client): S3Client {
  addPageParser(s3);
  addDeletionSerializer(s3);
  // The middleware prepares the log data of each request, and discards it if there is no logger.
  s3.middlewareStack.remove('loggerMiddleware');
  return s3;
}

/** The outer middleware registers the request and adds the page to the output of the SDK. The inner one parses the page of a registered request. */
function addPageParser({ middlewareStack }: S3Client): void {
  const requests = new WeakMap<object, PageRequest>();
  middlewareStack.add((next, context) => async (args) => {
    if (!isPage(context.commandName, args.input)) {
      return next(args);
    }
    const request: PageRequest = {};
    requests.set(context, request);
    const result = await next(args);
    requests.delete(context);
    addPage(result, request);
    return result;
  }, { step: 'deserialize', priority: 'high', name: 'addVersions' });
  middlewareStack.add((next, context) => async (args) => {
    const result = await next(args);
    const request = requests.get(context);
    if (request) {
      await parsePage(result, request);
    }
    return result;
  }, { step: 'deserialize', priority: 'low', name: 'parseVersions' });
}

function isPage(commandName: string | undefined, input: object): boolean {
  return commandName === 'ListObjectVersionsCommand' && !(input as ListObjectVersionsCommandInput).Delimiter;
}

/** Parses a page that the SDK has not parsed yet. */
async function parsePage({ response, output }: Result, request: PageRequest): Promise<void> {
  const { statusCode, body } = response as Response;
  if (output === undefined && statusCode === 200 && isStream(body)) {
    const bytes = await bytesOf(body);
    request.parsedPage = { bytes, page: parseVersions(bytes.toString()) };
    (response as Response).body = EMPTY_PAGE;
  }
}

/** Adds the page to the output. If the SDK has not parsed the response yet, restores the body instead. */
function addPage({ response, output }: Result, { parsedPage }: PageRequest): void {
  if (parsedPage && output === undefined) {
    (response as Response).body = parsedPage.bytes;
  } else if (parsedPage) {
    Object.assign(output as object, parsedPage.page);
  }
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/**
 * The two middlewares surround the serialization of the SDK: the outer one removes the versions from the input, the inner one writes them to
 * the body. The SDK serializes the first requests, until one of them has confirmed that the inner middleware runs after the serialization and
 * before the middlewares that read the body.
 */
function addDeletionSerializer({ middlewareStack }: S3Client): void {
  const deletions = new WeakMap<object, ObjectIdentifier[]>();
  let isInPlace = false;
  middlewareStack.add((next, context) => (args) => {
    if (context.commandName !== 'DeleteObjectsCommand') {
      return next(args);
    }
    const input = args.input as DeleteObjectsCommandInput;
    deletions.set(context, input.Delete?.Objects ?? []);
    return next(isInPlace ? { ...args, input: { ...input, Delete: { Objects: [] } } } : args);
  }, { step: 'serialize', priority: 'high', name: 'removeVersions' });
  middlewareStack.add((next, context) => (args) => {
    const versions = deletions.get(context);
    const request = args.request as { body?: unknown; headers?: Record<string, string> } | undefined;
    if (versions && isInPlace) {
      request!.body = Buffer.from(serializeDeletion(versions));
    } else if (versions) {
      isInPlace = typeof request?.body === 'string' && !Object.keys(request.headers ?? {}).some((name) => BODY_HEADERS.test(name));
    }
    return next(args);
  }, { step: 'serialize', priority: 'low', name: 'writeVersions' });
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
