import { matches } from './evaluator';
import { parseFilterPattern } from '../../../../src/monitoring/security-alarms/filter-pattern';

const evaluate = (condition: string, event: unknown) => matches(parseFilterPattern(`{ ${condition} }`), event);

/** The two events in AWS's documentation of the syntax. */
const TRAIL = {
  'eventType': 'UpdateTrail',
  'sourceIPAddress': '111.111.111.111',
  'arrayKey': ['value', 'another value'],
  'objectList': [{ name: 'a', id: 1 }, { name: 'b', id: 2 }],
  'SomeObject': null,
  'ThisFlag': true,
  'cluster.name': 'c',
};
const USERS = {
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [{ id: 2, email: 'John.Doe@example.com' }, { id: 3, email: 'Jane.Doe@example.com' }],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
};

describe('the evaluator returns the documented result for the examples of AWS', () => {
  test.each([
    ['$.eventType = "UpdateTrail"', TRAIL, true],
    ['$.sourceIPAddress != 123.123.*', TRAIL, true],
    ['$.arrayKey[0] = "value"', TRAIL, true],
    ['$.objectList[1].id = 2', TRAIL, true],
    ['$.eventType = %Trail%', TRAIL, true],
    ['$.arrayKey[*] = %val.{2}%', TRAIL, true],
    ['$.* = %111\\.111\\.111\\.1[0-9]{1,2}%', TRAIL, true],
    ["$.['cluster.name'] = \"c\"", TRAIL, true],
    ['$.SomeObject IS NULL', TRAIL, true],
    ['$.ThisFlag IS TRUE', TRAIL, true],
    ['$.SomeOtherObject NOT EXISTS', TRAIL, true],
    ['($.user.id = 1) && ($.users[0].email = "John.Doe@example.com")', USERS, true],
    ['$.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch"', USERS, true],
    ['($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch"', USERS, false],
    ['($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET"', USERS, false],
    // The property is an array, and both conditions are false.
    ['$.users = 1', { users: [1, 2, 3] }, false],
    ['$.users != 1', { users: [1, 2, 3] }, false],
  ])('%s', (condition, event, expected) => expect(evaluate(condition, event)).toBe(expected));
});

describe('a comparison with a text', () => {
  test.each([
    ['$.a = *Event', 'PutEvent', true],
    ['$.a = *Event', 'PutEvents', false],
    ['$.a = Event*', 'EventId', true],
    ['$.a = Event*', 'PutEvent', false],
    ['$.a = "*Event*"', 'PutEvents', true],
    ['$.a = "*Event*"', 'Put', false],
    ['$.a = Ev*ent', 'Ev*ent', true],
    ['$.a = Ev*ent', 'Evxent', false],
    ['$.a = "*"', '', true],
    ['$.a != "*UnauthorizedOperation"', 'Client.UnauthorizedOperation', false],
    ['$.a = updatetrail', 'UpdateTrail', false],
    ['$.A = UpdateTrail', 'UpdateTrail', false],
    ['$.a = "Trail"', 'UpdateTrail', false],
    ['$.a != "Trail"', 'UpdateTrail', true],
    ['$.a = "a.c"', 'abc', false],
    ['$.a = %^a.c$%', 'abc', true],
    ['$.a != %b%', 'abc', false],
  ])('%s with %j: %s', (condition, value, expected) => expect(evaluate(condition, { a: value })).toBe(expected));
});

describe('a comparison with a number', () => {
  test.each([
    ['$.a = 400', 400, true],
    ['$.a != 500', 400, true],
    ['$.a > 75', 75, false],
    ['$.a >= 60', 60, true],
    ['$.a < 10e3', 9_999, true],
    ['$.a <= 5', 5.1, false],
    ['$.a = 1e+3', 1_000, true],
    ['$.a = 4*', 404, true],
    ['$.a = 4*', 500, false],
    // A number without quotation marks also matches a text, such as recipientAccountId.
    ['$.a = 123456789012', '123456789012', true],
    ['$.a != 123456789012', '123456789012', false],
    ['$.a > 1', '2', false],
    ['$.a > 1', 'x', false],
  ])('%s with %j: %s', (condition, value, expected) => expect(evaluate(condition, { a: value })).toBe(expected));
});

describe('a condition on an absent property or another type', () => {
  test.each([
    ['$.a = "x"', {}, false],
    ['$.a != "x"', {}, false],
    ['$.a != 1', {}, false],
    ['$.a != %x%', {}, false],
    ['$.a.b != "x"', { a: 'y' }, false],
    ['$.a[0] != "x"', { a: 'y' }, false],
    ['$.a NOT EXISTS', {}, true],
    ['$.a NOT EXISTS', { a: null }, false],
    ['$.a.b NOT EXISTS', { a: null }, true],
    ['$.a[1] NOT EXISTS', { a: [0] }, true],
    ['$.a.length NOT EXISTS', { a: [0] }, true],
    ['$.a[0] = "y"', { a: { 0: 'y' } }, false],
    ['$.toString NOT EXISTS', {}, true],
    ['$.a IS NULL', {}, false],
    ['$.a IS FALSE', {}, false],
    ['$.a IS FALSE', { a: false }, true],
    ['$.a IS FALSE', { a: 'false' }, false],
    ['$.a IS TRUE', { a: false }, false],
    ['$.a = "true"', { a: true }, false],
    ['$.a = "*"', { a: null }, false],
    ['$.a = "*"', { a: { b: 1 } }, false],
    ['$.a[*] = 2', { a: [1, 2] }, true],
    ['$.a[*] = 2', { a: { b: 2 } }, false],
    ['$.* = 2', [2], false],
  ])('%s with %j: %s', (condition, event, expected) => expect(evaluate(condition, event)).toBe(expected));
});
