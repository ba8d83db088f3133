import * as fc from 'fast-check';
import { history } from './histories/history';
import { isTrue, perform, type Event, type Snapshot } from './histories/perform';
import { AccountSetting } from '../../src';
import type { GuardrailConfiguration } from '../../src/account/account-guardrails/function-environment';
import { SETTINGS } from '../../src/account/account-guardrails/runtime/settings';
import { isThorough, runs } from '../support/runs';

const HISTORIES = 400;
/** The same histories in every run, unless a thorough search is requested. */
const PARAMETERS = { numRuns: runs(HISTORIES), ...isThorough ? {} : { seed: 7 } };

const settingOf = (key: string) => SETTINGS[key.split('/')[1] as AccountSetting];
const isSame = (key: string, one: Snapshot, other: Snapshot) => settingOf(key).equal(one.values.get(key), other.values.get(key));
const changed = (one: Snapshot, other: Snapshot) => [...one.values.keys()].filter((key) => other.values.has(key) && !isSame(key, one, other));

/** The settings whose value a user changed since a stack last applied it. */
function changedOutside(events: readonly Event[], key: string): boolean {
  const last = events.filter(({ before, after }) => changed(before, after).includes(key)).at(-1);
  return last?.step.kind === 'outside';
}

/** Restores all settings exactly. A default VPC that is created again has another id. */
function restoring({ modes: { [AccountSetting.DEFAULT_VPC_DELETION]: _, ...modes }, ...configuration }: GuardrailConfiguration): GuardrailConfiguration {
  return { ...configuration, modes, onDelete: 'restore' };
}

/** Whether the rollback of an update applies a setting again. */
function isApplied({ operation, configuration }: Event, key: string): boolean {
  return operation === 'rollback of an update' && configuration?.modes[key.split('/')[1] as AccountSetting] === 'apply';
}

describe('in histories of two stacks with failures', () => {
  test('no operation makes something public, ends an unconfirmed sharing, or reports what is not true', async () => {
    let restored = 0;
    await fc.assert(fc.asyncProperty(history, async (one) => {
      const { events } = await perform(one);
      for (const event of events.filter(({ step }) => step.kind !== 'outside')) {
        const { before, after, configuration, answer } = event;
        expect(after.public.filter((name) => !before.public.includes(name))).toEqual([]);
        if (configuration?.confirmed.length === 0) {
          expect(before.public.filter((name) => !after.public.includes(name))).toEqual([]);
        }
        expect(answer?.results.filter((result) => !isTrue(result, event)) ?? []).toEqual([]);
        restored += answer?.results.filter(({ status }) => status === 'restored').length ?? 0;
      }
    }), PARAMETERS);
    expect(restored).toBeGreaterThan(0);
  });

  test('no removal overwrites what another user has set since', async () => {
    let removals = 0;
    await fc.assert(fc.asyncProperty(history, async (one) => {
      const { events } = await perform(one);
      events.forEach((event, index) => {
        if (event.operation === 'deletion' || event.operation === 'rollback of an update') {
          const overwritten = changed(event.before, event.after).filter((key) => !isApplied(event, key) && changedOutside(events.slice(0, index), key));
          expect(overwritten).toEqual([]);
          removals += changed(event.before, event.after).length;
        }
      });
    }), PARAMETERS);
    expect(removals).toBeGreaterThan(0);
  });

  test('after the deletion of both stacks, the account is as before, unless another user changed it or values were kept', async () => {
    let changes = 0;
    await fc.assert(fc.asyncProperty(history, async ({ before, steps, seed }) => {
      const undisturbed = steps.filter(({ kind }) => kind !== 'outside').map((step) => (step.kind === 'deploy' ? { ...step, configuration: restoring(step.configuration) } : step));
      const { events, start, end } = await perform({ before, steps: undisturbed, seed });
      const left = events.flatMap(({ answer }) => answer?.results ?? []).filter(({ status }) => status === 'left').map(({ setting, region = 'account' }) => `${region}/${setting}`);
      expect(changed(start, end).filter((key) => !left.includes(key))).toEqual([]);
      expect(left.length > 0 ? [] : end.parameters).toEqual([]);
      expect(events.flatMap(({ answer }) => answer?.results ?? []).filter(({ reason = '' }) => reason.includes('The record of its earlier value was deleted'))).toEqual([]);
      changes += events.filter((event) => changed(event.before, event.after).length > 0).length;
    }), PARAMETERS);
    expect(changes).toBeGreaterThan(0);
  });
});
