import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXCEPTIONS } from './exceptions';
import { PRESETS } from '../../src/baseline/presets';

const API = readFileSync(join(__dirname, '../../API.md'), 'utf8');
const words = (text: string) => text.match(/[A-Za-z]+/g) ?? [];

const namesPartOfTheApi = (reason: string) => words(reason).some((word) => /[a-z][A-Z]/.test(word) && API.includes(`.${word}`));

const titleOf = ({ rules, resources }: (typeof EXCEPTIONS)[number]) => `${rules[0]} at ${resources[0]}`;

test.each(EXCEPTIONS.map((exception) => [titleOf(exception), exception] as const))('the exception for %s has a reason and a source', (_, { reason, source }) => {
  expect(reason).toMatch(/^[A-Z][^]{20,}\.$/);
  expect(source.startsWith('https://') || existsSync(join(__dirname, '../..', source))).toBe(true);
});

/** What the reason of an exception must also mention, by criterion. */
const REQUIRED_REFERENCES: Partial<Record<(typeof EXCEPTIONS)[number]['criterion'], (reason: string) => boolean>> = {
  requirement: namesPartOfTheApi,
  choice: namesPartOfTheApi,
  preset: (reason) => words(reason).some((word) => Object.values(PRESETS).some((rows) => word in rows) || word === 'certificate'),
};

test.each(EXCEPTIONS.filter(({ criterion }) => criterion in REQUIRED_REFERENCES).map((exception) => [titleOf(exception), exception] as const))(
  'the reason of the exception for %s mentions a construct, prop or preset value', (_, { criterion, reason }) => {
    expect(REQUIRED_REFERENCES[criterion]!(reason)).toBe(true);
  });

test('no exception for production is based on a preset value', () => {
  const byPreset = EXCEPTIONS.filter(({ criterion }) => criterion === 'preset');
  expect(byPreset.flatMap(({ templates }) => templates)).not.toContain('production');
  expect(byPreset.flatMap(({ templates }) => templates)).not.toContain(undefined);
});
