import * as ts from 'typescript';
import { allSources, nodesIn, problemAt, sourceOf, type Source } from './sources';

/** Each copy of the package would have a separate state, and a process that synthesizes several apps would share it between the apps: see `stateOf`. */
describe('mutable state of modules and classes', () => {
  test('is not used in src', () => {
    expect(allSources().flatMap(problemsOf)).toEqual([]);
  });

  test.each([
    'let count = 0;',
    'export let count = 0;',
    'var count = 0;',
    'const seen = new WeakSet<object>();',
    "const names: Set<string> = new Set(['a']);",
    'const byName = new Map<string, number>(), others = 1;',
    "const names = ['a']; export function add(name: string) { names.push(name); }",
    'const counts: Record<string, number> = {}; export function count(name: string) { counts[name] = 1; }',
    'const counts = { all: 0 }; export function count() { counts.all++; }',
    "class Rules { public static readonly ALL: string[] = ['a']; }",
    "class Rules { private static readonly names = new Set(['a']); }",
    'class Rules { static count = 0; }',
  ])('%s is reported', (text) => {
    expect(problemsOf(sourceOf('src/it.ts', text))).toHaveLength(1);
  });

  test.each([
    "const names: ReadonlySet<string> = new Set(['a']);",
    "export const names: ReadonlyMap<string, number> = new Map([['a', 1]]);",
    "const names = ['a']; export function has(name: string) { return names.includes(name); }",
    "const names = ['a']; export function sorted() { const names = []; names.push('b'); return names; }",
    'export function count() { let all = 0; const seen = new Set(); all++; return seen.size + all; }',
    "class Rules { public static get ALL(): string[] { return ['a']; } }",
    "class Rules { private static readonly names: readonly string[] = ['a']; public static readonly NAME = 'a'; }",
    'const client = new S3Client({});',
  ])('%s is allowed', (text) => {
    expect(problemsOf(sourceOf('src/it.ts', text))).toEqual([]);
  });
});

const COLLECTION = /^(Map|Set|WeakMap|WeakSet|Array)$/;
const READONLY_TYPE = /^(readonly |Readonly(Set|Map|Array)\b|Readonly<)/;
const MUTATORS: readonly string[] = ['add', 'clear', 'copyWithin', 'delete', 'fill', 'pop', 'push', 'reverse', 'set', 'shift', 'sort', 'splice', 'unshift'];

function problemsOf(source: Source): string[] {
  const lists = source.syntax.statements.filter(ts.isVariableStatement).map(({ declarationList }) => declarationList);
  const constants = lists.filter(isConst).flatMap(({ declarations }) => [...declarations]);
  const fields = nodesIn(source.syntax).filter(ts.isPropertyDeclaration).filter(({ modifiers }) => has(modifiers, ts.SyntaxKind.StaticKeyword));
  return [
    ...lists.filter((list) => !isConst(list)).map((list) => problemAt(source, list, 'a module variable. Use stateOf.')),
    ...constants.filter((constant) => isCollection(constant)).map((one) => problemAt(source, one, 'a mutable collection of the module. Use stateOf, or declare a readonly type.')),
    ...mutationsOf(source, constants).map((node) => problemAt(source, node, `${node.getText()} modifies a constant of the module. Use stateOf.`)),
    ...fields.filter((field) => !has(field.modifiers, ts.SyntaxKind.ReadonlyKeyword) || isCollection(field) || isList(field))
      .map((field) => problemAt(source, field, 'a mutable static field. Use a getter, or declare a readonly type.')),
  ];
}

function isConst(list: ts.VariableDeclarationList): boolean {
  return list.getFirstToken()?.kind === ts.SyntaxKind.ConstKeyword;
}

function has(modifiers: ts.NodeArray<ts.ModifierLike> | undefined, kind: ts.SyntaxKind): boolean {
  return modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}

function isCollection({ initializer, type }: ts.VariableDeclaration | ts.PropertyDeclaration): boolean {
  return initializer !== undefined && ts.isNewExpression(initializer) && COLLECTION.test(initializer.expression.getText()) && !isReadonly(type);
}

function isList({ initializer, type }: ts.PropertyDeclaration): boolean {
  return initializer !== undefined && ts.isArrayLiteralExpression(initializer) && !isReadonly(type);
}

function isReadonly(type: ts.TypeNode | undefined): boolean {
  return READONLY_TYPE.test(type?.getText() ?? '');
}

/** Returns the assignments to parts of constants and the calls of their mutating methods. A constant whose name is declared again is ignored. */
function mutationsOf({ syntax }: Source, constants: ts.VariableDeclaration[]): ts.Node[] {
  const nodes = nodesIn(syntax);
  const declared = nodes.filter((node) => ts.isVariableDeclaration(node) || ts.isParameter(node)).map(({ name }) => name.getText());
  const names = constants.map(({ name }) => name.getText()).filter((name) => declared.indexOf(name) === declared.lastIndexOf(name));
  const isPartOfConstant = (node: ts.Node) => isPart(node) && names.includes(rootOf(node).getText());
  return nodes.filter((node) => {
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment && isPartOfConstant(node.left);
    }
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      return [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator) && isPartOfConstant(node.operand);
    }
    if (ts.isDeleteExpression(node)) {
      return isPartOfConstant(node.expression);
    }
    return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
      && MUTATORS.includes(node.expression.name.text) && isPartOfConstant(node.expression);
  });
}

function isPart(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function rootOf(node: ts.Node): ts.Node {
  return isPart(node) ? rootOf(node.expression) : node;
}
