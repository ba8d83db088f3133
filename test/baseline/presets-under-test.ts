import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type Stack, type StackProps } from 'aws-cdk-lib/core';
import { EnvironmentType, SecureBaseline, type SecureBaselineProps } from '../../src';
import { newStack, type TemplateResource } from '../support/templates';

export const SUFFIX = 'test';
export const CERTIFICATE_ARN = 'arn:aws:acm:eu-west-1:111122223333:certificate/1';

/** A baseline in its own stack, with the template of the stack. */
export interface SynthesizedBaseline {
  readonly stack: Stack;
  readonly baseline: SecureBaseline;
  readonly template: Template;
  readonly resources: Record<string, TemplateResource>;
}

/** A baseline that is synthesized on first use, because many suites use one preset or none. */
class SynthesizedOnUse implements SynthesizedBaseline {
  private synthesized?: SynthesizedBaseline;

  constructor(private readonly propsOf?: (stack: Stack) => Partial<SecureBaselineProps>) {}

  public get stack(): Stack {
    return this.result.stack;
  }

  public get baseline(): SecureBaseline {
    return this.result.baseline;
  }

  public get template(): Template {
    return this.result.template;
  }

  public get resources(): Record<string, TemplateResource> {
    return this.result.resources;
  }

  private get result(): SynthesizedBaseline {
    return this.synthesized ??= synthesize(this.propsOf);
  }
}

/** Creates a baseline with the required props, and further props. */
export function baselineIn(stack: Stack, props: Partial<SecureBaselineProps> = {}): SecureBaseline {
  return new SecureBaseline(stack, 'Baseline', { environmentSuffix: SUFFIX, owner: 'team', costCenter: 'cc-1', ...props });
}

/** Returns the props that production requires in addition. */
export function productionProps(stack: Stack): Partial<SecureBaselineProps> {
  return {
    environmentType: EnvironmentType.PRODUCTION,
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE_ARN),
  };
}

/** Synthesizes a stack with a baseline. */
export function synthesize(
  propsOf: (stack: Stack) => Partial<SecureBaselineProps> = () => ({}), stackProps?: StackProps, context?: Record<string, unknown>,
): SynthesizedBaseline {
  const stack = newStack(stackProps, context);
  const baseline = baselineIn(stack, propsOf(stack));
  const template = Template.fromStack(stack);
  return { stack, baseline, template, resources: template.toJSON().Resources };
}

export const production: SynthesizedBaseline = new SynthesizedOnUse(productionProps);
export const nonProduction: SynthesizedBaseline = new SynthesizedOnUse();

/** Both presets, for `describe.each`. */
export const PRESETS: [name: string, preset: SynthesizedBaseline][] = [['production', production], ['non-production', nonProduction]];

/** Returns the resources of a type with their logical ids. */
export function ofType({ resources }: Pick<SynthesizedBaseline, 'resources'>, type: string): [id: string, resource: TemplateResource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

/** Returns the logical id of the only resource of a type whose logical id contains the text. */
export function idOf(preset: SynthesizedBaseline, type: string, text = ''): string {
  const found = ofType(preset, type).map(([id]) => id).filter((id) => id.includes(text));
  if (found.length !== 1) {
    throw new Error(`expected one ${type} with ${text}, found ${found.join(', ')}`);
  }
  return found[0];
}
