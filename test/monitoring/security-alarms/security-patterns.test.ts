import { ORGANIZATION_CHANGES, PRESCRIBED } from './prescribed-patterns';
import { SecurityAlarms } from '../../../src';
import { problemOfPattern } from '../../../src/monitoring/security-alarms/filter-pattern';

const events = SecurityAlarms.defaultEvents;

describe('the default security events', () => {
  test.each(Object.entries(PRESCRIBED))('include one event with the exact pattern of %s', (control, pattern) => {
    expect(events.filter(({ controls }) => controls?.includes(control)).map((event) => event.pattern)).toEqual([pattern]);
  });

  test('cover each recommendation in section 4 of CIS once', () => {
    const found = events.flatMap(({ controls }) => controls ?? []).filter((control) => control.startsWith('CIS'));
    expect(found.sort()).toEqual(Array.from({ length: 15 }, (_, index) => `CIS 4.${index + 1}`).sort());
  });

  test('match the calls of AWS Organizations in the order that Prowler requires', () => {
    const organizations = events.find(({ id }) => id === 'OrganizationChanges')!;
    expect(organizations.pattern).toMatch(ORGANIZATION_CHANGES);
  });

  test('have a severity and a response', () => {
    expect(events.filter(({ severity, response }) => !severity || !response)).toEqual([]);
  });
});

describe('a filter pattern', () => {
  test.each([
    '{ $.a[0] = "x" }', '{($.a = "(") || ($.b = "\\"}")}',
  ])('is accepted: %s', (pattern) => expect(problemOfPattern(pattern)).toBeUndefined());

  test.each([
    '{ ($.a = 1 }', '{ $.a = 1 )}', '{ $.a = "x }', '{ $.a = %x }', '$.a = 1 }', '{ ($.a = 1 }) ', '{ $.a = 1',
  ])('with unbalanced delimiters is rejected: %s', (pattern) => expect(problemOfPattern(pattern)).toBeDefined());
});
