import * as fc from 'fast-check';
import { compareKeys, splitKeys } from '../../../src/storage/empty-on-delete/runtime/key-ranges';

function prefixesOf(keys: string[]): (prefix: string) => Promise<string[]> {
  return async (prefix) => [...new Set(keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)).filter((rest) => rest.includes('/'))
    .map((rest) => `${prefix}${rest.split('/')[0]}/`))].sort(compareKeys);
}

async function boundaries(keys: string[], after = '!'): Promise<(string | undefined)[]> {
  return (await splitKeys({ key: after }, prefixesOf(keys))).map(({ until }) => until);
}

test('keys without a slash are one range', async () => {
  expect(await boundaries(['a', 'b'])).toEqual([undefined]);
});

test('splits at prefixes below levels that have only one prefix', async () => {
  const keys = ['eu', 'us', 'ap'].map((region) => `AWSLogs/1111/CloudTrail/${region}/x`);
  expect(await boundaries(keys)).toEqual(['AWSLogs/1111/CloudTrail/eu/', 'AWSLogs/1111/CloudTrail/us/', undefined]);
});

test('splits many prefixes into 16 ranges with one request', async () => {
  let requests = 0;
  const prefixes = prefixesOf(Array.from({ length: 900 }, (_, index) => `${index}/x`));
  const ranges = await splitKeys({ key: '!' }, async (prefix) => { requests++; return prefixes(prefix); });
  expect(ranges).toHaveLength(16);
  expect(requests).toBe(1);
});

test('ignores prefixes before the position', async () => {
  expect(await boundaries(['a/1', 'b/1', 'c/1', 'd/1'], 'b/0')).toEqual(['c/', 'd/', undefined]);
});

test('every key after the position is in exactly one range', async () => {
  const key = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', 'b', '/', '😀', '\uffee', 'é') });
  await fc.assert(fc.asyncProperty(fc.array(key, { maxLength: 60 }), key, async (keys, after) => {
    const ranges = await splitKeys({ key: after }, prefixesOf(keys));
    for (const one of keys.filter((candidate) => compareKeys(candidate, after) > 0)) {
      const containing = ranges.filter((range) => compareKeys(one, range.after!.key) > 0 && (range.until === undefined || compareKeys(one, range.until) <= 0));
      expect(containing).toHaveLength(1);
    }
  }), { numRuns: 500 });
});
