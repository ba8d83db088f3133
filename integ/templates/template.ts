import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { App, Stack } from 'aws-cdk-lib/core';
import { stringify } from 'yaml';
import { either } from './either';
import { InlineCode } from './inline-code';
import { addParameters, groupParameters, IMAGE_PARAMETER, nameImageParameter, PARAMETERS } from './parameters';
import type { PlainTemplate } from './plain-template';
import { repository, version } from '../../package.json';
import { EnvironmentType, SecureBaseline } from '../../src';

/** One for both presets: it stands in logical ids, and a stack may move from one preset to the other. */
export const STACK = 'secure-baseline';

/** The name of a template's file. */
export function fileNameOf(type: EnvironmentType): string {
  return `secure-baseline-${type}.template.yaml`;
}

/** The template of a preset: the baseline, with parameters in place of props, and nothing that only the CDK would use. */
export function templateOf(type: EnvironmentType): PlainTemplate {
  const certified = synthesize(type, true);
  return type === EnvironmentType.PRODUCTION ? certified : either('CertificateArn', certified, synthesize(type, false));
}

function synthesize(type: EnvironmentType, certified: boolean): PlainTemplate {
  const app = new App({ treeMetadata: false, analyticsReporting: false });
  const stack = new Stack(app, STACK, {
    synthesizer: new InlineCode(),
    description: `Secure AWS account baseline, ${type} preset, release ${version} of ${repository.url}`,
  });
  addBaseline(stack, type, certified);
  nameImageParameter(stack);
  return withoutMetadata(app.synth().getStackByName(stack.stackName).template);
}

/** YAML, since people read a template before they let it loose on an account, and the functions' code with it. */
export function yamlOf(template: PlainTemplate): string {
  // Version 1.1 is what CloudFormation reads: it takes `yes` and 2012-10-17 for no strings unless they are quoted.
  return stringify(template, { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0, blockQuote: 'literal' });
}

function addBaseline(stack: Stack, environmentType: EnvironmentType, certified: boolean): void {
  const { EnvironmentSuffix, Owner, CostCenter, EmailAddress, AddressRange, CertificateArn, DeletionProtection } = addParameters(stack, environmentType);
  groupParameters(stack, { ...PARAMETERS[environmentType], ...IMAGE_PARAMETER });
  const { database, webTier } = new SecureBaseline(stack, 'Baseline', {
    environmentSuffix: EnvironmentSuffix.valueAsString,
    owner: Owner.valueAsString,
    costCenter: CostCenter.valueAsString,
    environmentType,
    network: { cidr: AddressRange.valueAsString },
    notifications: { emailAddresses: [EmailAddress.valueAsString] },
    certificate: certified ? Certificate.fromCertificateArn(stack, 'Certificate', CertificateArn.valueAsString) : undefined,
  });
  if (DeletionProtection) {
    database!.instance.addPropertyOverride('DeletionProtection', DeletionProtection.valueAsString);
    webTier!.loadBalancer.setAttribute('deletion_protection.enabled', DeletionProtection.valueAsString);
  }
}

/** What a resource tells the CDK's own tools: the reasons for which cdk-nag is to be silent. */
function withoutMetadata(template: PlainTemplate): PlainTemplate {
  const resources = Object.entries(template.Resources).map(([id, { Metadata, ...resource }]) => [id, resource]);
  return { ...template, Resources: Object.fromEntries(resources) };
}
