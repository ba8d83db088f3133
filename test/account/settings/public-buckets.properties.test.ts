import * as fc from 'fast-check';
import { SETTINGS } from '../../../src/account/account-guardrails/runtime/settings';
import { VirtualTime } from '../../common/functions/virtual-time';
import { runs } from '../../support/runs';
import { AccountModel } from '../model/account-model';
import type { Block, BucketState } from '../model/state';

const block: fc.Arbitrary<Block> = fc.record({
  BlockPublicAcls: fc.boolean(), IgnorePublicAcls: fc.boolean(), BlockPublicPolicy: fc.boolean(), RestrictPublicBuckets: fc.boolean(),
});
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const bucket: fc.Arbitrary<Omit<BucketState, 'name'>> = fc.record({
  block: optional(block),
  policy: optional(fc.constantFrom('public', 'private')),
  groups: fc.subarray(['AllUsers', 'AuthenticatedUsers', 'LogDelivery']),
  ownership: optional(fc.constantFrom('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter')),
  hasPublicObjects: fc.boolean(),
  deniesRequests: fc.integer({ max: 9, min: 0 }).map((number) => number === 0),
  isDeleted: fc.integer({ max: 9, min: 0 }).map((number) => number === 0),
});

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];

/** Returns the existing buckets that are public with the first value of the account, and not with the second. */
function lost(model: AccountModel, first: Block | null, second: Block | null): string[] {
  const after = model.publicBucketsWith(second);
  const deleted = model.state.buckets.filter(({ isDeleted }) => isDeleted).map(({ name }) => name);
  return model.publicBucketsWith(first).filter((name) => !after.includes(name) && !deleted.includes(name));
}

test('a bucket is reported if the block of the account ends public access, or if its removal allows it, and no other bucket is called public', async () => {
  let reported = 0;
  await fc.assert(fc.asyncProperty(
    fc.array(bucket, { maxLength: NAMES.length }), fc.option(block), fc.option(block), fc.integer({ min: 1, max: 5 }), fc.boolean(),
    async (states, from, to, pageSize, isRestoration) => {
      const model = new AccountModel(new VirtualTime());
      model.state.buckets = states.map((state, index) => ({ ...state, name: NAMES[index] }));
      model.state.s3Block = from;
      model.pageSize = pageSize;
      const { conflicts, exposures } = SETTINGS.s3PublicAccessBlock;
      const found = await model.time.run((isRestoration ? exposures : conflicts)(model.location('us-east-1'), from, to));
      const names = found.map(({ resource }) => resource);
      const affected = isRestoration ? lost(model, to, from) : lost(model, from, to);
      reported += affected.length;
      expect(names).toEqual([...new Set(names)].sort());
      expect(affected.filter((name) => !names.includes(name))).toEqual([]);
      // A bucket can lose public access in one of two ways, and remain public in the other.
      const calledPublic = found.filter(({ reason }) => reason.startsWith('public by')).map(({ resource }) => resource);
      expect(calledPublic.filter((name) => !affected.includes(name) && !model.publicBuckets.includes(name))).toEqual([]);
    },
  ), { numRuns: runs(1_600) });
  expect(reported).toBeGreaterThan(20);
});
