import { dirname, join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { TemplateResource } from './templates';

type Resource = TemplateResource & { readonly Metadata?: Record<string, unknown> };

/** A template as the CLI synthesizes it, in which the metadata of resources contains the paths of their constructs. */
export interface StackTemplate {
  readonly Resources: Record<string, Resource>;
}

/** The result of `cdk refactor` for two templates. */
export interface Refactoring {
  readonly mappings: { readonly source: { readonly logicalResourceId: string }; readonly destination: { readonly logicalResourceId: string } }[];
  /** Identical resources, which the CLI cannot distinguish. */
  readonly ambiguousPaths: [before: string[], after: string[]][];
}

/** The module is part of the library, but the library does not export it. */
const LIBRARY = dirname(require.resolve('@aws-cdk/toolkit-lib/package.json'));
const { RefactoringContext } = require(join(LIBRARY, 'lib/api/refactoring/context.js')); // eslint-disable-line @typescript-eslint/no-require-imports

const STACK = 'Stack';
const ENVIRONMENT = { name: 'local', account: '111122223333', region: 'eu-west-1' };
const CLI_CONTEXT = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

/** Returns the template of a stack with a construct whose id is `parent`, to which `build` adds constructs. */
export function templateBelow(parent: string, build: (scope: Construct) => void): StackTemplate {
  const stack = new Stack(new App({ context: CLI_CONTEXT, analyticsReporting: false }), STACK);
  build(new Construct(stack, parent));
  return Template.fromStack(stack).toJSON() as StackTemplate;
}

/**
 * Compares two templates as `cdk refactor` does.
 * @throws the error of the CLI, with the list of different resources, if something else than logical ids differs
 */
export function refactor(before: StackTemplate, after: StackTemplate): Refactoring {
  const [deployedStacks, localStacks] = [before, after].map((template) => [{ environment: ENVIRONMENT, stackName: STACK, template }]);
  return new RefactoringContext({ environment: ENVIRONMENT, deployedStacks, localStacks });
}

/**
 * Returns the paths, relative to the parents, of the resources that differ in more than logical ids. Resources that only refer to different resources
 * are not included.
 */
export function differencesOf(before: StackTemplate, after: StackTemplate): string[] {
  const [one, other] = [before, after].map(byPath);
  const paths = [...new Set([...one.keys(), ...other.keys()])];
  return paths.filter((path) => one.get(path) !== other.get(path)).sort();
}

/** Returns each resource as text, with paths instead of logical ids. */
function byPath({ Resources }: StackTemplate): Map<string, string> {
  const paths = Object.fromEntries(Object.entries(Resources).map(([id, resource]) => [id, pathOf(resource)]));
  return new Map(Object.entries(Resources).map(([id, resource]) => [paths[id], JSON.stringify(withPaths(resource, paths))]));
}

/**
 * Returns the path of the construct relative to the stack and the parent, without the logical ids that the CDK includes in the paths of security
 * group rules.
 */
function pathOf({ Metadata }: Resource): string {
  const [, ...path] = String(Metadata?.['aws:cdk:path']).split('/');
  return path.filter((id) => id.length > 0).join('/').replace(/^(?:A|B|Zone)\//, '').replace(/Stack(?:A|B|Zone)(\w+)[\dA-F]{8}/, '$1');
}

function withPaths(value: unknown, paths: Record<string, string>): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => withPaths(item, paths));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => {
    switch (key) {
      case 'Ref': return [key, paths[inner as string] ?? inner];
      case 'Fn::GetAtt': return [key, [paths[(inner as string[])[0]], (inner as string[])[1]]];
      case 'DependsOn': return [key, [inner as string | string[]].flat().map((id) => paths[id])];
      case 'aws:cdk:path': return [key, ''];
      default: return [key, withPaths(inner, paths)];
    }
  }));
}
