import { commandTable, permissionTable, settingTable } from './account-settings';
import { constructTable } from './constructs';
import { outputTable } from './outputs';
import { presetPage, presetRows, presetTable } from './presets';
import { hasQuotes, withQuotes } from './quotes';
import { synthesisErrorsPage } from './synthesis-errors';
import { page, pages } from '../pages';

/** Every page with generated content, by its path: whole pages, pages with tables between two comments, and pages that quote examples. */
export function referencePages(): { readonly [path: string]: string } {
  const presets = presetRows();
  const generated: { readonly [path: string]: string } = {
    'README.md': withTables('README.md', { presets: presetTable(presets), constructs: constructTable() }),
    'docs/account-settings.md': withTables('docs/account-settings.md', { settings: settingTable(), commands: commandTable(), permissions: permissionTable() }),
    'docs/presets.md': presetPage(presets),
    'docs/synthesis-errors.md': synthesisErrorsPage(),
    'docs/using-the-baseline-from-other-stacks.md': withTables('docs/using-the-baseline-from-other-stacks.md', { outputs: outputTable() }),
  };
  const quoting = pages().filter(({ text }) => hasQuotes(text)).map(({ path, text }) => [path, withQuotes(path, generated[path] ?? text)] as const);
  return { ...generated, ...Object.fromEntries(quoting) };
}

/** Replaces what is between `<!-- name -->` and `<!-- /name -->`. */
function withTables(path: string, tables: { readonly [name: string]: string[] }): string {
  return Object.entries(tables).reduce((text, [name, lines]) => {
    const [before, rest] = text.split(`<!-- ${name} -->\n`);
    const [, after] = rest?.split(`<!-- /${name} -->\n`) ?? [];
    if (after === undefined) {
      throw new Error(`${path} must contain the lines <!-- ${name} --> and <!-- /${name} -->.`);
    }
    return `${before}<!-- ${name} -->\n${lines.join('\n')}\n<!-- /${name} -->\n${after}`;
  }, page(path).text);
}
