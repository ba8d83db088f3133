import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

/** Requests an address, and returns the HTTP status code or the code of the error. Accepts self-signed certificates, which the integ apps use. */
export async function statusOf(address: string): Promise<number | string> {
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = address.startsWith('https:')
        ? getHttps(address, { rejectUnauthorized: false, timeout: 10_000 }, resolve)
        : getHttp(address, { timeout: 10_000 }, resolve);
      request.on('timeout', () => request.destroy(new Error('timed out after 10 seconds'))).on('error', reject);
    });
    response.destroy();
    return response.statusCode!;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}
