import { EventEmitter } from 'node:events';
import https from 'node:https';
import type { VirtualTime, Timer } from './virtual-time';

/** The failure of an attempt to send a response: a status code of S3, or a lost connection. */
export type AttemptFailure = 307 | 403 | 500 | 503 | 'ECONNRESET';

const LATENCY_MILLISECONDS = 50;

/** Simulates the response URL of CloudFormation in virtual time. The first attempts fail as specified, and all further attempts succeed. */
export class ResponseModel {
  /** The responses that CloudFormation received. */
  public readonly responses: string[] = [];

  constructor(private readonly time: VirtualTime, private readonly failures: AttemptFailure[]) {}

  /** Runs a function in which this model replaces HTTPS requests, and the virtual time replaces timers. */
  public async during<T>(work: () => Promise<T>): Promise<T> {
    const replaced = [
      jest.spyOn(https, 'request').mockImplementation(((_url: unknown, _options: unknown, respond: (response: object) => void) => this.receive(respond)) as typeof https.request),
      jest.spyOn(globalThis, 'setTimeout').mockImplementation(((wake: () => void, milliseconds: number) => this.time.setTimer(wake, milliseconds)) as never),
      jest.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => this.time.clearTimer(timer as unknown as Timer)),
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
      const failure = this.failures.shift();
      if (failure === 'ECONNRESET') {
        request.emit('error', Object.assign(new Error('socket hang up'), { code: failure }));
        return;
      }
      if (failure === undefined) {
        this.responses.push(body);
      }
      respond({ statusCode: failure ?? 200, resume: () => {} });
    }, LATENCY_MILLISECONDS);
    return Object.assign(request, { end });
  }
}
