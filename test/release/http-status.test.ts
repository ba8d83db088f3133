import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { statusOf } from '../../integ/release/http-status';

async function withServer<Result>(server: Server, use: (port: number) => Promise<Result>): Promise<Result> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe('statusOf', () => {
  test('accepts a self-signed certificate over HTTPS', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'test' }]);
    const server = createHttps({ key, cert }, (_, response) => response.end('hello'));
    expect(await withServer(server, (port) => statusOf(`https://127.0.0.1:${port}/`))).toBe(200);
  });

  test('returns the status code of an error response', async () => {
    const server = createHttp((_, response) => response.writeHead(503).end());
    expect(await withServer(server, (port) => statusOf(`http://127.0.0.1:${port}/`))).toBe(503);
  });

  test('returns the error code if the connection is refused', async () => {
    const port = await withServer(createHttp(), async (free) => free);
    expect(await statusOf(`http://127.0.0.1:${port}/`)).toBe('ECONNREFUSED');
  });
});
