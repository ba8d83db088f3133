import { allowedMisses, refusedProofs } from './proof';
import { accountOf, SUBJECTS } from './subjects';
import { PLACES } from './template-values';

describe.each(SUBJECTS)('in $name', (subject) => {
  describe.each(PLACES)('in $region', (place) => {
    test.each(Object.entries(subject.proofs))('%s may do what AWS documents', async (_who, proofsOf) => {
      const account = accountOf(subject, place);
      expect(await refusedProofs(account, proofsOf(account))).toEqual([]);
    });
  });

  test.each(Object.entries(subject.proofs))('%s are refused what is nearly the same', async (_who, proofsOf) => {
    const account = accountOf(subject, PLACES[0]);
    expect(await allowedMisses(account, proofsOf(account))).toEqual([]);
  });
});
