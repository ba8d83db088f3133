import { readFileSync } from 'node:fs';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { TEMPLATES, type TemplateName } from './findings';
import { stack as integNonProduction } from '../../integ/integ.non-production';
import { stack as integProduction } from '../../integ/integ.production';
import { EnvironmentType, SecureBaseline } from '../../src';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** A stack, and the file with its template. */
export class ScannedTemplate {
  public readonly file: string;
  public readonly resources: Record<string, Resource>;
  private readonly paths: Map<string, string>;

  constructor(public readonly name: TemplateName, public readonly stack: Stack) {
    this.file = (stack.node.root as App).synth().getStackByName(stack.stackName).templateFullPath;
    this.resources = JSON.parse(readFileSync(this.file, 'utf8')).Resources;
    const found = stack.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
    this.paths = new Map(found.map((resource) => [stack.resolve(resource.logicalId), pathOf(resource)]));
  }

  /** Returns the path of a resource in its stack, or the argument if there is no such resource. */
  public pathOf(logicalId: string): string {
    return this.paths.get(logicalId) ?? logicalId;
  }
}

/** Returns the path of a resource in its stack, without parts named `Resource`. */
export function pathOf(resource: CfnResource): string {
  return resource.node.path.split('/').slice(1).filter((part) => part !== 'Resource').join('/');
}

/** Returns the stacks to scan, which are not synthesized yet. */
export function stacks(): Record<TemplateName, Stack> {
  return { 'production': productionPreset(), 'integ production': integProduction, 'integ non-production': integNonProduction };
}

/** Synthesizes the stacks and returns their templates. */
export function synthesize(scanned: Record<TemplateName, Stack>): ScannedTemplate[] {
  return TEMPLATES.map((name) => new ScannedTemplate(name, scanned[name]));
}

/** The unmodified production preset. The stack of the integration test has no deletion protection and retains no data. */
function productionPreset(): Stack {
  const stack = new Stack(new App({ treeMetadata: false, analyticsReporting: false }), 'production');
  new SecureBaseline(stack, 'Baseline', {
    environmentSuffix: 'prod',
    owner: 'secure-baseline',
    costCenter: 'scan',
    environmentType: EnvironmentType.PRODUCTION,
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/scan'),
  });
  return stack;
}
