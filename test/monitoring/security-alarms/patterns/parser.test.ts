import { MAX_PATTERN_LENGTH, parseFilterPattern, problemOfPattern } from '../../../../src/monitoring/security-alarms/filter-pattern';

const a = [{ property: 'a' }];
const isOne = { kind: 'text', selector: a, operator: '=', text: 'x' };

describe('a filter pattern is taken apart', () => {
  test.each([
    ['$.a = x', isOne],
    ['$.a="x"', isOne],
    ['  $.a\n= x', isOne],
    ['$.a = "a \\"b\\" \\\\ } %"', { ...isOne, text: 'a "b" \\ } %' }],
    ['$.a != 123.123.*', { ...isOne, operator: '!=', text: '123.123.*' }],
    ['$.a=iam.amazonaws.com', { ...isOne, text: 'iam.amazonaws.com' }],
    ['$.a = "500"', { ...isOne, text: '500' }],
    ['$.a = 500', { kind: 'number', selector: a, operator: '=', number: 500, text: '500' }],
    ['$.a >= -1.5', { kind: 'number', selector: a, operator: '>=', number: -1.5, text: '-1.5' }],
    ['$.a<+1e-3', { kind: 'number', selector: a, operator: '<', number: 0.001, text: '+1e-3' }],
    ['$.a = %^4[0-9]{2}$%', { kind: 'regex', selector: a, operator: '=', source: '^4[0-9]{2}$' }],
    ['$.a IS NULL', { kind: 'is', selector: a, value: null }],
    ['$.a IS TRUE', { kind: 'is', selector: a, value: true }],
    ['$.a IS FALSE', { kind: 'is', selector: a, value: false }],
    ['$.a NOT EXISTS', { kind: 'absent', selector: a }],
  ])('%s', (condition, pattern) => expect(parseFilterPattern(`{ ${condition} }`)).toEqual(pattern));

  test.each([
    ['$.a-b_c', [{ property: 'a-b_c' }]],
    ['$.a.b[0][12].c', [{ property: 'a' }, { property: 'b' }, { index: 0 }, { index: 12 }, { property: 'c' }]],
    ["$.['cluster.name']", [{ property: 'cluster.name' }]],
    ["$.a['x']", [{ property: 'a' }, { property: 'x' }]],
    ['$["x"].b', [{ property: 'x' }, { property: 'b' }]],
    ['$.a[*]', [{ property: 'a' }, { any: 'element' }]],
    ['$.*.b', [{ any: 'property' }, { property: 'b' }]],
  ])('down the way %s', (selector, steps) => expect(parseFilterPattern(`{${selector}=1}`)).toMatchObject({ selector: steps }));

  test('&& binds more closely than ||, and parentheses more closely than both', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((text) => ({ ...isOne, text }));
    expect(parseFilterPattern('{$.a=one||$.a=two&&$.a=three}')).toEqual({ kind: 'any', patterns: [one, { kind: 'all', patterns: [two, three] }] });
    expect(parseFilterPattern('{($.a=one||$.a=two)&&$.a=three}')).toEqual({ kind: 'all', patterns: [{ kind: 'any', patterns: [one, two] }, three] });
    expect(parseFilterPattern('{(($.a=one))}')).toEqual(one);
  });
});

describe('a pattern that CloudWatch Logs would refuse is refused with a remedy and the place', () => {
  test.each([
    ['', 'A JSON pattern stands in braces, such as { $.eventName = "StopLogging" } (at its end).'],
    ['ERROR', 'A JSON pattern stands in braces, such as { $.eventName = "StopLogging" } (at character 1, before "ERROR").'],
    ['[ip, user, status = 4*]', 'A JSON pattern stands in braces'],
    ['{ }', 'A condition begins with a property, such as $.eventName (at character 3, before "}").'],
    ['{ eventName = x }', 'A condition begins with a property, such as $.eventName (at character 3, before "eventName = x }").'],
    ['{ $ = 1 }', 'After $ give a property'],
    ['{ $.a = 1', 'Give && or || and another condition, or close the pattern with } (at its end).'],
    ['{ ($.a = 1 }', 'Close the parenthesis with ) (at character 12, before "}").'],
    ['{ $.a = 1 )}', 'Give && or ||'],
    ['{ $.a = 1 & $.b = 2 }', 'Give && or ||'],
    ['{ $.a = 1 and $.b = 2 }', 'Give && or ||'],
    ['{ $.a = 1 && }', 'A condition begins with a property'],
    ['{ !($.a = 1) }', 'A condition begins with a property'],
    ['{ $.a = 1 } }', 'Nothing may follow the closing brace (at character 13, before "}").'],
    ['{ $.a }', 'After a property give =, !=, <, <=, >, >=, IS or NOT EXISTS'],
    ['{ $.a == 1 }', 'After a property give ='],
    // "The variables IS NOT and EXISTS currently aren't supported."
    ['{ $.a EXISTS }', '(a property that exists is = "*")'],
    ['{ $.a IS NOT NULL }', 'After IS give TRUE, FALSE or NULL'],
    ['{ $.a = }', 'Give a value'],
    ['{ $.a = "x }', 'a text in quotation marks that are closed'],
    ['{ $.a = user@example.com }', 'Give && or ||'],
    ['{ $.a < "x" }', '< compares with a number, such as 10, -1.5 or 1e3 (at character 9, before "\\"x\\" }").'],
    ['{ $.a > x }', '> compares with a number'],
    ['{ $.a >= %x% }', '>= compares with a number'],
    ['{ $.a = %x }', 'a regular expression between two %'],
    ['{ $.a = %something!% }', 'A regular expression of CloudWatch Logs may not contain !'],
    ['{ $.a = %(x|y)% }', 'may not contain ('],
    ['{ $.a = %é% }', 'may not contain é'],
    ['{ $.a = %[x% }', '%[x% is no regular expression'],
    ['{ $.a = %x% || $.a = %y% || $.a = %z% }', 'CloudWatch Logs takes 2 regular expressions in a pattern'],
    ['{ $.*.a[*] = 1 }', 'CloudWatch Logs takes one wildcard in a property, and 3 in a pattern'],
    ['{ $.* = 1 || $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 }', 'CloudWatch Logs takes one wildcard in a property, and 3 in a pattern'],
    [`{ $.a = "${'x'.repeat(MAX_PATTERN_LENGTH)}" }`, 'CloudWatch Logs takes 1024 characters at most, and it has 1036: make two events of it.'],
  ])('%s', (pattern, problem) => expect(problemOfPattern(pattern)).toContain(problem));

  test('and one that it takes is not', () => {
    const longest = `{ $.a = "${'x'.repeat(MAX_PATTERN_LENGTH - 12)}" }`;
    expect([longest, '{ $.a = %10\\.[0-9]\\(% }', ' { $.a = x } '].map(problemOfPattern)).toEqual([undefined, undefined, undefined]);
    expect(longest).toHaveLength(MAX_PATTERN_LENGTH);
  });
});
