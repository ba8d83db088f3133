import type { IConstruct } from 'constructs';

/**
 * Returns state that belongs to a construct. Two copies of the package share it, unlike state of a module, and it is garbage collected with
 * the construct.
 *
 * @param key identifies the state among all state of the construct
 * @param create creates the state when it is read for the first time
 */
export function stateOf<T extends object>(construct: IConstruct, key: string, create: () => T): T {
  const symbol = Symbol.for(`secure-baseline.${key}`);
  const present: T | undefined = Reflect.get(construct, symbol);
  if (present) {
    return present;
  }
  const created = create();
  Object.defineProperty(construct, symbol, { value: created });
  return created;
}
