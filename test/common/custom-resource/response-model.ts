import { EventEmitter } from 'node:events';
import https from 'node:https';
import type { VirtualTime, Waiting } from './virtual-time';

/** What becomes of an attempt to answer: a status of S3, or a connection that ends. */
export type Refusal = 307 | 403 | 500 | 503 | 'ECONNRESET';

const LATENCY_MILLISECONDS = 50;

/** The address that CloudFormation waits for an answer at, in virtual time: it refuses the first attempts, as told, and takes what comes then. */
export class ResponseModel {
  /** The answers that were taken. */
  public readonly taken: string[] = [];

  constructor(private readonly time: VirtualTime, private readonly refusals: Refusal[]) {}

  /** Does the work with this in the place of HTTPS, and the virtual time in that of the timers. */
  public async during<T>(work: () => Promise<T>): Promise<T> {
    const replaced = [
      jest.spyOn(https, 'request').mockImplementation(((_url: unknown, _options: unknown, respond: (response: object) => void) => this.receive(respond)) as typeof https.request),
      jest.spyOn(globalThis, 'setTimeout').mockImplementation(((wake: () => void, milliseconds: number) => this.time.setTimer(wake, milliseconds)) as never),
      jest.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => this.time.clearTimer(timer as unknown as Waiting)),
    ];
    try {
      return await work();
    } finally {
      replaced.forEach((one) => one.mockRestore());
    }
  }

  private receive(respond: (response: object) => void): object {
    const request = new EventEmitter();
    const end = (body: string) => this.time.setTimer(() => {
      const refusal = this.refusals.shift();
      if (refusal === 'ECONNRESET') {
        request.emit('error', Object.assign(new Error('socket hang up'), { code: refusal }));
        return;
      }
      if (refusal === undefined) {
        this.taken.push(body);
      }
      respond({ statusCode: refusal ?? 200, resume: () => {} });
    }, LATENCY_MILLISECONDS);
    return Object.assign(request, { end });
  }
}
