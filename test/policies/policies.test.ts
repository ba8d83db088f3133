import { allowedMisses, deniedProofs } from './proof';
import { GAPS, gapsIn } from './proofs/gaps';
import { accountOf, allProofs, SUBJECTS } from './subjects';
import { PLACES } from './template-values';

describe.each(SUBJECTS)('in $name', (subject) => {
  describe.each(PLACES)('in $region', (place) => {
    test.each(Object.entries(subject.proofs))('the policies allow the documented requests of %s', async (_name, proofsOf) => {
      const account = accountOf(subject, place);
      expect(await deniedProofs(account, proofsOf(account))).toEqual([]);
    });
  });

  test.each(Object.entries(subject.proofs))('the policies deny similar requests of %s', async (_name, proofsOf) => {
    const account = accountOf(subject, PLACES[0]);
    expect(await allowedMisses(account, proofsOf(account))).toEqual([]);
  });

  test('the known gaps still exist', async () => {
    const account = accountOf(subject, PLACES[0]);
    const gaps = gapsIn(account, allProofs(subject, account));
    const allowed = await Promise.all(gaps.map(([, request]) => account.allows(request)));
    expect(gaps.filter((_, index) => !allowed[index]).map(([title]) => title)).toEqual([]);
  });
});

test('every known gap belongs to a proof', () => {
  const titles = SUBJECTS.flatMap((subject) => allProofs(subject, accountOf(subject, PLACES[0]))).map(({ title }) => title);
  expect(GAPS.filter(({ proofs }) => !titles.some((title) => proofs.test(title)))).toEqual([]);
});
