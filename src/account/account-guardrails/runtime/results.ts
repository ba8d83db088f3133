import type { Finding } from './implementation';
import type { AccountSetting } from '../../account-settings';

/** What happened to a setting in a region. */
export type Status =
  /** The setting was changed. */
  | 'applied'
  /** The setting complied already. */
  | 'unchanged'
  /** AWS accepted the change, and completes it within minutes. */
  | 'pending'
  /** The setting does not comply, and is only reported. */
  | 'reported'
  /** The change would break something, so it was not made. */
  | 'conflict'
  /** An organization policy manages another value. */
  | 'managed'
  /** An organization policy denies the request. */
  | 'denied'
  /** AWS does not offer the setting in the region. */
  | 'unavailable'
  /** A user changed the setting after it was applied. */
  | 'drift'
  /** The setting remains as it is, although the stack no longer applies it. */
  | 'kept'
  /** The earlier value is restored. */
  | 'restored'
  /** The earlier value was not restored. */
  | 'left'
  /** The request failed. A repeated operation continues. */
  | 'failed';

/** What happened to a setting in a region, for reports and for the next invocation. */
export interface UnitResult {
  readonly setting: AccountSetting;
  /** The region, or undefined for a setting of the account. */
  readonly region?: string;
  readonly status: Status;
  /** Why, in a complete sentence. */
  readonly reason?: string;
  readonly findings?: readonly Finding[];
  /** The number of findings. Only the first ones are passed to the next invocation. */
  readonly count?: number;
}

/** Identifies a setting in a region. */
export function keyOf({ setting, region = 'account' }: Pick<UnitResult, 'setting' | 'region'>): string {
  return `${region}/${setting}`;
}
