import { ACCOUNT_SETTINGS } from '../../../src/account/account-settings';
import type { Out } from '../control';

/** A template cannot prove them: a setting is not applied where it would break something that exists, or where the organization manages or denies it. */
const REASON = 'AccountGuardrails applies it, unless it would break something that exists, or the organization manages or denies it: then it is reported';

/** The controls of settings of the account. */
export const ACCOUNT: Out[] = Object.values(ACCOUNT_SETTINGS).flatMap(({ title, controls }) =>
  Object.keys(controls).map((id): Out => ({ id, title, scope: 'out', reason: REASON })));
