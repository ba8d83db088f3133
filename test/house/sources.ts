import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import * as ts from 'typescript';

/** A file of `src`, or an example in a test. */
export interface Source {
  /** The path relative to the root of the repository, such as `src/network/index.ts`. */
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
}

/** An import or a re-export, including type-only ones. */
export interface Import {
  readonly module: string;
  /** The imported file, if it belongs to the package. */
  readonly target?: string;
  /** The local names of the imported objects. */
  readonly names: readonly string[];
}

export function sourceOf(path: string, text: string): Source {
  return { path, text, syntax: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

/** Returns all TypeScript files of `src`. */
export function allSources(): Source[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('src', file))
    .sort()
    .map((path) => sourceOf(path, readFileSync(path, 'utf8')));
}

export function importsOf(source: Source, exists: (path: string) => boolean = existsSync): Import[] {
  return source.syntax.statements.flatMap((statement): Import[] => {
    if (!(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) || !statement.moduleSpecifier) {
      return [];
    }
    const module = (statement.moduleSpecifier as ts.StringLiteral).text;
    const names = ts.isImportDeclaration(statement) ? namesOf(statement.importClause) : [];
    return [{ module, names, target: module.startsWith('.') ? fileOf(normalize(join(dirname(source.path), module)), exists) : undefined }];
  });
}

function namesOf(clause: ts.ImportClause | undefined): string[] {
  const bindings = clause?.namedBindings;
  const named = bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [bindings.name] : bindings.elements.map(({ name }) => name);
  return [...(clause?.name ? [clause.name] : []), ...named].map(({ text }) => text);
}

function fileOf(path: string, exists: (path: string) => boolean): string {
  const file = [`${path}.ts`, join(path, 'index.ts')].find(exists);
  if (!file) {
    throw new Error(`${path} is imported, but does not exist`);
  }
  return file;
}

/** Returns a node and all nodes below it. */
export function nodesIn(node: ts.Node): ts.Node[] {
  const nodes = [node];
  ts.forEachChild(node, (child) => {
    nodes.push(...nodesIn(child));
  });
  return nodes;
}

/** Returns a problem with its location: `src/file.ts:12: text`. */
export function problemAt({ path, syntax }: Source, node: ts.Node, text: string): string {
  return `${path}:${syntax.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text}`;
}
