import * as fc from 'fast-check';
import { history, type History } from './histories/history';
import { isTrue, perform, type Event, type Snapshot } from './histories/perform';
import { AccountSetting } from '../../src';
import type { GuardrailConfiguration } from '../../src/account/account-guardrails/function-environment';
import { keyOf } from '../../src/account/account-guardrails/runtime/results';
import { SETTINGS } from '../../src/account/account-guardrails/runtime/settings';
import { isThorough, runs } from '../support/runs';

const HISTORIES = 200;
/** Fewer histories do not contain all kinds of operations. */
const FEWEST = 50;
/** The same histories in every run, unless a thorough search is requested. */
const PARAMETERS = { numRuns: Math.max(FEWEST, runs(HISTORIES)), ...isThorough ? {} : { seed: 7 } };

const settingOf = (key: string) => SETTINGS[key.split('/')[1] as AccountSetting];
const isSame = (key: string, one: Snapshot, other: Snapshot) => settingOf(key).equal(one.values.get(key), other.values.get(key));
const changed = (one: Snapshot, other: Snapshot) => [...one.values.keys()].filter((key) => other.values.has(key) && !isSame(key, one, other));

/** The settings whose value a user changed since a stack last applied it. */
function changedOutside(events: readonly Event[], key: string): boolean {
  const last = events.filter(({ before, after }) => changed(before, after).includes(key)).at(-1);
  return last?.step.kind === 'outside';
}

/** Restores settings exactly. A default VPC that is created again has another id. */
function exact({ modes: { [AccountSetting.DEFAULT_VPC_DELETION]: _, ...modes }, ...configuration }: GuardrailConfiguration): GuardrailConfiguration {
  return { ...configuration, modes };
}

/** Leaves out what other users do, and changes the configuration of all deployments. */
function undisturbed({ steps, ...rest }: History, change: (configuration: GuardrailConfiguration) => GuardrailConfiguration): History {
  return {
    ...rest,
    steps: steps.filter(({ kind }) => kind !== 'outside').map((step) => (step.kind === 'deploy' ? { ...step, configuration: change(step.configuration) } : step)),
  };
}

/** The settings whose earlier value was not restored, which a stack reported. */
function leftIn(events: readonly Event[]): string[] {
  return events.flatMap(({ answer }) => answer?.results ?? []).filter(({ status }) => status === 'left').map(keyOf);
}

/** Whether the rollback of an update applies a setting again. */
function isApplied({ operation, configuration }: Event, key: string): boolean {
  return operation === 'rollback of an update' && configuration?.modes[key.split('/')[1] as AccountSetting] === 'apply';
}

/** The deployments that failed and were rolled back by the deletion of the stack, each with the last event of the deletion. */
function rollbacksOf(events: readonly Event[]): [Event, Event][] {
  return events.filter(({ operation }) => operation === 'deployment').flatMap((first): [Event, Event][] => {
    const last = events.filter(({ step, operation }) => step === first.step && operation === 'deletion').at(-1);
    return last ? [[first, last]] : [];
  });
}

describe('in histories of two stacks with failures', () => {
  test('no operation makes something public, ends an unconfirmed sharing, reports what is not true, or changes a region that is not governed', async () => {
    let restored = 0;
    let looks = 0;
    await fc.assert(fc.asyncProperty(history, async (one) => {
      const { events } = await perform(one);
      for (const event of events.filter(({ step }) => step.kind !== 'outside')) {
        const { before, after, configuration, answer, operation } = event;
        expect(after.public.filter((name) => !before.public.includes(name))).toEqual([]);
        if (configuration?.confirmed.length === 0) {
          expect(before.public.filter((name) => !after.public.includes(name))).toEqual([]);
        }
        expect(answer?.results.filter((result) => !isTrue(result, event)) ?? []).toEqual([]);
        const { regions } = configuration ?? {};
        if (operation === 'look' && regions) {
          expect(changed(before, after).filter((key) => !regions.includes(key.split('/')[0]))).toEqual([]);
          looks++;
        }
        restored += answer?.results.filter(({ status }) => status === 'restored').length ?? 0;
      }
    }), PARAMETERS);
    expect(restored).toBeGreaterThan(0);
    expect(looks).toBeGreaterThan(0);
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
    await fc.assert(fc.asyncProperty(history, async (one) => {
      const { events, start, end } = await perform(undisturbed(one, (configuration) => ({ ...exact(configuration), onDelete: 'restore' })));
      const left = leftIn(events);
      expect(changed(start, end).filter((key) => !left.includes(key))).toEqual([]);
      expect(left.length > 0 ? [] : end.parameters).toEqual([]);
      expect(events.flatMap(({ answer }) => answer?.results ?? []).filter(({ reason = '' }) => reason.includes('The record of its earlier value was deleted'))).toEqual([]);
      changes += events.filter((event) => changed(event.before, event.after).length > 0).length;
    }), PARAMETERS);
    expect(changes).toBeGreaterThan(0);
  });

  test('the first value of a setting that remains is recorded, and a creation that is rolled back leaves the account as it was', async () => {
    let kept = 0;
    let rolledBack = 0;
    await fc.assert(fc.asyncProperty(history, async (one) => {
      const { events, start, end } = await perform(undisturbed(one, exact));
      const left = leftIn(events);
      const remaining = changed(start, end).filter((key) => !left.includes(key));
      expect(remaining.map((key) => [key, end.earlier.get(key)])).toEqual(remaining.map((key) => [key, start.values.get(key)]));
      kept += remaining.length;
      for (const [first, last] of rollbacksOf(events)) {
        // A change that another operation made before can become visible meanwhile.
        expect(changed(first.before, last.after).filter((key) => !left.includes(key) && !settingOf(key).isSlow)).toEqual([]);
        rolledBack += changed(first.before, first.after).length;
      }
    }), PARAMETERS);
    expect(kept).toBeGreaterThan(0);
    expect(rolledBack).toBeGreaterThan(0);
  });
});
