import type { DataLossCheckProperties, RetentionPeriod } from '../resource-properties';

/** Throws an error if an update would delete data of the stack, or a key that the data needs, although the user did not specify this. */
export function rejectLosses(before: DataLossCheckProperties, after: DataLossCheckProperties): void {
  if (before.IsKeyDeleted === 'true' && before.KeyArn !== after.KeyArn) {
    throw new Error(`This update would delete the KMS key ${before.KeyArn}, but the buckets, log groups and secrets of the stack contain data that it encrypts. `
      + 'Keep storage.encryptionKey as it was. To replace the key, first deploy with retainData: true, and with RemovalPolicy.RETAIN for a key of your own, '
      + 'so that the previous key is retained.');
  }
  if (after.IsDeletionSpecified === 'true') {
    return;
  }
  if (before.RetainsData === 'true' && after.RetainsData !== 'true') {
    throw new Error('With this update, the data of the stack would no longer be retained: deleting the stack would delete buckets, log groups, KMS key and '
      + `database without a snapshot.${describe(shortened(before, after))} To keep the data, specify environmentType: EnvironmentType.PRODUCTION or retainData: true. `
      + 'If the data is to be deleted, specify retainData: false.');
  }
  const periods = shortened(before, after);
  if (periods.length > 0) {
    throw new Error(`This update would shorten retention periods that are not specified, and delete older data.${describe(periods)} `
      + 'Specify each of these options, with the previous or the new period.');
  }
}

interface Shortened {
  readonly option: string;
  readonly from: string;
  readonly to: string;
}

function shortened(before: DataLossCheckProperties, after: DataLossCheckProperties): Shortened[] {
  const daysBefore = new Map(before.RetentionPeriods.map(({ Option, Days }): [string, string] => [Option, Days]));
  return after.RetentionPeriods
    .filter(({ Option, Days, IsSpecified }: RetentionPeriod) => IsSpecified !== 'true' && Number(Days) < Number(daysBefore.get(Option)))
    .map(({ Option, Days }) => ({ option: Option, from: daysBefore.get(Option)!, to: Days }));
}

function describe(periods: Shortened[]): string {
  return periods.length === 0 ? '' : ` Shorter: ${periods.map(({ option, from, to }) => `${option} from ${from} to ${to} days`).join(', ')}.`;
}
