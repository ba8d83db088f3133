import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/** Returns the names of the interfaces that each interface in a folder extends, by its name. */
export function basesOf(folder: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))) {
    const source = ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.Latest);
    source.statements.filter(ts.isInterfaceDeclaration).forEach(({ name: { text }, heritageClauses = [] }) =>
      found.set(text, heritageClauses.flatMap(({ types }) => types.map(({ expression }) => (expression as ts.Identifier).text))));
  }
  return found;
}
