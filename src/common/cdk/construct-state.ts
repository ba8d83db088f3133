import type { IConstruct } from 'constructs';

/**
 * State that belongs to a construct and not to a module: two copies of the package share it, and it ends with the construct.
 *
 * @param create makes the first value
 */
export function stateOf<T extends object>(construct: IConstruct, key: string, create: () => T): T {
  const symbol = Symbol.for(`secure-baseline.${key}`);
  const holder = construct as unknown as { [state: symbol]: T | undefined };
  const present = holder[symbol];
  if (present) {
    return present;
  }
  const created = create();
  Object.defineProperty(construct, symbol, { value: created });
  return created;
}
