import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { beforeSynthesis } from '../cdk/before-synthesis';
import { recordAcknowledgements, recordSuppression } from '../cdk/internals';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Resource?: unknown;
}

/**
 * Acknowledges cdk-nag rules that a resource does not comply with, for versions 2 and 3, so that users of cdk-nag see only findings about their own
 * resources.
 *
 * @param scope the resource, or the construct whose default child is the resource
 * @param reason at least 10 characters, because cdk-nag 2 rejects shorter reasons
 */
export function acknowledge(scope: IConstruct, reason: string, ...rules: string[]): void {
  rules.forEach((rule) => record(resourceOf(scope), rule, reason));
}

/**
 * Acknowledges policy statements whose resources contain `*`.
 * @param reasons the reasons by statement id. Statements with other ids, or without an id, are not acknowledged.
 */
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

/**
 * Acknowledges AWS managed policies of a role.
 * @param names the names of the policies with their paths. Other managed policies, such as those that a user adds to the role, are not acknowledged.
 */
export function acknowledgeManagedPolicies(scope: IConstruct, reason: string, ...names: string[]): void {
  beforeSynthesis(resourceOf(scope), (resource) => {
    const arns: unknown[] = Stack.of(resource).resolve(CfnRole.isCfnRole(resource) ? resource.managedPolicyArns : undefined) ?? [];
    const findings = arns.map(flatten).filter((arn) => names.some((name) => arn.endsWith(`:iam::aws:policy/${name}`))).map((arn) => `Policy::${arn}`);
    record(resource, 'AwsSolutions-IAM4', reason, findings);
  });
}

/** Acknowledges an inline policy of a single role. */
export function acknowledgeInlinePolicy(scope: IConstruct): void {
  acknowledge(scope, 'The policy has a one-to-one relationship with this role and is deleted with it, which is the use case of inline policies in the IAM User Guide', 'NIST.800.53.R5-IAMNoInlinePolicy');
}

function resourceOf(scope: IConstruct): CfnResource {
  return CfnResource.isCfnResource(scope) ? scope : scope.node.defaultChild as CfnResource;
}

function record(resource: CfnResource, rule: string, reason: string, findings?: string[]): void {
  recordAcknowledgements(resource, findings?.map((finding) => `${rule}[${finding}]`) ?? [rule], reason);
  recordSuppression(resource, { id: rule, reason, applies_to: findings?.map(withoutLogicalIds) });
}

const LOGICAL_ID = '<[A-Za-z0-9]+(?=[.>])';

/**
 * Returns a finding in the form for metadata in the template, which must not contain logical ids: `cdk refactor` identifies a resource whose
 * logical id changed by comparing everything else, including metadata. In the returned pattern a reference matches any resource, and attributes and
 * text match exactly.
 */
function withoutLogicalIds(finding: string): string | { readonly regex: string } {
  const parts = finding.split(new RegExp(LOGICAL_ID)).map((part) => part.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&'));
  return parts.length === 1 ? finding : { regex: `/^${parts.join(LOGICAL_ID)}$/` };
}

function statementsOf(resource: CfnResource): Statement[] {
  const stack = Stack.of(resource);
  return documentsOf(resource).flatMap((document) => stack.resolve(document).Statement ?? []);
}

function documentsOf(resource: CfnResource): unknown[] {
  if (CfnPolicy.isCfnPolicy(resource) || CfnManagedPolicy.isCfnManagedPolicy(resource)) {
    return [resource.policyDocument];
  }
  const policies: CfnRole.PolicyProperty[] = Stack.of(resource).resolve(CfnRole.isCfnRole(resource) ? resource.policies : undefined) ?? [];
  return policies.map(({ policyDocument }) => policyDocument);
}

/** Returns an ARN with its references in angle brackets, in the format of cdk-nag. */
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
