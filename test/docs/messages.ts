import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/** A warning, information message or error, as the fixed texts between its values. */
export interface Message {
  readonly parts: string[];
  readonly place: string;
}

/** The index of the argument that is the message, by the name of the method or function. */
const TEXT_ARGUMENT: { readonly [name: string]: number } = {
  addInfoV2: 1, addWarningV2: 1, expect: 1, fail: 0, failureOf: 0, warn: 1, warnUnlessSubscribed: 1,
};

/** Excludes texts that are composed elsewhere. */
const isText = (parts: string[]) => parts.join('').trim().split(/\s+/).length > 2;

/** Every message of the constructs and functions of a folder, or of sources by their names, except requirements on props. */
export function messagesOf(sources: string | { readonly [name: string]: string }): Message[] {
  return Object.entries(typeof sources === 'string' ? sourcesBelow(sources) : sources).flatMap(([name, text]) => {
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    const constants = constantsOf(source);
    return textNodes(source).map((node) => ({
      parts: partsOf(node, constants),
      place: `${name}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`,
    }));
  }).filter(({ parts }) => isText(parts));
}

export function sourcesBelow(folder: string): { [name: string]: string } {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('-function.ts'));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function textNodes(source: ts.SourceFile): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text) {
      found.push(text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isNewExpression(node) && /Error$|^NotAnswered$/.test(node.expression.getText())) {
    return node.arguments?.[0];
  }
  if (ts.isCallExpression(node)) {
    const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    return node.arguments[TEXT_ARGUMENT[called.getText()]];
  }
  return returnedText(node) ?? validationText(node);
}

/** An error of `node.addValidation`. The CDK prints no path with it, so it begins with the construct's path. */
function validationText(node: ts.Node): ts.Expression | undefined {
  const isOne = ts.isTemplateExpression(node) && node.templateSpans[0].literal.text.startsWith(': ') && /\.node\.path$/.test(node.templateSpans[0].expression.getText());
  return isOne ? (ts.isBinaryExpression(node.parent) ? node.parent : node) : undefined;
}

/** The texts that functions such as `explainRefusals` return. */
function returnedText(node: ts.Node): ts.Expression | undefined {
  const inside = ts.isReturnStatement(node) ? ts.findAncestor(node, ts.isFunctionDeclaration)?.name?.text ?? '' : '';
  return /^remedy$|^explain|^problemOf|^findForgery$/.test(inside) ? (node as ts.ReturnStatement).expression : undefined;
}

export function constantsOf(source: ts.SourceFile): Map<string, ts.Expression> {
  const found = new Map<string, ts.Expression>();
  source.forEachChild((node) => {
    if (ts.isVariableStatement(node)) {
      node.declarationList.declarations.forEach(({ name, initializer }) => initializer && found.set(name.getText(), initializer));
    }
  });
  return found;
}

/** The fixed texts of an expression: those between the values of a template, and all branches of a conditional. */
function partsOf(node: ts.Node, constants: Map<string, ts.Expression>): string[] {
  if (ts.isStringLiteralLike(node)) {
    return [node.text];
  }
  if (ts.isTemplateExpression(node)) {
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  }
  if (ts.isBinaryExpression(node)) {
    return [...partsOf(node.left, constants), ...partsOf(node.right, constants)];
  }
  if (ts.isConditionalExpression(node)) {
    return [...partsOf(node.whenTrue, constants), ...partsOf(node.whenFalse, constants)];
  }
  const constant = ts.isIdentifier(node) ? constants.get(node.text) : undefined;
  return constant ? partsOf(constant, constants) : [];
}
