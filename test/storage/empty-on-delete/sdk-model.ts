import type { S3Client } from '@aws-sdk/client-s3';

interface Args {
  readonly input: { readonly Delete?: { readonly Objects: { readonly Key: string }[] } };
  readonly request?: { body: string | Buffer; headers: Record<string, string> };
}

interface Result {
  readonly response: { readonly statusCode: number; body: AsyncIterable<Buffer> | Buffer };
  readonly output?: { readonly Versions: { readonly Key: string }[] };
}

type Handler = (args: Args) => Promise<Result>;
type Middleware = (next: Handler, context: object) => Handler;

const keysIn = (xml: string) => [...xml.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, Key]) => ({ Key }));

/** Returns a body that can be read only once. */
async function* streamOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text.slice(0, 20));
  yield Buffer.from(text.slice(20));
}

async function textOf(body: AsyncIterable<Buffer> | Buffer): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of Buffer.isBuffer(body) ? [body] : body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The middleware of the SDK itself. */
const SDK_MIDDLEWARE: Record<string, Middleware> = {
  serializer: (next) => (args) => next({
    ...args, request: { body: `<Delete>${args.input.Delete!.Objects.map(({ Key }) => `<Key>${Key}</Key>`).join('')}</Delete>`, headers: { 'content-type': 'xml' } },
  }),
  checksum: (next) => (args) => {
    args.request!.headers['x-amz-checksum-crc32'] = String(args.request!.body);
    return next(args);
  },
  deserializer: (next) => async (args) => {
    const { response } = await next(args);
    return { response, output: { Versions: keysIn(await textOf(response.body)) } };
  },
};

/** A model of the SDK that runs its own and the added middleware in the order of `names`, regardless of steps and priorities. It does not run others. */
export class SdkModel {
  /** The keys of all DeleteObjects requests. */
  public readonly deleted: string[] = [];
  private readonly added: Record<string, Middleware> = {};

  constructor(private readonly names: string[]) {}

  public get client(): S3Client {
    const middlewareStack = { add: (middleware: Middleware, { name }: { name: string }) => { this.added[name] = middleware; }, remove: () => false };
    return { middlewareStack } as unknown as S3Client;
  }

  public async list(page: string): Promise<string[]> {
    const { output } = await this.send('ListObjectVersionsCommand', {}, async () => ({ response: { statusCode: 200, body: streamOf(page) } }));
    return output!.Versions.map(({ Key }) => Key);
  }

  public async delete(keys: string[]): Promise<void> {
    await this.send('DeleteObjectsCommand', { Delete: { Objects: keys.map((Key) => ({ Key })) } }, async ({ request }) => {
      const { body, headers } = request!;
      if (headers['x-amz-checksum-crc32'] !== String(body)) {
        throw new Error('BadDigest');
      }
      this.deleted.push(...keysIn(String(body)).map(({ Key }) => Key));
      return { response: { statusCode: 200, body: Buffer.from('') } };
    });
  }

  private send(commandName: string, input: Args['input'], handler: Handler): Promise<Result> {
    const context = { commandName };
    const all = { ...SDK_MIDDLEWARE, ...this.added };
    return this.names.reduceRight((next, name) => all[name](next, context), handler)({ input });
  }
}

/** Returns all permutations of all subsets. */
export function ordersOf(names: string[]): string[][] {
  return [[], ...names.flatMap((name) => ordersOf(names.filter((other) => other !== name)).map((order) => [name, ...order]))];
}
