import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import * as fc from 'fast-check';
import { respond, CONTINUED, type Action } from '../../../src/common/custom-resource/runtime/handler';

const SECRET = 'X-Amz-Signature=credential';

/** What CloudFormation's side of the presigned URL sees; `statuses` are its first answers, then 200. */
class ResponseBucket {
  public bodies: string[] = [];
  public statuses: number[] = [];
  private readonly server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => {
      this.bodies.push(body);
      response.writeHead(this.statuses.shift() ?? 200).end();
    });
  });

  public async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  public async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/answer?${SECRET}`;
  }
}

const bucket = new ResponseBucket();
let log: jest.SpyInstance;

beforeAll(() => bucket.open());
afterAll(() => bucket.close());
beforeEach(() => {
  Object.assign(bucket, { bodies: [], statuses: [] });
  log = jest.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  expect(log.mock.calls.join()).not.toContain('credential');
  log.mock.calls.forEach(([line]) => expect(JSON.parse(line)).toHaveProperty('event'));
  log.mockRestore();
});

async function send(action: Action, more: Record<string, unknown> = {}, remaining = 300_000): Promise<Record<string, string>> {
  const event = { RequestType: 'Create', ResponseURL: bucket.url, StackId: 'stack', RequestId: 'id', LogicalResourceId: 'Resource', ...more };
  const context = { logStreamName: 'stream', getRemainingTimeInMillis: () => remaining } as Context;
  await respond(event as unknown as CloudFormationCustomResourceEvent, context, action);
  return JSON.parse(bucket.bodies.at(-1) ?? '{}');
}

test('success is answered with all that CloudFormation asks back', async () => {
  expect(await send(async () => ({}))).toEqual({
    Status: 'SUCCESS', PhysicalResourceId: 'Resource-id', StackId: 'stack', RequestId: 'id', LogicalResourceId: 'Resource',
  });
});

test('the physical id stays what it was, unless the action names one', async () => {
  expect(await send(async () => ({}), { RequestType: 'Update', PhysicalResourceId: 'given' })).toMatchObject({ PhysicalResourceId: 'given' });
  expect(await send(async () => ({ physicalResourceId: 'named' }))).toMatchObject({ PhysicalResourceId: 'named' });
});

test('a failure is answered with its reason and where the log is', async () => {
  const failure = await send(async () => { throw new TypeError('no such thing'); }, { RequestType: 'Delete', PhysicalResourceId: 'given' });
  expect(failure).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'given', Reason: 'TypeError: no such thing (log stream stream)' });
});

test('an action that another invocation continues is not answered', async () => {
  await send(async () => CONTINUED);
  expect(bucket.bodies).toEqual([]);
});

test('an action that does not end is answered before the function is stopped', async () => {
  const failure = await send(() => new Promise(() => {}), {}, 100);
  expect(failure).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/time of the function was up/) });
});

test('an action that outlives its time is told, and what it does to end in order is waited for', async () => {
  const steps: string[] = [];
  const failure = await send((signal) => new Promise((_, reject) => signal.addEventListener('abort', () => {
    steps.push('told');
    setTimeout(() => { steps.push('put back'); reject(new Error(`${signal.reason.message} And more.`)); }, 5);
  })), {}, 200);
  expect(steps).toEqual(['told', 'put back']);
  expect(failure.Reason).toMatch(/^The time of the function was up before the work was done: AWS answered too slowly\. Deploy or delete again\. And more\. \(log/);
});

test('an action that ends just after its time has ended well', async () => {
  expect(await send((signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({}))), {}, 200)).toMatchObject({ Status: 'SUCCESS' });
});

test('an action that ends in time is told nothing, then or later', async () => {
  let told = false;
  await send(async (signal) => { signal.addEventListener('abort', () => { told = true; }); return {}; }, {}, 200);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(told).toBe(false);
});

test('an answer that is refused twice is sent again', async () => {
  bucket.statuses = [500, 307];
  expect(await send(async () => ({}))).toMatchObject({ Status: 'SUCCESS' });
  expect(bucket.bodies).toHaveLength(3);
});

test('an answer that is never taken is an error that does not tell its address', async () => {
  bucket.statuses = Array(5).fill(403);
  await expect(send(async () => ({}))).rejects.toThrow(/^CloudFormation did not take the answer in 5 attempts$/);
  expect(bucket.bodies).toHaveLength(5);
});

test('an answer stays below 4,096 bytes and tells as much of the reason as fits, whatever the reason holds', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u0001', 'é', '😀', '\ud800'), minLength: 1, maxLength: 20 });
  await fc.assert(fc.asyncProperty(text, fc.integer({ min: 1, max: 400 }), async (part, times) => {
    const reason = part.repeat(times);
    const { Reason } = await send(async () => { throw new Error(reason); }, { StackId: 'arn:'.padEnd(300, 's'), LogicalResourceId: 'R'.repeat(255) });
    const bytes = Buffer.byteLength(bucket.bodies.at(-1)!);
    expect(bytes).toBeLessThan(4_096);
    expect(Reason.startsWith(`${reason} (log`) || bytes > 4_050).toBe(true);
  }), { numRuns: 200 });
});
