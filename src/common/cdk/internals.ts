import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnResource, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/*
 * All undocumented behavior of aws-cdk-lib and cdk-nag that the package depends on. `test/support/cdk-internals.ts` verifies each function: the
 * unit tests run it with the installed version of aws-cdk-lib, and `npm run test:consumers` runs it with the newest version.
 */

/**
 * Returns the policy that the CDK creates for a role when permissions are granted to it.
 *
 * Undocumented: the child has the id `DefaultPolicy`.
 */
export function defaultPolicyOf(role: IRole): IConstruct {
  return role.node.findChild('DefaultPolicy');
}

/**
 * Acknowledges rules for tools that read the metadata of constructs: of cdk-nag 3 by their ids, and of CloudFormation Validate by ids such as
 * `CloudFormation-Validate::W3010`.
 *
 * Undocumented: cdk-nag 3 accepts ids without a prefix. The documented `Validations.acknowledge` adds the prefix `annotation::` in versions of
 * aws-cdk-lib before 2.262.1 and `Annotation::` in later versions, of which cdk-nag 3.0.0 and 3.0.1 recognize only the former. It also rejects the ids
 * of cdk-nag findings such as `AwsSolutions-IAM5[Resource::*]`, because they contain `::`.
 */
export function recordAcknowledgements(resource: CfnResource, ids: readonly string[], reason: string): void {
  resource.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, Object.fromEntries(ids.map((id) => [id, reason])));
}

/**
 * Returns the properties of a resource, which can contain tokens. The names are those of the L1 construct.
 *
 * Undocumented: the getter `cfnProperties` is protected.
 */
export function propertiesOf(resource: CfnResource): object {
  return Reflect.get(resource, 'cfnProperties');
}

/** A suppressed rule, in the format that cdk-nag 2 reads from the template. */
export interface Suppression {
  readonly id: string;
  readonly reason: string;
  readonly applies_to?: readonly (string | { readonly regex: string })[];
}

/**
 * Suppresses a rule for cdk-nag 2, which reads the metadata of resources in the template. The reason must have at least 10 characters.
 *
 * The README of cdk-nag 2 documents this format for templates. Its API `NagSuppressions` would add a dependency on cdk-nag.
 */
export function recordSuppression(resource: CfnResource, suppression: Suppression): void {
  const present: Suppression[] = resource.getMetadata('cdk_nag')?.rules_to_suppress ?? [];
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...present, suppression] });
}
