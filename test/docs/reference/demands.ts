import { dirname } from 'node:path';
import * as ts from 'typescript';
import { constantsOf, sourcesBelow } from '../messages';

/** A requirement on a prop, as an error at synthesis states it. Values that are known only at synthesis are printed as `…`. */
export interface WrittenDemand {
  /** The prop, where the check names one. */
  readonly prop?: string;
  /** Every wording of the condition. */
  readonly must: string[];
  /** Every wording of the remedy. */
  readonly remedy: string[];
  readonly place: string;
}

/** Every object with the properties `must` and `remedy` in a folder, or in sources by their names. */
export function demandsOf(sources: string | { readonly [name: string]: string }): WrittenDemand[] {
  const files = Object.entries(typeof sources === 'string' ? sourcesBelow(sources) : sources)
    .map(([name, text]) => ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true));
  const shared = uniqueConstantsOf(files);
  const users = usersOf(files);
  return files.flatMap((file) => objectsOf(file).map((object) => {
    const constants = new Map([...shared, ...constantsOf(file)]);
    const text = (name: string) => wordings(propertyOf(object, name)!, constants);
    return {
      prop: propOf(object, users),
      must: text('must'),
      remedy: text('remedy'),
      place: `${file.fileName}:${file.getLineAndCharacterOfPosition(object.getStart()).line + 1}`,
    };
  })).filter(({ must }) => must.some((wording) => /\w{2}/.test(wording)));
}

/** The pillar of a demand: the folder of its file. */
export const folderOf = ({ place }: WrittenDemand) => dirname(place).split('/')[0];

function objectsOf(file: ts.SourceFile): ts.ObjectLiteralExpression[] {
  const found: ts.ObjectLiteralExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && propertyOf(node, 'must') && propertyOf(node, 'remedy')) {
      found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = object.properties.find((property): property is ts.PropertyAssignment => ts.isPropertyAssignment(property) && property.name.getText() === name);
  return found?.initializer;
}

/** The constants of all files, without names that several files use for different things. */
function uniqueConstantsOf(files: ts.SourceFile[]): Map<string, ts.Expression> {
  const all = files.flatMap((file) => [...constantsOf(file)]);
  return new Map(all.filter(([name]) => all.filter(([other]) => other === name).length === 1));
}

/** The props that are checked against a requirement that has a name. */
function usersOf(files: ts.SourceFile[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /\b(check|require|checkTime|checkKnownTime)$/.test(node.expression.getText())) {
      const [prop, ...others] = node.arguments;
      const requirement = others.find((other) => ts.isIdentifier(other) && /^[A-Z_]+$/.test(other.text));
      if (requirement && ts.isStringLiteralLike(prop)) {
        found.set(requirement.getText(), [...found.get(requirement.getText()) ?? [], prop.text]);
      }
    }
    ts.forEachChild(node, visit);
  };
  files.forEach(visit);
  return found;
}

function propOf(object: ts.ObjectLiteralExpression, users: Map<string, string[]>): string | undefined {
  const named = propertyOf(object, 'prop');
  if (named) {
    return ts.isStringLiteralLike(named) ? named.text : undefined;
  }
  if (ts.isCallExpression(object.parent)) {
    const [prop] = object.parent.arguments;
    return ts.isStringLiteralLike(prop) ? prop.text : undefined;
  }
  const props = ts.isVariableDeclaration(object.parent) ? users.get(object.parent.name.getText()) : undefined;
  return props && [...new Set(props)].sort().join(', ');
}

/** The texts that an expression can have. */
function wordings(node: ts.Expression, constants: Map<string, ts.Expression>): string[] {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) {
    return [ts.isNumericLiteral(node) ? Number(node.text.replace(/_/g, '')).toLocaleString('en') : node.text];
  }
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce(
      (texts, { expression, literal }) => texts.flatMap((text) => wordings(expression, constants).map((filled) => text + filled + literal.text)),
      [node.head.text],
    );
  }
  if (ts.isParenthesizedExpression(node)) {
    return wordings(node.expression, constants);
  }
  if (ts.isConditionalExpression(node)) {
    return [...wordings(node.whenTrue, constants), ...wordings(node.whenFalse, constants)];
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return wordings(node.left, constants).flatMap((left) => wordings(node.right, constants).map((right) => left + right));
  }
  const constant = ts.isIdentifier(node) ? constants.get(node.text) : undefined;
  return constant ? wordings(constant, constants) : ['…'];
}
