import { mapLimited } from './concurrency';
import type { Finding, Location } from './implementation';
import { codeOf } from '../../../common/functions/runtime/service-errors';

/** How many resources are examined at the same time. */
const CONCURRENCY = 8;

/** How many resources of a region are examined with a request each. Amazon EC2 limits the rate of requests, and the time of the function is limited. */
const MOST_EXAMINED = 1_000;

/** Whether a request failed because the function may not send it, or because nobody may. */
export function isDenied(error: unknown): boolean {
  return /AccessDenied|UnauthorizedOperation/.test(codeOf(error));
}

/** The error codes of services, operations and settings that AWS does not offer in a region. */
export const UNAVAILABLE = /^(InvalidAction|UnsupportedOperation|UnknownOperationException|ServiceSettingNotFound|ENOTFOUND)$/;

/** Returns the response to a request, or undefined if it failed with one of the codes, such as those of a resource that does not exist. */
export async function unless<T>(codes: RegExp, request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (codes.test(codeOf(error))) {
      return undefined;
    }
    throw error;
  }
}

/** Returns the items of all pages. */
export async function listAll<Page extends { readonly NextToken?: string }, Item>(
  send: Location['send'],
  fetch: (NextToken?: string) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await send(() => fetch(token));
    items.push(...itemsOf(page) ?? []);
    token = page.NextToken || undefined;
  } while (token !== undefined);
  return items;
}

/** Examines resources, some at the same time. A resource that may not be examined is a finding itself, because it is not known to be unaffected. */
export async function examineAll<Item>(
  items: readonly Item[], idOf: (item: Item) => string, examine: (item: Item) => Promise<string | undefined>,
): Promise<Finding[]> {
  const reasons = await mapLimited(items, CONCURRENCY, (item) => examine(item).catch((error) => {
    if (!isDenied(error)) {
      throw error;
    }
    return 'could not be examined, because access is denied';
  }));
  return items.flatMap((item, index) => {
    const reason = reasons[index];
    return reason === undefined ? [] : [{ resource: idOf(item), reason }];
  });
}

/** Examines the latest resources. The number of the others is a finding, because they are not known to be unaffected. */
export async function examineLatest<Item>(
  kind: string, items: readonly Item[], createdAt: (item: Item) => Date | string | undefined,
  idOf: (item: Item) => string, examine: (item: Item) => Promise<string | undefined>,
): Promise<Finding[]> {
  const time = (item: Item) => new Date(createdAt(item) ?? 0).getTime();
  const latest = [...items].sort((one, other) => time(other) - time(one)).slice(0, MOST_EXAMINED);
  const found = await examineAll(latest, idOf, examine);
  const rest = items.length - latest.length;
  return rest === 0 ? found : [...found, { resource: `${rest} older ${kind}`, reason: 'not examined, because there are too many' }];
}

/** For settings that break and expose nothing that exists. */
export const nothing = async (): Promise<Finding[]> => [];

/** Returns a function that returns the more secure one of two values. */
export function moreSecureOf<Value>(fromLeastSecure: readonly Value[]): (one: Value, other: Value) => Value {
  return (one, other) => (fromLeastSecure.indexOf(other) > fromLeastSecure.indexOf(one) ? other : one);
}
