import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/** A type of the public API, or a member of it. */
export interface PublicName {
  readonly name: string;
  readonly place: string;
  /** The doc comment without tags. */
  readonly text: string;
  /** The code blocks of the comment, and the text of its @example tags. */
  readonly examples: string[];
  /** The parameters of a method, and whether each has a @param tag. */
  readonly parameters: { readonly [name: string]: boolean };
  /** Destructured parameters of a constructor. They have no name, which the Java compiler rejects. */
  readonly nameless: string[];
  /** Whether it is an optional prop. */
  readonly isOptionalProp: boolean;
  readonly hasDefault: boolean;
  /** The text of the @default tag. */
  readonly defaultText: string;
  /** The first sentences of the comment and of its @param tags, which jsii shows in tables. */
  readonly summaries: string[];
  /** Whether the doc comment links to a page, such as an AWS page. */
  readonly hasSource: boolean;
  /** Whether it is a method with a return value and without a @returns tag. */
  readonly lacksReturns: boolean;
}

/** Finds all exports of `src/index.ts` and their members. Declarations of other packages are not read. */
export function publicNames(folder: string): PublicName[] {
  const { types, checker } = typesOf(folder);
  return types.flatMap((type) => [describe(type, checker), ...membersOf(type).map((member) => describe(member, checker, type))]);
}

function typesOf(folder: string): { types: ts.Symbol[]; checker: ts.TypeChecker } {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
  const program = ts.createProgram(files, { noResolve: true, noLib: true });
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(join(folder, 'index.ts'))!)!;
  const types = checker.getExportsOfModule(index).map((symbol) => (symbol.declarations?.some(ts.isExportSpecifier) ? checker.getAliasedSymbol(symbol) : symbol));
  return { types, checker };
}

/** The names of the public constructs. */
export function constructNames(folder: string): string[] {
  return typesOf(folder).types.filter(({ declarations: [declaration] = [] }) => declaration && ts.isClassDeclaration(declaration)
    && declaration.members.some((member) => ts.isConstructorDeclaration(member) && member.parameters[0]?.name.getText() === 'scope'))
    .map(({ name }) => name).sort();
}

function membersOf({ members, exports }: ts.Symbol): ts.Symbol[] {
  return [...members?.values() ?? [], ...exports?.values() ?? []].filter(({ declarations: [declaration] = [] }) =>
    declaration && !ts.isConstructorDeclaration(declaration) && !ts.isTypeParameterDeclaration(declaration) && !isHidden(declaration));
}

function isHidden(declaration: ts.Declaration): boolean {
  const modifiers = ts.canHaveModifiers(declaration) ? ts.getModifiers(declaration) ?? [] : [];
  const isInternal = ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === 'internal');
  return isInternal || modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword);
}

function describe(symbol: ts.Symbol, checker: ts.TypeChecker, owner?: ts.Symbol): PublicName {
  const [declaration] = symbol.declarations!;
  const source = declaration.getSourceFile();
  const tags = symbol.getJsDocTags(checker);
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const documented = tags.filter(({ name }) => name === 'param').map((tag) => ts.displayPartsToString(tag.text).split(' ')[0]);
  const parameters = ts.isMethodDeclaration(declaration) ? declaration.parameters.map(({ name }) => name.getText()) : [];
  return {
    name: [owner?.name, symbol.name].filter(Boolean).join('.'),
    place: `${source.fileName}:${source.getLineAndCharacterOfPosition(declaration.getStart()).line + 1}`,
    text,
    examples: [
      ...[...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code),
      ...tags.filter(({ name: tag }) => tag === 'example').map((tag) => ts.displayPartsToString(tag.text)),
    ],
    parameters: Object.fromEntries(parameters.map((name) => [name, documented.includes(name)])),
    nameless: constructorParametersOf(declaration).filter((name) => !ts.isIdentifier(name)).map((name) => name.getText()),
    isOptionalProp: ts.isPropertySignature(declaration) && declaration.questionToken !== undefined,
    hasDefault: tags.some(({ name }) => name === 'default'),
    defaultText: ts.displayPartsToString(tags.find(({ name }) => name === 'default')?.text),
    summaries: [text, ...tags.filter(({ name }) => name === 'param').map((tag) => ts.displayPartsToString(tag.text))].map(summaryOf),
    hasSource: tags.some(({ name }) => name === 'see') || text.includes('https://'),
    lacksReturns: ts.isMethodDeclaration(declaration) && !/^void$/.test(declaration.type?.getText() ?? 'void') && !tags.some(({ name }) => name === 'returns'),
  };
}

const summaryOf = (text: string) => /^[\s\S]*?[.?!;](?=\s|$)/.exec(text)?.[0] ?? text;

function constructorParametersOf(declaration: ts.Declaration): ts.BindingName[] {
  const constructors = ts.isClassDeclaration(declaration) ? declaration.members.filter(ts.isConstructorDeclaration) : [];
  return constructors.flatMap(({ parameters }) => parameters.map(({ name }) => name));
}
