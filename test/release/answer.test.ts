import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { statusOf } from '../../integ/release/answer';

async function withServer<Result>(server: Server, use: (port: number) => Promise<Result>): Promise<Result> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe('the answer of a web tier', () => {
  test('is read over HTTPS whoever signed the certificate', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'test' }]);
    const server = createHttps({ key, cert }, (_, response) => response.end('hello'));
    expect(await withServer(server, (port) => statusOf(`https://127.0.0.1:${port}/`))).toBe(200);
  });

  test('is its status, also of a failure', async () => {
    const server = createHttp((_, response) => response.writeHead(503).end());
    expect(await withServer(server, (port) => statusOf(`http://127.0.0.1:${port}/`))).toBe(503);
  });

  test('is the code of the error where nobody answers', async () => {
    const port = await withServer(createHttp(), async (free) => free);
    expect(await statusOf(`http://127.0.0.1:${port}/`)).toBe('ECONNREFUSED');
  });
});
