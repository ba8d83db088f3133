import { applyExceptions, TEMPLATES, type Exception, type Finding } from './findings';

const FINDING: Finding = { scanner: 'scanner', template: 'production', rule: 'RULE', resource: 'Baseline/Bucket', message: 'bad' };
const EXCEPTION: Exception = { criterion: 'requirement', rules: ['RULE'], resources: ['Baseline/Bucket'], templates: ['production'], reason: 'why', source: 'where' };

test('a finding without an exception is unexpected', () => {
  expect(applyExceptions([FINDING], [])).toEqual({ unexpected: [FINDING], excepted: [], unused: [] });
});

test('a finding with an exception is excepted', () => {
  expect(applyExceptions([FINDING], [EXCEPTION])).toEqual({ unexpected: [], excepted: [FINDING], unused: [] });
});

test.each<[difference: string, finding: Partial<Finding>]>([
  ['rule', { rule: 'OTHER' }],
  ['resource', { resource: 'Baseline/Buckets' }],
  ['resource below', { resource: 'Baseline/Bucket/Policy' }],
  ['template', { template: 'integ non-production' }],
])('an exception covers no other %s', (_, difference) => {
  const finding = { ...FINDING, ...difference };
  expect(applyExceptions([finding], [EXCEPTION]).unexpected).toEqual([finding]);
});

test('a wildcard matches all resources below a path, but not the path itself and its siblings', () => {
  const findings = ['Baseline/Acls/A', 'Baseline/Acls/B/C', 'Baseline/AclsToo', 'Baseline/Acls'].map((resource) => ({ ...FINDING, resource }));
  const { unexpected } = applyExceptions(findings, [{ ...EXCEPTION, resources: ['Baseline/Acls/*'] }]);
  expect(unexpected.map(({ resource }) => resource)).toEqual(['Baseline/AclsToo', 'Baseline/Acls']);
});

test('an exception does not apply to findings that users of the scanner see', () => {
  const finding = { ...FINDING, visibleToUsers: true };
  expect(applyExceptions([finding], [EXCEPTION])).toEqual({ unexpected: [finding], excepted: [], unused: ['RULE at Baseline/Bucket in production'] });
});

test('each rule, resource and template of an exception without a finding is unused', () => {
  const exception = { ...EXCEPTION, rules: ['RULE', 'OLD'], resources: ['Baseline/Bucket', 'Baseline/Gone'], templates: TEMPLATES };
  const { unused } = applyExceptions([FINDING], [exception]);
  expect(unused).toHaveLength(2 * 2 * 3 - 1);
  expect(unused).not.toContain('RULE at Baseline/Bucket in production');
  expect(unused).toContain('OLD at Baseline/Gone in integ non-production');
});

test('two exceptions for the same finding are both used', () => {
  expect(applyExceptions([FINDING], [EXCEPTION, { ...EXCEPTION, reason: 'another' }]).unused).toEqual([]);
});
