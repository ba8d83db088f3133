import { createHash } from 'node:crypto';
import { ModelAccount, type Deployment } from './account';
import { refusalOf } from './refusals';
import { changesBetween, describeState, DIMENSIONS, PRODUCTION, type State } from './states';
import { templateOf } from './templates';

/** A deployment of a history, with the states before and after it. */
export interface Step extends Deployment {
  readonly from: State;
  readonly to: State;
  /** The dimensions that the user changed since the last deployment that was not refused. */
  readonly changes: string[];
  readonly account: ModelAccount;
}

const LENGTH = 3;
/** The number of dimensions in which consecutive states differ at most. Larger changes are rare in practice, and have more than one cause. */
const MAX_CHANGES = 3;
/** The templates of a pool are synthesized, which takes most of the time. */
const HISTORIES_PER_STATE = 12;
const MAX_STATES = 300;

/** Returns a function that returns the next number of a pseudorandom sequence, below a limit. The same seed always returns the same sequence. */
function sequence(seed: number): (limit: number) => number {
  let count = 0;
  return (limit) => {
    count += 1;
    return createHash('sha256').update(`${seed} ${count}`).digest().readUInt32BE() % limit;
  };
}

/**
 * Returns valid states. Each differs from an earlier one in a value, which is another one in each turn so that every value occurs in a large pool, and
 * sometimes in a second value.
 */
function poolOf(size: number, next: (limit: number) => number): State[] {
  const values = Object.entries(DIMENSIONS).flatMap(([dimension, choices]) => Object.keys(choices).map((value) => ({ [dimension]: value })));
  const pool: State[] = [PRODUCTION];
  for (let turn = next(values.length); pool.length < size; turn += 1) {
    const second = next(2) === 0 ? {} : values[next(values.length)];
    const state = { ...pool[next(pool.length)], ...second, ...values[turn % values.length] };
    if (pool.every((other) => changesBetween(state, other).length > 0) && templateOf(state)) {
      pool.push(state);
    }
  }
  return pool;
}

/** Returns histories of three updates after the creation of the stack. The same number always returns the same histories. */
export function histories(count: number): State[][] {
  const next = sequence(count);
  const pool = poolOf(Math.min(MAX_STATES, Math.ceil(count / HISTORIES_PER_STATE)), next);
  const neighbors = pool.map((state) => pool.filter((other) => other !== state && changesBetween(state, other).length <= MAX_CHANGES));
  return Array.from({ length: count }, () => {
    const history = [next(pool.length)];
    while (history.length <= LENGTH) {
      const near = neighbors[history[history.length - 1]];
      history.push(pool.indexOf(near[next(near.length)]));
    }
    return history.map((index) => pool[index]);
  });
}

/** Performs the updates of a history in a model of an account, after the creation of the stack in the first state. */
export function perform(history: readonly State[]): Step[] {
  const account = new ModelAccount(refusalOf);
  account.deploy(templateOf(history[0])!);
  let from = history[0];
  return history.slice(1).map((to) => {
    const step = { from, to, changes: changesBetween(from, to), account, ...account.deploy(templateOf(to)!) };
    from = step.refusal === undefined ? to : from;
    return step;
  });
}

export function describeHistory(history: readonly State[]): string {
  return history.map(describeState).join(' -> ');
}
