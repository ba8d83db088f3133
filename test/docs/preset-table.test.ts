import { page } from './pages';
import { presetPage, presetRows } from './preset-table';

test('docs/presets.md is the table of the code: npx projen presets', () => expect(page('docs/presets.md').text).toBe(presetPage()));

describe('the docstring of the option gives both defaults of', () => {
  test.each(presetRows().map((row) => [row.path, row] as const))('%s', (_path, { declared, production, nonProduction }) => {
    for (const value of [production, nonProduction]) {
      expect(declared.defaultText.toLowerCase()).toContain(value.toLowerCase());
    }
  });
});
