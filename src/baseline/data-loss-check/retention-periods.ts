import type { Duration } from 'aws-cdk-lib/core';
import type { BaselineContext } from '../pillars/pillar';
import type { BaselineOptions } from '../presets';
import type { SecureBaselineProps } from '../props';
import type { RetentionPeriod } from './resource-properties';

interface Setting {
  /** The period, for the options with presets and for those that the user specified. */
  readonly of: (options: BaselineOptions | SecureBaselineProps) => Duration | number | undefined;
  /** Whether the baseline has resources to which the period applies. */
  readonly applies: (options: BaselineOptions) => boolean;
}

/** The options that determine how long data is retained, and that have different presets in production and non-production. */
export const RETENTION_SETTINGS: { readonly [option: string]: Setting } = {
  'storage.logFileExpiration': { of: ({ storage }) => storage?.logFileExpiration, applies: () => true },
  'network.flowLogRetention': { of: ({ network }) => network?.flowLogRetention, applies: ({ network }) => network.enabled !== false && !network.vpc },
  'trail.logRetention': { of: ({ trail }) => trail?.logRetention, applies: ({ trail }) => trail.enabled !== false && !trail.logGroup },
  'database.logRetention': { of: ({ database }) => database?.logRetention, applies: ({ database }) => database.enabled !== false },
  'database.backupRetention': { of: ({ database }) => database?.backupRetention, applies: ({ database }) => database.enabled !== false },
  'webTier.logRetention': { of: ({ webTier }) => webTier?.logRetention, applies: ({ webTier }) => webTier.enabled !== false && !webTier.logGroup },
};

/** Returns the retention periods of the resources of a baseline. */
export function retentionPeriodsOf({ options, props }: BaselineContext): RetentionPeriod[] {
  return Object.entries(RETENTION_SETTINGS).filter(([, { applies }]) => applies(options)).map(([option, setting]) => ({
    Option: option, Days: String(daysOf(setting.of(options)!)), IsSpecified: String(setting.of(props) !== undefined),
  }));
}

function daysOf(period: Duration | number): number {
  return typeof period === 'number' ? period : period.toDays({ integral: false });
}
