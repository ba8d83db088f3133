import { join } from 'node:path';
import { messagesOf, type Message } from './messages';
import { page, ROOT } from './pages';

/** The messages that the page quotes, in tables whose first column is one; each is the fixed texts around `…`. */
function quotedIn(text: string): string[][] {
  const rows = text.split('\n').reduce<{ isOurs: boolean; found: string[] }>(({ isOurs, found }, line) => ({
    isOurs: line.startsWith('| message |') || (isOurs && line.startsWith('|')),
    found: isOurs && line.startsWith('| `') ? [...found, line] : found,
  }), { isOurs: false, found: [] }).found;
  return rows.flatMap((row) => [...row.replace(/\\\|/g, '\u0000').split('|')[1].matchAll(/`([^`]+)`/g)])
    .map(([, quote]) => quote.replace(/\u0000/g, '|').split('…').map((part) => part.trim()).filter((part) => part !== ''));
}

const says = ({ parts }: Message, quote: string[]) => quote.every((text) => parts.some((part) => part.includes(text)));

const messages = messagesOf(join(ROOT, 'src'));
const quotes = quotedIn(page('docs/troubleshooting.md').text);

describe('the page on troubleshooting', () => {
  test('quotes every text that tells of a problem', () => {
    expect(messages.length).toBeGreaterThan(150);
    expect(messages.filter((message) => !quotes.some((quote) => says(message, quote))).map(({ place, parts }) => `${place}: ${parts.join('…')}`)).toEqual([]);
  });

  test('quotes no text that is not there', () => {
    expect(quotes.filter((quote) => !messages.some((message) => says(message, quote)))).toEqual([]);
  });

  test.each([
    ["new Problems(this).check('a', a, isRight, 'Give another a.')", ['Give another a.']],
    ['throw new Error(`Bucket ${name} is full`)', ['Bucket ', ' is full']],
    ["validate(() => [`${other.node.path}: It is there ` + 'twice, or more.'])", ['', ': It is there ', 'twice, or more.']],
    ["problems.add({ prop: 'a', value: a, remedy: fits ? 'Give an a.' : `Give ${b} of it.` })", ['Give an a.', 'Give ', ' of it.']],
  ])('would have to quote %s', (statement, parts) => expect(messagesOf({ 'a.ts': statement })).toEqual([{ parts, place: 'a.ts:1' }]));
});
