import { ineffective, isExternal, onAnyResource, withoutAction, withoutCondition, withoutExemption, withoutResource, type Change } from './changes';
import type { AttachedPolicy } from './deployed-account';
import { nearMiss } from './proof';
import { accountOf, allProofs, SUBJECTS } from './subjects';
import { PLACES } from './template-values';

/** AWS documents this condition. It is redundant, because the key policy denies other grants for all principals. */
const REDUNDANT_CONDITION = /AutoScalingAttachVolumes: kms:GrantIsForAWSResource/;

/** AWS documents these exemptions for services that create grants. Only the volumes of the instances require one, that of the grant. */
const GENERAL_CONDITION = /DenyGrantsToOthers: /;

/** Whether a policy belongs to the role of a function of the library, whose calls are recorded in `functions/functions.full.test.ts`. */
const isOfFunction = ({ holder, kind }: AttachedPolicy) => kind === 'identity' && /FunctionRole/.test(holder);
describe.each(SUBJECTS)('in $name', (subject) => {
  const account = accountOf(subject, PLACES[0]);
  const proofs = allProofs(subject, account);
  const needed = proofs.map(({ request }) => request);
  const denied = proofs.flatMap(({ request, denied: misses }) => Object.values(misses).map((miss) => nearMiss(request, miss)));
  const policies = account.policies.filter((policy) => !isOfFunction(policy) && !isExternal(policy));

  const changesBy = (change: (policy: AttachedPolicy) => Change[]) => policies.flatMap(change).filter(({ name }) => subject.about.test(name));

  test('every action that a statement allows is needed', async () => {
    expect(await ineffective(account, changesBy((policy) => withoutAction(policy, 'Allow')), needed, true)).toEqual([]);
  });

  test('every object key that a bucket policy allows is needed', async () => {
    expect(await ineffective(account, changesBy(withoutResource), needed, true)).toEqual([]);
  });

  test('every action that a statement denies would be allowed without the statement', async () => {
    expect(await ineffective(account, changesBy((policy) => withoutAction(policy, 'Deny')), denied, false)).toEqual([]);
  });

  test('every condition of a statement that allows denies a request', async () => {
    const found = await ineffective(account, changesBy((policy) => withoutCondition(policy, 'Allow')), denied, false);
    expect(found.filter((name) => !REDUNDANT_CONDITION.test(name))).toEqual([]);
  });

  test('every condition and every exemption of a statement that denies allows a request', async () => {
    const changes = [...changesBy((policy) => withoutCondition(policy, 'Deny')), ...changesBy(withoutExemption)];
    const found = await ineffective(account, changes, needed, true);
    expect(found.filter((name) => !GENERAL_CONDITION.test(name))).toEqual([]);
  });

  test('every resource restriction denies a request', async () => {
    expect(await ineffective(account, changesBy(onAnyResource), denied, false)).toEqual([]);
  });
});
