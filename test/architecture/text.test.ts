import { daysOf, DETAIL, phrase, TITLE, widthOf, wrap } from '../../integ/architecture/text';

test('wide letters are wider than narrow ones, and bold text is wider than regular text', () => {
  expect(widthOf('WWW', DETAIL)).toBeGreaterThan(widthOf('iii', DETAIL));
  expect(widthOf('Bucket', { ...DETAIL, bold: true })).toBeGreaterThan(widthOf('Bucket', DETAIL));
});

test('every printable ASCII character has a width, and others count as wide', () => {
  const characters = Array.from({ length: 95 }, (_value, index) => String.fromCharCode(32 + index));
  [TITLE, DETAIL].forEach((style) => characters.forEach((character) => expect(widthOf(character, style)).toBeLessThan(1.2 * style.size)));
  expect(widthOf('→', DETAIL)).toBe(1.2 * DETAIL.size);
});

test('lines break at spaces and keep every word', () => {
  const lines = wrap('Application Load Balancer of the web tier', TITLE, 90);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.every((line) => widthOf(line, TITLE) <= 90)).toBe(true);
  expect(lines.join(' ')).toBe('Application Load Balancer of the web tier');
});

test('a word that is wider than the line remains a line of its own', () => {
  expect(wrap('an extraordinarily wide word', TITLE, 60)).toContain('extraordinarily');
});

test('numbers have nouns, and days that are years are years', () => {
  expect([phrase(1, 'topic'), phrase(2, 'topic'), daysOf(365), daysOf(2555), daysOf(400), daysOf(1)])
    .toEqual(['1 topic', '2 topics', '1 year', '7 years', '400 days', '1 day']);
});
