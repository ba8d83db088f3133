import { organizationPolicyOf } from './denial';
import { isDenied } from './examination';
import type { Finding, Implementation, Location } from './implementation';
import type { UnitResult } from './results';
import { codeOf } from '../../../common/functions/runtime/service-errors';

/** How long a change can take until it is visible, unless the implementation says that it takes longer. */
const PROPAGATION_MILLISECONDS = 20_000;
/** The pause between two reads of a value that changes. */
export const PAUSE_MILLISECONDS = 2_000;
/** How many findings of a setting are reported. */
const MAX_FINDINGS = 20;

/** What happened to a setting. */
export type Result = Omit<UnitResult, 'setting' | 'region'>;

/** Waits until a change is visible. */
export async function confirm({ equal, isSlow, read }: Implementation<unknown>, location: Location, target: unknown): Promise<void> {
  const { timing } = location;
  for (const ends = timing.now() + PROPAGATION_MILLISECONDS; !isSlow;) {
    const { value } = await read(location);
    if (equal(value, target)) {
      return;
    }
    if (timing.now() >= ends) {
      throw new Error('The change did not take effect.');
    }
    await timing.sleep(PAUSE_MILLISECONDS);
  }
}

/**
 * Returns the policy of an organization because of which a request failed, or undefined. Amazon EC2 does not say why a request is denied if an
 * organization manages the setting, but reports it with the value.
 */
export async function policyOf({ read }: Implementation<unknown>, location: Location, error: unknown): Promise<string | undefined> {
  const policy = organizationPolicyOf(error);
  if (policy !== undefined || !isDenied(error) && codeOf(error) !== 'OperationNotPermitted') {
    return policy;
  }
  return read(location).then(({ managedBy }) => managedBy, () => undefined);
}

/** Returns the findings that are reported, and the number of all of them. */
export function bounded(findings: readonly Finding[]): Pick<Result, 'findings' | 'count'> {
  return findings.length > 0 ? { findings: findings.slice(0, MAX_FINDINGS), count: findings.length } : {};
}
