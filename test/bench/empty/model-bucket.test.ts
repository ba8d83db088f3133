import { BURST, ModelBucket, RATE } from './model-bucket';

const clock = { now: 0 };

function bucketOf(versions: number, partitions = 1): ModelBucket {
  clock.now = 0;
  return new ModelBucket(versions, partitions, () => clock.now);
}

const upTo = (end: number, start = 0) => Array.from({ length: end - start }, (_, index) => start + index);

describe('the bucket model', () => {
  test('lists every version once in pages, in the order of the keys', () => {
    const bucket = bucketOf(2501, 4);
    const listed: number[] = [];
    let page = bucket.list('', '', '', 1000);
    for (listed.push(...page.versions); page.truncated; listed.push(...page.versions)) {
      const last = page.versions[page.versions.length - 1];
      page = bucket.list('', bucket.keyOf(last), bucket.idOf(last), 1000);
    }
    expect(listed).toEqual(upTo(2501));
    const keys = listed.map((version) => bucket.keyOf(version));
    expect([...keys].sort()).toEqual(keys);
  });

  test('continues a listing after all versions of a key, or after one of them', () => {
    const bucket = bucketOf(10);
    expect(bucket.list('', bucket.keyOf(2), '', 10).versions[0]).toBe(4);
    expect(bucket.list('', bucket.keyOf(2), bucket.idOf(2), 10).versions[0]).toBe(3);
  });

  test('lists the versions of a prefix, and returns a common prefix as long as it has versions', () => {
    const bucket = bucketOf(8, 4);
    const prefixes = bucket.commonPrefixes('');
    expect(prefixes).toHaveLength(4);
    expect(bucket.list(prefixes[1], '', '', 10)).toEqual({ versions: [2, 3], truncated: false });
    expect(bucket.delete([2, 3])).toBe(true);
    expect(bucket.commonPrefixes('')).toEqual(prefixes.filter((_, index) => index !== 1));
    expect(bucket.commonPrefixes(prefixes[0])).toEqual([]);
  });

  test('finds a version by its key and version id', () => {
    const bucket = bucketOf(4);
    expect(bucket.find(bucket.keyOf(3), bucket.idOf(3))).toBe(3);
    expect(bucket.find(bucket.keyOf(0), bucket.idOf(3))).toBe(-1);
    expect(bucket.find(bucket.keyOf(0), 'other')).toBe(-1);
  });

  test('does not list deleted versions, and counts each deletion once', () => {
    const bucket = bucketOf(10);
    bucket.delete([0, 1, 2]);
    bucket.delete([2, 3]);
    expect(bucket.remaining).toBe(6);
    expect(bucket.list('', '', '', 10).versions).toEqual(upTo(10, 4));
  });

  test('accepts the burst and then the rate of a partition, and rejects a larger request completely', () => {
    const bucket = bucketOf(BURST + 2 * RATE);
    expect(bucket.delete(upTo(BURST))).toBe(true);
    expect(bucket.delete([BURST])).toBe(false);
    clock.now = 1000;
    expect(bucket.delete(upTo(BURST + RATE + 1, BURST))).toBe(false);
    expect(bucket.delete(upTo(BURST + RATE, BURST))).toBe(true);
    expect(bucket.remaining).toBe(RATE);
  });

  test('does not accumulate more than the burst', () => {
    const bucket = bucketOf(BURST + 1);
    clock.now = 60_000;
    expect(bucket.delete(upTo(BURST + 1))).toBe(false);
  });

  test('limits each partition separately', () => {
    const bucket = bucketOf(4 * BURST, 2);
    expect(bucket.delete(upTo(BURST))).toBe(true);
    expect(bucket.delete([BURST])).toBe(false);
    expect(bucket.delete(upTo(3 * BURST, 2 * BURST))).toBe(true);
  });
});
