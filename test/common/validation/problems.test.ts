import { InstanceType, InterfaceVpcEndpointAwsService, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Duration, Lazy, Token, type Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Problems, type Requirement } from '../../../src/common/validation/problems';
import { newStack, warningsOf } from '../../support/templates';

const SMALL: Requirement<number> = { isMet: (size) => size <= 3, must: 'be at most 3', remedy: 'Use a smaller number.' };
const NOT_EMPTY: Requirement<unknown[]> = { isMet: (list) => list.length > 0, must: 'not be empty', remedy: 'Add an element.' };
const WHOLE: Requirement<number> = { isMet: Number.isInteger, must: 'be whole', remedy: 'Use a whole number.' };

/** An unresolved duration, such as a parameter of the stack. */
const unresolved = (unit: 'days' | 'seconds' | 'minutes') => Duration[unit](Token.asNumber({ resolve: () => 1 }));

/** The message of the problems that a function records, or undefined if there are none. */
function messageOf(record: (problems: Problems) => void, stack: Stack = newStack()): string | undefined {
  const problems = new Problems(new Construct(stack, 'It'));
  record(problems);
  try {
    problems.throwIfAny();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** How a message prints a value. */
function printed(value: unknown): string {
  const message = messageOf((problems) => problems.add({ prop: 'value', value, must: 'be different', remedy: 'Change it.' }));
  return /value must be different, got (.*)\. Change it\.$/.exec(message!)![1];
}

describe('the error message', () => {
  test('names the construct and its path, and the prop, condition, value and remedy of the problem', () => {
    expect(messageOf((problems) => problems.check('size', 4, SMALL))).toBe(
      "Construct 'Stack/It' has a problem:\n  - size must be at most 3, got 4. Use a smaller number.");
  });

  test('contains all problems in the order in which they were recorded', () => {
    expect(messageOf((problems) => problems.check('size', 4, SMALL).check('list', [], NOT_EMPTY).check('other', 5, SMALL))).toBe([
      "Construct 'Stack/It' has 3 problems:",
      '  - size must be at most 3, got 4. Use a smaller number.',
      '  - list must not be empty, got []. Add an element.',
      '  - other must be at most 3, got 5. Use a smaller number.',
    ].join('\n'));
  });

  test('prints a prop in braces without the braces, in the condition and in the remedy', () => {
    expect(messageOf((problems) => problems.add({ prop: 'max', value: 1, must: 'be at least {min}', remedy: 'Decrease {options.min}.' }))).toMatch(
      /max must be at least min, got 1\. Decrease options\.min\.$/);
  });

  test('retains other text in braces', () => {
    expect(messageOf((problems) => problems.add({ prop: 'pattern', value: '', must: 'be a pattern', remedy: 'Use a pattern such as { $.a = "b" } or ${AWS::Region}.' }))).toMatch( // eslint-disable-line no-template-curly-in-string
      /Use a pattern such as \{ \$\.a = "b" \} or \$\{AWS::Region\}\.$/);
  });

  test('is not thrown if all values meet their requirements', () => {
    expect(messageOf((problems) => problems.check('size', 3, SMALL).require('list', [1], NOT_EMPTY))).toBeUndefined();
  });
});

describe('a value that is not known at synthesis, or that the user did not specify', () => {
  test('meets every requirement if it is an unresolved token', () => {
    const never = { isMet: () => false, must: 'be different', remedy: 'Change it.' };
    expect(messageOf((problems) => problems
      .check('text', Lazy.string({ produce: () => '' }), never)
      .check('number', Lazy.number({ produce: () => 4 }), never)
      .check('list', Lazy.list({ produce: () => [] }), never)
      .require('required', Lazy.string({ produce: () => '' }), never))).toBeUndefined();
  });

  test('meets every requirement if it is undefined and optional', () => {
    expect(messageOf((problems) => problems.check('size', undefined, SMALL).checkTime('time', undefined, 'days', WHOLE))).toBeUndefined();
  });

  test('is a problem if it is undefined and required', () => {
    expect(messageOf((problems) => problems.require('size', undefined, SMALL))).toMatch(/- size must be at most 3, got no value\. Use a smaller number\.$/);
  });
});

describe('a duration', () => {
  test.each([
    [Duration.days(2), 'days'],
    [Duration.hours(48), 'days'],
    [Duration.minutes(1), 'seconds'],
  ] as const)('%s is compared in the unit of the requirement: %s', (time, unit) => {
    expect(messageOf((problems) => problems.checkTime('time', time, unit, WHOLE))).toBeUndefined();
  });

  test.each([
    [Duration.hours(36), 'days'],
    [Duration.millis(1_500), 'seconds'],
  ] as const)('%s is a fraction of %s', (time, unit) => {
    expect(messageOf((problems) => problems.checkTime('time', time, unit, WHOLE))).toMatch(new RegExp(`- time must be whole, got ${time.toString().replace(/[.()]/g, '\\$&')}\\. Use a whole number\\.$`));
  });

  test.each([['days', 'days'], ['seconds', 'seconds']] as const)('is not checked if it is an unresolved token in %s', (unit, required) => {
    expect(messageOf((problems) => problems.checkTime('time', unresolved(unit), required, { ...WHOLE, isMet: () => false }))).toBeUndefined();
  });

  test.each([['minutes', 'days'], ['days', 'seconds']] as const)('is a problem if it is an unresolved token in %s, which cannot be converted to %s', (unit, required) => {
    expect(messageOf((problems) => problems.checkTime('time', unresolved(unit), required, WHOLE))).toMatch(
      new RegExp(`- time must be in ${required} if it is an unresolved token, got an unresolved token\\. Use Duration\\.${required}\\(\\)\\.$`));
  });
});

test('a duration on which the template depends is a problem if it is an unresolved token, and is compared otherwise', () => {
  expect(messageOf((problems) => problems.checkKnownTime('time', unresolved('days'), 'days', WHOLE)))
    .toMatch(/- time must be known at synthesis, got an unresolved token\. Use a whole number\. Do not use an unresolved token\.$/);
  expect(messageOf((problems) => problems.checkKnownTime('time', Duration.hours(12), 'days', WHOLE))).toMatch(/- time must be whole, got/);
  expect(messageOf((problems) => problems.checkKnownTime('time', Duration.days(1), 'days', WHOLE))).toBeUndefined();
});

describe('problems of another construct that is created later', () => {
  const PATHS: Record<string, string> = { vpc: 'network.vpc', size: 'webTier.size' };
  const include = (check: (inner: Problems) => void) => messageOf((problems) => problems.include(check, (prop) => PATHS[prop]));

  test('name the path of the prop that the user specified', () => {
    expect(include((inner) => inner.check('size', 4, SMALL))).toMatch(/^Construct 'Stack\/It' has a problem:\n {2}- webTier\.size must be at most 3, got 4\./);
  });

  test('translate the props in braces, in the condition and in the remedy', () => {
    expect(include((inner) => inner.add({ prop: 'size', value: 4, must: 'be smaller than {vpc}', remedy: 'Change {size} or {vpc}, and not vpc.' }))).toMatch(
      /webTier\.size must be smaller than network\.vpc, got 4\. Change webTier\.size or network\.vpc, and not vpc\.$/);
  });

  test('are reported together with the problems of the construct itself', () => {
    expect(messageOf((problems) => problems.check('own', 4, SMALL).include((inner) => inner.check('size', 5, SMALL), (prop) => PATHS[prop]))).toMatch(
      /has 2 problems:\n {2}- own must .*\n {2}- webTier\.size must /);
  });

  test('leave warnings to that construct', () => {
    const stack = newStack();
    messageOf((problems) => problems.include((inner) => inner.warn('inner', 'A warning.'), (prop) => prop).warn('outer', 'Another warning.'), stack);
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/^Another warning\..*SecureBaseline:outer/)]);
  });
});

describe('the value in the message', () => {
  test.each<[string, unknown, string]>([
    ['a text in quotes', 'Dev_1', '"Dev_1"'],
    ['a text with escaped quotes', 'a "b"', '"a \\"b\\""'],
    ['a number', 0, '0'],
    ['a fraction', 0.5, '0.5'],
    ['a number that JSON does not support', NaN, 'NaN'],
    ['a boolean', false, 'false'],
    ['a missing value', undefined, 'no value'],
    ['null', null, 'null'],
    ['an empty list', [], '[]'],
    ['a list', ['a', 1, undefined], '["a", 1, no value]'],
    ['nested lists', [['a'], []], '[["a"], []]'],
    ['a duration', Duration.days(30), 'Duration.days(30)'],
    ['an unresolved token', Lazy.string({ produce: () => 'a' }), 'an unresolved token'],
    ['an unresolved number', Lazy.number({ produce: () => 1 }), 'an unresolved token'],
    ['an unresolved token in a list', ['a', Lazy.string({ produce: () => 'a' })], '["a", an unresolved token]'],
    ['a struct', { subnetType: SubnetType.PUBLIC, availabilityZones: ['a'] }, '{ subnetType: "Public", availabilityZones: ["a"] }'],
    ['an object with a text', new InstanceType('m7g.large'), 'm7g.large'],
    ['objects without a text', [InterfaceVpcEndpointAwsService.SSM], '[InterfaceVpcEndpointAwsService]'],
  ])('is %s', (_, value, expected) => expect(printed(value)).toBe(expected));

  test('is the path of a construct', () => expect(printed(new Construct(newStack(), 'Other'))).toBe('Stack/Other'));
});
