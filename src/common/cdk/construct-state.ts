import type { IConstruct } from 'constructs';

/**
 * Returns state that is stored on a construct. Unlike state of a module, it is shared by all installed copies of the package and is garbage
 * collected with the construct.
 *
 * @param key the name of the state, which is unique in the construct
 * @param create creates the state on the first call
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
