import { isCis, type InScope, type Optional, type Out } from './control';
import { howOf, summaryOf, type Entry, type Server } from './map';
import { TEST_FILE } from './titles';

/** More resources than these are counted, not named. */
const MOST_NAMED = 4;

type EntryOf<T> = Entry & { readonly control: T };

/** CONTROLS.md. */
export function toPage(entries: Entry[]): string {
  const of = <T extends Entry['control']>(scope: T['scope']) => entries.filter(({ control }) => control.scope === scope) as EntryOf<T>[];
  const served = of<InScope>('in');
  return `${[
    '# Controls',
    `${summaryOf(entries)}`,
    `Written by \`npm run controls\` from what the resources say where they are made (\`serve\` in [src/common/compliance/controls.ts](src/common/compliance/controls.ts)).
[controls.json](controls.json), in the package, has the same with every logical id and the full titles of the tests. They are in
[${TEST_FILE}](${TEST_FILE}): each judges
every resource that the control is about by the synthesized template alone, and fails where the resources say something else.`,
    'The presets are as the README shows them: somebody is subscribed to the notifications, and production has a certificate.',
    '## CIS AWS Foundations Benchmark',
    table(['v1.4', 'v3', 'v5', 'v7', 'Security Hub', 'control', ...COLUMNS], served.filter(({ control }) => isCis(control)).map((entry) =>
      [...numbersOf(entry), hubOf(entry), entry.control.title, ...columnsOf(entry)])),
    '## Security Hub',
    table(['id', 'control', ...COLUMNS], served.filter(({ control }) => !isCis(control)).map((entry) => [entry.control.id, entry.control.title, ...columnsOf(entry)])),
    '## What a setting switches on in non-production',
    table(['id', 'control', 'prop', 'note'], served.filter(({ control }) => control.preset === 'production').map(({ control }) =>
      [control.id, control.title, `\`${control.elsewhere}\``, control.note ?? ''])),
    '## What a prop switches on',
    table(['id', 'control', 'prop', 'why it is no default', ...COLUMNS.filter((name) => name !== 'presets')], of<Optional>('optional').map((entry) =>
      [entry.control.id, entry.control.title, `\`${entry.control.prop}\``, entry.control.reason, ...servedColumns(entry), entry.control.test])),
    '## Out of scope',
    table(['id', 'control', 'why'], of<Out>('out').map(({ control }) => [control.id, control.title, control.reason])),
    '## Notes',
    table(['note', 'ids'], notesOf(served.filter(({ control }) => control.preset === 'both'))),
  ].join('\n\n')}\n`;
}

/** Each note once, with the controls that it is about. */
function notesOf(entries: EntryOf<InScope>[]): string[][] {
  const notes = [...new Set(entries.flatMap(({ control }) => control.note ?? []))];
  return notes.map((note) => [note, entries.filter(({ control }) => control.note === note).map(({ control }) => control.id).join(', ')]);
}

const COLUMNS = ['how', 'construct', 'resource', 'presets', 'test'];

function columnsOf(entry: EntryOf<InScope>): string[] {
  return [...servedColumns(entry), entry.control.preset, entry.control.test];
}

function servedColumns({ servers }: Entry): string[] {
  return [howOf(servers), unique(servers.map(({ construct }) => `\`${construct}\``)), resourcesOf(servers)];
}

function resourcesOf(servers: Server[]): string {
  return unique(servers.map(({ type }) => type)).split(', ').map((type) => {
    const paths = [...new Set(servers.filter((server) => server.type === type).map(({ path }) => path.replace(/^Baseline\//, '')))];
    return `\`${type}\`: ${paths.length > MOST_NAMED ? paths.length : paths.join(', ')}`;
  }).join('; ');
}

const unique = (values: string[]) => [...new Set(values)].join(', ');

const numbersOf = ({ control }: Entry) => control.id.replace('CIS ', '').split('/').map((number) => number.replace(/^-$/, ''));
const hubOf = ({ control }: Entry) => control.also?.find((name) => !name.startsWith('CIS')) ?? '';

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`).join('\n');
}
