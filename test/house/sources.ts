import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import * as ts from 'typescript';

/** A file of `src`, or one that a test writes. */
export interface Source {
  /** From the root of the repository, such as `src/network/index.ts`. */
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
}

/** An import or a re-export, type-only ones included. */
export interface Import {
  readonly module: string;
  /** The file, for an import of the package's own. */
  readonly target?: string;
  /** The local names. */
  readonly names: readonly string[];
}

export function sourceOf(path: string, text: string): Source {
  return { path, text, syntax: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

/** All files of `src`. */
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
    throw new Error(`${path} is imported and does not exist`);
  }
  return file;
}

/** All nodes below one, itself included. */
export function nodesIn(node: ts.Node): ts.Node[] {
  const nodes = [node];
  ts.forEachChild(node, (child) => {
    nodes.push(...nodesIn(child));
  });
  return nodes;
}

/** A problem with its place: `src/file.ts:12: text`. */
export function problemAt({ path, syntax }: Source, node: ts.Node, text: string): string {
  return `${path}:${syntax.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text}`;
}
