import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnResource, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/*
 * Everything that the package uses of aws-cdk-lib and cdk-nag without a documented API. `test/support/cdk-internals.ts` tries each function:
 * the tests with the installed aws-cdk-lib, the consumers of `npm run test:consumers` with the newest one.
 */

/**
 * The policy that the CDK creates for a role when permissions are granted to it.
 *
 * Undocumented: the id `DefaultPolicy` of the child.
 */
export function defaultPolicyOf(role: IRole): IConstruct {
  return role.node.findChild('DefaultPolicy');
}

/**
 * Acknowledges rules for cdk-nag 3, which reads the metadata of constructs.
 *
 * Undocumented: the prefix `Annotation::` in the metadata. The documented `Validations.acknowledge` adds it, but rejects the ids that cdk-nag
 * gives to findings, such as `AwsSolutions-IAM5[Resource::*]`, because they contain `::`.
 */
export function recordAcknowledgements(resource: CfnResource, ids: readonly string[], reason: string): void {
  resource.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, Object.fromEntries(ids.map((id) => [`Annotation::${id}`, reason])));
}

/** A rule that a resource does not comply with, as cdk-nag 2 reads it from the template. */
export interface Suppression {
  readonly id: string;
  readonly reason: string;
  readonly applies_to?: readonly (string | { readonly regex: string })[];
}

/**
 * Suppresses a rule for cdk-nag 2, which reads the metadata of resources in the template. Ten characters are the least for a reason.
 *
 * Documented in the README of cdk-nag 2 for templates. Its API, `NagSuppressions`, would need cdk-nag as a dependency.
 */
export function recordSuppression(resource: CfnResource, suppression: Suppression): void {
  const present: Suppression[] = resource.getMetadata('cdk_nag')?.rules_to_suppress ?? [];
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...present, suppression] });
}
