import { judge, TEMPLATES, type Exception, type Finding } from './findings';

const FINDING: Finding = { scanner: 'scanner', template: 'production', rule: 'RULE', resource: 'Baseline/Bucket', message: 'bad' };
const EXCEPTION: Exception = { criterion: 'row', rules: ['RULE'], resources: ['Baseline/Bucket'], templates: ['production'], reason: 'why', source: 'where' };

test('a finding without an exception is open', () => {
  expect(judge([FINDING], [])).toEqual({ open: [FINDING], excepted: [], idle: [] });
});

test('a finding with an exception stands', () => {
  expect(judge([FINDING], [EXCEPTION])).toEqual({ open: [], excepted: [FINDING], idle: [] });
});

test.each<[difference: string, finding: Partial<Finding>]>([
  ['rule', { rule: 'OTHER' }],
  ['resource', { resource: 'Baseline/Buckets' }],
  ['resource below', { resource: 'Baseline/Bucket/Policy' }],
  ['template', { template: 'integ non-production' }],
])('an exception covers no other %s', (_, difference) => {
  const finding = { ...FINDING, ...difference };
  expect(judge([finding], [EXCEPTION]).open).toEqual([finding]);
});

test('a star covers all that is below, and nothing beside it', () => {
  const findings = ['Baseline/Acls/A', 'Baseline/Acls/B/C', 'Baseline/AclsToo', 'Baseline/Acls'].map((resource) => ({ ...FINDING, resource }));
  const { open } = judge(findings, [{ ...EXCEPTION, resources: ['Baseline/Acls/*'] }]);
  expect(open.map(({ resource }) => resource)).toEqual(['Baseline/AclsToo', 'Baseline/Acls']);
});

test('no exception hides what users of the scanner see', () => {
  const finding = { ...FINDING, shown: true };
  expect(judge([finding], [EXCEPTION])).toEqual({ open: [finding], excepted: [], idle: ['RULE at Baseline/Bucket in production'] });
});

test('each rule, resource and template that nothing needs is idle', () => {
  const exception = { ...EXCEPTION, rules: ['RULE', 'OLD'], resources: ['Baseline/Bucket', 'Baseline/Gone'], templates: TEMPLATES };
  const { idle } = judge([FINDING], [exception]);
  expect(idle).toHaveLength(2 * 2 * 3 - 1);
  expect(idle).not.toContain('RULE at Baseline/Bucket in production');
  expect(idle).toContain('OLD at Baseline/Gone in integ non-production');
});

test('of two exceptions for one finding none is idle', () => {
  expect(judge([FINDING], [EXCEPTION, { ...EXCEPTION, reason: 'another' }]).idle).toEqual([]);
});
