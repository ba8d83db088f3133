import * as fc from 'fast-check';
import type { DataLossCheckProperties, RetentionPeriod } from '../../../src/baseline/data-loss-check/resource-properties';
import { rejectLosses } from '../../../src/baseline/data-loss-check/runtime/losses';

const period = (Option: string, Days: string, IsSpecified = 'false'): RetentionPeriod => ({ Option, Days, IsSpecified });
const BEFORE: DataLossCheckProperties = {
  KeyArn: 'key-1', IsKeyDeleted: 'false', RetainsData: 'true', IsDeletionSpecified: 'false', RetentionPeriods: [period('trail.logRetention', '400'), period('database.backupRetention', '35')],
};
const SHORTER = [period('trail.logRetention', '30'), period('database.backupRetention', '35')];
const rejection = (after: Partial<DataLossCheckProperties>, before: Partial<DataLossCheckProperties> = {}) => () => rejectLosses({ ...BEFORE, ...before }, { ...BEFORE, ...after });

describe('an update that changes the KMS key', () => {
  test('is rejected if it would delete the previous key, even if the deletion of data is specified', () => {
    const message = /would delete the KMS key key-1, .* Keep storage\.encryptionKey as it was\. .* first deploy with retainData: true/;
    expect(rejection({ KeyArn: 'key-2' }, { IsKeyDeleted: 'true' })).toThrow(message);
    expect(rejection({ KeyArn: 'key-2', RetainsData: 'false', IsDeletionSpecified: 'true' }, { IsKeyDeleted: 'true' })).toThrow(message);
  });

  test('is accepted if the previous key is retained or imported', () => {
    expect(rejection({ KeyArn: 'key-2', IsKeyDeleted: 'true' })).not.toThrow();
  });

  test('is accepted if only the removal policy of the key changes', () => {
    expect(rejection({ IsKeyDeleted: 'false' }, { IsKeyDeleted: 'true' })).not.toThrow();
  });
});

describe('an update after which the data is not retained', () => {
  test('is rejected with the periods that become shorter and the remedies', () => {
    expect(rejection({ RetainsData: 'false', RetentionPeriods: SHORTER })).toThrow(
      /data of the stack would no longer be retained.*Shorter: trail\.logRetention from 400 to 30 days\..*EnvironmentType\.PRODUCTION or retainData: true.*specify retainData: false/);
    expect(rejection({ RetainsData: 'false' })).toThrow(/without a snapshot\. To keep the data/);
  });

  test('is accepted if retainData: false is specified, with all shorter periods', () => {
    expect(rejection({ RetainsData: 'false', IsDeletionSpecified: 'true', RetentionPeriods: SHORTER })).not.toThrow();
  });

  test('is accepted if the data was not retained before', () => {
    expect(rejection({ RetainsData: 'false' }, { RetainsData: 'false' })).not.toThrow();
  });
});

describe('an update that shortens a retention period', () => {
  test('is rejected if the period is not specified', () => {
    expect(rejection({ RetentionPeriods: SHORTER })).toThrow(/shorten retention periods that are not specified.* Shorter: trail\.logRetention from 400 to 30 days\. Specify each/);
  });

  test.each<[string, RetentionPeriod[]]>([
    ['the period is specified', [period('trail.logRetention', '30', 'true')]],
    ['the resource is removed', []],
    ['the resource is new', [...BEFORE.RetentionPeriods, period('webTier.logRetention', '1')]],
    ['the period is the same or longer', [period('trail.logRetention', '400'), period('database.backupRetention', '100')]],
  ])('is accepted if %s', (_, RetentionPeriods) => expect(rejection({ RetentionPeriods })).not.toThrow());
});

test('an update is rejected only if it deletes something that is not specified, and its reverse is rejected only for the same reasons', () => {
  const bool = fc.constantFrom('true', 'false');
  const option = fc.constantFrom('a', 'b', 'c');
  const periods = fc.uniqueArray(fc.record({ Option: option, Days: fc.nat(9).map(String), IsSpecified: bool }), { selector: ({ Option }) => Option });
  const properties: fc.Arbitrary<DataLossCheckProperties> = fc.record({
    KeyArn: fc.constantFrom('key-1', 'key-2'), IsKeyDeleted: bool, RetainsData: bool, IsDeletionSpecified: bool, RetentionPeriods: periods,
  });
  const isRejected = (before: DataLossCheckProperties, after: DataLossCheckProperties) => {
    try {
      rejectLosses(before, after);
      return false;
    } catch {
      return true;
    }
  };
  fc.assert(fc.property(properties, properties, (before, after) => {
    const losesKey = before.IsKeyDeleted === 'true' && before.KeyArn !== after.KeyArn;
    const losesData = before.RetainsData === 'true' && after.RetainsData === 'false';
    const shortens = after.RetentionPeriods.some(({ Option, Days, IsSpecified }) => IsSpecified === 'false'
      && before.RetentionPeriods.some((old) => old.Option === Option && Number(old.Days) > Number(Days)));
    expect(isRejected(before, after)).toBe(losesKey || (losesData || shortens) && after.IsDeletionSpecified === 'false');
    expect(isRejected(after, after)).toBe(false);
  }), { numRuns: 500 });
});
