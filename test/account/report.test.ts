import { AccountSetting } from '../../src';
import { linesOf, summaryOf } from '../../src/account/account-guardrails/runtime/report';
import type { UnitResult } from '../../src/account/account-guardrails/runtime/results';

const drift = (setting: AccountSetting, region?: string): UnitResult => ({ setting, region, status: 'drift', reason: 'The setting was changed after it was applied.' });
const bucket = (index: number) => ({ resource: `bucket-${index}`, reason: 'public by its bucket policy' });
const conflict = (count: number): UnitResult =>
  ({ setting: AccountSetting.S3_PUBLIC_ACCESS_BLOCK, status: 'conflict', findings: Array.from({ length: count }, (_, index) => bucket(index)), count });

test('the same results in another order are the same report, because a report is published only if it is different', () => {
  const results = [drift(AccountSetting.EBS_ENCRYPTION, 'us-east-1'), drift(AccountSetting.EBS_ENCRYPTION, 'eu-west-1'), drift(AccountSetting.SERIAL_CONSOLE, 'eu-west-1')];
  const lines = linesOf(results);
  expect(lines).toEqual([expect.stringContaining('(eu-west-1, us-east-1)'), expect.stringContaining('(eu-west-1)')]);
  expect(linesOf([...results].reverse())).toEqual(lines);
});

test('a report names the first five resources, and the number of the others', () => {
  expect(linesOf([conflict(7)])[0]).toMatch(/bucket-4 \(public by its bucket policy\) and 2 more\. Serve public files/);
  expect(linesOf([conflict(5)])[0]).not.toContain('more.');
});

test('a summary has at most 1,000 characters, and the number of settings with each status', () => {
  const long = Object.values(AccountSetting).flatMap((setting) => ['eu-west-1', 'us-east-1'].map((region): UnitResult => ({ ...conflict(9), setting, region })));
  expect(summaryOf(long).length).toBeLessThanOrEqual(1_000);
  expect(summaryOf(long)).toMatch(/^Account settings: 30 not applied because of conflicts\. .*The log of the function has the rest\.$/s);
  expect(summaryOf([conflict(1), drift(AccountSetting.SERIAL_CONSOLE, 'eu-west-1')])).toMatch(/^Account settings: 1 changed since they were applied, 1 not applied because of conflicts\./);
});
