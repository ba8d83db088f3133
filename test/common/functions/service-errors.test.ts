import { VirtualTime } from './virtual-time';
import { codeOf, isTransient, retryTransient } from '../../../src/common/functions/runtime/service-errors';

function error(properties: Record<string, unknown>): Error {
  return Object.assign(new Error('the message of the service'), properties);
}

test.each([
  ['SlowDown of S3', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }],
  ['a server error with an unknown name', { name: 'Strange', $metadata: { httpStatusCode: 500 } }],
  ['throttling with an unknown name', { name: 'Strange', $metadata: { httpStatusCode: 429 } }],
  ['throttling with status 400', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }],
  ['a timeout', { name: 'TimeoutError' }],
  ['a lost connection', { code: 'ECONNRESET' }],
])('%s is transient', (_, properties) => {
  expect(isTransient(error(properties))).toBe(true);
});

test.each([
  ['denied access', { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }],
  ['a missing bucket', { name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } }],
  ['a programming error', { name: 'TypeError' }],
])('%s is not transient', (_, properties) => {
  expect(isTransient(error(properties))).toBe(false);
});

test('codeOf returns the error code of the network or of the service', () => {
  expect([codeOf(error({ code: 'EPIPE' })), codeOf(error({ name: 'SlowDown' })), codeOf('text')]).toEqual(['EPIPE', 'SlowDown', 'unknown']);
});

test('retryTransient throws the last error when the time is over', async () => {
  const time = new VirtualTime();
  const start = time.now();
  let attempts = 0;
  const request = retryTransient(time, start + 20_000, async () => { attempts++; throw error({ name: 'SlowDown' }); });
  await expect(time.run(request)).rejects.toThrow('the message of the service');
  expect(time.now() - start).toBeLessThanOrEqual(20_000);
  expect(attempts).toBeGreaterThan(5);
});

test('retryTransient throws other errors immediately', async () => {
  const request = jest.fn().mockRejectedValue(error({ name: 'AccessDenied' }));
  await expect(retryTransient(new VirtualTime(), Infinity, request)).rejects.toThrow();
  expect(request).toHaveBeenCalledTimes(1);
});
