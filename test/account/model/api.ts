import type { AccountState, RegionState } from './state';

/** An error as the SDK throws it. */
export function awsError(name: string, message = name, status = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

/** What a request reads and changes. Reads may see an earlier state; changes apply to the current one. */
export interface Request {
  readonly accountId: string;
  readonly regionName: string;
  readonly account: AccountState;
  readonly region: RegionState;
  readonly now: number;
  /** A number that no other request received. */
  readonly unique: number;
  /** Returns a page of items, and the token of the next page. */
  page<Item>(items: readonly Item[], token: string | undefined, limit: number | undefined, maximum: number): { items: Item[]; NextToken?: string };
}

/** The replies of a service, by the name of the operation. */
export type Api = Readonly<Record<string, (request: Request, input: never) => object>>;

export function refuseUnless(isAccepted: boolean, name: string, message?: string): void {
  if (!isAccepted) {
    throw awsError(name, message);
  }
}
