import * as ts from 'typescript';
import { allSources, importsOf, nodesIn, problemAt, sourceOf, type Source } from './sources';

/** The only file that may use undocumented parts of aws-cdk-lib. */
const INTERNALS = 'src/common/cdk/internals.ts';

/** An app can have two copies of aws-cdk-lib. Objects of one copy are not instances of the classes of the other copy. */
describe('instanceof with classes of aws-cdk-lib', () => {
  test('is not used in src', () => {
    expect(allSources().flatMap((source) => instanceofProblems(source))).toEqual([]);
  });

  test.each([
    "import { CfnBucket } from 'aws-cdk-lib/aws-s3'; export const is = (node: unknown) => node instanceof CfnBucket;",
    "import * as s3 from 'aws-cdk-lib/aws-s3'; export const is = (node: unknown) => !(node instanceof s3.CfnBucket);",
    "import { aws_s3 } from 'aws-cdk-lib'; export const is = (node: unknown) => node instanceof aws_s3.CfnBucket;",
    "import { Construct } from 'constructs'; export const is = (node: unknown) => node instanceof Construct;",
  ])('%s is reported', (text) => {
    expect(instanceofProblems(sourceOf('src/it.ts', text))).toHaveLength(1);
  });

  test.each([
    "import { CfnBucket } from 'aws-cdk-lib/aws-s3'; export const is = (node: unknown) => CfnBucket.isCfnBucket(node);",
    "import { Own } from './own'; export const is = (node: unknown) => node instanceof Own || node instanceof Error;",
  ])('%s is allowed', (text) => {
    expect(instanceofProblems(sourceOf('src/it.ts', text), () => true)).toEqual([]);
  });
});

describe('undocumented parts of aws-cdk-lib', () => {
  test('are used in one file of src only', () => {
    expect(allSources().filter(({ path }) => path !== INTERNALS && !isRuntime(path)).flatMap((source) => undocumentedProblems(source))).toEqual([]);
  });

  test.each([
    'const template = resource._toCloudFormation();',
    "const template = resource['_toCloudFormation']();",
    'const group = construct as unknown as { group: string };',
    'const group = (construct as any).group;',
    "const policy = role.node.findChild('DefaultPolicy');",
    "resource.addMetadata('cdk_nag', {});",
    "const type = 'aws:cdk:acknowledged-rules';",
  ])('%s is reported', (text) => {
    expect(undocumentedProblems(sourceOf('src/it.ts', text))).toHaveLength(1);
  });

  test.each([
    "class It { it() { return this._own + 'default'; } }",
    "import { Own } from './own'; export const create = () => Own._create();",
  ])('internal members of the package are allowed: %s', (text) => {
    expect(undocumentedProblems(sourceOf('src/it.ts', text), () => true)).toEqual([]);
  });
});

function instanceofProblems(source: Source, exists?: (path: string) => boolean): string[] {
  const names = importsOf(source, exists).filter(({ module }) => /^(aws-cdk-lib|constructs)(\/|$)/.test(module)).flatMap((one) => one.names);
  return nodesIn(source.syntax)
    .filter(ts.isBinaryExpression)
    .filter(({ operatorToken, right }) => operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword && names.includes(right.getText().split('.')[0]))
    .map((node) => problemAt(source, node, node.getText()));
}

function undocumentedProblems(source: Source, exists?: (path: string) => boolean): string[] {
  const packageClasses = importsOf(source, exists).filter(({ target }) => target !== undefined).flatMap(({ names }) => names);
  return nodesIn(source.syntax).filter((node) => isUndocumented(node, ['this', ...packageClasses])).map((node) => problemAt(source, node, node.getText()));
}

function isUndocumented(node: ts.Node, packageNames: string[]): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text.startsWith('_') && !packageNames.includes(node.expression.getText());
  }
  if (ts.isAsExpression(node)) {
    return ['unknown', 'any'].includes(node.type.getText());
  }
  return ts.isStringLiteral(node) && /^(_\w+|cdk_nag|aws:cdk:.*|DefaultPolicy)$/.test(node.text);
}

/** Whether a file is code that runs in Lambda, where aws-cdk-lib is not available. */
function isRuntime(path: string): boolean {
  return path.includes('/runtime/') || path.endsWith('.lambda.ts');
}
