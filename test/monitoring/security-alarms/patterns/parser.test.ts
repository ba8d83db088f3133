import { MAX_PATTERN_LENGTH, parseFilterPattern, problemOfPattern } from '../../../../src/monitoring/security-alarms/filter-pattern';

const SELECTOR = [{ property: 'a' }];
const CONDITION = { kind: 'text', selector: SELECTOR, operator: '=', text: 'x' };

describe('the parser returns the syntax tree', () => {
  test.each([
    ['$.a = x', CONDITION],
    ['$.a="x"', CONDITION],
    ['  $.a\n= x', CONDITION],
    ['$.a = "a \\"b\\" \\\\ } %"', { ...CONDITION, text: 'a "b" \\ } %' }],
    ['$.a != 123.123.*', { ...CONDITION, operator: '!=', text: '123.123.*' }],
    ['$.a=iam.amazonaws.com', { ...CONDITION, text: 'iam.amazonaws.com' }],
    ['$.a = "500"', { ...CONDITION, text: '500' }],
    ['$.a = 500', { kind: 'number', selector: SELECTOR, operator: '=', number: 500, text: '500' }],
    ['$.a >= -1.5', { kind: 'number', selector: SELECTOR, operator: '>=', number: -1.5, text: '-1.5' }],
    ['$.a<+1e-3', { kind: 'number', selector: SELECTOR, operator: '<', number: 0.001, text: '+1e-3' }],
    ['$.a = %^4[0-9]{2}$%', { kind: 'regex', selector: SELECTOR, operator: '=', source: '^4[0-9]{2}$' }],
    ['$.a IS NULL', { kind: 'is', selector: SELECTOR, value: null }],
    ['$.a IS TRUE', { kind: 'is', selector: SELECTOR, value: true }],
    ['$.a IS FALSE', { kind: 'is', selector: SELECTOR, value: false }],
    ['$.a NOT EXISTS', { kind: 'absent', selector: SELECTOR }],
  ])('of %s', (condition, pattern) => expect(parseFilterPattern(`{ ${condition} }`)).toEqual(pattern));

  test.each([
    ['$.a-b_c', [{ property: 'a-b_c' }]],
    ['$.a.b[0][12].c', [{ property: 'a' }, { property: 'b' }, { index: 0 }, { index: 12 }, { property: 'c' }]],
    ["$.['cluster.name']", [{ property: 'cluster.name' }]],
    ["$.a['x']", [{ property: 'a' }, { property: 'x' }]],
    ['$["x"].b', [{ property: 'x' }, { property: 'b' }]],
    ['$.a[*]', [{ property: 'a' }, { any: 'element' }]],
    ['$.*.b', [{ any: 'property' }, { property: 'b' }]],
  ])('of the selector %s', (selector, steps) => expect(parseFilterPattern(`{${selector}=1}`)).toMatchObject({ selector: steps }));

  test('with precedence of parentheses over &&, and of && over ||', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((text) => ({ ...CONDITION, text }));
    expect(parseFilterPattern('{$.a=one||$.a=two&&$.a=three}')).toEqual({ kind: 'any', patterns: [one, { kind: 'all', patterns: [two, three] }] });
    expect(parseFilterPattern('{($.a=one||$.a=two)&&$.a=three}')).toEqual({ kind: 'all', patterns: [{ kind: 'any', patterns: [one, two] }, three] });
    expect(parseFilterPattern('{(($.a=one))}')).toEqual(one);
  });
});

describe('invalid filter patterns', () => {
  test.each([
    ['', 'Enclose the pattern in braces, such as { $.eventName = "StopLogging" } (at the end of the pattern).'],
    ['ERROR', 'Enclose the pattern in braces, such as { $.eventName = "StopLogging" } (at character 1, before "ERROR").'],
    ['[ip, user, status = 4*]', 'Enclose the pattern in braces'],
    ['{ }', 'Begin the condition with a property, such as $.eventName (at character 3, before "}").'],
    ['{ eventName = x }', 'Begin the condition with a property, such as $.eventName (at character 3, before "eventName = x }").'],
    ['{ $ = 1 }', 'Add the name of a property after $'],
    ['{ $.a = 1', 'Add && or || and another condition, or close the pattern with } (at the end of the pattern).'],
    ['{ ($.a = 1 }', 'Close the parenthesis with ) (at character 12, before "}").'],
    ['{ $.a = 1 )}', 'Add && or ||'],
    ['{ $.a = 1 & $.b = 2 }', 'Add && or ||'],
    ['{ $.a = 1 and $.b = 2 }', 'Add && or ||'],
    ['{ $.a = 1 && }', 'Begin the condition with a property'],
    ['{ !($.a = 1) }', 'Begin the condition with a property'],
    ['{ $.a = 1 } }', 'Remove the text after the closing brace (at character 13, before "}").'],
    ['{ $.a }', 'Add =, !=, <, <=, >, >=, IS, NOT EXISTS or'],
    ['{ $.a == 1 }', 'Add =, !='],
    // "The variables IS NOT and EXISTS currently aren't supported."
    ['{ $.a EXISTS }', '= "*" (for any value) after the property'],
    ['{ $.a IS NOT NULL }', 'Add TRUE, FALSE or NULL after IS'],
    ['{ $.a = }', 'Add a value'],
    ['{ $.a = "x }', 'a text between quotation marks'],
    ['{ $.a = user@example.com }', 'Add && or ||'],
    ['{ $.a < "x" }', 'Add a number after <, such as 10, -1.5 or 1e3 (at character 9, before "\\"x\\" }").'],
    ['{ $.a > x }', 'Add a number after >,'],
    ['{ $.a >= %x% }', 'Add a number after >=,'],
    ['{ $.a = %x }', 'a regular expression between two percent signs'],
    ['{ $.a = %something!% }', 'Remove ! from the regular expression'],
    ['{ $.a = %(x|y)% }', 'Remove ( from'],
    ['{ $.a = %é% }', 'Remove é from'],
    ['{ $.a = %[x% }', 'Correct the syntax of the regular expression %[x%'],
    ['{ $.a = %x% || $.a = %y% || $.a = %z% }', 'Use at most 2 regular expressions in a pattern'],
    ['{ $.*.a[*] = 1 }', 'Use at most one wildcard in a property, and at most 3 in a pattern'],
    ['{ $.* = 1 || $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 }', 'Use at most one wildcard in a property, and at most 3 in a pattern'],
    [`{ $.a = "${'x'.repeat(MAX_PATTERN_LENGTH)}" }`, 'This pattern has 1036 characters. Distribute its conditions over two events.'],
  ])('are rejected with a remedy and the position: %s', (pattern, remedy) => expect(problemOfPattern(pattern)?.remedy).toContain(remedy));

  test('do not include patterns of the maximum length, escaped characters and white space', () => {
    const longest = `{ $.a = "${'x'.repeat(MAX_PATTERN_LENGTH - 12)}" }`;
    expect([longest, '{ $.a = %10\\.[0-9]\\(% }', ' { $.a = x } '].map(problemOfPattern)).toEqual([undefined, undefined, undefined]);
    expect(longest).toHaveLength(MAX_PATTERN_LENGTH);
  });
});
