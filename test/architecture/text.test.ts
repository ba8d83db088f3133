import { daysOf, DETAIL, phrase, TITLE, widthOf, wrap } from '../../integ/architecture/text';

test('measures wide letters and bold text as wider', () => {
  expect(widthOf('WWW', DETAIL)).toBeGreaterThan(widthOf('iii', DETAIL));
  expect(widthOf('Bucket', { ...DETAIL, bold: true })).toBeGreaterThan(widthOf('Bucket', DETAIL));
});

test('has the width of every printable ASCII character and uses the maximum width for others', () => {
  const characters = Array.from({ length: 95 }, (_value, index) => String.fromCharCode(32 + index));
  [TITLE, DETAIL].forEach((style) => characters.forEach((character) => expect(widthOf(character, style)).toBeLessThan(1.2 * style.size)));
  expect(widthOf('→', DETAIL)).toBe(1.2 * DETAIL.size);
});

test('breaks lines at spaces and keeps every word', () => {
  const lines = wrap('Application Load Balancer of the web tier', TITLE, 90);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.every((line) => widthOf(line, TITLE) <= 90)).toBe(true);
  expect(lines.join(' ')).toBe('Application Load Balancer of the web tier');
});

test('does not break a word that is wider than the line', () => {
  expect(wrap('an extraordinarily wide word', TITLE, 60)).toContain('extraordinarily');
});

test('formats numbers with nouns and multiples of 365 days as years', () => {
  expect([phrase(1, 'topic'), phrase(2, 'topic'), daysOf(365), daysOf(2555), daysOf(400), daysOf(1)])
    .toEqual(['1 topic', '2 topics', '1 year', '7 years', '400 days', '1 day']);
});
