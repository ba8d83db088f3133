import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type Stack, type StackProps } from 'aws-cdk-lib/core';
import { EnvironmentType, SecureBaseline, type SecureBaselineProps } from '../../src';
import { newStack, type TemplateResource } from '../support/templates';

export const SUFFIX = 'test';
export const CERTIFICATE_ARN = 'arn:aws:acm:eu-west-1:111122223333:certificate/1';

/** A baseline in a stack of its own, and its template. */
export interface SynthesizedBaseline {
  readonly stack: Stack;
  readonly baseline: SecureBaseline;
  readonly template: Template;
  readonly resources: Record<string, TemplateResource>;
}

/** The baseline of the three props, with more made in its stack. */
export function baselineIn(stack: Stack, props: Partial<SecureBaselineProps> = {}): SecureBaseline {
  return new SecureBaseline(stack, 'Baseline', { environmentSuffix: SUFFIX, owner: 'team', costCenter: 'cc-1', ...props });
}

/** What production needs besides. */
export function productionProps(stack: Stack): Partial<SecureBaselineProps> {
  return {
    environmentType: EnvironmentType.PRODUCTION,
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE_ARN),
  };
}

/** Synthesizes a baseline. */
export function synthesize(
  propsOf: (stack: Stack) => Partial<SecureBaselineProps> = () => ({}), stackProps?: StackProps, context?: Record<string, unknown>,
): SynthesizedBaseline {
  const stack = newStack(stackProps, context);
  const baseline = baselineIn(stack, propsOf(stack));
  const template = Template.fromStack(stack);
  return { stack, baseline, template, resources: template.toJSON().Resources };
}

export const production = synthesize(productionProps);
export const nonProduction = synthesize();

/** Both presets, for `describe.each`. */
export const PRESETS: [name: string, preset: SynthesizedBaseline][] = [['production', production], ['non-production', nonProduction]];

/** The resources of a type, by logical id. */
export function ofType({ resources }: Pick<SynthesizedBaseline, 'resources'>, type: string): [id: string, resource: TemplateResource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

/** The only logical id of the type that contains the text. */
export function idOf(preset: SynthesizedBaseline, type: string, text = ''): string {
  const found = ofType(preset, type).map(([id]) => id).filter((id) => id.includes(text));
  if (found.length !== 1) {
    throw new Error(`expected one ${type} with ${text}, found ${found.join(', ')}`);
  }
  return found[0];
}
