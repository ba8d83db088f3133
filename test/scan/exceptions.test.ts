import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXCEPTIONS } from './exceptions';

const titleOf = ({ rules, resources }: (typeof EXCEPTIONS)[number]) => `${rules[0]} at ${resources[0]}`;

test.each(EXCEPTIONS.map((exception) => [titleOf(exception), exception] as const))('the exception from %s has a reason and a source', (_, { reason, source }) => {
  expect(reason).toMatch(/^[A-Z][^]{20,}\.$/);
  expect(source.startsWith('https://') || existsSync(join(__dirname, '../..', source))).toBe(true);
});

test('production is excepted from nothing on the grounds of the preset', () => {
  const byPreset = EXCEPTIONS.filter(({ source }) => source === 'src/baseline/presets.ts');
  expect(byPreset.flatMap(({ templates }) => templates)).not.toContain('production');
});
