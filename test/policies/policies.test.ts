import { allowedMisses, refusedProofs } from './proof';
import { GAPS, gapsIn } from './proofs/gaps';
import { accountOf, allProofs, SUBJECTS } from './subjects';
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

  test('what is known to get through does so still', async () => {
    const account = accountOf(subject, PLACES[0]);
    const gaps = gapsIn(account, allProofs(subject, account));
    const allowed = await Promise.all(gaps.map(([, request]) => account.allows(request)));
    expect(gaps.filter((_, index) => !allowed[index]).map(([title]) => title)).toEqual([]);
  });
});

test('every near miss that is known to get through is one of a proof', () => {
  const titles = SUBJECTS.flatMap((subject) => allProofs(subject, accountOf(subject, PLACES[0]))).map(({ title }) => title);
  expect(GAPS.filter(({ of }) => !titles.some((title) => of.test(title)))).toEqual([]);
});
