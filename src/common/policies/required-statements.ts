import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack, Token } from 'aws-cdk-lib/core';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { stateOf } from '../cdk/construct-state';
import { whenComplete } from '../cdk/when-complete';

/** A statement that the policy of an imported resource must contain. */
interface RequiredStatement {
  readonly statement: PolicyStatement;
  /** The construct for which it is required, whose stack determines its account and region. */
  readonly scope: IConstruct;
  /** What it allows, for messages. */
  readonly purpose?: string;
}

/**
 * Collects statements that the policy of an imported resource must contain, and passes all of them as one policy document to a function that warns.
 *
 * @param resource the imported resource
 * @param arn the ARN of the resource, which several constructs can represent
 * @param warn called once for each resource when all constructs have been created
 */
export function requireStatements(
  resource: IConstruct, arn: string, required: readonly RequiredStatement[], warn: (policy: string, purposes: string[]) => void,
): void {
  const byResource = stateOf(resource.node.root, 'requiredStatements', () => new Map<string, RequiredStatement[]>());
  const name = nameOf(resource, arn);
  const present = byResource.get(name);
  if (present) {
    present.push(...required);
    return;
  }
  const all = [...required];
  byResource.set(name, all);
  whenComplete(resource, () => warn(
    printPolicy(all.flatMap(({ scope, statement }) => statementsAsText(scope, [statement]))),
    [...new Set(all.flatMap(({ purpose }) => purpose ?? []))],
  ));
}

/** Includes the stack in the name of a token, because the same token can refer to different resources in different stacks. */
export function nameOf(scope: IConstruct, arn: string): string {
  const stack = Stack.of(scope);
  return Token.isUnresolved(arn) ? `${JSON.stringify(stack.resolve(arn))} of ${stack.node.path}` : arn;
}

/** Returns a policy document for messages. */
export function printStatements(scope: IConstruct, statements: readonly PolicyStatement[]): string {
  return printPolicy(statementsAsText(scope, statements));
}

function printPolicy(statements: readonly string[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [...new Set(statements)].map((text): unknown => JSON.parse(text)) }, undefined, 2);
}

/**
 * Returns statements as JSON. Values that are resolved at deployment are shown as placeholders, such as `${AWS::AccountId}`. The CDK does not resolve the
 * partition and the domain of a known region.
 */
function statementsAsText(scope: IConstruct, statements: readonly PolicyStatement[]): string[] {
  const { region } = Stack.of(scope);
  const info = Token.isUnresolved(region) ? undefined : RegionInfo.get(region);
  const known = { '${AWS::Partition}': info?.partition, '${AWS::URLSuffix}': info?.domainSuffix };
  return statements.map((statement) => {
    const text = JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson()), (_, value) => asText(value));
    return Object.entries(known).reduce((result, [name, value]) => (value === undefined ? result : result.replaceAll(name, value)), text);
  });
}

/** Replaces an intrinsic function by a text with placeholders. */
function asText(value: unknown): unknown {
  const [[name, argument] = [], ...others] = Object.entries(Object(value) as Record<string, unknown>);
  if (typeof value !== 'object' || name === undefined || others.length > 0) {
    return value;
  }
  return placeholderOf(name, argument) ?? value;
}

function placeholderOf(name: string, argument: unknown): string | undefined {
  switch (name) {
    case 'Ref':
      return `\${${String(argument)}}`;
    case 'Fn::GetAtt':
      return `\${${[argument].flat().join('.')}}`;
    case 'Fn::ImportValue':
      return `\${ImportValue:${String(asText(argument))}}`;
    case 'Fn::Join': {
      const [separator, values] = argument as [string, unknown];
      const parts = Array.isArray(values) ? values.map(asText) : [];
      return parts.length > 0 && parts.every((part) => typeof part === 'string') ? parts.join(separator) : undefined;
    }
    default:
      return undefined;
  }
}
