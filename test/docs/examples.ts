import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, pages, ROOT, type Block, type Page } from './pages';

/** A complete program that shows an example. */
export interface Example {
  readonly place: string;
  readonly source: string;
  /** The page, and the heading there. */
  readonly page: Page;
  readonly heading: string;
}

/** `TypeScript` stays what it is where jsii translates a README: it stands beside its likes in Python and Java. */
const LANGUAGES = ['ts', 'TypeScript'];

/**
 * The examples of all pages. One with an app or a class is complete; others are the inside of a stack's constructor, where those without
 * imports of their own have every construct and the usual modules.
 */
export function examples(): Example[] {
  return pages().flatMap((page) => blocksOf(page).filter(({ language }) => LANGUAGES.includes(language))
    .map((block) => ({ place: block.place, heading: block.heading, page, source: complete(block) })));
}

/** What examples without imports of their own are compiled with, shown. */
export function usualImports(): string {
  return shown(fixtureOf('inside').split('\n\nclass ')[0]).join('\n');
}

function complete({ text }: Block): string {
  if (/^(const app =|export class|class )/m.test(text)) {
    return text;
  }
  const imports = text.match(/^import [\s\S]*?;$/gm) ?? [];
  const statements = imports.reduce((rest, one) => rest.replace(one, ''), text).trim();
  const fixture = fixtureOf(imports.length > 0 ? 'default' : 'inside');
  return [...shown(imports.join('\n')), fixture.replace('/// here', () => shown(statements).join('\n'))].join('\n');
}

const fixtureOf = (name: string) => readFileSync(join(ROOT, 'rosetta', `${name}.ts-fixture`), 'utf8');

/** What a translation shows of a complete program. */
function shown(source: string): string[] {
  return ['/// !show', source, '/// !hide'];
}
