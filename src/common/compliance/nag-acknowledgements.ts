import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnResource, Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { beforeSynthesis } from '../cdk/before-synthesis';

/** What cdk-nag 2 reads from a resource of the template. */
const RESOURCE_METADATA = 'cdk_nag';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Resource?: unknown;
}

/**
 * Tells cdk-nag, version 2 and 3, why a resource does not follow rules, so that its users hear only of what is theirs.
 *
 * @param scope the resource, or the construct around it
 * @param reason ten characters at least: cdk-nag 2 refuses less
 */
export function acknowledge(scope: IConstruct, reason: string, ...rules: string[]): void {
  rules.forEach((rule) => record(resourceOf(scope), rule, reason));
}

/** The same for statements that name resources with `*`: the reasons are given by sid. A statement that is added later is none of ours. */
export function acknowledgeWildcards(scope: IConstruct, reasons: { readonly [sid: string]: string }): void {
  beforeSynthesis(resourceOf(scope), (resource) => {
    for (const { Sid, Effect, Resource } of statementsOf(resource)) {
      const findings = [Resource ?? []].flat().map(flatten).filter((name) => name.includes('*')).map((name) => `Resource::${name}`);
      if (Effect === 'Allow' && Sid !== undefined && reasons[Sid] && findings.length > 0) {
        record(resource, 'AwsSolutions-IAM5', reasons[Sid], findings);
      }
    }
  });
}

/** The same for the policies of AWS's own that a role has. */
export function acknowledgeManagedPolicies(scope: IConstruct, reason: string): void {
  beforeSynthesis(resourceOf(scope), (resource) => {
    const arns: unknown[] = Stack.of(resource).resolve((resource as CfnRole).managedPolicyArns) ?? [];
    const findings = arns.map(flatten).filter((arn) => arn.includes(':iam::aws:')).map((arn) => `Policy::${arn}`);
    record(resource, 'AwsSolutions-IAM4', reason, findings);
  });
}

/** The same for the policies that stand in a role, or belong to no other. */
export function acknowledgeInlinePolicy(scope: IConstruct): void {
  acknowledge(scope, 'The policy belongs to this one role and goes with it, the case that the guide of IAM keeps inline policies for', 'NIST.800.53.R5-IAMNoInlinePolicy');
}

function resourceOf(scope: IConstruct): CfnResource {
  return CfnResource.isCfnResource(scope) ? scope : scope.node.defaultChild as CfnResource;
}

function record(resource: CfnResource, rule: string, reason: string, findings?: string[]): void {
  const ids = findings?.map((finding) => `${rule}[${finding}]`) ?? [rule];
  resource.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, Object.fromEntries(ids.map((id) => [`Annotation::${id}`, reason])));
  const present = resource.getMetadata(RESOURCE_METADATA)?.rules_to_suppress ?? [];
  resource.addMetadata(RESOURCE_METADATA, { rules_to_suppress: [...present, { id: rule, reason, applies_to: findings }] });
}

function statementsOf(resource: CfnResource): Statement[] {
  const stack = Stack.of(resource);
  const documents = resource instanceof CfnPolicy || resource instanceof CfnManagedPolicy
    ? [resource.policyDocument]
    : [stack.resolve((resource as CfnRole).policies) ?? []].flat().map((policy: CfnRole.PolicyProperty) => policy.policyDocument);
  return documents.flatMap((document) => stack.resolve(document).Statement ?? []);
}

/** An ARN with its references in pointed brackets, as cdk-nag writes it. */
function flatten(value: unknown): string {
  if (typeof value === 'string') {
    return value.replace(/\$\{/g, '<').replace(/\}/g, '>');
  }
  const [[name, inner]] = Object.entries(value as Record<string, unknown>);
  switch (name) {
    case 'Ref': return `<${inner}>`;
    case 'Fn::GetAtt': return `<${(inner as string[]).join('.')}>`;
    case 'Fn::Join': return (inner as [string, unknown[]])[1].map(flatten).join((inner as [string])[0]);
    case 'Fn::ImportValue':
    case 'Fn::Sub': return flatten(inner);
    default: return JSON.stringify(value);
  }
}
