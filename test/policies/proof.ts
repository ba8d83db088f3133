import type { DeployedAccount } from './deployed-account';
import type { AwsRequest } from './simulation';

/** A request that AWS documents and that must be allowed, and similar requests that must be denied. */
export interface Proof {
  readonly title: string;
  /** The page on which AWS documents the request. */
  readonly source: string;
  readonly request: AwsRequest;
  /** The requests that must be denied, as differences from the request. A context key that is undefined is not sent. */
  readonly denied: Record<string, NearMiss>;
}

/** The differences of a similar request from the request of a proof. */
export interface NearMiss extends Partial<Omit<AwsRequest, 'context'>> {
  readonly context?: Record<string, string | undefined>;
}

/** Returns the proofs of one AWS service. */
export type ProofsOf = (account: DeployedAccount) => Proof[];

export const OTHER_ACCOUNT = '999999999999';
export const OWNER_ACL = { 's3:x-amz-acl': 'bucket-owner-full-control' };

/** The condition keys of a request over TLS: that of all services, and that of S3. */
export const OVER_TLS = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
export const INSECURE_TRANSPORT: Record<string, NearMiss> = {
  'plain HTTP': { context: { 'aws:SecureTransport': 'false' } },
  'TLS 1.1': { context: { 's3:TlsVersion': '1.1' } },
};

/** Returns the request of a near miss. */
export function nearMiss(request: AwsRequest, miss: NearMiss): AwsRequest {
  const context = Object.entries({ ...request.context, ...miss.context }).filter(([, value]) => value !== undefined);
  return { ...request, ...miss, context: Object.fromEntries(context) as Record<string, string> };
}

/** Returns the proof for each of several actions. */
export function forEachAction(actions: string[], proof: Proof): Proof[] {
  return actions.map((action) => ({ ...proof, title: `${proof.title}: ${action}`, request: { ...proof.request, action } }));
}

/** Returns the proofs whose request is denied, with the page on which AWS documents the request. */
export async function deniedProofs(account: DeployedAccount, proofs: Proof[]): Promise<string[]> {
  const denied = await Promise.all(proofs.map(async ({ request }) => !await account.allows(request)));
  return proofs.filter((_, index) => denied[index]).map(({ title, source }) => `${title} (${source})`);
}

/** Returns the near misses that are allowed. */
export async function allowedMisses(account: DeployedAccount, proofs: Proof[]): Promise<string[]> {
  const misses = proofs.flatMap(({ title, request, denied }) =>
    Object.entries(denied).map(([name, miss]) => ({ name: `${title} [${name}]`, request: nearMiss(request, miss) })));
  const allowed = await Promise.all(misses.map(({ request }) => account.allows(request)));
  return misses.filter((_, index) => allowed[index]).map(({ name }) => name);
}
