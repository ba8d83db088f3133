import { isTheirs, onAnything, unnoticed, withoutAction, withoutCondition, type Change } from './changes';
import type { HeldPolicy } from './deployed-account';
import { nearMiss } from './proof';
import { accountOf, allProofs, SUBJECTS } from './subjects';
import { PLACES } from './template-values';

/** AWS asks for it, and the key refuses other grants to everybody. */
const REFUSED_TWICE = /AutoScalingAttachVolumes: kms:GrantIsForAWSResource/;

/** The roles of our own functions: what these call is recorded. */
const isOfFunction = ({ holder, kind }: HeldPolicy) => kind === 'identity' && /FunctionRole/.test(holder);
describe.each(SUBJECTS)('in $name', (subject) => {
  const account = accountOf(subject, PLACES[0]);
  const proofs = allProofs(subject, account);
  const needed = proofs.map(({ request }) => request);
  const refused = proofs.flatMap(({ request, refused: misses }) => Object.values(misses).map((miss) => nearMiss(request, miss)));
  const policies = account.policies.filter((policy) => !isOfFunction(policy) && !isTheirs(policy));

  const changesBy = (change: (policy: HeldPolicy) => Change[]) => policies.flatMap(change).filter(({ name }) => subject.about.test(name));

  test('every action that a statement allows is needed', async () => {
    expect(await unnoticed(account, changesBy((policy) => withoutAction(policy, 'Allow')), needed, true)).toEqual([]);
  });

  test('every action that a statement forbids would get through otherwise', async () => {
    expect(await unnoticed(account, changesBy((policy) => withoutAction(policy, 'Deny')), refused, false)).toEqual([]);
  });

  test('every condition keeps somebody out', async () => {
    const found = await unnoticed(account, changesBy(withoutCondition), refused, false);
    expect(found.filter((name) => !REFUSED_TWICE.test(name))).toEqual([]);
  });

  test('every resource is named for a reason', async () => {
    expect(await unnoticed(account, changesBy(onAnything), refused, false)).toEqual([]);
  });
});
