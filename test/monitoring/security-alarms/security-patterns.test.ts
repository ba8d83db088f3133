import { ORGANIZATION_CHANGES, PRESCRIBED } from './prescribed-patterns';
import { SecurityAlarms } from '../../../src';
import { problemOfPattern } from '../../../src/monitoring/security-alarms/filter-pattern';

const events = SecurityAlarms.defaultEvents;

describe('the baseline of security events', () => {
  test.each(Object.entries(PRESCRIBED))('has the pattern of %s to the letter', (control, pattern) => {
    expect(events.filter(({ controls }) => controls?.includes(control)).map((event) => event.pattern)).toEqual([pattern]);
  });

  test('covers each recommendation of section 4 of CIS once', () => {
    const found = events.flatMap(({ controls }) => controls ?? []).filter((control) => control.startsWith('CIS'));
    expect(found.sort()).toEqual(Array.from({ length: 15 }, (_, index) => `CIS 4.${index + 1}`).sort());
  });

  test('names every change of an organization, in the order in which Prowler looks for them', () => {
    const organizations = events.find(({ id }) => id === 'OrganizationChanges')!;
    expect(organizations.pattern).toMatch(ORGANIZATION_CHANGES);
  });

  test('says of each event how much it matters and what to do', () => {
    expect(events.filter(({ severity, response }) => !severity || !response)).toEqual([]);
  });
});

describe('a filter pattern', () => {
  test.each([
    '{ $.a[0] = "x" }', '{($.a = "(") || ($.b = "\\"}")}',
  ])('is balanced: %s', (pattern) => expect(problemOfPattern(pattern)).toBeUndefined());

  test.each([
    '{ ($.a = 1 }', '{ $.a = 1 )}', '{ $.a = "x }', '{ $.a = %x }', '$.a = 1 }', '{ ($.a = 1 }) ', '{ $.a = 1',
  ])('is not balanced: %s', (pattern) => expect(problemOfPattern(pattern)).toBeDefined());
});
