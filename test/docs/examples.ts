import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, pages, ROOT, type Block } from './pages';

/** A complete program that shows an example. */
export interface Example {
  readonly place: string;
  readonly source: string;
}

/**
 * The examples of all pages. One with an app or a class is complete; others are the inside of a stack's constructor, where those without
 * imports of their own have every construct and the usual modules.
 */
export function examples(): Example[] {
  return pages().flatMap(blocksOf).filter(({ language }) => language === 'ts').map((block) => ({ place: block.place, source: complete(block) }));
}

function complete({ text }: Block): string {
  if (/^(const app =|export class|class )/m.test(text)) {
    return text;
  }
  const imports = text.match(/^import [\s\S]*?;$/gm) ?? [];
  const statements = imports.reduce((rest, one) => rest.replace(one, ''), text).trim();
  const fixture = readFileSync(join(ROOT, 'rosetta', imports.length > 0 ? 'default.ts-fixture' : 'inside.ts-fixture'), 'utf8');
  return [...shown(imports.join('\n')), fixture.replace('/// here', () => shown(statements).join('\n'))].join('\n');
}

/** What a translation shows of a complete program. */
function shown(source: string): string[] {
  return ['/// !show', source, '/// !hide'];
}
