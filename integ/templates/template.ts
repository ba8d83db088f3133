import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { App, Stack } from 'aws-cdk-lib/core';
import { stringify } from 'yaml';
import { either } from './either';
import { InlineCode } from './inline-code';
import { addParameters, groupParameters, IMAGE_PARAMETER, nameImageParameter, PARAMETERS } from './parameters';
import type { PlainTemplate } from './plain-template';
import { repository, version } from '../../package.json';
import { EnvironmentType, SecureBaseline } from '../../src';

/** The construct ID of the stack. Both presets use the same ID so that a stack can change its preset. */
export const STACK = 'secure-baseline';

/** The file name of a template. */
export function fileNameOf(type: EnvironmentType): string {
  return `secure-baseline-${type}.template.yaml`;
}

/** Synthesizes the template of a preset: the baseline with parameters instead of props, without metadata of the CDK. */
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

/** Formats the template as YAML, which is easier to review than JSON. */
export function yamlOf(template: PlainTemplate): string {
  // CloudFormation reads YAML 1.1, in which strings such as `yes` and 2012-10-17 must be quoted.
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

/** Removes the metadata of the resources, which contains cdk-nag suppressions. */
function withoutMetadata(template: PlainTemplate): PlainTemplate {
  const resources = Object.entries(template.Resources).map(([id, { Metadata, ...resource }]) => [id, resource]);
  return { ...template, Resources: Object.fromEntries(resources) };
}
