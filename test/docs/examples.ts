import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, pages, ROOT, type Block, type Page } from './pages';
import { publicNames } from './public-names';

/** An example as a complete program. */
export interface Example {
  readonly place: string;
  readonly source: string;
  /** The page that contains the example. */
  readonly page: Page;
  readonly heading: string;
}

/** The languages of the examples. jsii does not translate blocks with the language `TypeScript`, which are shown next to Python and Java. */
const LANGUAGES = ['ts', 'TypeScript'];

/**
 * The examples of all pages. An example with an app or a class is complete. The others are statements in the constructor of a stack; if they
 * have no imports, all constructs and the usual modules are imported.
 */
export function examples(): Example[] {
  return pages().flatMap((page) => blocksOf(page).filter(({ language }) => LANGUAGES.includes(language))
    .map((block) => ({ place: block.place, heading: block.heading, page, source: complete(block) })));
}

/** The examples in the doc comments of the package, by the name of the class or member. */
export function docExamples(): { readonly name: string; readonly place: string; readonly source: string }[] {
  return publicNames(join(ROOT, 'src')).flatMap(({ name, examples: found }) =>
    found.map((text, index) => ({ name, place: `${name}:${index + 1}`, source: complete({ text }) })));
}

/** The imports of examples without imports. */
export function usualImports(): string {
  return shown(fixtureOf('inside').split('\n\nclass ')[0]).join('\n');
}

function complete({ text }: Pick<Block, 'text'>): string {
  if (/^(const app =|export class|class )/m.test(text)) {
    return text;
  }
  const imports = text.match(/^import [\s\S]*?;$/gm) ?? [];
  const statements = imports.reduce((rest, one) => rest.replace(one, ''), text).trim();
  const fixture = fixtureOf(imports.length > 0 ? 'default' : 'inside');
  return [...shown(imports.join('\n')), fixture.replace('/// here', () => shown(statements).join('\n'))].join('\n');
}

const fixtureOf = (name: string) => readFileSync(join(ROOT, 'rosetta', `${name}.ts-fixture`), 'utf8');

/** Marks the part of a program that a translation shows. */
function shown(source: string): string[] {
  return ['/// !show', source, '/// !hide'];
}
