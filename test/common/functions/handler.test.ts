import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import * as fc from 'fast-check';
import { reportOperation, requestOf, STACK_ID } from './stack-model';
import { respond, CONTINUED, type Action } from '../../../src/common/functions/runtime/handler';

const SECRET = 'X-Amz-Signature=credential';

/** A server for the presigned URL of CloudFormation. It returns `statuses` to the first requests, and 200 to all further requests. */
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
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/response?${SECRET}`;
  }
}

const bucket = new ResponseBucket();
let log: jest.SpyInstance;

beforeAll(() => bucket.open());
afterAll(() => bucket.close());
afterAll(() => void delete process.env.AWS_ENDPOINT_URL);
beforeEach(() => {
  Object.assign(bucket, { bodies: [], statuses: [] });
  log = jest.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  expect(log.mock.calls.join()).not.toContain('credential');
  log.mock.calls.forEach(([line]) => expect(JSON.parse(line)).toHaveProperty('event'));
  log.mockRestore();
});

async function send(action: Action, { RequestType = 'Create', ...more }: Record<string, string> = {}, remaining = 300_000): Promise<Record<string, string>> {
  const event = requestOf(RequestType as 'Create', { ResponseURL: bucket.url, ...more });
  reportOperation(event);
  process.env.AWS_ENDPOINT_URL = new URL(bucket.url).origin;
  const context = { logStreamName: 'stream', getRemainingTimeInMillis: () => remaining } as Context;
  await respond(event, context, [event.ResourceType], action);
  return JSON.parse(bucket.bodies.at(-1) ?? '{}');
}

test('sends all fields of a successful response', async () => {
  expect(await send(async () => ({}))).toEqual({
    Status: 'SUCCESS', PhysicalResourceId: 'Resource-request', StackId: STACK_ID, RequestId: 'request', LogicalResourceId: 'Resource',
  });
});

test('sends the attributes of a resource', async () => {
  expect(await send(async () => ({ data: { Summary: 'complete' } }))).toMatchObject({ Status: 'SUCCESS', Data: { Summary: 'complete' } });
});

test('fails if the response with the attributes is larger than CloudFormation accepts', async () => {
  const response = await send(async () => ({ data: { Summary: '\u0000'.repeat(1_000) } }));
  expect(response).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('CloudFormation accepts at most 4096 bytes') });
});

test('sends no response to the event of a resource of another function, even during its operation', async () => {
  const event = requestOf('Delete', { ResponseURL: bucket.url });
  const action = jest.fn();
  reportOperation(event);
  process.env.AWS_ENDPOINT_URL = new URL(bucket.url).origin;
  await respond(event, { getRemainingTimeInMillis: () => 300_000 } as Context, ['Custom::Other'], action);
  expect([action.mock.calls, bucket.bodies]).toEqual([[], []]);
});

test('retains the physical id unless the action returns another', async () => {
  expect(await send(async () => ({}), { RequestType: 'Update', PhysicalResourceId: 'existing' })).toMatchObject({ PhysicalResourceId: 'existing' });
  expect(await send(async () => ({ physicalResourceId: 'new' }))).toMatchObject({ PhysicalResourceId: 'new' });
});

test('sends the reason of a failure and the name of the log stream', async () => {
  const failure = await send(async () => { throw new TypeError('no such thing'); }, { RequestType: 'Delete', PhysicalResourceId: 'existing' });
  expect(failure).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'existing', Reason: 'TypeError: no such thing (log stream stream)' });
});

test('sends no response for an action that another invocation continues', async () => {
  await send(async () => CONTINUED);
  expect(bucket.bodies).toEqual([]);
});

test('sends a failure before the timeout of the function if the action does not end', async () => {
  const failure = await send(() => new Promise(() => {}), {}, 100);
  expect(failure).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/did not complete before the timeout/) });
});

test('aborts an action that takes too long, and waits for its clean-up', async () => {
  const steps: string[] = [];
  const failure = await send((signal) => new Promise((_, reject) => signal.addEventListener('abort', () => {
    steps.push('aborted');
    setTimeout(() => { steps.push('restored'); reject(new Error(`${signal.reason.message} And more.`)); }, 5);
  })), {}, 200);
  expect(steps).toEqual(['aborted', 'restored']);
  expect(failure.Reason).toMatch(/^The operation did not complete before the timeout of the function.*Repeat the deployment or deletion\. And more\. \(log/);
});

test('sends a success if the action still succeeds after it was aborted', async () => {
  expect(await send((signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({}))), {}, 200)).toMatchObject({ Status: 'SUCCESS' });
});

test('does not abort an action that ended in time', async () => {
  let isAborted = false;
  await send(async (signal) => { signal.addEventListener('abort', () => { isAborted = true; }); return {}; }, {}, 200);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(isAborted).toBe(false);
});

test('retries a response that failed twice', async () => {
  bucket.statuses = [500, 307];
  expect(await send(async () => ({}))).toMatchObject({ Status: 'SUCCESS' });
  expect(bucket.bodies).toHaveLength(3);
});

test('throws an error without the URL if all attempts to send the response fail', async () => {
  bucket.statuses = Array(5).fill(403);
  await expect(send(async () => ({}))).rejects.toThrow(/^The response could not be sent to CloudFormation in 5 attempts$/);
  expect(bucket.bodies).toHaveLength(5);
});

test('truncates any reason so that the response has less than 4,096 bytes', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u0001', 'é', '😀', '\ud800'), minLength: 1, maxLength: 20 });
  await fc.assert(fc.asyncProperty(text, fc.integer({ min: 1, max: 400 }), async (part, times) => {
    const reason = part.repeat(times);
    const { Reason } = await send(async () => { throw new Error(reason); }, { StackId: 'arn:'.padEnd(300, 's'), LogicalResourceId: 'R'.repeat(255) });
    const bytes = Buffer.byteLength(bucket.bodies.at(-1)!);
    expect(bytes).toBeLessThan(4_096);
    expect(Reason.startsWith(`${reason} (log`) || bytes > 4_050).toBe(true);
  }), { numRuns: 200 });
});
