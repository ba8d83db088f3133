import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack, type StackProps } from 'aws-cdk-lib/core';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

/** A policy statement in a template. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: string | string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** A resource in a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export { recommendedFlags };

/** Output of synthesis that no test reads. Disabling it reduces the duration of synthesis by a quarter. */
const WITHOUT_EXTRAS = { analyticsReporting: false, treeMetadata: false };
const WITHOUT_STACK_TRACES = { 'aws:cdk:disable-creation-stack-traces': true };

/** Creates a stack in a new app. */
export function newStack(props?: StackProps, context?: Record<string, unknown>): Stack {
  return new Stack(new App({ ...WITHOUT_EXTRAS, context: { ...WITHOUT_STACK_TRACES, ...context } }), 'Stack', props);
}

/** Returns the template of a new stack with the constructs that `build` adds. */
export function templateOf(build: (stack: Stack) => void, props?: StackProps, context?: Record<string, unknown>): Template {
  const stack = newStack(props, context);
  build(stack);
  return Template.fromStack(stack);
}

/** Returns the statements of all policies of a type by their sid. */
export function statementsOf(template: Template, type: string, property = 'PolicyDocument'): Record<string, Statement> {
  const documents = Object.values(template.findResources(type)).map((resource) => resource.Properties[property]);
  return Object.fromEntries(documents.flatMap((document) => document.Statement.map((one: Statement) => [one.Sid, one])));
}

/** Returns the logical id of the log group of a function, to which the function refers by its name or with Ref. */
export function logGroupOf(resources: Record<string, TemplateResource>, { Properties }: TemplateResource): string {
  const { LogGroup } = Properties.LoggingConfig;
  const named = Object.keys(resources).find((id) => resources[id].Type === 'AWS::Logs::LogGroup' && JSON.stringify(resources[id].Properties.LogGroupName) === JSON.stringify(LogGroup));
  return named ?? LogGroup.Ref;
}

/** Returns the only resource of a type. */
export function only(template: Template, type: string): TemplateResource {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) {
    throw new Error(`expected one ${type}, found ${found.length}`);
  }
  return found[0] as TemplateResource;
}

/** Returns the texts of all warnings in the stack. */
export function warningsOf(stack: Stack): string[] {
  return stack.node.findAll().flatMap((construct) =>
    construct.node.metadata.filter((entry) => entry.type === 'aws:cdk:warning').map((entry) => String(entry.data)));
}
