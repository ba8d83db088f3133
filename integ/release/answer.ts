import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

/** The status of an answer, or the error's code. The certificate of a test is self-signed: nobody has to vouch for it. */
export async function statusOf(address: string): Promise<number | string> {
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = address.startsWith('https:')
        ? getHttps(address, { rejectUnauthorized: false, timeout: 10_000 }, resolve)
        : getHttp(address, { timeout: 10_000 }, resolve);
      request.on('timeout', () => request.destroy(new Error('timeout'))).on('error', reject);
    });
    answer.destroy();
    return answer.statusCode!;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}
