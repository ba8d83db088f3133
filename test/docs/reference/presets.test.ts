import { presetRows } from './presets';

describe('doc comments contain both default values', () => {
  test.each(presetRows().map((row) => [row.path, row] as const))('%s', (_path, { declared, production, nonProduction }) => {
    for (const value of [production, nonProduction]) {
      expect(declared.defaultText.toLowerCase()).toContain(value.toLowerCase());
    }
  });
});
