import { recordsChangedPattern } from '../../../src/account/account-guardrails/records-changed-pattern';
import { MAX_PATTERN_LENGTH, parseFilterPattern, problemOfPattern } from '../../../src/monitoring/security-alarms/filter-pattern';
import { matches } from '../../monitoring/security-alarms/patterns/evaluator';
import { BY, call, failedCall, role } from '../../monitoring/security-alarms/patterns/records';

const ROLE = 'baseline-AccountGuardrailsFunctionRole0A1B-XYZ';
const PATTERN = recordsChangedPattern(ROLE);
const OWN = { userIdentity: role(ROLE, 'baseline-AccountGuardrailsFunction') };
const OTHER_STACK = { userIdentity: role('other-AccountGuardrailsFunctionRole0A1B-ABC', 'other-AccountGuardrailsFunction') };
const NAME = '/secure-baseline/account-guardrails/s3PublicAccessBlock/earlier';
const put = (name: string, by: object, ...others: Record<string, unknown>[]) =>
  call('ssm', 'PutParameter', { name, type: 'String', value: 'HIDDEN_DUE_TO_SECURITY_REASONS', overwrite: true }, { ...by }, ...others);
const isMatched = ({ record }: { readonly record: object }) => matches(parseFilterPattern(PATTERN), JSON.parse(JSON.stringify(record)));

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html */
test.each([
  ['a user changes an earlier value', put(NAME, BY.user)],
  ['a role changes an earlier value', put(NAME, BY.role)],
  ['the root user changes an earlier value', put(NAME, BY.root)],
  ['the name is an ARN', put(`arn:aws:ssm:eu-west-1:123456789012:parameter${NAME}`, BY.role)],
  ['a user deletes an earlier value', call('ssm', 'DeleteParameter', { name: NAME }, BY.user)],
  ['a user deletes a record among others', call('ssm', 'DeleteParameters', { names: ['/app/color', '/secure-baseline/account-guardrails/ebsEncryption/owners/1'] }, BY.user)],
  ['the function of another stack records that it applies the setting', put('/secure-baseline/account-guardrails/ebsEncryption/owners/1', OTHER_STACK)],
  ['an identity has no ARN', put(NAME, { userIdentity: { type: 'AWSService' } })],
  ['a role whose name ends like that of the function makes the change', put(NAME, { userIdentity: role(`evil-${ROLE}`, 'it') })],
  ['a session has the name of the role', put(NAME, { userIdentity: role('Administrator', ROLE) })],
])('the pattern matches if %s', (_, example) => {
  expect(isMatched(example)).toBe(true);
});

test.each([
  ['the function itself makes the change', put(NAME, OWN)],
  ['the function itself deletes a record', call('ssm', 'DeleteParameter', { name: NAME }, OWN)],
  ['a user reads the records', call('ssm', 'GetParametersByPath', { path: '/secure-baseline/account-guardrails' }, BY.user)],
  ['a user reads a record', call('ssm', 'GetParameter', { name: NAME }, BY.user)],
  ['a user changes another parameter', put('/app/color', BY.user)],
  ['a user changes a parameter with a similar path', put('/secure-baseline/account-guardrails-old', BY.user)],
  ['a user deletes other parameters', call('ssm', 'DeleteParameters', { names: ['/app/color', '/app/size'] }, BY.user)],
  ['a user is denied permission', put(NAME, BY.user, failedCall())],
  ['another service has a call of the same name', call('other', 'PutParameter', { name: NAME }, BY.user)],
])('the pattern does not match if %s', (_, example) => {
  expect(isMatched(example)).toBe(false);
});

test('the pattern is valid, and short enough with the longest name of a role', () => {
  expect(problemOfPattern(PATTERN)).toBeUndefined();
  expect(recordsChangedPattern('x'.repeat(64)).length).toBeLessThan(MAX_PATTERN_LENGTH);
});
