import Table from 'cli-table3';
import { textOf, type CheckResult } from './check';
import type { Leftover } from './leftovers';

const MAX_VALUE_CHARACTERS = 48;

/** What was deployed and checked, as a table. */
export function checksTable(preset: string, results: CheckResult[]): string {
  const table = new Table({ head: ['row', 'resource', 'property', 'expected', 'found', ''], style: { head: [], border: [], compact: true } });
  for (const { row, resource, property, expected, found, holds } of results) {
    table.push([row, resource, property, shorten(expected), shorten(found), holds ? '✔' : '✘']);
  }
  const failures = results.filter(({ holds }) => !holds)
    .map(({ row, resource, property, expected, found }) => `${row} ${resource}, ${property}: expected ${textOf(expected)}, found ${textOf(found)}`);
  return [`\n${preset}: ${results.length - failures.length} of ${results.length} checks hold`, table.toString(), ...failures].join('\n');
}

/** What is still there, by kind. */
export function leftoversTable(preset: string, leftovers: Leftover[]): string {
  if (leftovers.length === 0) {
    return `\n${preset}: nothing is left`;
  }
  const table = new Table({ head: ['what is left', 'id', 'state'], style: { head: [], border: [], compact: true } });
  leftovers.forEach(({ kind, id, state }) => table.push([kind, id, state ?? '']));
  return `\n${preset}: what is left\n${table.toString()}`;
}

function shorten(value: unknown): string {
  const text = textOf(value);
  return text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}...` : text;
}
