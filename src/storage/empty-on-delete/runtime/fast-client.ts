import type { DeleteObjectsCommandInput, ListObjectVersionsCommandInput, ObjectIdentifier, S3Client } from '@aws-sdk/client-s3';
import { readVersions, writeDeletion, type VersionXml } from './version-xml';

/** What the SDK reads in place of a page that was read here. */
const EMPTY_PAGE = Buffer.from('<ListVersionsResult/>');

/**
 * Makes a client that reads pages of versions and writes their deletion about as fast as S3 takes them. The SDK's own reader and writer,
 * which make objects of every element, take longer than S3 takes to delete the versions. Everything else is the SDK's.
 */
export function fastClient(s3: S3Client): S3Client {
  readPages(s3);
  writeDeletions(s3);
  // It prepares what would be logged, and without a logger throws it away.
  s3.middlewareStack.remove('loggerMiddleware');
  return s3;
}

function readPages({ middlewareStack }: S3Client): void {
  const pages = new WeakMap<object, VersionXml>();
  middlewareStack.add((next, context) => async (args) => {
    const result = await next(args);
    const page = pages.get(context);
    if (isPage(context.commandName, args.input) && !page) {
      throw new Error('A page of versions was not read: the AWS SDK of the runtime is not one that this function was made for. '
        + 'Empty the bucket by hand, then delete the stack again.');
    }
    Object.assign(result.output as object, page);
    return result;
  }, { step: 'deserialize', priority: 'high', name: 'addVersions' });
  middlewareStack.add((next, context) => async (args) => {
    const result = await next(args);
    const response = result.response as { statusCode: number; body: AsyncIterable<Uint8Array> | Uint8Array };
    if (isPage(context.commandName, args.input) && response.statusCode === 200) {
      pages.set(context, readVersions(await textOf(response.body as AsyncIterable<Uint8Array>)));
      response.body = EMPTY_PAGE;
    }
    return result;
  }, { step: 'deserialize', priority: 'low', name: 'readVersions' });
}

function isPage(commandName: string | undefined, input: object): boolean {
  return commandName === 'ListObjectVersionsCommand' && !(input as ListObjectVersionsCommandInput).Delimiter;
}

function writeDeletions({ middlewareStack }: S3Client): void {
  const deletions = new WeakMap<object, ObjectIdentifier[]>();
  middlewareStack.add((next, context) => (args) => {
    if (context.commandName !== 'DeleteObjectsCommand') {
      return next(args);
    }
    const input = args.input as DeleteObjectsCommandInput;
    deletions.set(context, input.Delete?.Objects ?? []);
    return next({ ...args, input: { ...input, Delete: { Objects: [] } } });
  }, { step: 'initialize', priority: 'low', name: 'takeVersions' });
  middlewareStack.add((next, context) => (args) => {
    const versions = deletions.get(context);
    if (versions) {
      (args.request as { body: Uint8Array }).body = Buffer.from(writeDeletion(versions));
    }
    return next(args);
  }, { step: 'serialize', priority: 'low', name: 'writeVersions' });
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
