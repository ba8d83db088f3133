import { VirtualTime } from './virtual-time';
import { codeOf, isTransient, retryTransient } from '../../../src/common/custom-resource/runtime/service-errors';

function error(properties: Record<string, unknown>): Error {
  return Object.assign(new Error('what the service says'), properties);
}

test.each([
  ['a request to slow down', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }],
  ['an error of the service, whatever its name', { name: 'Strange', $metadata: { httpStatusCode: 500 } }],
  ['throttling by status', { name: 'Strange', $metadata: { httpStatusCode: 429 } }],
  ['throttling by name', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }],
  ['a time-out', { name: 'TimeoutError' }],
  ['a lost connection', { code: 'ECONNRESET' }],
])('%s is worth another attempt', (_, properties) => {
  expect(isTransient(error(properties))).toBe(true);
});

test.each([
  ['a refusal', { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }],
  ['a missing bucket', { name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } }],
  ['a mistake of ours', { name: 'TypeError' }],
])('%s is not', (_, properties) => {
  expect(isTransient(error(properties))).toBe(false);
});

test('the code is that of the network or of the service', () => {
  expect([codeOf(error({ code: 'EPIPE' })), codeOf(error({ name: 'SlowDown' })), codeOf('text')]).toEqual(['EPIPE', 'SlowDown', 'unknown']);
});

test('patience ends with the last error, in time', async () => {
  const time = new VirtualTime();
  const begun = time.now();
  let attempts = 0;
  const request = retryTransient(time, begun + 20_000, async () => { attempts++; throw error({ name: 'SlowDown' }); });
  await expect(time.run(request)).rejects.toThrow('what the service says');
  expect(time.now() - begun).toBeLessThanOrEqual(20_000);
  expect(attempts).toBeGreaterThan(5);
});

test('what will not pass is thrown at once', async () => {
  const request = jest.fn().mockRejectedValue(error({ name: 'AccessDenied' }));
  await expect(retryTransient(new VirtualTime(), Infinity, request)).rejects.toThrow();
  expect(request).toHaveBeenCalledTimes(1);
});
