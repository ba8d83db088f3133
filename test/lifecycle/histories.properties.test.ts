import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { histories, perform, type Step } from './histories';
import { PINNED } from './pinned';
import { exceptionsFor, RULES, type Exception, type Rule } from './rules';
import { describeState } from './states';
import { ROOT } from '../docs/pages';
import { isFull, runs } from '../support/runs';

const HISTORIES = 500;
const UPDATES = 3;

/** The pinned histories have other states, whose synthesis takes too long for `npm test`. */
const steps = [...isFull ? PINNED.map(({ states }) => states) : [], ...histories(runs(HISTORIES))].flatMap(perform);
const EXCEPTIONS = RULES.flatMap((rule) => rule.exceptions.map((exception) => ({ rule, exception })));
const PAGES = [...new Set(EXCEPTIONS.map(({ exception: { documented: [page] } }) => page))];

const describeStep = ({ from, to }: Step) => `${describeState(from)} -> ${describeState(to)}`;

test('the histories have three updates each, of which a quarter at least is not refused', () => {
  expect(steps.length).toBeGreaterThanOrEqual(runs(HISTORIES) * UPDATES);
  expect(steps.filter(({ refusal }) => refusal === undefined).length).toBeGreaterThan(steps.length / 4);
});

describe('in all histories of updates', () => {
  test.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    const violations = steps.flatMap((step) => rule.violations(step)
      .filter((violation) => exceptionsFor(rule, step, violation).length === 0)
      .map((violation) => `${violation}: ${describeStep(step)}`));
    expect([...new Set(violations)]).toEqual([]);
  });
});

test.each(PAGES)('%s describes the consequences that are exceptions to the rules', (page) => {
  const texts = EXCEPTIONS.filter(({ exception }) => exception.documented[0] === page).map(({ exception }) => exception.documented[1]);
  const contents = readFileSync(join(ROOT, page), 'utf8');
  expect(texts.filter((text) => !contents.includes(text))).toEqual([]);
});

/** The states of the guides are not among those of `npm test`, whose synthesis would take too long. */
(isFull ? test : test.skip)('no update in the order of a guide is refused', () => {
  const guided = PINNED.filter(({ guide }) => guide !== undefined).flatMap(({ states }) => perform(states));
  expect(guided.length).toBeGreaterThan(0);
  expect(guided.filter(({ refusal }) => refusal !== undefined).map((step) => `${step.refusal}: ${describeStep(step)}`)).toEqual([]);
});

/** The share of the histories in `npm test` does not contain every consequence. */
(isFull ? test : test.skip)('every exception to a rule occurs in a history', () => {
  const occurs = (rule: Rule, exception: Exception) => steps.some((step) =>
    rule.violations(step).some((violation) => exceptionsFor(rule, step, violation).includes(exception)));
  const unused = EXCEPTIONS.filter(({ rule, exception }) => !occurs(rule, exception));
  expect(unused.map(({ rule, exception }) => `${rule.name}: ${exception.change}`)).toEqual([]);
});
