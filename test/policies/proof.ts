import type { DeployedAccount } from './deployed-account';
import type { AwsRequest } from './simulation';

/** A request that AWS documents, and requests that nearly are it. */
export interface Proof {
  readonly title: string;
  /** Where AWS says what is sent. */
  readonly source: string;
  readonly request: AwsRequest;
  /** What is refused: the request with something else in its place. A context key that is undefined is not sent. */
  readonly refused: Record<string, NearMiss>;
}

export interface NearMiss extends Partial<Omit<AwsRequest, 'context'>> {
  readonly context?: Record<string, string | undefined>;
}

/** The proofs of one AWS service. */
export type ProofsOf = (account: DeployedAccount) => Proof[];

export const OTHER_ACCOUNT = '999999999999';
export const OWNER_ACL = { 's3:x-amz-acl': 'bucket-owner-full-control' };

/** What AWS sends with every request, and S3 to itself. */
export const OVER_TLS = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
export const BADLY_ENCRYPTED: Record<string, NearMiss> = {
  'plain HTTP': { context: { 'aws:SecureTransport': 'false' } },
  'TLS 1.1': { context: { 's3:TlsVersion': '1.1' } },
};

/** What is asked in the near miss. */
export function nearMiss(request: AwsRequest, miss: NearMiss): AwsRequest {
  const context = Object.entries({ ...request.context, ...miss.context }).filter(([, value]) => value !== undefined);
  return { ...request, ...miss, context: Object.fromEntries(context) as Record<string, string> };
}

/** The same request for each of several actions. */
export function forEachAction(actions: string[], proof: Proof): Proof[] {
  return actions.map((action) => ({ ...proof, title: `${proof.title}: ${action}`, request: { ...proof.request, action } }));
}

/** The proofs whose request is refused, with where AWS says that it is made. */
export async function refusedProofs(account: DeployedAccount, proofs: Proof[]): Promise<string[]> {
  const refused = await Promise.all(proofs.map(async ({ request }) => !await account.allows(request)));
  return proofs.filter((_, index) => refused[index]).map(({ title, source }) => `${title} (${source})`);
}

/** The near misses that get through. */
export async function allowedMisses(account: DeployedAccount, proofs: Proof[]): Promise<string[]> {
  const misses = proofs.flatMap(({ title, request, refused }) =>
    Object.entries(refused).map(([name, miss]) => ({ name: `${title}, but ${name}`, request: nearMiss(request, miss) })));
  const allowed = await Promise.all(misses.map(({ request }) => account.allows(request)));
  return misses.filter((_, index) => allowed[index]).map(({ name }) => name);
}
